/** Silent passes of a gate that was asked about nothing: typos, dead globs, names that nothing has, rules gone blind. */
import { describe, expect, test } from "vitest";
import { artifactRules } from "../../lib/guard/artifact-rules.ts";
import { checkArtifacts as judgeArtifacts } from "../../lib/guard/check-artifacts.ts";
import { repo } from "../support/repo.ts";
import { checkArtifacts, checkIdentity, checkRuntime, forbidding, project, runPreflight } from "./support.ts";

const files = { "src/app.py": "x = 1\n", "README.md": "# Claims ETL\n", Dockerfile: "FROM a\n" };
const allow = (glob: string) => ({ artifacts: { allow: [{ glob, reason: "meant" }] } });
const display = { name: "Claims ETL" };

describe("row 1: a typo in a glob", () => {
  test.each([
    ["artifacts.allow", checkArtifacts, allow("srcc/**"), "ALLOW_UNUSED"],
    [
      "identity.display.allow",
      checkIdentity,
      { identity: { display: { ...display, allow: ["READNE.md"] } } },
      "DEAD_GLOB",
    ],
    ["identity.docker.files", checkIdentity, { identity: { docker: { files: ["Dockerfil"] } } }, "DEAD_GLOB"],
    ["projects", checkIdentity, { identity: { name: "etl" }, projects: [{ root: "servces/api" }] }, "DEAD_GLOB"],
  ])("of %s is no pass", async (_, ask, config, code) => {
    const { exit, codes } = await ask(project(config, files).dir);
    expect([exit === 0, codes.some((found) => found.startsWith(code))]).toEqual([false, true]);
  });

  test.each(["runs/", "/runs/**", "../runs/**", "!src/**", "runs/**.csv", "", "{runs"])(
    "the deny glob %j, which can match nothing, is refused",
    async (glob) => {
      const fixture = project({ artifacts: { deny: [glob] } }, { "runs/a.json": "{}" });
      expect(await checkArtifacts(fixture.dir)).toEqual({ exit: 2, codes: ["E_CONFIG"] });
    },
  );
});

describe("row 3: a guard that is off by default, rules from elsewhere", () => {
  test.each([
    ["a set of rules by URL", { extends: "https://example.com/rules.json" }],
    ["a mistyped key", { identity: { forbiden: ["acme-corp"] } }],
    ["a guard to be switched off", { artifacts: { failOnEmpty: false } }],
  ])("%s is refused", async (_, config) => {
    const fixture = project(config, { a: "acme-corp" });
    for (const ask of [checkArtifacts, checkIdentity, checkRuntime, runPreflight])
      expect(await ask(fixture.dir)).toEqual({ exit: 2, codes: ["E_CONFIG"] });
  });

  test.each(["kprov.config.js", "kprov.config.cjs", "kprov.config.yaml", "kprov.config.toml"])(
    "a configuration called %s is not passed over",
    async (name) => {
      using fixture = repo({ [name]: JSON.stringify(forbidding), a: "acme-corp" });
      for (const ask of [checkArtifacts, checkIdentity, checkRuntime, runPreflight])
        expect(await ask(fixture.dir)).toEqual({ exit: 2, codes: ["E_CONFIG"] });
    },
  );

  test("a configuration by URL is refused", async () => {
    const fixture = project({});
    const { exit, codes } = await checkArtifacts(fixture.dir, "--config", "https://example.com/kprov.config.json");
    expect([exit, codes]).toEqual([2, ["E_CONFIG"]]);
  });
});

test("row 8: a rule for a directory that does not exist is no pass", async () => {
  const fixture = project({ identity: { docker: { files: ["deploy/**/Dockerfile"] } } }, files);
  const { exit, codes } = await checkIdentity(fixture.dir);
  expect(exit).toBe(3);
  expect(codes).toContain("DEAD_GLOB");
});

