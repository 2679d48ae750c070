/**
 * The documents of a bundle, made from the facts of a run. Pure.
 *
 * @module
 */
import { hostname, release, userInfo } from "node:os";
import { posix, relative } from "node:path";
import { formatTime } from "../clock.ts";
import {
  createProvenance,
  type HumanReview,
  type Provenance,
  type ResourceDescriptor,
  type RunSummary,
} from "../evidence/index.ts";
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
export const provenance = (options: RunOptions, facts: RunFacts): Provenance =>
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
      workingDirectory: facts.place.top === null ? "." : relative(facts.place.top, options.cwd) || ".",
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
  });

export interface SummaryInput {
  stableDigest: string;
  trace: RunSummary["trace"];
  previous: Link | null;
  redactions: RunSummary["redactions"];
  withheld: RunSummary["withheld"];
  incomplete: boolean;
}

/** Everything that differs from one run to the next. */
export const runSummary = (options: RunOptions, facts: RunFacts, input: SummaryInput): RunSummary => ({
  schema: "kprov.run-summary/v1",
  runId: facts.runId,
  project: options.project,
  step: facts.step,
  tags: { ...options.tags },
  startedAt: formatTime(facts.startedAt),
  finishedAt: formatTime(facts.finishedAt),
  durationMs: facts.durationMs,
  outcome: facts.outcome,
  exitCode: facts.exitCode,
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
    remotes: facts.place.remotes,
    before: gitFiles(facts.before),
    after: gitFiles(facts.after),
  },
  tools: facts.toolchain.located,
  logs: facts.logs,
  inputs: countOf(facts.inputs),
  outputs: { ...countOf(facts.outputs), unchanged: [...facts.unchangedOutputs] },
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

const dependencies = (facts: RunFacts): ResourceDescriptor[] => {
  const commit = facts.before?.commit;
  const { tools, lockFiles } = facts.toolchain.document;
  return [
    ...(typeof commit === "string"
      ? [{ name: "source", digest: { gitCommit: commit }, annotations: { kprov_role: "source" } }]
      : []),
    ...facts.inputs.map((file) => describeFile(file, "input")),
    ...facts.references,
    ...lockFiles.map(({ path, sha256 }) => ({
      name: path,
      digest: { sha256 },
      annotations: { kprov_role: "lock-file" },
    })),
    ...tools.map(({ name, sha256 }) => ({ name, digest: { sha256 }, annotations: { kprov_role: "tool" } })),
  ];
};

const countOf = (files: RunFacts["inputs"]) => ({
  files: files.length,
  bytes: files.reduce((sum, { size }) => sum + size, 0),
});

const recordedEnvironment = (options: RunOptions): Record<string, string> => {
  const recorded: Record<string, string> = {};
  for (const name of options.recordEnv) {
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
