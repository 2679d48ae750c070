import { appendFileSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { artifactRules } from "../../../lib/guard/artifact-rules.ts";
import { type ArtifactsConfig, checkArtifacts } from "../../../lib/guard/check-artifacts.ts";
import type { Rule } from "../../../lib/guard/rule.ts";
import type { Report } from "../../../lib/report.ts";
import { repo } from "../../support/repo.ts";
import { temporary } from "../../support/temporary.ts";

const defaults: ArtifactsConfig = { deny: [], allow: [], maxFileSize: 5_000_000 };
const elf = Buffer.from("\x7fELF\x02\x01\x01\0", "latin1");

const check = (cwd: string, artifacts: Partial<ArtifactsConfig> = {}, rules?: readonly Rule[]) =>
  checkArtifacts({
    cwd,
    artifacts: { ...defaults, ...artifacts },
    config: null,
    version: "0.0.0",
    ...(rules && { rules }),
  });

const codesOf = ({ findings }: Report) =>
  findings.map(({ code, path }) => (path === undefined ? code : `${code} ${path}`));

const saved = { ...process.env };
afterEach(() => {
  for (const name of Object.keys(process.env)) if (!(name in saved)) delete process.env[name];
  Object.assign(process.env, saved);
});

describe("checkArtifacts", () => {
  it("proves a clean repository, with a receipt that adds up and nothing of this machine", async () => {
    using fixture = repo({ "README.md": "# A\n", "src/a.py": "a = 1\n" });
    const report = await check(fixture.dir);
    expect(report).toEqual({
      schema: "kprov.report/v1",
      check: "check-artifacts",
      verdict: "proved",
      findings: [],
      exemptions: [],
      coverage: [
        { unit: "tracked files", considered: 2, examined: 2, skipped: {} },
        { unit: "file contents", considered: 2, examined: 2, skipped: {} },
      ],
      config: null,
      tool: { name: "kprovengine", version: "0.0.0" },
    });
  });

  it("takes for ignored what the base ignored, and says which of the two it was", async () => {
    using fixture = repo({ ".gitignore": "gen/\n", "gen/out.txt": "x", "old/out.txt": "x", "src/ok.py": "x" });
    const options = { cwd: fixture.dir, artifacts: defaults, config: null, version: "0.0.0" };
    const { findings } = await checkArtifacts({ ...options, before: new Set(["gen/out.txt", "old/out.txt"]) });
    expect(findings.map(({ code, path, message }) => [code, path, message])).toEqual([
      ["ARTIFACT_IGNORED", "gen/out.txt", "Tracked although .gitignore ignores it"],
      ["ARTIFACT_IGNORED", "old/out.txt", "Tracked although the base's .gitignore ignores it"],
    ]);
  });

  it("reports every violation at once, sorted by path, the same from every directory", async () => {
    using fixture = repo({
      ".gitignore": "gen/\n",
      "bin/tool": elf,
      "data.csv": "x".repeat(2000),
      "gen/out.txt": "x",
      "src/.env": "A=1\n",
      "src/app.log": "x",
      "src/ok.py": "x",
    });
    const report = await check(fixture.dir, { maxFileSize: 1000 });
    expect(report.verdict).toBe("violated");
    expect(codesOf(report)).toEqual([
      "COMPILED_FILE bin/tool",
      "FILE_TOO_LARGE data.csv",
      "ARTIFACT_IGNORED gen/out.txt",
      "SECRET_FILE_TRACKED src/.env",
      "ARTIFACT_TRACKED src/app.log",
    ]);
    expect(await check(join(fixture.dir, "src"), { maxFileSize: 1000 })).toEqual(report);
    expect(JSON.stringify(report)).not.toContain(fixture.dir);
  });

  it("judges what is staged in a repository without a commit", async () => {
    using fixture = repo();
    fixture.write({ "a.log": "x" });
    fixture.git("add", "--force", "a.log");
    expect(codesOf(await check(fixture.dir))).toEqual(["ARTIFACT_TRACKED a.log"]);
  });

  it("does not judge what is untracked", async () => {
    using fixture = repo({ a: "x" });
    fixture.write({ "b.log": "x", ".env": "A=1" });
    expect((await check(fixture.dir)).verdict).toBe("proved");
  });

  it("could not decide about a repository that tracks nothing, NOTHING_EXAMINED", async () => {
    using fixture = repo();
    const report = await check(fixture.dir);
    expect(report.verdict).toBe("undecided");
    expect(codesOf(report)).toEqual(["NOTHING_EXAMINED"]);
  });

  it("throws E_NO_REPOSITORY outside a repository and E_GIT where git fails", async () => {
    await expect(check(temporary())).rejects.toMatchObject({ code: "E_NO_REPOSITORY" });
    using bare = repo({ a: "x" });
    bare.git("clone", "--quiet", "--bare", ".", "bare.git");
    await expect(check(join(bare.dir, "bare.git"))).rejects.toMatchObject({ code: "E_GIT" });
    using broken = repo({ a: "x" });
    broken.write({ ".git/index": "not an index" });
    await expect(check(broken.dir)).rejects.toMatchObject({ code: "E_GIT" });
  });

  it("throws E_TOOL_MISSING without git", async () => {
    using fixture = repo({ a: "x" });
    process.env["PATH"] = fixture.dir;
    await expect(check(fixture.dir)).rejects.toMatchObject({ code: "E_TOOL_MISSING" });
  });

  it("throws E_CONFIG for a glob that can't be meant", async () => {
    using fixture = repo({ a: "x" });
    await expect(check(fixture.dir, { deny: ["a["] })).rejects.toMatchObject({ code: "E_CONFIG" });
  });

  it("counts links and submodules by name and says so", async () => {
    using inner = repo({ a: "x" });
    using fixture = repo({ a: "x", node_modules: { link: "/nowhere" }, "b.log": { link: "a" } });
    fixture.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", inner.dir, "vendored");
    const report = await check(fixture.dir, { deny: ["vendored"] });
    expect(codesOf(report)).toEqual([
      "ARTIFACT_TRACKED b.log",
      "ARTIFACT_TRACKED node_modules",
      "ARTIFACT_TRACKED vendored",
    ]);
    expect(report.coverage).toEqual([
      { unit: "tracked files", considered: 5, examined: 5, skipped: {} },
      { unit: "file contents", considered: 5, examined: 2, skipped: { "symbolic link": 2, submodule: 1 } },
    ]);
  });

  it("gives the same bytes whatever is checked out", async () => {
    const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${"0".repeat(64)}\nsize 60\n`;
    using fixture = repo({ a: pointer, b: { link: "c" }, c: "x", "d.log": "x" });
    const whole = JSON.stringify(await check(fixture.dir));
    for (const name of ["a", "c", "d.log"]) rmSync(join(fixture.dir, name));
    expect(JSON.stringify(await check(fixture.dir))).toBe(whole);
    expect(whole).toContain('"skipped":{"git-lfs pointer":1,"symbolic link":1}');
  });

  it("proves a repository of links alone by their names", async () => {
    using fixture = repo({ a: { link: "b" } });
    expect(await check(fixture.dir)).toMatchObject({ verdict: "proved", coverage: [{ considered: 1, examined: 1 }] });
  });

  it("ignores what a user or a clone ignores on top: only the repository's own .gitignore counts", async () => {
    using fixture = repo({ a: "x", b: "x", "d/c": "x", "d/.gitignore": "*\n!.gitignore\n!keep\n", "d/keep": "x" });
    const home = temporary({ ".gitconfig": "[core]\n\texcludesFile = ~/ignored\n", ignored: "a\n" });
    process.env["HOME"] = home;
    mkdirSync(join(fixture.dir, ".git/info"), { recursive: true });
    appendFileSync(join(fixture.dir, ".git/info/exclude"), "b\n");
    expect(codesOf(await check(fixture.dir))).toEqual(["ARTIFACT_IGNORED d/c"]);
    expect(codesOf(await check(join(fixture.dir, "d")))).toEqual(["ARTIFACT_IGNORED d/c"]);
  });

  it("is not led astray by GIT_* variables", async () => {
    using fixture = repo({ "a.log": "x" });
    using other = repo({ clean: "x" });
    process.env["GIT_DIR"] = join(other.dir, ".git");
    process.env["GIT_WORK_TREE"] = other.dir;
    process.env["GIT_INDEX_FILE"] = join(other.dir, ".git/index");
    process.env["GIT_LITERAL_PATHSPECS"] = "1";
    expect(codesOf(await check(fixture.dir))).toEqual(["ARTIFACT_TRACKED a.log"]);
  });

  it("takes exemptions out and lists them with their reason", async () => {
    using fixture = repo({ "docs/logo.png": "x".repeat(20), "docs/run.log": "x", "a.log": "x" });
    const allow = [{ glob: "docs/*", reason: "shown in the README" }];
    const report = await check(fixture.dir, { allow, maxFileSize: 10 });
    expect(codesOf(report)).toEqual(["ARTIFACT_TRACKED a.log"]);
    expect(report.exemptions).toEqual([
      {
        glob: "docs/*",
        reason: "shown in the README",
        exempted: [
          { path: "docs/logo.png", code: "FILE_TOO_LARGE" },
          { path: "docs/run.log", code: "ARTIFACT_TRACKED" },
        ],
      },
    ]);
  });

  it("could not decide when an allow entry exempts nothing, ALLOW_UNUSED", async () => {
    using fixture = repo({ a: "x" });
    const report = await check(fixture.dir, { allow: [{ glob: "doc/*", reason: "typo" }] });
    expect(report.verdict).toBe("undecided");
    expect(codesOf(report)).toEqual(["ALLOW_UNUSED"]);
  });

  it("could not decide when a deny glob can never match, RULE_CANARY_MISSED", async () => {
    using fixture = repo({ "runs/a": "x" });
    const report = await check(fixture.dir, { deny: ["/runs/**"] });
    expect(report.verdict).toBe("undecided");
    expect(codesOf(report)).toEqual(["RULE_CANARY_MISSED"]);
  });

  it("could not decide when a rule went blind, RULE_CANARY_MISSED", async () => {
    using fixture = repo({ "bin/tool": elf });
    const rules = artifactRules.map((rule) => (rule.code === "COMPILED_FILE" ? { ...rule, judge: () => [] } : rule));
    const report = await check(fixture.dir, {}, rules);
    expect(report.verdict).toBe("undecided");
    expect(report.findings[0]?.message).toBe("The rule COMPILED_FILE did not find its planted violation");
  });

  it("could not decide about a path at which a rule fails, RULE_FAILED, and goes on", async () => {
    using fixture = repo({ a: "x", "b.log": "x" });
    const rules = artifactRules.map((rule): Rule => {
      if (rule.code !== "FILE_TOO_LARGE") return rule;
      const judge: Rule["judge"] = (file, context) => {
        if (file.path === "a") throw new Error("boom");
        return rule.judge(file, context);
      };
      return { ...rule, judge };
    });
    expect(codesOf(await check(fixture.dir, {}, rules))).toEqual(["RULE_FAILED a", "ARTIFACT_TRACKED b.log"]);
  });

  it("judges 5,000 files, in the work tree and without it", async () => {
    using fixture = repo();
    const files = Array.from(
      { length: 5000 },
      (_, index) => [`d${index % 50}/f${index}.txt`, `${index % 20}\n`] as const,
    );
    fixture.commit({ ...Object.fromEntries(files), "d7/bad.txt": elf });
    expect(codesOf(await check(fixture.dir))).toEqual(["COMPILED_FILE d7/bad.txt"]);
    for (let index = 0; index < 50; index += 1) rmSync(join(fixture.dir, `d${index}`), { recursive: true });
    const report = await check(fixture.dir);
    expect(codesOf(report)).toEqual(["COMPILED_FILE d7/bad.txt"]);
    expect(report.coverage[1]).toMatchObject({ considered: 5001, examined: 5001 });
  });
});
