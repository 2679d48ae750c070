/**
 * Proof that check-artifacts can fail: every planted violation, in a real repository.
 *
 * @module
 */
import { artifactRules } from "./artifact-rules.ts";
import { type ArtifactsConfig, checkArtifacts } from "./check-artifacts.ts";
import { createDenied } from "./deny.ts";
import type { Planted, Rule } from "./rule.ts";
import { samplePath } from "./sample.ts";
import { type Attempt, runTrials, type SelfTest } from "./trials.ts";

export interface SelfTestOptions {
  /** Whose deny globs are tried, too. */
  deny: readonly string[];
  version: string;
  rules?: readonly Rule[];
}

/** Plant each rule's violation, and a path for each of `deny`. */
export const selfTest = ({ deny, version, rules = artifactRules }: SelfTestOptions): Promise<SelfTest> => {
  const artifacts: ArtifactsConfig = { deny, allow: [], maxFileSize: budget };
  const context = { denied: createDenied(deny), maxFileSize: budget };
  return runTrials({
    ...{ check: "check-artifacts", version, clean: { "README.md": "# Clean\n" } },
    attempts: [
      ...rules.map((rule) => attempt(rule.code, rule.failing(context))),
      ...deny.map((glob) => ({ ...attempt("ARTIFACT_TRACKED", { path: samplePath(glob) ?? glob }), glob })),
    ],
    judge: (cwd) => checkArtifacts({ cwd, artifacts, config: null, version, rules }),
  });
};

// --- internal ---

/** Bytes: small, so that planting a file beyond it costs nothing. */
const budget = 100_000;

const attempt = (code: Attempt["code"], { path, content = "planted\n", size, ignore }: Planted): Attempt => ({
  ...{ code, path },
  files: {
    [path]: size === undefined ? content : { content, size },
    ...(ignore !== undefined && { ".gitignore": `${ignore}\n` }),
  },
  isCaught: (finding) => finding.code === code && finding.level === "violation" && finding.path === path,
});
