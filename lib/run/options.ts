/**
 * What a run is asked to do, and what it answers.
 *
 * @module
 */
import type { Clock } from "../clock.ts";
import type { Talk } from "../command.ts";
import type { Completeness, Outcome, RunSummary } from "../evidence/index.ts";
import type { RequiredPreflight } from "../guard/index.ts";
import type { ConfigDigest, Finding } from "../report.ts";
import type { FilesTraced } from "./files-traced/index.ts";
import type { SecretFiles } from "./redaction/index.ts";
import type { TreeChanges } from "./scan.ts";

export interface RunOptions {
  /** Absolute; the step runs here and paths are recorded relative to it. */
  cwd: string;
  /** Absolute directory of bundles. */
  outDir: string;
  /** Drawn when null. */
  runId: string | null;
  /** What to run; null for the built-in pipeline. */
  argv: readonly [string, ...string[]] | null;
  /** Name of the step; the command's base name, or `pipeline`, when null. */
  step: string | null;
  project: string | null;
  tags: Readonly<Record<string, string>>;
  inputs: readonly string[];
  /** `URI@sha256:…` */
  inputRefs: readonly string[];
  outputs: readonly string[];
  /** Copy wrapped outputs into the bundle. */
  collect: boolean;
  /** Pass only the recorded variables to the child. */
  cleanEnvironment: boolean;
  /** Leave the terminal to the child and log nothing. */
  terminal: boolean;
  /** Give the step an empty standard input instead of ours; not together with `terminal`. Default false. */
  emptyInput?: boolean;
  /** Milliseconds; null for none. */
  timeout: number | null;
  /** Process an input that looks like a program as data. */
  insist: boolean;
  /** See with strace which files the step opens. Default false. */
  traceFiles?: boolean;
  /** Fail when the step reads what was not declared; needs `traceFiles`. Default false. */
  strictInputs?: boolean;
  /** Compare the work tree before and after. Default false. */
  scanFiles?: boolean;
  config: ConfigDigest | null;
  /** Names of variables whose values are recorded. */
  recordEnv: readonly string[];
  /** Names of further variables whose values are secret. */
  secrets: readonly string[];
  /** What unlocked the keys that sign this run: kept out of its evidence. Default none. */
  passphrases?: readonly string[];
  /** Files whose contents are secret. */
  secretFiles: SecretFiles;
  approvalsRequired: number;
  /** Start nothing without a proved preflight of this state; null when nobody asks for it. */
  requirePreflight: RequiredPreflight | null;
  /** The run that this one repeats. Default none. */
  rerunOf?: NonNullable<RunSummary["rerunOf"]>;
  /** What was known to differ from that run before the step began. */
  drift?: NonNullable<RunSummary["drift"]>;
  env: NodeJS.ProcessEnv;
  /** For digests of executables by file identity; null for none. */
  cacheDir: string | null;
  stdout: NodeJS.WritableStream;
  stderr: NodeJS.WritableStream;
  talk: Talk;
  clock: Clock;
}

/** The document of `run --json`, `kprov.run/v1`. */
export interface RunReport {
  schema: "kprov.run/v1";
  runId: string;
  /** Path of the bundle; null when none was written. */
  bundle: string | null;
  outcome: Outcome;
  exitCode: number;
  stableDigest: string | null;
  bundleDigest: string | null;
  inputs: number;
  outputs: number;
  /** Declared outputs that lay there before and that the step did not touch. */
  unchanged: string[];
  /** How much of what the step read the bundle can name. */
  completeness: Completeness;
  /** Only of a traced run. */
  files?: Pick<FilesTraced, "readNotDeclared" | "declaredNotRead" | "writtenNotDeclared" | "limits"> & {
    /** How many files were read that the recorded commit has, unchanged. */
    byCommit: number;
  };
  /** Only of a scanned run: what the step did to files that are no declared output. */
  scan?: TreeChanges;
  findings: Finding[];
  redactions: { name: string; count: number }[];
  /** Who has signed the bundle; left out when nobody was asked to. */
  signedBy?: string[];
}
