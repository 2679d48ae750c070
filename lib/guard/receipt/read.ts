/**
 * The receipt of a preflight elsewhere, read before anything is judged.
 *
 * @module
 */
import { resolve } from "node:path";
import { errnoOf, KprovError, messageOf } from "../../errors.ts";
import {
  type Envelope,
  inTotoPayloadType,
  parseSignedFile,
  parseTestResult,
  type TestResult,
} from "../../evidence/index.ts";
import { readSmallFile } from "../../files.ts";
import { parseJson } from "../../json.ts";

/** What a receipt of a preflight says, all of it. */
export type Receipt = TestResult & Required<Pick<TestResult, "ruleset" | "runtimes">>;

/**
 * Read the receipt `file`, a statement or a signed one: whose signature that is, `verify` asks.
 *
 * Throws `E_PREFLIGHT_RECEIPT` for a file that is missing, unreadable, larger than 4 MiB, or anything else than the receipt of a
 * preflight.
 */
export const readReceipt = (file: string, cwd: string): Receipt => {
  const result = parse(read(file, cwd), file);
  if (result.check !== "preflight") throw refused(file, `it is about "${result.check}"`);
  const { ruleset, runtimes } = result;
  if (ruleset === undefined || runtimes === undefined) throw refused(file, "it does not say by which rules");
  return { ...result, ruleset, runtimes };
};

/** Whether the file at `path` is a receipt, or another statement of this program: what may be replaced by a newer one. */
export const isReceipt = (path: string): boolean => {
  try {
    parse(readSmallFile(path, largestReceipt), path);
    return true;
  } catch {
    return false;
  }
};

/** Thousands of commands, several signatures. */
export const largestReceipt = 2 ** 22;

// --- internal ---

const refused = (file: string, why: string, cause?: unknown): KprovError =>
  new KprovError("E_PREFLIGHT_RECEIPT", `Cannot compare with the receipt "${file}": ${why}`, {
    cause,
    hint: "kprovengine preflight --receipt FILE writes one",
  });

const read = (file: string, cwd: string): Buffer => {
  try {
    return readSmallFile(resolve(cwd, file), largestReceipt);
  } catch (cause) {
    throw refused(file, errnoOf(cause) === "ENOENT" ? "there is no such file" : messageOf(cause), cause);
  }
};

const parse = (bytes: Buffer, file: string): TestResult => {
  try {
    return parseTestResult(payloadOf(bytes, file), file);
  } catch (cause) {
    throw refused(file, messageOf(cause), cause);
  }
};

/** A file with several statements is no JSON document: none of them would be the one that is meant. */
const payloadOf = (bytes: Buffer, file: string): Buffer => {
  const document = parseJson(bytes, { name: file, maxBytes: largestReceipt });
  if (typeof document !== "object" || document === null || !("payloadType" in document || "mediaType" in document))
    return bytes;
  // A signature over another file has none.
  const pieces: readonly { form: string; envelope?: Envelope }[] = parseSignedFile(bytes, file);
  const [envelope] = pieces.map((piece) => piece.envelope);
  if (envelope?.payloadType !== inTotoPayloadType) throw new Error("it has no in-toto statement");
  return envelope.payload;
};
