/**
 * The same step twice, in clean copies, with everything different around it that must not matter.
 *
 * @module
 */
import { join, relative } from "node:path";
import { Writable } from "node:stream";
import { KprovError } from "../../errors.ts";
import { layout } from "../../evidence/index.ts";
import {
  type CopyPlace,
  checkOut,
  copyEnvironment,
  copyInputs,
  relativePatterns,
  removeOutputs,
  say,
  withCopyPlace,
} from "../copy/index.ts";
import type { RunOptions, RunReport } from "../options.ts";
import { recordRun } from "../record.ts";
import { createRedactor, secretsOf } from "../redaction/index.ts";
import { assertClean, type CleanPlace } from "./clean.ts";
import { type DeterminismReport, settle, unsettled } from "./report.ts";
import { compareFiles, compareResults, type Results, resultsOfRun } from "./results.ts";
import { assertInput } from "./standard-input.ts";
import type { Circumstances } from "./types.ts";
import { localeOf, type Variation, varyEnvironment } from "./vary.ts";

/**
 * Run the step twice and compare. The first run's bundle is a bundle like any other; the second one's is thrown away.
 *
 * `apart`: milliseconds between the starts. Nothing is left in the user's repository but that bundle. Throws what `recordRun` throws, `E_NO_REPOSITORY` outside of a
 * repository, and `E_CLEAN_COPY` when a clean copy could not be what the step is to run in.
 */
export const checkDeterminism = async (
  options: RunOptions,
  { apart = usuallyApart }: { apart?: number } = {},
): Promise<DeterminismReport> => {
  if (options.terminal && options.outputs.length === 0)
    throw new KprovError("E_USAGE", '"--tty" leaves no logs, and no "--output" is declared: nothing could be compared');
  if (!options.terminal) assertInput();
  const place = await assertClean(options);
  return withCopyPlace({ talk: options.talk, outside: place.top }, async (copies) => {
    const first = await runIn("one", options, { place, copies, reversed: false });
    if (!isComparable(first.report)) return unsettled(first.report);
    const umask = process.umask();
    const variation = varyEnvironment(options.env, umask);
    const second = await namingFirst(first.report, async () => {
      await waitFor(first.began + apart, copies);
      const ran = await withUmask(variation.umask, () =>
        runIn("another/place", silent(options, variation, copies), { place, copies, reversed: true }),
      );
      copies.interruption.check();
      const { outcome, exitCode } = ran.report;
      if (outcome.status !== "interrupted") return ran;
      throw new KprovError("E_INTERRUPTED", "Interrupted in the second run", { exit: exitCode });
    });
    const varied = describeVariation(options.env, { umask, apart, variation });
    return compare([first, second], { options, varied });
  });
};

// --- internal ---

/** Milliseconds between the starts: a zip archive counts its times by two seconds. */
const usuallyApart = 2_100;

interface Ran {
  report: RunReport;
  /** Null when no bundle was written. */
  results: Results | null;
  circumstances: Circumstances;
  /** Milliseconds since the epoch. */
  began: number;
}

const runIn = async (
  name: string,
  options: RunOptions,
  { place, copies, reversed }: { place: CleanPlace; copies: CopyPlace; reversed: boolean },
): Promise<Ran> => {
  const dir = join(copies.dir, name);
  const { top, commit, branch } = place;
  options.talk.progress(`making a clean copy of ${commit.slice(0, 12)}`);
  const checkout = await checkOut({ repository: top, commit, branch, dir, reversed });
  const inputs = relativePatterns(options.inputs, place.cwd);
  copyInputs(inputs, { top, cwd: place.cwd, copy: dir, outDir: options.outDir, reversed });
  copies.interruption.check();
  options.talk.progress(null);
  if (!reversed) say(checkout, options.talk);
  const cwd = join(dir, relative(top, place.cwd));
  const outputs = relativePatterns(options.outputs, place.cwd);
  await removeOutputs({ outputs, inputs, copy: dir, cwd });
  const began = options.clock.now();
  const env = copyEnvironment(options.env, cwd);
  const report = await recordRun({ ...options, cwd, inputs, outputs, env, emptyInput: true });
  // Not the reported path: a secret in it would have been taken out.
  const results = report.bundle === null ? null : resultsOfRun(join(options.outDir, report.runId), cwd);
  return {
    report,
    results,
    began,
    circumstances: {
      directories: [cwd, dir],
      began,
      ended: options.clock.now(),
      locale: localeOf(options.env),
    },
  };
};

