/**
 * Declarations and interpreters, judged by rules that have just found what was planted for them.
 *
 * @module
 */
import type { Coverage, Finding } from "../../report.ts";
import { acrossVersions } from "../fingerprint.ts";
import { openPublished } from "../sources/index.ts";
import type { Snapshot } from "../surface/index.ts";
import type { CheckRuntimeOptions } from "./check-runtime.ts";
import { gatherStatements } from "./gather.ts";
import { type AskOptions, askInterpreter, type Interpreter } from "./interpreter.ts";
import { parsePolicy } from "./policy.ts";
import { declarationsOf, type RuntimeContext } from "./rule.ts";
import { speaksOfHere } from "./rules/wrong-version.ts";
import { findBlindRules, judgeRuntime, runtimeRules } from "./rules.ts";
import { type Runtime, runtimes } from "./version.ts";

/** Plain data. */
export interface Judged {
  findings: Finding[];
  coverage: Coverage[];
  /** Those that were asked, with what they said. */
  interpreters: Interpreter[];
}

/** Judge what `snapshot` shows. Throws as `checkRuntime` does. */
export const judgeTree = async (options: CheckRuntimeOptions, snapshot: Snapshot): Promise<Judged> => {
  const { cwd, rules = runtimeRules } = options;
  const policy = parsePolicy(options.runtime);
  const published = await openPublished(cwd, snapshot);
  const { views, hasCi, findings, coverage } = await gatherStatements(published);
  const contexts = views.map((view): RuntimeContext => ({ ...view, policy, hasCi, interpreters: [] }));
  const place = { root: published.root, env: options.env, isTracked: published.isTracked };
  const interpreters = await askAll(contexts, place, options.ask ?? askInterpreter);
  const judged = acrossVersions(contexts.map((context) => unique(judgeRuntime(rules, { ...context, interpreters }))));
  return {
    findings: [...unique([...findBlindRules(rules), ...findings]), ...judged],
    coverage: [coverage, ...coverageOf(interpreters)],
    interpreters,
  };
};

// --- internal ---

const askAll = async (
  contexts: readonly RuntimeContext[],
  place: AskOptions,
  ask: NonNullable<CheckRuntimeOptions["ask"]>,
): Promise<Interpreter[]> => {
  const isWanted = (runtime: Runtime) =>
    contexts.some(
      (context) =>
        context.policy.has(runtime) ||
        declarationsOf(context).some((one) => one.runtime === runtime && speaksOfHere(one)),
    );
  return Promise.all(
    runtimes.filter(isWanted).map(async (runtime): Promise<Interpreter> => {
      // A version manager's shim would run a directory that the repository names.
      if (!contexts.some((context) => namesPath(context, runtime))) return ask(runtime, place);
      const why = "a file of the repository names the directory that would run, which is not done";
      return { runtime, program: "it", version: undefined, why, isBroken: true };
    }),
  );
};

const namesPath = ({ statements }: RuntimeContext, runtime: Runtime): boolean =>
  statements.some(({ located, ...said }) => said.runtime === runtime && /^(?:path|ref|sub):/.test(located.value));

const coverageOf = (interpreters: readonly Interpreter[]): Coverage[] => {
  if (interpreters.length === 0) return [];
  const silent = interpreters.filter(({ version }) => version === undefined);
  const broken = silent.filter(({ isBroken }) => isBroken === true).length;
  const absent = silent.length - broken;
  const skipped = { ...(broken > 0 && { "did not answer": broken }), ...(absent > 0 && { "not installed": absent }) };
  const considered = interpreters.length;
  return [{ unit: "interpreters", considered, examined: considered - silent.length, skipped }];
};

/** A value that several jobs share is one. */
const unique = (findings: readonly Finding[]): Finding[] => [
  ...new Map(findings.map((finding) => [JSON.stringify(finding), finding])).values(),
];
