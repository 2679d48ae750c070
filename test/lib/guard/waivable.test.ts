import { expect, test } from "vitest";
import { artifactRules } from "../../../lib/guard/artifact-rules.ts";
import { checkArtifacts } from "../../../lib/guard/check-artifacts.ts";
import { checkIdentity } from "../../../lib/guard/identity/check-identity.ts";
import { plants } from "../../../lib/guard/identity/plants.ts";
import { runtimeRules } from "../../../lib/guard/runtime/rules.ts";
import type { Finding } from "../../../lib/report.ts";
import { type RepoFiles, repo } from "../../support/repo.ts";

/** About this machine and not about the repository: elsewhere, a waiver of it would be left over. */
const local = new Set(["RUNTIME_WRONG_VERSION", "RUNTIME_MISSING"]);

/** Of a file as a whole. */
const whole = new Set(["LABEL_MISSING", "FORBIDDEN_IN_NAME", "FORBIDDEN_IN_LINK"]);

const assertNamed = ({ code, level, fingerprint }: Finding, isLocal = local.has(code)): void => {
  if (level === "undecided") return;
  if (isLocal) expect([code, fingerprint]).toEqual([code, undefined]);
  else expect(fingerprint, code).toMatch(/^[0-9a-f]{32}$/);
};

test.each(plants.map((plant) => [plant.code, plant.path || "the remote", plant] as const))(
  "%s in %s has a fingerprint and a place",
  async (code, _, plant) => {
    using fixture = repo(plant.files as RepoFiles);
    fixture.git("remote", "add", "origin", plant.remote);
    const { identity, forbidden, path } = plant;
    const nowhere = { name: [], tokens: [] };
    const options = { config: null, cacheDir: null, version: "1", declaredIn: nowhere };
    const { findings } = await checkIdentity({ cwd: fixture.dir, identity, forbidden, ...options });
    const found = findings.filter((finding) => finding.code === code && (finding.path ?? "") === path);
    expect(found.length).toBeGreaterThan(0);
    for (const finding of found) {
      assertNamed(finding, path === "");
      const hasLine = path !== "" && !whole.has(code) && path !== "src/planted.bin";
      expect(finding.line !== undefined && finding.column !== undefined).toBe(hasLine);
      if (hasLine) expect(finding.message).toContain(`${path}:${finding.line}:${finding.column}`);
    }
  },
);

test.each(artifactRules.map((rule) => [rule.code, rule] as const))("%s has a fingerprint", async (code, rule) => {
  const planted = rule.failing({ denied: () => undefined, maxFileSize: 100_000 });
  const { path, content = "planted", size, ignore } = planted;
  using fixture = repo({
    [path]: size === undefined ? content : Buffer.alloc(size),
    ...(ignore !== undefined && { ".gitignore": `${ignore}\n` }),
  });
  const artifacts = { deny: [], allow: [], maxFileSize: 100_000 };
  const { findings } = await checkArtifacts({ cwd: fixture.dir, artifacts, config: null, version: "1" });
  const found = findings.filter((finding) => finding.code === code);
  expect(found.length).toBeGreaterThan(0);
  for (const finding of found) assertNamed(finding);
});

test.each(runtimeRules.map((rule) => [rule.code, rule] as const))(
  "%s has a fingerprint, if it is about the repository",
  (code, rule) => {
    const found = rule.judge(rule.planted()).filter((finding) => finding.code === code);
    expect(found.length).toBeGreaterThan(0);
    for (const finding of found) {
      assertNamed(finding);
      if (finding.path !== undefined) expect(finding).toMatchObject({ line: 1, column: 1 });
    }
  },
);