/** Quiet, and where nobody looks for it. */
const silent = (options: RunOptions, { env }: Variation, copies: CopyPlace): RunOptions => ({
  ...options,
  env,
  outDir: join(copies.dir, "second-run"),
  runId: null,
  stdout: nowhere(),
  stderr: nowhere(),
});

const nowhere = (): Writable => new Writable({ write: (_chunk, _encoding, done) => done() });

/** An interrupted run says nothing about the next one. */
const isComparable = ({ outcome, bundle }: RunReport): boolean =>
  bundle !== null &&
  outcome.status !== "interrupted" &&
  !outcome.findings.some(({ code }) => code === "STEP_NOT_STARTED");

/** The first run is whole, whatever ends the second one: who asked must know where it lies. */
const namingFirst = async <T>({ bundle }: RunReport, work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof KprovError) || error.code !== "E_INTERRUPTED") throw error;
    throw new KprovError("E_INTERRUPTED", `${error.message}: nothing was compared`, {
      cause: error,
      exit: error.exit,
      hint: `the first run's bundle is "${bundle}"; it was not signed`,
    });
  }
};

const waitFor = async (due: number, { interruption }: CopyPlace): Promise<void> => {
  while (Date.now() < due) {
    interruption.check();
    await new Promise((done) => setTimeout(done, Math.min(100, Math.max(1, due - Date.now()))));
  }
};

const withUmask = async <T>(umask: number, work: () => Promise<T>): Promise<T> => {
  const before = process.umask(umask);
  try {
    return await work();
  } finally {
    process.umask(before);
  }
};

const describeVariation = (
  env: NodeJS.ProcessEnv,
  { umask, apart, variation }: { umask: number; apart: number; variation: Variation },
): DeterminismReport["varied"] => {
  const octal = (mask: number): string => mask.toString(8).padStart(3, "0");
  return [
    { name: "directory", first: "one", second: "another/place" },
    { name: "start", first: "0 s", second: `${apart / 1000} s later or more` },
    ...["TZ", "LC_ALL", "LANG"]
      .map((name) => ({ name, first: env[name] ?? null, second: variation.env[name] ?? null }))
      .filter(({ first, second }) => first !== second),
    { name: "umask", first: octal(umask), second: octal(variation.umask) },
    { name: "order of files", first: "as in the index", second: "the other way round" },
  ];
};

const compare = async (
  [first, second]: [Ran, Ran],
  { options, varied }: { options: RunOptions; varied: DeterminismReport["varied"] },
): Promise<DeterminismReport> => {
  const redactor = createRedactor(secretsOf(options));
  if (first.results === null || second.results === null) return unsettled(first.report);
  const results = [first.results, second.results] as const;
  const circumstances = [first.circumstances, second.circumstances] as const;
  const comparison = await compareResults(results, circumstances, redactor);
  const isSame = comparison.outputs.mismatches.length === 0 && comparison.areOutcomesEqual;
  const areStable = first.report.stableDigest === second.report.stableDigest;
  // Only then do they say something that the outputs do not say.
  const documents =
    isSame && !areStable
      ? await compareFiles([layout.provenance, layout.toolchain], "document", { results, circumstances, redactor })
      : [];
  return settle({ run: first.report, second: second.report, varied, isKept: options.collect }, comparison, documents);
};
