/**
 * The receipt of a preflight, in a file of the user's choice.
 *
 * @module
 */
import { lstatSync, readdirSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { randomHex } from "../../clock.ts";
import { errnoOf, KprovError, messageOf } from "../../errors.ts";
import { formatEnvelope, inTotoPayloadType, preAuthEncoding } from "../../evidence/index.ts";
import { makeDirectory, syncAll, writeNewFile } from "../../files.ts";
import { isSameFile, whyNoPlace } from "../../output/index.ts";
import type { AnySigner } from "../../sign/index.ts";
import { isReceipt } from "./read.ts";

/** Throws `E_USAGE` when signers can't stand in one file: a keyless one makes a file of its own kind. */
export const assertOneFile = (signers: readonly AnySigner[]): void => {
  if (signers.length > 1 && signers.some(({ kind }) => kind === "keyless"))
    throw new KprovError("E_USAGE", '"--receipt" writes one file: a keyless signature stands alone');
};

/** A receipt's place: absolute, and as it was given. */
export interface ReceiptPlace {
  file: string;
  name: string;
}

/**
 * Make the place ready: directories above it exist. Throws `E_USAGE` for one that can't be meant, as for a report: stdout, a
 * directory, a link, git's own, a tracked file, what is no older receipt. `E_IO` when it can't be made ready.
 */
export const prepareReceipt = async ({ file, name }: ReceiptPlace, cwd: string): Promise<void> => {
  if (name === "-") throw refused(name, "stdout has the result already", "name a file");
  try {
    const why = await whyNoPlace(file, cwd);
    if (why !== undefined) throw refused(name, why);
    assertReplaceable({ file, name });
    makeDirectory(dirname(file));
  } catch (cause) {
    throw cause instanceof KprovError ? cause : failed(name, cause);
  }
};

/**
 * Throws `E_USAGE` when the receipt that is `expected` would itself be replaced: by the receipt that is written, or by a statement
 * about a preflight in the directory `attestations`. Then nobody could compare with it again.
 */
export const assertKept = async (
  expected: ReceiptPlace,
  { receipt, attestations }: { receipt: ReceiptPlace | undefined; attestations: string | undefined },
): Promise<void> => {
  if (receipt !== undefined && (await isSameFile(receipt.file, expected.file)))
    throw refused(receipt.name, '"--expect-receipt" is about that file', "name another file");
  if (attestations === undefined) return;
  for (const name of statementsIn(attestations)) {
    if (await isSameFile(join(attestations, name), expected.file))
      throw new KprovError("E_USAGE", `Cannot compare with the receipt "${expected.name}": "--attest" replaces it`, {
        hint: "compare with a copy of it, or leave out --attest",
      });
  }
};

/**
 * Write `payload`, a statement, signed by all `signers`: whole or not at all, in the place of an older one. Throws `E_IO`, `E_SIGN`,
 * and `E_USAGE` when something else lies there by now.
 */
export const writeReceipt = async (
  { file, name }: ReceiptPlace,
  payload: Buffer,
  signers: readonly AnySigner[],
): Promise<void> => {
  const content = await sealed(payload, signers);
  assertReplaceable({ file, name });
  const staged = join(dirname(file), `.${basename(file)}.${randomHex(6)}`);
  try {
    try {
      writeNewFile(staged, content);
      await syncAll([staged]);
      renameSync(staged, file);
    } finally {
      rmSync(staged, { force: true });
    }
    await syncAll([dirname(file)]);
  } catch (cause) {
    throw failed(name, cause);
  }
};

// --- internal ---

const refused = (name: string, why: string, hint = "name another file, or remove it"): KprovError =>
  new KprovError("E_USAGE", `Can't write the receipt to "${name}": ${why}`, { hint });

/** The system names a file that nobody has asked for: its word for the fault is enough. */
const failed = (name: string, cause: unknown): KprovError =>
  new KprovError("E_IO", `Cannot write the receipt "${name}": ${errnoOf(cause) ?? messageOf(cause)}`, { cause });

const assertReplaceable = ({ file, name }: ReceiptPlace): void => {
  const stats = lstatSync(file, { throwIfNoEntry: false });
  if (stats === undefined) return;
  if (!stats.isFile() || !isReceipt(file)) throw refused(name, "what is there is no receipt");
};

/** Whoever can't list them can't replace them, either, and says why. */
const statementsIn = (dir: string): string[] => {
  try {
    return readdirSync(dir).filter((name) => name.startsWith("preflight."));
  } catch {
    return [];
  }
};

const sealed = async (payload: Buffer, signers: readonly AnySigner[]): Promise<Buffer | string> => {
  const signatures: { keyid: string; sig: Buffer }[] = [];
  for (const signer of signers) {
    if (signer.kind === "keyless") return `${JSON.stringify(await signer.signEnvelope(payload, inTotoPayloadType))}\n`;
    const sig = await signer.sign(preAuthEncoding(inTotoPayloadType, payload));
    signatures.push({ keyid: signer.publicKey.fingerprint, sig });
  }
  return signatures.length === 0 ? payload : formatEnvelope({ payloadType: inTotoPayloadType, payload, signatures });
};
