/**
 * The receipt of a preflight, in a file of the user's choice.
 *
 * @module
 */
import { lstatSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { randomHex } from "../../clock.ts";
import { KprovError, messageOf } from "../../errors.ts";
import { formatEnvelope, inTotoPayloadType, preAuthEncoding } from "../../evidence/index.ts";
import { readSmallFile, syncAll, writeNewFile } from "../../files.ts";
import type { AnySigner } from "../../sign/index.ts";
import { isReceipt, largestReceipt } from "./read.ts";

/** Throws `E_USAGE` when signers can't stand in one file: a keyless one makes a file of its own kind. */
export const assertOneFile = (signers: readonly AnySigner[]): void => {
  if (signers.length > 1 && signers.some(({ kind }) => kind === "keyless"))
    throw new KprovError("E_USAGE", '"--receipt" writes one file: a keyless signature stands alone');
};

/** Throws `E_IO` when something else than an older receipt is in the place of `file`, absolute. */
export const assertReplaceable = (file: string): void => {
  const stats = lstatSync(file, { throwIfNoEntry: false });
  if (stats === undefined) return;
  if (!stats.isFile() || !isReceipt(readOrNothing(file)))
    throw new KprovError("E_IO", `Cannot write the receipt "${file}": what is there is no receipt`, {
      hint: "name another file, or remove it",
    });
};

/** Write `payload`, a statement, signed by all `signers`: whole or not at all, in the place of an older one. Throws `E_IO`, `E_SIGN`. */
export const writeReceipt = async (file: string, payload: Buffer, signers: readonly AnySigner[]): Promise<void> => {
  const content = await sealed(payload, signers);
  assertReplaceable(file);
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
    throw new KprovError("E_IO", `Cannot write the receipt "${file}": ${messageOf(cause)}`, { cause });
  }
};

// --- internal ---

const readOrNothing = (file: string): Buffer => {
  try {
    return readSmallFile(file, largestReceipt);
  } catch {
    return Buffer.alloc(0);
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
