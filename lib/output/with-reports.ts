/**
 * `--report`: the same result in several forms at once, however the command ends.
 *
 * @module
 */
import { resolve } from "node:path";
import type { Result, Talk } from "../command.ts";
import { exits, KprovError, messageOf } from "../errors.ts";
import { type FlagDefs, listOf, type Refusal } from "../flags.ts";
import type { OtherFile } from "./place.ts";

/** Flags of the commands that write reports. */
export const reportArgs = {
  report: {
    type: "string",
    multiple: true,
    valueHint: "FORMAT=FILE",
    description: "Also write text, json, sarif, junit, github, gitlab, markdown, lines or matcher; - is stdout",
    // Loaded when it is needed: most calls are understood.
    refused: async (refusal: Refusal) => (await import("./refused.ts")).reportRefusal(refusal),
  },
} as const satisfies FlagDefs;

export interface ReportOptions {
  /** Of the command. */
  name: string;
  /** Of this program. */
  version: string;
  /** Absolute. */
  cwd: string;
  env: NodeJS.ProcessEnv;
  talk: Talk | undefined;
  /** Called when a report goes there. */
  stdout: () => NodeJS.WritableStream;
}

/**
 * Do `work` and write what it comes to in each form that `args` ask for; without `--report`, only do it.
 *
 * Older reports in those places are removed before, and an error of `work` becomes a report that says so, so that none is
 * ever read as a pass that it was not. What can't be written ends a proved result with `E_IO`; else it is said on stderr,
 * for what was found weighs more. Throws `E_USAGE` and `E_IO` before `work` for places that can't be used, and what `work` throws.
 */
export const withReports = async (
  args: object,
  options: ReportOptions,
  work: () => Promise<Result>,
): Promise<Result> => {
  const { report, json, verbose } = args as { report?: readonly string[]; json?: boolean; verbose?: boolean };
  if (report === undefined || report.length === 0) return work();
  const { parseTargets, prepare } = await import("./target.ts");
  const { cwd } = options;
  const targets = parseTargets(report, cwd, json === true);
  await prepare(targets, { cwd, others: othersOf(args, cwd) });
  const { outcomeOf, outcomeOfError } = await import("./outcome.ts");
  const { writeAll } = await import("./write.ts");
  const view = { colour: false, width: 80, verbose: verbose === true };
  let result: Result;
  try {
    result = await work();
  } catch (error) {
    warn(await writeAll(targets, await outcomeOfError(error, options), { ...options, view }), options);
    throw asTold(error);
  }
  const outcome = outcomeOf(result, options);
  if (outcome === null) throw new KprovError("E_USAGE", "This result is no report, which --report could write");
  const faults = await writeAll(targets, outcome, { ...options, view });
  const [first] = faults;
  if (first !== undefined && result.exitCode === exits.proved) throw asTold(first);
  warn(faults, options);
  const isPrinted = targets.some(({ path }) => path === null);
  return isPrinted ? { ...result, text: () => "" } : result;
};

/** Throws `E_USAGE` when reports are asked for where there is nothing to report: a self-test is about planted files. */
export const refuseReports = (args: { report?: unknown }, what: string): void => {
  if (args.report !== undefined)
    throw new KprovError("E_USAGE", `"${what}" has no result that --report could write`, {
      hint: `leave out "--report"`,
    });
};

/** Whether reports have been written about this error, or beside it. */
export const isTold = (error: unknown): boolean => told.has(error as object);

/** Flags whose files are read or written by the same command: a report in such a place would be what is read or lost. */
export const fileFlags = ["receipt", "expect-receipt", "package", "more", "config", "salt-file"];

// --- internal ---

const told = new WeakSet<object>();

const asTold = (error: unknown): unknown => {
  if (typeof error === "object" && error !== null) told.add(error);
  return error;
};

/** `more` is what a shell makes of `--package dist/*`. */
const othersOf = (args: object, cwd: string): OtherFile[] =>
  fileFlags.flatMap((name) =>
    listOf(args, name).map((shown) => ({
      ...{ flag: `--${name === "more" ? "package" : name}`, shown },
      path: resolve(cwd, shown),
    })),
  );

const warn = (faults: readonly KprovError[], { talk }: ReportOptions): void => {
  for (const fault of faults) talk?.warn(messageOf(fault));
};
