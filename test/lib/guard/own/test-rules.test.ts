import { describe, expect, it } from "vitest";
import type { OwnRule } from "../../../../lib/config/index.ts";
import { soundRule } from "../../../../lib/guard/own/planted.ts";
import {
  chooseRules,
  exitOfRulesTest,
  formatRulesList,
  formatRulesTest,
  listRules,
  testRules,
} from "../../../../lib/guard/own/test-rules.ts";

const blind: OwnRule = { ...soundRule, name: "blind", judge: () => [] };
const unsure: OwnRule = { ...soundRule, name: "unsure", judge: () => [{ message: "who knows", level: "undecided" }] };

describe("testRules", () => {
  it("passes when each fixture is judged as it says, and shows only how many", async () => {
    const result = await testRules([soundRule], "1");
    expect(result).toMatchObject({
      passed: true,
      rules: [{ name: "no-planted", passed: true }],
      tool: { version: "1" },
    });
    expect(exitOfRulesTest(result)).toBe(0);
    expect(formatRulesTest(result, false)).toBe("rules test: passed (1 rule, 2 of 2 fixtures judged as they say)");
    expect(formatRulesTest(result, true).split("\n")).toEqual([
      "no-planted  passing fixture 1: as it says",
      "no-planted  failing fixture 1: as it says",
      "rules test: passed (1 rule, 2 of 2 fixtures judged as they say)",
    ]);
  });

  it.each<[string, readonly OwnRule[], number, string[]]>([
    [
      "one is judged otherwise",
      [blind],
      1,
      [
        "blind  failing fixture 1: the rule finds nothing in it",
        "rules test: failed (1 rule, 1 of 2 fixtures judged as they say)",
      ],
    ],
    [
      "one is found fault with that should pass",
      [{ ...soundRule, name: "strict", judge: () => [{ message: "always" }] }],
      1,
      [
        "strict  passing fixture 1: the rule finds fault with it: always",
        "rules test: failed (1 rule, 1 of 2 fixtures judged as they say)",
      ],
    ],
    [
      "a rule could not decide",
      [soundRule, unsure],
      3,
      [
        "unsure  passing fixture 1: who knows",
        "unsure  failing fixture 1: who knows",
        "rules test: failed (2 rules, 2 of 4 fixtures judged as they say)",
      ],
    ],
    [
      "one is judged otherwise, and a rule could not decide",
      [unsure, blind],
      1,
      [
        "unsure  passing fixture 1: who knows",
        "unsure  failing fixture 1: who knows",
        "blind  failing fixture 1: the rule finds nothing in it",
        "rules test: failed (2 rules, 1 of 4 fixtures judged as they say)",
      ],
    ],
    [
      "one is judged by a fault and a doubt",
      [{ ...unsure, judge: () => [{ message: "a fault" }, { message: "a doubt", level: "undecided" }] }],
      3,
      [
        "unsure  passing fixture 1: a doubt",
        "unsure  failing fixture 1: a doubt",
        "rules test: failed (1 rule, 0 of 2 fixtures judged as they say)",
      ],
    ],
  ])("fails when %s", async (_, rules, exit, lines) => {
    const result = await testRules(rules, "1");
    expect([result.passed, exitOfRulesTest(result)]).toEqual([false, exit]);
    expect(formatRulesTest(result, false).split("\n")).toEqual(lines);
  });

  it("counts one fixture as one", async () => {
    const result = await testRules([{ ...soundRule, passing: [] }], "1");
    expect(formatRulesTest(result, false)).toBe("rules test: passed (1 rule, 1 of 1 fixture judged as they say)");
  });
});

describe("listRules", () => {
  it("tells each rule in its author's words, and how many fixtures it has", () => {
    const rule: OwnRule = {
      ...{ ...soundRule, name: "whole", title: "All of it", why: "because", fix: "mend it" },
      ...{ files: ["*.md", "*.txt"], allowEmpty: "none yet", scope: "repository", passing: [] },
    };
    const list = listRules([soundRule, rule], "1");
    expect(list.rules.map(({ passing, failing }) => [passing, failing])).toEqual([
      [1, 1],
      [0, 1],
    ]);
    expect(list.rules[0]).not.toHaveProperty("judge");
    expect(formatRulesList(list)).toMatchInlineSnapshot(`
      "no-planted  No file says planted
          judges each file: **
          fixtures: 1 passing, 1 failing
      whole  All of it
          judges the repository: *.md, *.txt
          why: because
          fix: mend it
          may match nothing: none yet
          fixtures: 0 passing, 1 failing"
    `);
  });

  it.each<[string, () => unknown]>([
    ["listed", () => listRules([], "1")],
    ["tested", () => testRules([], "1")],
  ])("of nothing throws E_NOTHING: %s", async (_, ask) => {
    await expect((async () => ask())()).rejects.toMatchObject({ code: "E_NOTHING" });
  });
});

describe("chooseRules", () => {
  const rules = [soundRule, blind, unsure];

  it("takes all without names, else those that are named, in the configuration's order", () => {
    expect(chooseRules(rules, [])).toEqual(rules);
    expect(chooseRules(rules, ["unsure", "no-planted"])).toEqual([soundRule, unsure]);
  });

  it.each([
    ["blnd", 'did you mean "blind"?'],
    ["something-else", "kprovengine rules list names them"],
  ])("refuses %s, though another name is known", (name, hint) => {
    expect(() => chooseRules(rules, ["blind", name])).toThrow(
      expect.objectContaining({
        ...{ code: "E_USAGE", hint },
        message: `No rule of the configuration is called "${name}"`,
      }),
    );
  });
});
