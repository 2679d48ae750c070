/**
 * Runs in a temporary directory, without a process of our own between test and code.
 *
 * @module
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Writable } from "node:stream";
import { systemClock } from "../../lib/clock.ts";
import type { Provenance, RunSummary } from "../../lib/evidence/index.ts";
import { type RunOptions, type RunReport, recordRun } from "../../lib/run/index.ts";
import { verifyBundle } from "../../lib/verify/index.ts";

/** Keeps what is written to it. */
export const memory = (): Writable & { text: () => string } => {
  const chunks: Buffer[] = [];
  const stream = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      chunks.push(chunk);
      done();
    },
  });
  return Object.assign(stream, { text: () => Buffer.concat(chunks).toString("utf8") });
};

/** A quiet environment: nothing of it looks like CI or a secret. */
export const plainEnv = (more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv => ({
  PATH: process.env["PATH"],
  HOME: process.env["HOME"],
  ...more,
});

export const runOptions = (cwd: string, given: Partial<RunOptions> = {}): RunOptions => ({
  cwd,
  outDir: join(cwd, "runs"),
  runId: null,
  argv: null,
  step: null,
  project: null,
  tags: {},
  inputs: [],
  inputRefs: [],
  outputs: [],
  collect: false,
  cleanEnvironment: false,
  terminal: false,
  timeout: null,
  insist: false,
  config: null,
  recordEnv: ["PATH"],
  secrets: [],
  secretFiles: { root: cwd, patterns: [] },
  approvalsRequired: 1,
  requirePreflight: null,
  env: plainEnv(),
  cacheDir: null,
  stdout: memory(),
  stderr: memory(),
  talk: { note: () => undefined, warn: () => undefined, debug: () => undefined, progress: () => undefined },
  clock: systemClock,
  ...given,
});

export interface Recorded {
  report: RunReport;
  /** Absolute path of the bundle. */
  bundle: string;
  summary: RunSummary;
  provenance: Provenance;
  /** A member's text. */
  member(path: string): string;
}

/** Record a run and judge its bundle: integrity is proved, or the test fails here. */
export const record = async (cwd: string, given: Partial<RunOptions> = {}): Promise<Recorded> => {
  const report = await recordRun(runOptions(cwd, given));
  const bundle = report.bundle ?? "";
  const member = (path: string): string => readFileSync(join(bundle, path), "utf8");
  const verdict = await verifyBundle(bundle, { integrityOnly: true });
  // An incomplete bundle is consistent, and never proved.
  if (verdict.integrity !== "proved" && report.exitCode !== 125) {
    throw new Error(`The bundle is not whole: ${JSON.stringify(verdict.findings)}`);
  }
  return {
    report,
    bundle,
    member,
    summary: JSON.parse(member("run_summary.json")) as RunSummary,
    provenance: JSON.parse(member("provenance.json")) as Provenance,
  };
};

/** Run `sh -c SCRIPT`. */
export const sh = (script: string): [string, ...string[]] => ["/bin/sh", "-c", script];

/** Entries of an output directory without head file; hidden ones included. */
export const entriesOf = (outDir: string): string[] =>
  existsSync(outDir) ? readdirSync(outDir).filter((name) => name !== ".kprov-head.json") : [];

/** Whether a process with this number still does anything. */
export const isRunning = (pid: number): boolean => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    return stat.slice(stat.lastIndexOf(")") + 2, stat.lastIndexOf(")") + 3) !== "Z";
  } catch {
    return false;
  }
};

/** Wait until `isDue`, and say so when it never is. */
export const until = async (isDue: () => boolean, what: string): Promise<void> => {
  for (const deadline = Date.now() + 20_000; !isDue(); ) {
    if (Date.now() > deadline) throw new Error(`Waited in vain until ${what}`);
    await new Promise((done) => setTimeout(done, 10));
  }
};
