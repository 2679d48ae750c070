import { expect, it } from "vitest";
import { plantedRules, soundRule } from "../../../../lib/guard/own/planted.ts";
import { selfTestRules } from "../../../../lib/guard/own/self-test.ts";

it("catches every planted rule, and what the user's failing fixtures plant in a real repository", async () => {
  const rule = {
    ...{ ...soundRule, name: "mine" },
    failing: [{ files: { "a/b.txt": "planted\n" } }, { files: { a: "planted\n" }, git: { branch: null } }],
  };
  const { passed, trials, clean } = await selfTestRules({ rules: [rule], version: "0" });
  expect([passed, clean]).toEqual([true, "proved"]);
  // What only the model in memory can show is not planted.
  expect(trials).toHaveLength(plantedRules.length + 1);
  expect(trials.map(({ path }) => path)).toContain("mine: failing fixture 1");
});

it("fails, and says what was missed, when a rule of the user's is blind in a real repository", async () => {
  const rule = { ...soundRule, name: "mine", judge: () => [] };
  const { passed, trials } = await selfTestRules({ rules: [rule], version: "0" });
  expect(passed).toBe(false);
  expect(trials.filter(({ caught }) => !caught)).toEqual([
    { code: "OWN_RULE_VIOLATED", path: "mine: failing fixture 1", caught: false },
  ]);
});
