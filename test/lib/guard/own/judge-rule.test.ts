import { describe, expect, it } from "vitest";
import type { OwnRule } from "../../../../lib/config/index.ts";
import { checkRules } from "../../../../lib/guard/own/check-rules.ts";
import { plantedRules, soundRule } from "../../../../lib/guard/own/planted.ts";
import type { Finding, Report } from "../../../../lib/report.ts";
import { repo } from "../../../support/repo.ts";

const check = (cwd: string, rules: readonly OwnRule[] = [soundRule], more: object = {}): Promise<Report> =>
  checkRules({ cwd, rules, config: null, version: "0", timeout: 5_000, ...more });

const unproved: OwnRule = { ...soundRule, passing: [], failing: [] };

describe("what own rules say", () => {
  it("is decided when it is a fault, and has no place and no fix that nobody named", async () => {
    const rule: OwnRule = { ...unproved, scope: "repository", judge: () => [{ message: "x" }] };
    using at = repo({ "a.md": "1\n" });
    const { findings, coverage } = await check(at.dir, [rule, unproved]);
    expect(coverage[1]).toMatchObject({ considered: 2, examined: 2 });
    expect(Object.keys(findings[0] ?? {}).sort()).toEqual(["code", "fingerprint", "level", "message", "rule"]);
    const broken = await check(at.dir, [{ ...rule, judge: () => undefined as never }]);
    expect(Object.keys(broken.findings[0] ?? {}).sort()).toEqual(["code", "level", "message", "rule"]);
  });
});

describe("fingerprints of own rules", () => {
  const fingerprints = async (files: Record<string, string>, rules?: readonly OwnRule[]) => {
    using at = repo(files);
    return (await check(at.dir, rules)).findings.map(({ fingerprint }: Finding) => fingerprint);
  };

  it("survive moves and other lines, and tell rules, lines and copies apart", async () => {
    const [one] = await fingerprints({ "a.md": "planted\n" });
    expect(one).toMatch(/^[0-9a-f]{32}$/);
    expect(await fingerprints({ "b/c.md": "x\n\n  planted\n" })).toEqual([one]);
    const two = await fingerprints({ "a.md": "planted\n", "b.md": "planted\n" });
    expect(two[0]).toBe(one);
    expect(new Set([...two, ...(await fingerprints({ "a.md": "planted here\n" }))]).size).toBe(3);
    expect(await fingerprints({ "a.md": "planted\n" }, [{ ...soundRule, name: "other" }])).not.toContain(one);
  });

  it("are of the file's bytes where a fault has no line", async () => {
    const rule: OwnRule = {
      ...soundRule,
      judge: (file) => (file.text().includes("planted") ? [{ message: "x" }] : []),
    };
    const [one] = await fingerprints({ "a.md": "planted\n" }, [rule]);
    expect(await fingerprints({ "b.md": "planted\n" }, [rule])).toEqual([one]);
    expect(await fingerprints({ "a.md": "planted\nmore\n" }, [rule])).not.toContain(one);
  });

  it("are there for what is about no file, or about one that is not there", async () => {
    const about = (message: string, path?: string): OwnRule => ({
      ...{ ...unproved, scope: "repository" },
      judge: () => [{ message, ...(path !== undefined && { at: { path } }) }],
    });
    const all = [about("x"), about("y"), about("x", "LICENSE")];
    const found = [];
    for (const rule of all) found.push(...(await fingerprints({ "a.md": "1\n" }, [rule])));
    const [one, other, absent] = found;
    for (const fingerprint of [one, absent]) expect(fingerprint).toMatch(/^[0-9a-f]{32}$/);
    expect(other).not.toBe(one);
    expect(await fingerprints({ "b.md": "2\n" }, [about("x", "LICENSE")])).toEqual([absent]);
    // Of no file: of all that the rule was shown.
    expect(await fingerprints({ "b.md": "1\n" }, [about("x")])).toEqual([one]);
    for (const files of [{ "a.md": "2\n" }, { "a.md": "1\n", "b.md": "1\n" }])
      expect(await fingerprints(files, [about("x")])).not.toEqual([one]);
    const two = await fingerprints({ "a.md": "1\n", "b.md": "2\n" }, [about("x")]);
    expect(await fingerprints({ "c.md": "2\n", "d.md": "1\n" }, [about("x")])).toEqual(two);
    const narrow: OwnRule = { ...about("x"), files: ["*.txt"] };
    const [text] = await fingerprints({ "a.md": "1\n", "a.txt": "t\n" }, [narrow]);
    expect(await fingerprints({ "a.md": "2\n", "b.txt": "t\n" }, [narrow])).toEqual([text]);
    expect(absent).not.toBe(one);
  });

  it("are not there for a line that the file does not have", async () => {
    const rule: OwnRule = { ...unproved, judge: (file) => [{ message: "x", at: { path: file.path, line: 9 } }] };
    expect(await fingerprints({ "a.md": "planted\n" }, [rule])).toEqual([undefined]);
  });

  it("are of a line, whatever ends it", async () => {
    const rule: OwnRule = { ...unproved, judge: (file) => [{ message: "x", at: { path: file.path, line: 2 } }] };
    const [one] = await fingerprints({ "a.md": "1\nx\n3\n" }, [rule]);
    expect(await fingerprints({ "a.md": "1\r\nx\r\n3\r\n" }, [rule])).toEqual([one]);
    expect(await fingerprints({ "a.md": "1\rx\r3\r" }, [rule])).toEqual([one]);
  });

  it("are for violations alone", async () => {
    using at = repo({ "planted.txt": "planted\n" });
    const rules = plantedRules.map(({ rule }, index) => ({ ...rule, name: `r${index}` }));
    const { findings } = await check(at.dir, rules, { timeout: 200 });
    for (const { level, fingerprint } of findings) expect(fingerprint === undefined).toBe(level === "undecided");
  });
});
