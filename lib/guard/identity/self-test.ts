/**
 * Proof that check-identity can fail: every planted violation, in a real repository.
 *
 * @module
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { git } from "../../git.ts";
import { compareBytes, type Report } from "../../report.ts";
import { checkIdentity } from "./check-identity.ts";
import { type Plant, plants, sound } from "./plants.ts";
import { type IdentityRules, identityRules } from "./rules.ts";

export interface IdentityTrial {
  code: Plant["code"];
  /** The planted path; empty for a remote. */
  path: string;
  caught: boolean;
}

/** The document of `check-identity --self-test`, `kprov.self-test/v1`. */
export interface IdentitySelfTest {
  schema: "kprov.self-test/v1";
  check: "check-identity";
  /** Every trial was caught, and a repository without violations is proved. */
  passed: boolean;
  trials: IdentityTrial[];
  /** The verdict over a repository without violations. */
  clean: Report["verdict"];
  tool: Report["tool"];
}

/**
 * Plant each rule's violation in a git repository of its own in the system's temporary directory, run the real check
 * over it, and once more over a sound one. Touches nothing else.
 */
export const selfTestIdentity = async (options: {
  version: string;
  rules?: IdentityRules;
}): Promise<IdentitySelfTest> => {
  const { version } = options;
  const trials: IdentityTrial[] = [];
  for (const plant of plants) {
    const { findings } = await tryOut(plant, options);
    const caught = findings.some(({ code, path = "" }) => code === plant.code && path === plant.path);
    trials.push({ code: plant.code, path: plant.path, caught });
  }
  const { verdict } = await tryOut(sound, options);
  return {
    schema: "kprov.self-test/v1",
    check: "check-identity",
    passed: verdict === "proved" && trials.every(({ caught }) => caught),
    trials: trials.sort((a, b) => compareBytes(a.code, b.code) || compareBytes(a.path, b.path)),
    clean: verdict,
    tool: { name: "kprovengine", version },
  };
};

/** What a person sees of a self-test; `passed` decides the exit code. */
export const formatIdentitySelfTest = ({ trials, clean, passed }: IdentitySelfTest): string => {
  const missed = trials.filter(({ caught }) => !caught);
  return [
    ...missed.map(({ code, path }) => `missed ${code}: ${path || "the remote"}`),
    ...(clean === "proved" ? [] : [`a sound repository is ${clean}, expected proved`]),
    `check-identity --self-test: ${passed ? "passed" : "failed"} (${trials.length - missed.length} of ${trials.length} planted violations caught)`,
  ].join("\n");
};

// --- internal ---

const tryOut = async (
  plant: Omit<Plant, "code" | "path">,
  options: { version: string; rules?: IdentityRules },
): Promise<Report> => {
  const { version, rules = identityRules } = options;
  const dir = mkdtempSync(join(tmpdir(), "kprovengine-self-test-"));
  try {
    await git(["-c", "init.templateDir=", "init", "--quiet"], { cwd: dir });
    for (const [path, text] of Object.entries(plant.files)) {
      mkdirSync(dirname(join(dir, path)), { recursive: true });
      writeFileSync(join(dir, path), text);
    }
    await git(["config", "remote.origin.url", plant.remote], { cwd: dir });
    await git(["-c", "core.autocrlf=false", "add", "--force", "--all"], { cwd: dir });
    const { identity, forbidden } = plant;
    return await checkIdentity({
      cwd: dir,
      identity,
      forbidden,
      declaredIn: [],
      config: null,
      version,
      cacheDir: null,
      rules,
    });
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
};
