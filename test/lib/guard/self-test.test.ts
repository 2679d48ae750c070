import { readdirSync } from "node:fs";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { artifactRules } from "../../../lib/guard/artifact-rules.ts";
import type { Planted, Rule } from "../../../lib/guard/rule.ts";
import { selfTest } from "../../../lib/guard/self-test.ts";
import { formatSelfTest } from "../../../lib/guard/trials.ts";
import { temporary } from "../../support/temporary.ts";

describe("selfTest", () => {
  it("catches every rule's violation and every deny glob in a real repository, and leaves nothing behind", async () => {
    const own = temporary();
    vi.stubEnv("TMPDIR", own);
    onTestFinished(() => void vi.unstubAllEnvs());
    const result = await selfTest({ deny: ["runs/**", "out/*.{csv,parquet}"], version: "0.0.0" });
    expect(result.trials.map(({ code, caught }) => `${code} ${caught}`)).toEqual([
      "ARTIFACT_IGNORED true",
      "ARTIFACT_TRACKED true",
      "ARTIFACT_TRACKED true",
      "ARTIFACT_TRACKED true",
      "COMPILED_FILE true",
      "FILE_TOO_LARGE true",
      "SECRET_FILE_TRACKED true",
    ]);
    expect(result).toMatchObject({ passed: true, clean: "proved" });
    expect(formatSelfTest(result)).toBe("check-artifacts --self-test: passed (7 of 7 planted violations caught)");
    expect(readdirSync(own)).toEqual([]);
  });

  it("fails, and says what was missed, when a rule went blind", async () => {
    const rules = artifactRules.map((rule) => (rule.code === "COMPILED_FILE" ? { ...rule, judge: () => [] } : rule));
    const result = await selfTest({ deny: [], version: "0.0.0", rules });
    expect(result.passed).toBe(false);
    expect(result.clean).toBe("undecided");
    expect(formatSelfTest(result)).toContain("missed COMPILED_FILE: tools/planted");
    expect(formatSelfTest(result)).toContain("failed (4 of 5 planted violations caught)");
  });

  it("fails for a deny glob that can never match", async () => {
    const result = await selfTest({ deny: ["/runs/**"], version: "0.0.0" });
    expect(result.passed).toBe(false);
    expect(formatSelfTest(result)).toContain('for "/runs/**"');
  });

  it("plants what the rule names and nothing beside it", async () => {
    const seen: string[] = [];
    const quiet = { code: "COMPILED_FILE", passing: () => ({ path: "a" }) } as const;
    const plants = (planted: Planted): Rule => ({
      ...quiet,
      failing: () => planted,
      judge: ({ path, contents, ignored }) => {
        seen.push(`${path} ${contents[0]?.size}${ignored ? " ignored" : ""}`);
        return [];
      },
    });
    await selfTest({ deny: [], version: "0.0.0", rules: [plants({ path: "a/b" })] });
    expect(new Set(seen)).toEqual(new Set(["a/b 0", "a/b 8", "README.md 8"]));
    seen.length = 0;
    await selfTest({ deny: [], version: "0.0.0", rules: [plants({ path: "b", content: "x", size: 9, ignore: "b" })] });
    expect(new Set(seen)).toEqual(new Set(["b 9 ignored", ".gitignore 2", "README.md 8"]));
  });

  it.each<[string, Rule["judge"]]>([
    ["only doubts", ({ path }) => (path === "b" ? [{ message: "x", level: "undecided" }] : [])],
    ["finds it elsewhere", ({ path }) => (path === "b" ? [{ message: "x", at: { path: "c" } }] : [])],
  ])("counts a rule as blind that %s", async (_, judge) => {
    const rule = { judge, passing: () => ({ path: "a" }), failing: () => ({ path: "b" }) };
    const result = await selfTest({ deny: [], version: "0.0.0", rules: [{ ...rule, code: "COMPILED_FILE" }] });
    expect(result).toMatchObject({ passed: false, trials: [{ code: "COMPILED_FILE", path: "b", caught: false }] });
  });

  it("counts a rule as blind when another one finds what was planted for it", async () => {
    const planted = { passing: () => ({ path: "a" }), failing: () => ({ path: "b" }) };
    const sees: Rule["judge"] = ({ path }) => (path === "b" ? [{ message: "x" }] : []);
    const rules: Rule[] = [
      { ...planted, code: "COMPILED_FILE", judge: () => [] },
      { ...planted, code: "SECRET_FILE_TRACKED", judge: sees },
    ];
    const { trials } = await selfTest({ deny: [], version: "0.0.0", rules });
    expect(trials.map(({ code, caught }) => [code, caught])).toEqual([
      ["COMPILED_FILE", false],
      ["SECRET_FILE_TRACKED", true],
    ]);
  });

  it("works whatever the user's git configuration and GIT_* variables say", async () => {
    const saved = { ...process.env };
    const elsewhere = temporary();
    Object.assign(process.env, { GIT_DIR: elsewhere, GIT_WORK_TREE: elsewhere, HOME: elsewhere });
    try {
      expect((await selfTest({ deny: [], version: "0.0.0" })).passed).toBe(true);
      expect(readdirSync(elsewhere)).toEqual([]);
    } finally {
      for (const name of ["GIT_DIR", "GIT_WORK_TREE"]) delete process.env[name];
      Object.assign(process.env, saved);
    }
  });
});
