/**
 * The documents of a bundle, made from the facts of a run. Pure.
 *
 * @module
 */
import { hostname, release, userInfo } from "node:os";
import { posix, relative } from "node:path";
import { formatTime } from "../clock.ts";
import { exits } from "../errors.ts";
import {
  createFileTrace,
  createProvenance,
  type FileTrace,
  type HumanReview,
  type ResourceDescriptor,
  type RunSummary,
} from "../evidence/index.ts";
import { passphraseVariable, saltVariable } from "../exec.ts";
import { version } from "../version.ts";
import type { Link } from "./chain.ts";
import type { RunFacts } from "./facts.ts";
import type { GitFiles } from "./git-state.ts";
import { describeFile, subjectOf } from "./inputs.ts";
import type { RunOptions } from "./options.ts";

export const humanReview = (options: RunOptions): HumanReview => ({
  schema: "kprov.human-review/v1",
  status: "PENDING",
  approvalsRequired: options.approvalsRequired,
});

/** The provenance of a run; only what equal runs have in common. */
export const provenance = (options: RunOptions, facts: RunFacts) =>
  createProvenance({
    subjects: facts.outputs.map(subjectOf),
    parameters: {
      step: facts.step,
      argv: options.argv === null ? null : [...options.argv],
      pipeline: options.argv === null ? "text" : null,
      inputs: options.inputs.map((pattern) => declaredPath(pattern, options.cwd)),
      inputRefs: [...options.inputRefs],
      outputs: options.outputs.map((pattern) => declaredPath(pattern, options.cwd)),
      collect: options.collect,
      cleanEnvironment: options.cleanEnvironment,
      terminal: options.terminal,
      timeoutMs: options.timeout,
      workingDirectory: facts.place.workingDirectory,
      configuration: options.config,
    },
    recordedEnvironment: [...options.recordEnv].sort(),
    trustMode: facts.trustMode.mode,
    git:
      facts.before === null || facts.after === null
        ? null
        : { before: gitState(facts.before), after: gitState(facts.after) },
    dependencies: dependencies(facts),
    outcome: facts.outcome,
    completeness: facts.completeness === "declared" ? undefined : facts.completeness,
  });

/** What the step opened; null when nobody looked. */
export const fileTraceOf = (facts: RunFacts): FileTrace | null =>
  facts.traced === null
    ? null
    : createFileTrace({
        ...facts.traced,
        subjects: facts.outputs.map(subjectOf),
        trustMode: facts.trustMode.mode,
        runId: facts.runId,
        started: formatTime(facts.startedAt),
        finished: formatTime(facts.finishedAt),
      });

export interface SummaryInput {
  stableDigest: string;
  trace: RunSummary["trace"];
  previous: Link | null;
  withheld: RunSummary["withheld"];
  incomplete: boolean;
}

/** Everything that differs from one run to the next, but for the redactions: they are counted while it is written. */
export const runSummary = (
  options: RunOptions,
  facts: RunFacts,
  input: SummaryInput,
): Omit<RunSummary, "redactions"> => ({
  schema: "kprov.run-summary/v1",
  runId: facts.runId,
  project: options.project,
  step: facts.step,
  tags: { ...options.tags },
  startedAt: formatTime(facts.startedAt),
  finishedAt: formatTime(facts.finishedAt),
  durationMs: facts.durationMs,
  outcome: facts.outcome,
  exitCode: input.incomplete ? exits.evidence : facts.exitCode,
  trustMode: facts.trustMode,
  recorder: { name: "kprovengine", version, node: process.versions.node },
  host: { name: hostname(), kernel: release(), user: userName() },
  workingDirectory: options.cwd,
  environment: recordedEnvironment(options),
  git: {
    state: facts.place.state,
    reason: facts.place.reason,
    branch: facts.before?.branch ?? null,
    shallow: facts.place.shallow,
    remotes: [...facts.remotes],
    before: gitFiles(facts.before),
    after: gitFiles(facts.after),
  },
  tools: facts.toolchain.located,
  logs: facts.logs,
  inputs: countOf(facts.inputs),
  outputs: { ...countOf(facts.outputs), unchanged: [...facts.unchangedOutputs] },
  ...(facts.scan !== null && { scan: facts.scan }),
  ...(options.rerunOf !== undefined && { rerunOf: options.rerunOf, drift: options.drift ?? [] }),
  ...input,
});

// --- internal ---

const declaredPath = (pattern: string, cwd: string): string => {
  if (pattern.startsWith("/") && (pattern === cwd || pattern.startsWith(`${cwd}/`)))
    return relative(cwd, pattern) || ".";
  return pattern.startsWith("/") ? pattern : posix.normalize(pattern);
};

const gitState = (files: GitFiles) => ({ commit: files.commit, dirty: files.changed.length > 0 });

const gitFiles = (files: GitFiles | null): RunSummary["git"]["before"] =>
  files === null ? null : { commit: files.commit, changed: files.changed, untracked: files.untracked };

function* dependencies(facts: RunFacts): Generator<ResourceDescriptor> {
  const commit = facts.before?.commit;
  const { tools, lockFiles } = facts.toolchain.document;
  const described = (name: string, digest: ResourceDescriptor["digest"], role: string): ResourceDescriptor => ({
    name,
    digest,
    annotations: { kprov_role: role },
  });
  if (typeof commit === "string") yield described("source", { gitCommit: commit }, "source");
  for (const file of facts.inputs) yield describeFile(file, "input");
  yield* facts.references;
  for (const { path, sha256 } of lockFiles) yield described(path, { sha256 }, "lock-file");
  for (const { name, sha256 } of tools) yield described(name, { sha256 }, "tool");
}

const countOf = (files: RunFacts["inputs"]) => ({
  files: files.length,
  bytes: files.reduce((sum, { size }) => sum + size, 0),
});

const recordedEnvironment = (options: RunOptions): Record<string, string> => {
  const recorded: Record<string, string> = {};
  for (const name of options.recordEnv) {
    // A short one would pass under the redaction.
    if (name === passphraseVariable || name === saltVariable) continue;
    const value = options.env[name];
    if (value !== undefined) recorded[name] = value;
  }
  return recorded;
};

const userName = (): string | null => {
  try {
    return userInfo().username;
  } catch {
    return null; // A container's user without an entry in passwd.
  }
};
