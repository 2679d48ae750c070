/**
 * A recorded run, executed again from its bundle and compared with it.
 *
 * @module
 */
import { join } from "node:path";
import { layout, type Toolchain } from "../../evidence/index.ts";
import { readSmallFile } from "../../files.ts";
import { parseJson } from "../../json.ts";
import { type CopyPlace, removeOutputs, withCopyPlace } from "../copy/index.ts";
import {
  type Circumstances,
  compareResults,
  localeOf,
  memberAt,
  type Results,
  resultsOfRun,
} from "../determinism/index.ts";
import { readGitPlace } from "../git-state.ts";
import type { RunReport } from "../options.ts";
import { recordRun } from "../record.ts";
import { createRedactor, secretsOf } from "../redaction/index.ts";
import { toolchainDrift } from "./drift.ts";
import { type Around, type Plan, planRerun } from "./plan.ts";
import { assertNoWayBack, assertRepeatable } from "./recorded.ts";
import { interruptedReport, refusedReport, settleRerun } from "./report.ts";
import type { Drift, Recorded, RerunReport } from "./types.ts";

export interface RerunOptions extends Around {
  /** Run it although something is not as it was, and record what. */
  allowDrift: boolean;
  /** Asked once everything is known and before anything runs; throws when it is not meant. */
  confirm: (plan: Plan) => Promise<void>;
  /** Called with the new bundle's report, to sign it. */
  onRun: (report: RunReport) => Promise<RunReport>;
}

/**
 * Execute the run again in a clean copy, and compare its outputs. Leaves a bundle of its own that names the first.
 *
 * With drift that is not allowed nothing runs, and the report names each. Throws `E_NOT_REPEATABLE`, `E_COMMIT_MISSING`,
 * `E_CLEAN_COPY`, what `confirm` throws, and what `recordRun` throws.
 */
export const rerun = async (recorded: Recorded, options: RerunOptions): Promise<RerunReport> => {
  assertRepeatable(recorded);
  const { talk } = options.base;
  const { top } = await readGitPlace(options.repository);
  assertNoWayBack(recorded, top);
  return withCopyPlace({ talk, outside: top }, async (place) => {
    const plan = await planRerun(recorded, options, place);
    place.interruption.check();
    if (plan.drift.length > 0 && !options.allowDrift) return refusedReport(plan);
    await options.confirm(plan);
    place.interruption.check();
    return execute(plan, options, place);
  });
};

// --- internal ---

const execute = async (plan: Plan, { onRun }: RerunOptions, { interruption }: CopyPlace): Promise<RerunReport> => {
  const { recorded, drift } = plan;
  const { runId, bundleDigest } = recorded.verdict;
  await removeOutputs({ ...plan.options, copy: plan.copy });
  const options = { ...plan.options, rerunOf: { runId: runId ?? "", bundleDigest: bundleDigest ?? "" }, drift };
  const began = options.clock.now();
  const report = await recordRun(options);
  const bundle = join(options.outDir, report.runId);
  const own = resultsOfRun(bundle, options.cwd);
  const circumstances: [Circumstances, Circumstances] = [
    circumstancesOf(recorded),
    { directories: [options.cwd], began, ended: options.clock.now(), locale: localeOf(options.env) },
  ];
  const redactor = createRedactor(secretsOf(options));
  const comparison = await compareResults([recordedResults(recorded, plan.root), own], circumstances, redactor);
  const later = plan.isUnsettled ? driftAfter(recorded, bundle) : [];
  const signed = await onRun(report);
  if (report.outcome.status === "interrupted") return interruptedReport(plan, signed);
  interruption.check();
  return settleRerun(plan, { report: signed, comparison, later });
};

/** What the step itself settled, now that it has run. */
const driftAfter = (recorded: Recorded, bundle: string): Drift[] => {
  const bytes = readSmallFile(join(bundle, layout.toolchain), 2 ** 28);
  const found = parseJson(bytes, { name: layout.toolchain, maxBytes: 2 ** 28 }) as unknown as Toolchain;
  const before = new Set(
    toolchainDrift(recorded.toolchain, found, { isUnsettled: true }).map(({ subject }) => subject),
  );
  return toolchainDrift(recorded.toolchain, found, { isUnsettled: false }).filter(
    ({ subject }) => !before.has(subject),
  );
};

const circumstancesOf = ({ summary }: Recorded): Circumstances => ({
  directories: [summary.workingDirectory],
  began: Date.parse(summary.startedAt),
  ended: Date.parse(summary.finishedAt),
  locale: localeOf(summary.environment),
});

/** Outputs of then: in the bundle when they were collected, else where they may still lie. */
const recordedResults = ({ dir, provenance, summary }: Recorded, root: string): Results => ({
  provenance,
  summary,
  locate: (member, what) => {
    if (what !== "output") return memberAt(dir, member);
    if (member.startsWith("file:")) return null;
    return memberAt(dir, `${layout.outputs}${member}`) ?? memberAt(root, member);
  },
});
