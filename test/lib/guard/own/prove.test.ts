import { describe, expect, it } from "vitest";
import type { OwnRule } from "../../../../lib/config/index.ts";
import { soundRule } from "../../../../lib/guard/own/planted.ts";
import { doubtsAboutFixtures, proveRule } from "../../../../lib/guard/own/prove.ts";

describe("the fixtures of a rule", () => {
  it("are each tried, by kind and number", async () => {
    const rule = { ...soundRule, failing: [...soundRule.failing, { files: { b: "planted\nplanted\n" } }] };
    const results = await proveRule(rule, 5_000);
    expect(results.map(({ findings, ...result }) => ({ ...result, found: findings.length }))).toEqual([
      { kind: "passing", number: 1, passed: true, reason: null, found: 0 },
      { kind: "failing", number: 1, passed: true, reason: null, found: 1 },
      { kind: "failing", number: 2, passed: true, reason: null, found: 2 },
    ]);
    expect(doubtsAboutFixtures(rule, results)).toEqual([]);
  });

  it.each<[string, Partial<OwnRule>, string[]]>([
    ["finds nothing", { judge: () => [] }, ["failing fixture 1: the rule finds nothing in it"]],
    [
      "finds fault with all",
      { judge: () => [{ message: "always" }] },
      ["passing fixture 1: the rule finds fault with it: always"],
    ],
    [
      "is sure and unsure",
      { judge: () => [{ message: "sure" }, { message: "unsure", level: "undecided" }] },
      ["passing fixture 1: unsure", "failing fixture 1: unsure"],
    ],
    [
      "is not about a passing fixture",
      { passing: [{ files: { "b.md": "clean\n" } }], files: ["*.txt"] },
      ["passing fixture 1: none of its files is one that the rule is about"],
    ],
    [
      "throws",
      {
        judge: () => {
          throw new Error("no");
        },
      },
      ["passing fixture 1: could not decide: no", "failing fixture 1: could not decide: no"],
    ],
  ])("are doubted when a rule %s", async (_, more, expected) => {
    const rule = { ...soundRule, ...more };
    const doubts = doubtsAboutFixtures(rule, await proveRule(rule, 5_000));
    expect(doubts.map(({ message }) => message)).toEqual(expected.map((one) => `no-planted: ${one}`));
  });

  it("may be without a file that the rule is about where that is the fault", async () => {
    const rule: OwnRule = {
      ...{ ...soundRule, scope: "repository", files: ["LICENSE"] },
      passing: [{ files: { LICENSE: "MIT\n" } }],
      failing: [{ files: { "README.md": "" } }],
      judge: ({ files }) => (files.length > 0 ? [] : [{ message: "there is no LICENSE" }]),
    };
    expect(doubtsAboutFixtures(rule, await proveRule(rule, 5_000))).toEqual([]);
  });
});
