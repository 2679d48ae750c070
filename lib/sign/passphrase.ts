/**
 * Passphrases: where they come from. They are never in argv, in a message, or kept longer than a key is being unlocked.
 *
 * @module
 */
import { read } from "node:fs";
import { errnoOf, exits, KprovError } from "../errors.ts";
import { passphraseVariable } from "../exec.ts";
import { ownTerminal, readHidden, type Terminal } from "./hidden-input.ts";
import type { SignerOptions } from "./options.ts";

/** Shorter ones would not be looked for in logs either: see `minSecretBytes`. */
export const minPassphraseBytes = 8;

export interface Passphrases {
  /**
   * The passphrase of something that is locked, tried with `open`; on a terminal three times.
   *
   * `open` throws `E_PASSPHRASE` for a wrong one. Throws the same when there is nowhere to get one from.
   */
  unlock<Opened>(what: string, open: (passphrase: string) => Promise<Opened>): Promise<Opened>;
  /** A new one for `what`: asked twice on a terminal. Throws `E_PASSPHRASE` when it is too short, or the two differ. */
  choose(what: string): Promise<string>;
}

/**
 * Passphrases from the file descriptor, else from the variable, else from the terminal.
 *
 * The descriptor's first line unlocks; a new passphrase is its next line, or the same when there is none.
 */
export const passphrases = (options: Omit<SignerOptions, "cwd">): Passphrases => {
  const { env = process.env, passphraseFd, terminal = ownTerminal(), onPassphrase } = options;
  let lines: Promise<string[]> | undefined;
  const given = async (): Promise<string | undefined> => {
    // Empty is what CI makes of a secret that is not there.
    if (passphraseFd === undefined) return env[passphraseVariable] || undefined;
    lines ??= readLines(passphraseFd);
    const left = await lines;
    return left.length > 1 ? left.shift() : left[0];
  };
  const told = (passphrase: string): string => {
    onPassphrase?.(passphrase);
    return passphrase;
  };
  return {
    unlock: async (what, open) => {
      const known = await given();
      if (known !== undefined) return open(normal(told(known)));
      return askUntilOpen(what, (typed) => open(told(typed)), needed(terminal, what));
    },
    choose: async (what) => {
      const known = await given();
      return told(longEnough(known === undefined ? await askTwice(what, needed(terminal, what)) : normal(known)));
    },
  };
};

// --- internal ---

/** The same letters give the same bytes, whichever keyboard typed them (RFC 8265 section 4.2.2). */
const normal = (text: string): string => text.normalize("NFC");

const needed = (terminal: Terminal | null, what: string): Terminal => {
  if (terminal !== null) return terminal;
  throw new KprovError("E_PASSPHRASE", `Cannot ask for the passphrase of ${what}: this is no terminal`, {
    hint: `give it in ${passphraseVariable}, or by --passphrase-fd N`,
  });
};

const longEnough = (passphrase: string): string => {
  if (Buffer.byteLength(passphrase) >= minPassphraseBytes) return passphrase;
  throw new KprovError("E_PASSPHRASE", `The passphrase is too short: expected at least ${minPassphraseBytes} bytes`, {
    exit: exits.usage,
    hint: "--plain makes a key without a passphrase",
  });
};

const askTwice = async (what: string, terminal: Terminal): Promise<string> => {
  const first = longEnough(normal(await readHidden(`New passphrase for ${what}: `, terminal)));
  const second = normal(await readHidden("The same again: ", terminal));
  if (first !== second) throw new KprovError("E_PASSPHRASE", "The two passphrases differ: nothing was written");
  return first;
};

const askUntilOpen = async <Opened>(
  what: string,
  open: (passphrase: string) => Promise<Opened>,
  terminal: Terminal,
): Promise<Opened> => {
  for (let tries = 1; ; tries += 1) {
    const passphrase = normal(await readHidden(`Passphrase for ${what}: `, terminal));
    try {
      return await open(passphrase);
    } catch (error) {
      if (tries === 3 || !(error instanceof KprovError) || error.code !== "E_PASSPHRASE") throw error;
      terminal.output.write(`  ${error.message}\n`);
    }
  }
};

/** A passphrase is a line, not a file. */
const maxBytes = 8192;

const readLines = async (fd: number): Promise<string[]> => {
  const bytes = await readToEnd(fd);
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new KprovError("E_PASSPHRASE", `The passphrase in file descriptor ${fd} is not valid UTF-8`);
  }
  const lines = text.replace(/\r?\n$/, "").split(/\r?\n/);
  if (lines[0] === "") throw new KprovError("E_PASSPHRASE", `The passphrase in file descriptor ${fd} is empty`);
  return lines;
};

const readToEnd = async (fd: number): Promise<Buffer> => {
  const buffer = Buffer.alloc(maxBytes + 1);
  let size = 0;
  for (;;) {
    const count = await readSome(fd, buffer.subarray(size));
    size += count;
    if (size > maxBytes)
      throw new KprovError("E_PASSPHRASE", `File descriptor ${fd} holds more than ${maxBytes} bytes: no passphrase`);
    if (count === 0) return buffer.subarray(0, size);
  }
};

const readSome = (fd: number, buffer: Buffer): Promise<number> =>
  new Promise((resolve, reject) => {
    read(fd, buffer, 0, buffer.length, null, (cause, count) => {
      if (cause === null) resolve(count);
      // A descriptor that was made not to wait has nothing yet.
      else if (errnoOf(cause) === "EAGAIN") setTimeout(() => readSome(fd, buffer).then(resolve, reject), 20);
      else reject(new KprovError("E_PASSPHRASE", `Cannot read a passphrase from file descriptor ${fd}`, { cause }));
    });
  });
