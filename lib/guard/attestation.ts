/**
 * Statements about checks, for the commands; what makes them is loaded when they are asked for.
 *
 * @module
 */
import { join, resolve } from "node:path";
import type { Result, Talk } from "../command.ts";
import type { LoadedConfig } from "../config/index.ts";
import { exits, KprovError, messageOf } from "../errors.ts";
import type { FlagDefs } from "../flags.ts";
import type { Report } from "../report.ts";
import { withoutSecrets } from "../secrecy.ts";
import type { AnySigner } from "../sign/index.ts";
import type { Attesting } from "./attest/attest.ts";
import type { PreflightReport } from "./preflight/report.ts";
import type { Receipt } from "./receipt/read.ts";
import type { Snapshot } from "./surface/index.ts";
import { documentUnsaid } from "./unsaid.ts";

/** Flags of the commands that can leave a statement; those of a signer belong to them. */
export const attestArgs = {
  attest: {
    type: "boolean",
    description: "Leave the result as an in-toto test-result statement in .kprov/attestations/",
  },
} as const satisfies FlagDefs;

/** Flags of preflight, whose result can be held against another's. */
export const receiptArgs = {
  receipt: {
    type: "string",
    valueHint: "FILE",
    description: "Write the result as a statement into this file, in the place of an older one",
  },
  "expect-receipt": {
    type: "string",
    valueHint: "FILE",
    description: "Fail unless the same tree was judged by the same rules, and alike, as this receipt says",
  },
} as const satisfies FlagDefs;

/** Holds a command's result against what was expected, writes the statement about it, and gives it back. */
export type Attest = (result: Result) => Promise<Result>;

export interface OpenAttestOptions {
  cwd: string;
  loaded: LoadedConfig;
  version: string;
  talk: Talk | undefined;
  /** Of what is staged, when that alone is judged. */
  snapshot?: Snapshot;
}

/**
 * Begin to attest when `args` ask for it: called before anything is judged, for the statement is about that very state.
 *
 * A statement that could not be written, or that proves nothing because files changed meanwhile, ends a proved result with
 * exit code 3. Throws `E_USAGE` for a signer without a statement and for a receipt's place that can't be meant, or that is compared with, `E_PREFLIGHT_RECEIPT` for a receipt that can't be compared with,
 * what opening a signer throws, and as `git` does.
 */
export const openAttest = async (args: object, options: OpenAttestOptions): Promise<Attest> => {
  const asked = args as AttestArgs;
  const { attest = false, receipt, "expect-receipt": expected } = asked;
  const isWritten = attest || receipt !== undefined;
  if (!isWritten) refuseSigner(asked);
  if (!isWritten && expected === undefined) return async (result) => result;
  const { cwd, talk = silent } = options;
  if (isWritten && expected !== undefined) await assertKept(expected, asked, options);
  const wanted = expected === undefined ? undefined : await readExpected(expected, cwd);
  const signers =
    asked.key === undefined ? [] : await (await import("../sign/index.ts")).openSigners(args, { cwd, talk });
  if (receipt !== undefined) await assertWritable({ file: resolve(cwd, receipt), name: receipt }, { cwd, signers });
  const { openAttestation } = await import("./attest/attest.ts");
  const attesting = await openAttestation({
    ...options,
    ...{ talk, signers, env: process.env, isPlaced: attest },
    ...(receipt !== undefined && { receipt: { file: resolve(cwd, receipt), name: receipt } }),
    ...(asked.history !== undefined && { history: asked.history }),
    leaveOut: [receipt, expected].flatMap((file) => (file === undefined ? [] : [resolve(cwd, file)])),
  });
  return async (first) => {
    const result = wanted === undefined ? first : await hold(first, wanted, attesting);
    return isWritten ? writeAbout(result, attesting, talk) : result;
  };
};

/** Throws `E_USAGE` when a self-test is to be attested: it is about planted files. */
export const refuseAttest = (args: { attest?: unknown; key?: unknown }): void => {
  if (args.attest !== undefined || args.key !== undefined)
    throw new KprovError("E_USAGE", '"--self-test" judges planted files: there is no result to attest');
};

// --- internal ---

interface AttestArgs {
  attest?: boolean;
  receipt?: string;
  "expect-receipt"?: string;
  history?: string;
  key?: unknown;
  "passphrase-fd"?: string;
}

const refuseSigner = (asked: AttestArgs): void => {
  const stray =
    asked.key !== undefined ? "--key" : asked["passphrase-fd"] === undefined ? undefined : "--passphrase-fd";
  if (stray !== undefined) throw new KprovError("E_USAGE", `"${stray}" signs a statement`, { hint: "add --attest" });
};

const readExpected = async (file: string, cwd: string): Promise<Receipt> =>
  (await import("./receipt/read.ts")).readReceipt(file, cwd);

/** What this writes must not be what it is held against. */
const assertKept = async (
  expected: string,
  { receipt, attest }: AttestArgs,
  { cwd, loaded }: OpenAttestOptions,
): Promise<void> => {
  const { assertKept: assertOther } = await import("./receipt/write.ts");
  const placeOf = (name: string) => ({ file: resolve(cwd, name), name });
  await assertOther(placeOf(expected), {
    receipt: receipt === undefined ? undefined : placeOf(receipt),
    attestations: attest === true ? await attestationsIn(loaded, cwd) : undefined,
  });
};

const attestationsIn = async (loaded: LoadedConfig, cwd: string): Promise<string> => {
  const { attestationRoot } = await import("./attest/attest.ts");
  const { attestationsPath } = await import("./attest/place.ts");
  return join(attestationRoot(loaded, cwd), attestationsPath);
};

const assertWritable = async (
  place: { file: string; name: string },
  { cwd, signers }: { cwd: string; signers: readonly AnySigner[] },
): Promise<void> => {
  const { assertOneFile, prepareReceipt } = await import("./receipt/write.ts");
  assertOneFile(signers);
  await prepareReceipt(place, cwd);
};

/** The result with one check more. */
const hold = async (result: Result, wanted: Receipt, { resultOf }: Attesting): Promise<Result> => {
  const { compareReceipt } = await import("./receipt/compare.ts");
  const { exitOfPreflight, formatPreflight, withCheck } = await import("./preflight/index.ts");
  const report = result.document as PreflightReport;
  const here = await resultOf(report);
  // The receipt is quoted.
  const document = await documentUnsaid(withCheck(report, compareReceipt(wanted, here as Receipt)));
  return { exitCode: exitOfPreflight(document), document, text: (view) => formatPreflight(document, view) };
};

const writeAbout = async (result: Result, { write }: Attesting, talk: Talk): Promise<Result> => {
  try {
    const attestation = await write(result.document as Report | PreflightReport);
    const { verdict } = attestation.result;
    const isMoot = result.exitCode === exits.proved && verdict !== "proved" && verdict !== "partial";
    const attested = await withoutSecrets(attestation.text);
    const text: Result["text"] = async (view) => `${(await result.text(view)).trimEnd()}\n${attested}`;
    return { ...result, text, exitCode: isMoot ? exits.undecided : result.exitCode };
  } catch (error) {
    // What was found is more than that it could not be written down.
    if (result.exitCode === exits.proved) throw error;
    talk.warn(messageOf(error));
    return result;
  }
};

const silent: Talk = {
  note: () => undefined,
  warn: () => undefined,
  debug: () => undefined,
  progress: () => undefined,
};
