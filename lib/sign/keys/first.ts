/**
 * Somebody's first key: the one called `default`, made with a passphrase on a terminal.
 *
 * @module
 */
import { askYesOrNo } from "../../ask.ts";
import type { Clock } from "../../clock.ts";
import { hasOwnKeys } from "../../user-dir.ts";
import type { Terminal } from "../hidden-input.ts";
import type { SignerOptions } from "../options.ts";
import { passphrases } from "../passphrase.ts";
import { createKey } from "./manage.ts";

export interface FirstKeyOptions extends SignerOptions {
  terminal: Terminal;
  clock: Clock;
}

/** Make it, and say so. Throws what `createKey` throws. */
export const makeFirstKey = async (options: FirstKeyOptions): Promise<void> => {
  const { name, document } = await createKey("default", "ed25519", { ...options, plain: false });
  options.terminal.output.write(`made the key "${name}", ${document.fingerprint}\n`);
};

/**
 * Ask whoever has no key whether to make one now. Returns options that open it without asking for its passphrase again;
 * `options` themselves when there is a key, or the answer is no. Throws `E_INTERRUPTED` when the terminal is closed.
 */
export const offerFirstKey = async <Options extends FirstKeyOptions>(options: Options): Promise<Options> => {
  const { env = process.env, terminal } = options;
  if (hasOwnKeys(env)) return options;
  if (!(await askYesOrNo("There is no key to sign with. Make a key now?", terminal))) return options;
  const asked = options.passphrases ?? passphrases(options);
  let chosen = "";
  const choose = async (what: string): Promise<string> => {
    chosen = await asked.choose(what);
    return chosen;
  };
  await makeFirstKey({ ...options, passphrases: { ...asked, choose } });
  return { ...options, passphrases: { ...asked, unlock: (_what, open) => open(chosen) } };
};
