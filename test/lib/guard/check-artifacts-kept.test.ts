import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { artifactRules } from "../../../lib/guard/artifact-rules.ts";
import { type CheckArtifactsOptions, checkArtifacts } from "../../../lib/guard/check-artifacts.ts";
import { takeSnapshot } from "../../../lib/guard/surface/snapshot.ts";
import type { Report } from "../../../lib/report.ts";
import { repo } from "../../support/repo.ts";
import { temporary } from "../../support/temporary.ts";

const elf = Buffer.from("\x7fELF\x02\x01\x01\0", "latin1");
const artifacts = { deny: [], allow: [], maxFileSize: 1e6 };
const blindRules = artifactRules.map((rule) => ({ ...rule, judge: () => [] }));

const codesOf = ({ findings }: Report) => [...new Set(findings.map(({ code }) => code))];

/** Checks of `cwd` that share a cache; with `isShared` as a preflight has them. */
const checksOf = (cwd: string, { isShared = false } = {}) => {
  const cacheDir = temporary();
  const check = (more: Partial<CheckArtifactsOptions> = {}): Promise<Report> => {
    const snapshot = isShared ? { snapshot: takeSnapshot(cwd) } : {};
    return checkArtifacts({ ...{ cwd, artifacts, config: null, version: "1", cacheDir }, ...snapshot, ...more });
  };
  return { cacheDir, check };
};

/** The built-in rules, and which of `paths` they looked at since they were asked the last time. */
const watched = (paths: readonly string[]) => {
  const judge = vi.fn();
  const rules = artifactRules.map((rule): typeof rule => ({
    ...rule,
    judge: (file, context) => {
      judge(file.path);
      return rule.judge(file, context);
    },
  }));
  const seen = (): string[] => {
    const found = judge.mock.calls.map(([path]) => path as string).filter((path) => paths.includes(path));
    judge.mockClear();
    return [...new Set(found)].sort();
  };
  return { rules, seen };
};

