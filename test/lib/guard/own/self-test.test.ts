import { expect, it } from "vitest";
import type { OwnRule } from "../../../../lib/config/index.ts";
import { plantedRules, soundRule } from "../../../../lib/guard/own/planted.ts";
import { selfTestRules } from "../../../../lib/guard/own/self-test.ts";

it("catches every planted rule, and what the user's failing fixtures plant in a real repository", async () => {
  const rule = {
    ...{ ...soundRule, name: "mine" },
    failing: [
      { files: { "a/b.txt": "planted\n" } },
      { files: { a: "planted\n" }, git: { branch: null } },
      { files: { a: { text: "planted\n", ignored: true }, b: "clean\n" } },
    ],
  };
  const { passed, trials, clean } = await selfTestRules({ rules: [rule], version: "0" });
  expect([passed, clean]).toEqual([true, "proved"]);
  // What only the model in memory can show is not planted.
  expect(trials).toHaveLength(plantedRules.length + 1);
  expect(trials.map(({ path }) => path)).toContain("mine: failing fixture 1");
});

it("plants files of every kind", async () => {
  const rule: OwnRule = {
    ...soundRule,
    name: "kinds",
    scope: "repository",
    failing: [
      {
        files: {
          a: { text: "planted\n" },
          b: { base64: "/w==" },
          c: { link: "planted" },
          d: {},
          e: { ignored: false },
        },
      },
    ],
    judge: ({ files }) => {
      const [a, b, c, d, e] = files;
      const isAll = a?.text() === "planted\n" && b?.bytes()[0] === 255 && c?.target() === "planted" && d?.size() === 0;
      return isAll && e?.size() === 0 && b?.bytes().length === 1 ? [{ message: "all are there" }] : [];
    },
  };
  const { passed, trials } = await selfTestRules({ rules: [rule], version: "0", planted: [] });
  expect({ passed, trials }).toEqual({
    passed: true,
    trials: [{ code: "OWN_RULE_VIOLATED", path: "kinds: failing fixture 1", caught: true }],
  });
});

it("counts as caught what has the planted code, and nothing else", async () => {
  const planted = [
    { what: "another code", code: "OWN_RULE_IDLE", rule: soundRule },
    { what: "nothing", code: "OWN_RULE_VIOLATED", rule: { ...soundRule, name: "blind", judge: () => [] } },
    { what: "the code", code: "OWN_RULE_VIOLATED", rule: soundRule },
  ] as const;
  const { passed, trials } = await selfTestRules({ rules: [], version: "0", planted });
  expect(passed).toBe(false);
  expect(trials.map(({ path, caught }) => [path, caught])).toEqual([
    ["another code", false],
    ["nothing", false],
    ["the code", true],
  ]);
});

it("gives a rule of the user's more time than one that is planted to take all of it", async () => {
  const slow: OwnRule = {
    ...{ ...soundRule, name: "slow" },
    judge: async (file) => {
      await new Promise((resolve) => setTimeout(resolve, 400));
      return soundRule.judge(file);
    },
  };
  expect((await selfTestRules({ rules: [slow], version: "0", planted: [] })).passed).toBe(true);
});

it("fails, and says what was missed, when a rule of the user's is blind in a real repository", async () => {
  const rule = { ...soundRule, name: "mine", judge: () => [] };
  const { passed, trials } = await selfTestRules({ rules: [rule], version: "0" });
  expect(passed).toBe(false);
  expect(trials.filter(({ caught }) => !caught)).toEqual([
    { code: "OWN_RULE_VIOLATED", path: "mine: failing fixture 1", caught: false },
  ]);
});
