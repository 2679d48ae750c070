/**
 * `run.requirePreflight`: is there a proved preflight of the very state in which a step is about to start?
 *
 * @module
 */
import { statSync } from "node:fs";
import { join } from "node:path";
import { sha256 } from "../../digest.ts";
import { errnoOf, KprovError, messageOf } from "../../errors.ts";
import { type JudgedState, parseTestResult, type TestResult } from "../../evidence/index.ts";
import { readSmallFile } from "../../files.ts";
import type { ConfigDigest } from "../../report.ts";
import { committedConfig } from "../surface/committed-config.ts";
import { takeSnapshot } from "../surface/snapshot.ts";
import { attestationRoot } from "./attest.ts";
import { attestationsPath, testResultName } from "./place.ts";
import { readWorkState } from "./work-state.ts";

export interface RequiredPreflight {
  /** The configuration's file, absolute; null without one. */
  path: string | null;
  /** The configuration's directory. */
  root: string;
  /** Absolute directory of the bundles, as the configuration says it. */
  outDir: string;
  /** Milliseconds since the statement was written, by its file's time; null for any. */
  maxAge: number | null;
}

export interface RequireOptions extends RequiredPreflight {
  /** Where the step would start. */
  cwd: string;
  config: ConfigDigest | null;
  /** Of this program. */
  version: string;
  /** Milliseconds since the epoch. */
  now: number;
}

/**
 * The statement that proves it: path from the project's root, and digest.
 *
 * Throws `E_PREFLIGHT` with every reason when there is none that is proved, full, of this state, configuration and program,
 * and recent enough; as `git` does when there is no state to ask about.
 */
export const requirePreflight = async (options: RequireOptions): Promise<{ path: string; sha256: string }> => {
  const path = `${attestationsPath}/${testResultName("preflight")}`;
  const { bytes, mtimeMs } = read(join(attestationRoot(options, options.cwd), path), path);
  const result = parse(bytes, path);
  const state = await readWorkState(options);
  const reasons = [
    ...judgeResult(result),
    ...judgeState(result.state, state),
    ...judgeConfiguration(result, {
      ...options,
      config: await committedConfig({ digest: options.config, path: options.path }, takeSnapshot(options.cwd)),
    }),
    ...judgeAge(mtimeMs, options),
  ];
  if (reasons.length > 0) throw refused(reasons);
  return { path, sha256: sha256(bytes) };
};

// --- internal ---

/** Thousands of commands fit. */
const maxBytes = 2 ** 20;

/** Clocks of file systems that others serve may be a little ahead. */
const tolerance = 5_000;

const refused = (reasons: readonly string[], cause?: unknown): KprovError =>
  new KprovError(
    "E_PREFLIGHT",
    `Nothing was started: no proved preflight of this state${reasons.map((reason) => `\n  ${reason}`).join("")}`,
    { hint: "kprovengine preflight --attest", cause },
  );

const read = (file: string, path: string): { bytes: Buffer; mtimeMs: number } => {
  try {
    const { mtimeMs } = statSync(file);
    return { bytes: readSmallFile(file, maxBytes), mtimeMs };
  } catch (cause) {
    const why = errnoOf(cause) === "ENOENT" ? `there is no "${path}"` : `"${path}" can't be read: ${messageOf(cause)}`;
    throw refused([why], cause);
  }
};

const parse = (bytes: Buffer, path: string): TestResult => {
  try {
    return parseTestResult(bytes, path);
  } catch (cause) {
    throw refused([messageOf(cause)], cause);
  }
};

const judgeResult = ({ check, verdict, passed, failed, skipped }: TestResult): string[] => {
  if (check !== "preflight") return [`the statement is about "${check}"`];
  if (verdict === "proved" && passed.length > 0 && failed.length + skipped.length === 0) return [];
  if (verdict === "partial") return [`it was partial: ${skipped.join(", ")} left out`];
  return [`it was ${verdict === "proved" ? "contradictory" : verdict}: ${failed.join(", ")}`];
};

const judgeState = (judged: JudgedState, now: JudgedState): string[] => [
  ...differs("commit", judged.commit, now.commit),
  ...differs("state of the tracked files", judged.tree, now.tree),
  ...(judged.untracked === now.untracked ? [] : ["files that are neither tracked nor ignored are others now"]),
];

const judgeConfiguration = (
  { config, version }: TestResult,
  now: Pick<RequireOptions, "config" | "version">,
): string[] => [
  ...differs("configuration", config?.sha256 ?? null, now.config?.sha256 ?? null),
  ...(config?.sha256 === now.config?.sha256
    ? differs("evaluated configuration", config?.effective ?? null, now.config?.effective ?? null)
    : []),
  ...differs("version of kprovengine", version, now.version),
];

const differs = (what: string, judged: string | null, now: string | null): string[] =>
  judged === now ? [] : [`the ${what} is another one: ${short(judged)} was judged, ${short(now)} is here`];

const short = (text: string | null): string => (text === null ? "none" : text.slice(0, 12));

const judgeAge = (mtimeMs: number, { maxAge, now }: RequireOptions): string[] => {
  if (maxAge === null) return [];
  const age = now - mtimeMs;
  if (age < -tolerance) return ["its file is dated in the future"];
  return age > maxAge ? [`it is ${inWords(age)} old, at most ${inWords(maxAge)} is allowed`] : [];
};

const inWords = (milliseconds: number): string => {
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 120) return `${seconds} s`;
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
};
