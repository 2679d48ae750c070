/**
 * Proof that a check can fail: planted violations, each in a git repository of its own. One frame for all checks.
 *
 * @module
 */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { git } from "../git.ts";
import { compareBytes, type Finding, type Report } from "../report.ts";

/** One thing that was tried. */
export interface Trial {
  /** The rule; of a glob of `artifacts.deny`, ARTIFACT_TRACKED. */
  code: Finding["code"];
  /** What was planted; empty when it is no file. */
  path: string;
  caught: boolean;
  /** The glob that `path` was made for. */
  glob?: string;
}

/** The document of `--self-test`, `kprov.self-test/v1`. */
export interface SelfTest {
  schema: "kprov.self-test/v1";
  check: string;
  /** Every trial was caught, and a repository without violations is proved. */
  passed: boolean;
  trials: Trial[];
  /** The verdict over a repository without violations. */
  clean: Report["verdict"];
  tool: Report["tool"];
}

/** A file to plant: its content; the target of a link; or content that is cut or stretched to `size` bytes. */
export type PlantedFile = string | Uint8Array | { link: string } | { content: string | Uint8Array; size: number };

/** One violation to plant. */
export interface Attempt extends Omit<Trial, "caught"> {
  files: Readonly<Record<string, PlantedFile>>;
  /** Whether this is the finding that was to come. */
  isCaught: (finding: Finding) => boolean;
}

export interface SelfTestFrame<Planted extends Attempt> {
  check: string;
  version: string;
  attempts: readonly Planted[];
  /** Nothing is wrong with these. */
  clean: Readonly<Record<string, PlantedFile>>;
  /** Run the real check in `cwd`; without an attempt, over the clean files. */
  judge: (cwd: string, attempt: Planted | undefined) => Promise<Report>;
}

/** Plant every violation in the system's temporary directory, judge each, then a clean one. Touches nothing else. */
export const runTrials = async <Planted extends Attempt>(frame: SelfTestFrame<Planted>): Promise<SelfTest> => {
  const { check, version, attempts, clean, judge } = frame;
  const trials: Trial[] = [];
  for (const attempt of attempts) {
    const { findings } = await inRepository(attempt.files, (cwd) => judge(cwd, attempt));
    const { code, path, glob, isCaught } = attempt;
    trials.push({ code, path, caught: findings.some(isCaught), ...(glob !== undefined && { glob }) });
  }
  const { verdict } = await inRepository(clean, (cwd) => judge(cwd, undefined));
  return {
    schema: "kprov.self-test/v1",
    check,
    // A self-test that tried nothing has proved nothing.
    passed: verdict === "proved" && trials.length > 0 && trials.every(({ caught }) => caught),
    trials: trials.sort((a, b) => compareBytes(a.code, b.code) || compareBytes(a.path, b.path)),
    clean: verdict,
    tool: { name: "kprovengine", version },
  };
};

/** What a person sees of a self-test; `passed` decides the exit code. */
export const formatSelfTest = ({ check, trials, clean, passed }: SelfTest): string => {
  const missed = trials.filter(({ caught }) => !caught);
  return [
    ...missed.map(
      ({ code, path, glob }) => `missed ${code}: ${path || "no file"}${glob === undefined ? "" : ` (for "${glob}")`}`,
    ),
    ...(clean === "proved" ? [] : [`a clean repository is ${clean}, expected proved`]),
    `${check} --self-test: ${passed ? "passed" : "failed"} (${trials.length - missed.length} of ${trials.length} planted violations caught)`,
  ].join("\n");
};

// --- internal ---

const inRepository = async <T>(files: Attempt["files"], use: (dir: string) => Promise<T>): Promise<T> => {
  const dir = mkdtempSync(join(tmpdir(), "kprovengine-self-test-"));
  try {
    await git(["-c", "init.templateDir=", "init", "--quiet"], { cwd: dir });
    for (const [path, file] of Object.entries(files)) plant(join(dir, path), file);
    // Nothing is committed: the index is what git would publish, and no identity is needed.
    await git(["-c", "core.autocrlf=false", "add", "--force", "--all"], { cwd: dir });
    return await use(dir);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
};

const plant = (target: string, file: PlantedFile): void => {
  mkdirSync(dirname(target), { recursive: true });
  if (typeof file === "string" || file instanceof Uint8Array) return writeFileSync(target, file);
  if ("link" in file) return symlinkSync(file.link, target);
  writeFileSync(target, file.content);
  truncateSync(target, file.size);
};
