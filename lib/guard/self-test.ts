/**
 * Proof that check-artifacts can fail: every planted violation, in a real repository.
 *
 * @module
 */
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { git } from "../git.ts";
import { compareBytes, type Report } from "../report.ts";
import { artifactRules } from "./artifact-rules.ts";
import { type ArtifactsConfig, checkArtifacts } from "./check-artifacts.ts";
import { createDenied } from "./deny.ts";
import type { Planted, Rule } from "./rule.ts";
import { samplePath } from "./sample.ts";

export interface SelfTestOptions {
  /** Whose deny globs are tried, too. */
  deny: readonly string[];
  version: string;
  rules?: readonly Rule[];
}

/** One thing that was tried. */
export interface Trial {
  /** The rule; of a glob of `artifacts.deny`, ARTIFACT_TRACKED. */
  code: Rule["code"];
  /** The planted path. */
  path: string;
  caught: boolean;
  /** The glob that `path` was made for. */
  glob?: string;
}

/** The document of `--self-test`, `kprov.self-test/v1`. */
export interface SelfTest {
  schema: "kprov.self-test/v1";
  check: "check-artifacts";
  /** Every trial was caught, and a repository without violations is proved. */
  passed: boolean;
  trials: Trial[];
  /** The verdict over a repository without violations. */
  clean: Report["verdict"];
  tool: Report["tool"];
}

/**
 * Plant each rule's violation, and a path for each of `deny`, in a git repository of its own in the system's
 * temporary directory; run the real check over it; and once more over a clean one. Touches nothing else.
 */
export const selfTest = async (options: SelfTestOptions): Promise<SelfTest> => {
  const { deny, version, rules = artifactRules } = options;
  const artifacts: ArtifactsConfig = { deny, allow: [], maxFileSize: budget };
  const context = { denied: createDenied(deny), maxFileSize: budget };
  const plants = [
    ...rules.map((rule) => ({ code: rule.code, planted: rule.planted(context) })),
    ...deny.map((glob) => ({ code: "ARTIFACT_TRACKED" as const, glob, planted: { path: samplePath(glob) ?? glob } })),
  ];
  const check = (cwd: string) => checkArtifacts({ cwd, artifacts, config: null, version, rules });
  const trials: Trial[] = [];
  for (const { planted, ...trial } of plants) {
    const { findings } = await inRepository([planted], check);
    const caught = findings.some(
      ({ code, level, path }) => code === trial.code && level === "violation" && path === planted.path,
    );
    trials.push({ ...trial, path: planted.path, caught });
  }
  const { verdict } = await inRepository([{ path: "README.md", content: "# Clean\n" }], check);
  return {
    schema: "kprov.self-test/v1",
    check: "check-artifacts",
    passed: verdict === "proved" && trials.every(({ caught }) => caught),
    trials: trials.sort((a, b) => compareBytes(a.code, b.code) || compareBytes(a.path, b.path)),
    clean: verdict,
    tool: { name: "kprovengine", version },
  };
};

/** What a person sees of a self-test; `passed` decides the exit code. */
export const formatSelfTest = ({ trials, clean, passed }: SelfTest): string => {
  const missed = trials.filter(({ caught }) => !caught);
  return [
    ...missed.map(({ code, path, glob }) => `missed ${code}: ${path}${glob === undefined ? "" : ` (for "${glob}")`}`),
    ...(clean === "proved" ? [] : [`a clean repository is ${clean}, expected proved`]),
    `check-artifacts --self-test: ${passed ? "passed" : "failed"} (${trials.length - missed.length} of ${trials.length} planted violations caught)`,
  ].join("\n");
};

// --- internal ---

/** Bytes: small, so that planting a file beyond it costs nothing. */
const budget = 100_000;

const inRepository = async <T>(files: readonly Planted[], use: (dir: string) => Promise<T>): Promise<T> => {
  const dir = mkdtempSync(join(tmpdir(), "kprovengine-self-test-"));
  try {
    await git(["-c", "init.templateDir=", "init", "--quiet"], { cwd: dir });
    for (const file of files) plant(dir, file);
    // Nothing is committed: the index is what git would publish, and no identity is needed.
    await git(["-c", "core.autocrlf=false", "add", "--force", "--all"], { cwd: dir });
    return await use(dir);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
};

const plant = (dir: string, { path, content = "planted\n", size, ignore }: Planted): void => {
  const target = join(dir, path);
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, content);
  if (size !== undefined) truncateSync(target, size);
  if (ignore !== undefined) writeFileSync(join(dir, ".gitignore"), `${ignore}\n`);
};
