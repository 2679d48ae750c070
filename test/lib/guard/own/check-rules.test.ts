import { truncateSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import type { OwnRule } from "../../../../lib/config/index.ts";
import { checkRules } from "../../../../lib/guard/own/check-rules.ts";
import { plantedRules, soundRule } from "../../../../lib/guard/own/planted.ts";
import { artifactIgnored } from "../../../../lib/guard/rules/artifact-ignored.ts";
import { takeSnapshot } from "../../../../lib/guard/surface/snapshot.ts";
import type { Report } from "../../../../lib/report.ts";
import { repo } from "../../../support/repo.ts";

const check = (cwd: string, rules: readonly OwnRule[] = [soundRule], more: object = {}): Promise<Report> =>
  checkRules({ cwd, rules, config: null, version: "0", timeout: 300, ...more });

const unproved: OwnRule = { ...soundRule, passing: [], failing: [] };

const told = ({ findings }: Report): string[] =>
  findings.map(({ code, path = "", line = 0, message }) => `${code} ${path}:${line} ${message}`);

describe("check-rules", () => {
  it("is proved when no rule names a fault, and counts rules and files", async () => {
    using at = repo({ "a.md": "clean\n", "b/c.md": "clean\n" });
    expect(await check(at.dir)).toEqual({
      ...{ schema: "kprov.report/v1", check: "check-rules", verdict: "proved", findings: [] },
      coverage: [
        { unit: "rules", considered: 1, examined: 1, skipped: {} },
        { unit: "files shown to rules", considered: 2, examined: 2, skipped: {} },
      ],
      ...{ config: null, tool: { name: "kprovengine", version: "0" } },
      rules: [{ name: "no-planted", title: "No file says planted" }],
    });
  });

  it("names every fault with its place, the rule and its fix, sorted, the same from every directory", async () => {
    using at = repo({ "b.md": "x\n  planted planted\n", "a/c.md": "planted\n", "d.md": "clean\n" });
    const rules = [{ ...soundRule, name: "other", fix: "take it out" }, soundRule];
    const report = await check(at.dir, rules);
    expect(told(report)).toEqual([
      "OWN_RULE_VIOLATED a/c.md:1 no-planted: it says planted",
      "OWN_RULE_VIOLATED a/c.md:1 other: it says planted",
      ...Array(2).fill("OWN_RULE_VIOLATED b.md:2 no-planted: it says planted"),
      ...Array(2).fill("OWN_RULE_VIOLATED b.md:2 other: it says planted"),
    ]);
    expect(report.findings[1]).toMatchObject({ rule: "other", fix: "take it out", column: 1, level: "violation" });
    expect(report.verdict).toBe("violated");
    expect(JSON.stringify(await check(join(at.dir, "a"), rules))).toBe(JSON.stringify(report));
  });

  it.each(plantedRules.map((one) => [one.what, one] as const))("knows a rule that %s", async (_, { code, rule }) => {
    using at = repo({ "planted.txt": "planted\n" });
    const report = await check(at.dir, [rule]);
    expect(report.findings.map((finding) => finding.code)).toContain(code);
    expect(report.verdict).toBe(report.findings.some(({ level }) => level === "violation") ? "violated" : "undecided");
  });

  it("says why a rule could not decide about a file, and lets it judge the others", async () => {
    using at = repo({ "a.md": Buffer.from([255]), "b.md": "planted\n", link: { link: "b.md" } });
    expect(told(await check(at.dir))).toEqual([
      'OWN_RULE_UNDECIDED a.md:0 no-planted: could not decide: "a.md": it is not UTF-8',
      "OWN_RULE_VIOLATED b.md:1 no-planted: it says planted",
      'OWN_RULE_UNDECIDED link:0 no-planted: could not decide: "link": it is a link: its target says where it leads',
    ]);
  });

  it("counts what was shown, in both states, and what was decided", async () => {
    using at = repo({ "a.md": Buffer.from([255]), "b.md": "clean\n", "c.md": "clean\n" });
    at.write({ "b.md": "still clean\n" });
    const whole: OwnRule = { ...unproved, name: "whole", scope: "repository", judge: () => [] };
    const files = (considered: number, examined: number) => ({
      ...{ unit: "files shown to rules", considered, examined },
      skipped: considered === examined ? {} : { "could not decide": considered - examined },
    });
    expect((await check(at.dir)).coverage[1]).toEqual(files(4, 3));
    expect((await check(at.dir, [whole])).coverage).toEqual([
      { unit: "rules", considered: 1, examined: 1, skipped: {} },
      files(6, 6),
    ]);
    at.git("checkout", "--quiet", "--", ".");
    expect((await check(at.dir, [whole, soundRule])).coverage[1]).toEqual(files(6, 5));
    at.git("rm", "--quiet", "b.md", "c.md");
    expect((await check(at.dir)).coverage).toEqual([{ unit: "rules", considered: 1, examined: 1, skipped: {} }]);
  });

  it("could not decide about any file when one of several faults is a doubt", async () => {
    const judge = () => [{ message: "sure" }, { message: "unsure", level: "undecided" as const }];
    using at = repo({ "b.md": "x\n" });
    const { coverage, findings } = await check(at.dir, [{ ...unproved, judge }]);
    expect([coverage.length, findings.length]).toEqual([1, 2]);
  });

  it("shows a rule's own words in the report", async () => {
    using at = repo({ "a.md": "clean\n" });
    const rule = { ...soundRule, why: "because", fix: "take it out" };
    expect((await check(at.dir, [rule])).rules).toEqual([
      { name: "no-planted", title: "No file says planted", why: "because", fix: "take it out" },
    ]);
  });

  it("goes on with the next rule when one takes too long", async () => {
    using at = repo({ "planted.txt": "planted\n" });
    const endless = plantedRules.find(({ what }) => what === "loops")?.rule ?? soundRule;
    expect(told(await check(at.dir, [endless, { ...soundRule, name: "second" }]))).toEqual([
      "OWN_RULE_UNDECIDED :0 no-planted: could not decide: it did not come to an end within 300 ms",
      "OWN_RULE_VIOLATED planted.txt:1 second: it says planted",
    ]);
  });

  it("could not decide without rules, or in a repository without files", async () => {
    using at = repo({ "a.md": "clean\n" });
    expect((await check(at.dir, [])).verdict).toBe("undecided");
    using empty = repo();
    const idle = 'OWN_RULE_IDLE :0 no-planted: no tracked file matches "**"';
    expect(told(await check(empty.dir))).toEqual([idle]);
    const placeless: OwnRule = { ...unproved, scope: "repository", judge: () => [{ message: "nothing is here" }] };
    expect(told(await check(empty.dir, [placeless]))).toEqual([
      idle,
      "OWN_RULE_VIOLATED :0 no-planted: nothing is here",
    ]);
  });

  it("could not decide with a glob that matches nothing, unless the rule says why that may be", async () => {
    using at = repo({ "a.md": "clean\n" });
    const rule = { ...soundRule, files: ["*.txt", "*.md", "srcc/**"] };
    expect(told(await check(at.dir, [rule]))).toEqual([
      'OWN_RULE_IDLE :0 no-planted: no tracked file matches "*.txt"',
      'OWN_RULE_IDLE :0 no-planted: no tracked file matches "srcc/**"',
    ]);
    expect((await check(at.dir, [{ ...rule, allowEmpty: "there may be no texts" }])).verdict).toBe("proved");
  });

  it("says so beside a violation as well, which may be waived", async () => {
    using at = repo({ "a.md": "planted\n", "b.md": Buffer.from([255]) });
    expect(told(await check(at.dir, [{ ...unproved, files: ["*.md", "srcc/**"] }]))).toEqual([
      'OWN_RULE_IDLE :0 no-planted: no tracked file matches "srcc/**"',
      "OWN_RULE_VIOLATED a.md:1 no-planted: it says planted",
      'OWN_RULE_UNDECIDED b.md:0 no-planted: could not decide: "b.md": it is not UTF-8',
    ]);
  });

  it("says so beside a doubt", async () => {
    using at = repo({ "b.md": Buffer.from([255]) });
    expect(told(await check(at.dir, [{ ...unproved, files: ["*.md", "srcc/**"] }]))).toEqual([
      'OWN_RULE_IDLE :0 no-planted: no tracked file matches "srcc/**"',
      'OWN_RULE_UNDECIDED b.md:0 no-planted: could not decide: "b.md": it is not UTF-8',
    ]);
  });

  it("lets a rule about the repository say that a file is missing", async () => {
    const licensed: OwnRule = {
      ...{ ...soundRule, name: "licensed", scope: "repository", files: ["LICENSE"] },
      passing: [{ files: { LICENSE: "MIT\n" } }],
      failing: [{ files: { "README.md": "" } }],
      judge: ({ files }) => (files.length > 0 ? [] : [{ message: "there is no LICENSE", at: { path: "LICENSE" } }]),
    };
    using at = repo({ "a.md": "x\n" });
    expect(told(await check(at.dir, [licensed]))).toEqual([
      "OWN_RULE_VIOLATED LICENSE:0 licensed: there is no LICENSE",
    ]);
    const unsure = () => [{ message: "there may be none", at: { path: "LICENSE" }, level: "undecided" as const }];
    const placeless = () => [{ message: "there is no LICENSE" }];
    for (const judge of [unsure, placeless]) {
      const { findings } = await check(at.dir, [{ ...licensed, judge, passing: [], failing: [] }]);
      expect(findings.map(({ code }) => code)).toContain("OWN_RULE_IDLE");
    }
    at.commit({ LICENSE: "MIT\n" });
    expect((await check(at.dir, [licensed])).verdict).toBe("proved");
  });

  it("judges the work tree where it differs, and says so; what both say counts once", async () => {
    using at = repo({ "a.md": "planted\n", "b.md": "clean\n", "c.md": "planted\n" });
    at.write({ "a.md": "moved\nplanted\n", "b.md": "planted\n" });
    const expected = [
      "OWN_RULE_VIOLATED a.md:1 no-planted: it says planted",
      "OWN_RULE_VIOLATED b.md:1 no-planted: it says planted (in the work tree)",
      "OWN_RULE_VIOLATED c.md:1 no-planted: it says planted",
    ];
    expect(told(await check(at.dir))).toEqual(expected);
    const snapshot = takeSnapshot(at.dir, { staged: true });
    expect(told(await check(at.dir, undefined, { snapshot }))).toEqual([expected[0], expected[2]]);
  });

  it("asks a rule about the repository again with the work tree's bytes", async () => {
    using at = repo({ "a.md": "1\n", "b.md": "2\n" });
    at.write({ "b.md": "3\n" });
    const judge = vi.fn(({ files }: { files: readonly { path: string; text: () => string }[] }) =>
      files.some((file) => file.text() === "3\n") ? [{ message: "three" }] : [],
    );
    const rule: OwnRule = {
      ...{ ...soundRule, scope: "repository", judge: judge as never },
      passing: [{ files: { a: "1\n" } }],
      failing: [{ files: { a: "3\n" } }],
    };
    expect(told(await check(at.dir, [rule]))).toEqual(["OWN_RULE_VIOLATED :0 no-planted: three (in the work tree)"]);
    expect(judge).toHaveBeenCalledTimes(4);
    at.git("checkout", "--quiet", "--", ".");
    judge.mockClear();
    expect((await check(at.dir, [rule])).verdict).toBe("proved");
    expect(judge).toHaveBeenCalledTimes(3);
  });

  it("could not decide about a file that can't be read in the work tree", async () => {
    using at = repo({ "a.md": "clean\n" });
    truncateSync(join(at.dir, "a.md"), 64 * 2 ** 20 + 1);
    expect(told(await check(at.dir))).toEqual([expect.stringContaining('could not decide: "a.md": expected at most')]);
  });

  it("judges by a built-in rule's own function as check-artifacts does", async () => {
    const rule: OwnRule = {
      ...{ ...soundRule, name: "not-ignored" },
      passing: [{ files: { a: "" } }],
      failing: [{ files: { a: { text: "", ignored: true } } }],
      judge: ({ path, kind, ignored }) =>
        artifactIgnored.judge({ path, kind, ignored, contents: [] }, { denied: () => undefined, maxFileSize: 1 }),
    };
    using at = repo({ ".gitignore": "out/\n", "out/a": "x" });
    const [finding] = (await check(at.dir, [rule])).findings;
    expect(finding).toMatchObject({ path: "out/a", fix: "git rm --cached -- out/a" });
  });

  it("throws E_NO_REPOSITORY outside a repository", async () => {
    await expect(check("/")).rejects.toMatchObject({ code: "E_NO_REPOSITORY" });
  });
});