describe("row 18: no policy, or one that nobody has", () => {
  test.each([["--only"], ["--skip"]])("preflight %s with an unknown name exits 2", async (flag) => {
    const fixture = project({ preflight: { commands: { lint: ["true"] } } });
    expect(await runPreflight(fixture.dir, flag, "lnt")).toEqual({ exit: 2, codes: ["E_USAGE"] });
  });

  test.each([
    [3, "everything is skipped", ["--skip", "check-artifacts"]],
    [2, "the only gate asked for is not configured", ["--only", "check-identity"]],
  ])("preflight exits %i when %s", async (exit, _, argv) => {
    expect((await runPreflight(project({}, files).dir, ...argv)).exit).toBe(exit);
  });

  test.each([
    ["no configuration", undefined],
    ["an empty section", { identity: {} }],
    ["an empty list of tokens", { identity: { forbidden: [] } }],
  ])("check-identity with %s exits 3", async (_, config) => {
    const fixture = config === undefined ? repo({ a: "x" }) : project(config);
    expect(await checkIdentity(fixture.dir)).toEqual({ exit: 3, codes: ["NOTHING_EXAMINED"] });
  });
});

describe("row 19: a field that is missing", () => {
  test.each([
    ["a runtime", checkRuntime, { runtime: { python: ">=3.8" } }, { "pyproject.toml": '[project]\nname = "x"\n' }],
    ["a label", checkIdentity, { identity: { name: "etl", docker: { files: ["Dockerfile"] } } }, files],
  ])("%s that the policy asks for is a violation", async (_, ask, config, given) => {
    expect((await ask(project(config, given).dir)).exit).toBe(1);
  });
});

test("row 20: a rule that throws about one file could not decide, and hides no other finding", async () => {
  const fixture = project({}, { "a.log": "x", b: "x" });
  const rules = artifactRules.map((rule) => ({
    ...rule,
    judge: (...args: Parameters<typeof rule.judge>) => {
      if (args[0].path === "b") throw new TypeError("no such attribute");
      return rule.judge(...args);
    },
  }));
  const artifacts = { deny: [], allow: [], maxFileSize: 1000 };
  const report = await judgeArtifacts({ cwd: fixture.dir, artifacts, config: null, version: "0", rules });
  expect(new Set(report.findings.map(({ code, path }) => `${code} ${path}`))).toEqual(
    new Set(["ARTIFACT_TRACKED a.log", "RULE_FAILED b"]),
  );
});

describe("row 21: a rule that matches nothing", () => {
  test("is noticed by its canary, although no file breaks it", async () => {
    const fixture = project({}, files);
    const rules = artifactRules.map((rule) => (rule.code === "COMPILED_FILE" ? { ...rule, judge: () => [] } : rule));
    const artifacts = { deny: [], allow: [], maxFileSize: 1_000_000 };
    const report = await judgeArtifacts({ cwd: fixture.dir, artifacts, config: null, version: "0", rules });
    expect([report.verdict, report.findings.map(({ code }) => code)]).toEqual(["undecided", ["RULE_CANARY_MISSED"]]);
  });
});

describe("row 24: nothing was looked at", () => {
  test.each([
    ["check-artifacts", checkArtifacts],
    ["check-identity", checkIdentity],
    ["preflight", runPreflight],
  ])("%s over a repository that tracks nothing exits 3", async (_, ask) => {
    using fixture = repo();
    fixture.write({ "kprov.config.json": JSON.stringify({ identity: { forbidden: ["acme-corp"] } }), a: "acme-corp" });
    const { exit, codes } = await ask(fixture.dir);
    expect([exit, new Set(codes)]).toEqual([3, new Set(["NOTHING_EXAMINED"])]);
  });

  test("check-runtime over a repository that declares none exits 3", async () => {
    const { exit, codes } = await checkRuntime(project({}, { a: "x" }).dir);
    expect([exit, codes]).toEqual([3, ["NOTHING_EXAMINED", "RUNTIME_UNDECLARED"]]);
  });

  test("a repository URL that nothing could be compared with exits 3", async () => {
    const fixture = project({ identity: { repository: "https://github.com/acme/etl" } });
    expect(await checkIdentity(fixture.dir)).toEqual({ exit: 3, codes: ["NOTHING_EXAMINED"] });
  });
});