describe.each([
  ["alone", false],
  ["in a preflight", true],
])("check-artifacts with a cache, %s", (_, isShared) => {
  it("says again what it found", async () => {
    using fixture = repo({ "bin/tool": elf, a: "x" });
    const { check } = checksOf(fixture.dir, { isShared });
    const first = await check();
    expect(codesOf(first)).toEqual(["COMPILED_FILE"]);
    expect(await check()).toEqual(first);
    expect(await check()).toEqual(first);
  });

  it("believes nothing that blind rules came to, nor what was clean before they were", async () => {
    using fixture = repo({ "bin/tool": elf, a: "x" });
    const { check } = checksOf(fixture.dir, { isShared });
    expect(codesOf(await check({ rules: blindRules }))).toEqual(["RULE_CANARY_MISSED"]);
    expect(codesOf(await check())).toEqual(["COMPILED_FILE"]);
    using clean = repo({ a: "x" });
    const { check: again } = checksOf(clean.dir, { isShared });
    expect((await again()).verdict).toBe("proved");
    expect(codesOf(await again({ rules: blindRules }))).toEqual(["RULE_CANARY_MISSED"]);
  });

  it("believes nothing that as many other rules came to", async () => {
    using fixture = repo({ "bin/tool": elf });
    const { check } = checksOf(fixture.dir, { isShared });
    const only = (code: string) => artifactRules.filter((rule) => rule.code === code);
    expect((await check({ rules: only("FILE_TOO_LARGE") })).verdict).toBe("proved");
    expect(codesOf(await check({ rules: only("COMPILED_FILE") }))).toEqual(["COMPILED_FILE"]);
  });

  it("counts a pointer and a link each time as what they are", async () => {
    const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${"0".repeat(64)}\nsize 60\n`;
    using fixture = repo({ a: pointer, b: { link: "c" }, c: "x" });
    const { check } = checksOf(fixture.dir, { isShared });
    const first = await check();
    expect(first.coverage[1]?.skipped).toEqual({ "git-lfs pointer": 1, "symbolic link": 1 });
    expect(await check()).toEqual(first);
  });

  it("judges a link anew where a file with the same bytes was clean", async () => {
    using fixture = repo({ node_modules: "/nowhere", a: "x" });
    const { check } = checksOf(fixture.dir, { isShared });
    expect((await check()).verdict).toBe("proved");
    rmSync(join(fixture.dir, "node_modules"));
    fixture.commit({ node_modules: { link: "/nowhere" } });
    expect(codesOf(await check())).toEqual(["ARTIFACT_TRACKED"]);
  });

  it("doubts each time what it can't read", async () => {
    using fixture = repo({ a: "x", b: "y" });
    fixture.git("update-index", "--add", "--cacheinfo", `100644,${"1".repeat(40)},gone`);
    const { check } = checksOf(fixture.dir, { isShared });
    for (let time = 0; time < 2; time += 1)
      expect(await check()).toMatchObject({
        verdict: "undecided",
        findings: [
          {
            code: "FILE_UNREADABLE",
            level: "undecided",
            path: "gone",
            message: "Cannot be read: its content is not in this clone",
          },
        ],
        coverage: [
          { considered: 3, examined: 3 },
          { considered: 3, examined: 2, skipped: { unreadable: 1 } },
        ],
      });
  });
});

describe("check-artifacts in a preflight", () => {
  it("looks at nothing while nothing changes, and says the same", async () => {
    using fixture = repo({ a: "x", dir: { link: "a" } });
    const { rules, seen } = watched(["a", "dir"]);
    const { check } = checksOf(fixture.dir, { isShared: true });
    const first = await check({ rules });
    expect([first.verdict, seen()]).toEqual(["proved", ["a", "dir"]]);
    expect([await check({ rules }), seen()]).toEqual([first, []]);
    expect([await check({ rules, cacheDir: null }), seen()]).toEqual([first, ["a", "dir"]]);
  });

  it("looks again at what the configuration allows: it is named in every report", async () => {
    using fixture = repo({ a: "x", "b.log": "x" });
    const { rules, seen } = watched(["a", "b.log"]);
    const { check } = checksOf(fixture.dir, { isShared: true });
    const allowing = { rules, artifacts: { ...artifacts, allow: [{ glob: "*.log", reason: "a fixture" }] } };
    const first = await check(allowing);
    expect([first.verdict, seen()]).toEqual(["proved", ["a", "b.log"]]);
    expect(first.exemptions).toMatchObject([{ exempted: [{ path: "b.log" }] }]);
    expect([await check(allowing), seen()]).toEqual([first, ["b.log"]]);
  });

  it.each([
    null,
    {},
    { findings: null, exemptions: [] },
    { findings: [], coverage: "KEPT" },
    { findings: "", exemptions: "", coverage: "KEPT" },
    { findings: [{}], exemptions: [], coverage: "KEPT" },
    { findings: [], exemptions: [{}], coverage: "KEPT" },
    { findings: [], exemptions: [] },
    { findings: [], exemptions: [], coverage: [{ unit: "files", considered: "1", examined: "1", skipped: {} }] },
  ])("believes no cache that holds %j", async (result) => {
    using fixture = repo({ a: "x" });
    const { cacheDir, check } = checksOf(fixture.dir, { isShared: true });
    const first = await check();
    expect(first.verdict).toBe("proved");
    const [name = ""] = readdirSync(join(cacheDir, "artifacts-all"));
    const file = join(cacheDir, "artifacts-all", name);
    const kept = JSON.parse(readFileSync(file, "utf8")) as { result: { coverage: unknown } };
    const doctored = JSON.stringify({ ...kept, result }).replace('"KEPT"', JSON.stringify(kept.result.coverage));
    writeFileSync(file, doctored);
    expect(await check()).toEqual(first);
  });

  it("takes fingerprints from the index that is staged, not from the usual one", async () => {
    using fixture = repo({ a: "x" });
    fixture.write({ "bin/tool": elf });
    fixture.git("add", "--force", "bin/tool");
    const env = { ...process.env, GIT_INDEX_FILE: join(fixture.dir, ".git/next-index-1.lock") };
    writeFileSync(env.GIT_INDEX_FILE, readFileSync(join(fixture.dir, ".git/index")));
    const usual = await checkArtifacts({
      ...{ cwd: fixture.dir, artifacts, config: null, version: "1" },
      snapshot: takeSnapshot(fixture.dir, { staged: true, env }),
    });
    fixture.git("rm", "--quiet", "--cached", "bin/tool");
    const { findings } = await checkArtifacts({
      ...{ cwd: fixture.dir, artifacts, config: null, version: "1" },
      snapshot: takeSnapshot(fixture.dir, { staged: true, env }),
    });
    expect(findings).toEqual(usual.findings);
    expect(findings).toMatchObject([{ code: "COMPILED_FILE", fingerprint: expect.stringMatching(/^[0-9a-f]{32}$/) }]);
  });
});

it("check-artifacts proves a repository of a link and a submodule by their names", async () => {
  using fixture = repo({ a: { link: "b" } });
  fixture.git("update-index", "--add", "--cacheinfo", `160000,${fixture.git("rev-parse", "HEAD")},vendored`);
  fixture.git("commit", "--quiet", "--message", "submodule");
  const report = await checkArtifacts({ cwd: fixture.dir, artifacts, config: null, version: "1" });
  expect(report).toMatchObject({
    verdict: "proved",
    coverage: [{ unit: "tracked files", considered: 2, examined: 2, skipped: {} }],
  });
  expect(report.coverage).toHaveLength(1);
});
