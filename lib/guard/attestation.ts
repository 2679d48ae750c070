/**
 * Statements about checks, for the commands; what makes them is loaded when they are asked for.
 *
 * @module
 */
import type { Result, Talk } from "../command.ts";
import type { LoadedConfig } from "../config/index.ts";
import { exits, KprovError, messageOf } from "../errors.ts";
import type { FlagDefs } from "../flags.ts";
import type { Report } from "../report.ts";
import type { PreflightReport } from "./preflight/preflight.ts";

/** Flags of the commands that can leave a statement; those of a signer belong to them. */
export const attestArgs = {
  attest: {
    type: "boolean",
    description: "Leave the result as an in-toto test-result statement in .kprov/attestations/",
  },
} as const satisfies FlagDefs;

/** Writes the statement about a command's result, and gives that result back. */
export type Attest = (result: Result) => Promise<Result>;

/**
 * Begin to attest when `args` ask for it: called before anything is judged, for the statement is about that very state.
 *
 * A statement that could not be written, or that proves nothing because files changed meanwhile, ends a proved result with
 * exit code 3. Throws `E_USAGE` for a signer without `--attest`, what opening a signer throws, and as `git` does.
 */
export const openAttest = async (
  args: object,
  options: { cwd: string; loaded: LoadedConfig; version: string; talk: Talk | undefined },
): Promise<Attest> => {
  const asked = args as { attest?: boolean; key?: unknown; "passphrase-fd"?: string };
  const isSigned = asked.key !== undefined;
  const stray = isSigned ? "--key" : asked["passphrase-fd"] === undefined ? undefined : "--passphrase-fd";
  if (asked.attest !== true && stray !== undefined)
    throw new KprovError("E_USAGE", `"${stray}" signs a statement`, { hint: "add --attest" });
  if (asked.attest !== true) return async (result) => result;
  const { cwd, talk = silent } = options;
  const { openAttestation } = await import("./attest/attest.ts");
  const signers = isSigned ? await (await import("../sign/index.ts")).openSigners(args, { cwd, talk }) : [];
  const write = await openAttestation({ ...options, talk, signers });
  return async (result) => {
    try {
      const attestation = await write(result.document as Report | PreflightReport);
      const { verdict } = attestation.result;
      const isMoot = result.exitCode === exits.proved && verdict !== "proved" && verdict !== "partial";
      const text: Result["text"] = async (view) => `${(await result.text(view)).trimEnd()}\n${attestation.text}`;
      return { ...result, text, exitCode: isMoot ? exits.undecided : result.exitCode };
    } catch (error) {
      // What was found is more than that it could not be written down.
      if (result.exitCode === exits.proved) throw error;
      talk.warn(messageOf(error));
      return result;
    }
  };
};

/** Throws `E_USAGE` when a self-test is to be attested: it is about planted files. */
export const refuseAttest = (args: { attest?: unknown; key?: unknown }): void => {
  if (args.attest !== undefined || args.key !== undefined)
    throw new KprovError("E_USAGE", '"--self-test" judges planted files: there is no result to attest');
};

// --- internal ---

const silent: Talk = {
  note: () => undefined,
  warn: () => undefined,
  debug: () => undefined,
  progress: () => undefined,
};
