import { expect, test } from "vitest";
import { gates } from "../../../../lib/guard/gates/index.ts";
import { selfTestGovernance } from "../../../../lib/guard/governance/index.ts";

test("catches every planted change, and a recorded repository is proved", async () => {
  const { passed, trials, clean } = await selfTestGovernance({ version: "0", gates });
  expect({ passed, clean }).toEqual({ passed: true, clean: "proved" });
  expect(new Set(trials.map(({ code }) => code)).size).toBeGreaterThanOrEqual(6);
});

test("fails with a comparison that sees nothing", async () => {
  const { passed, trials } = await selfTestGovernance({ version: "0", gates, compare: async () => [] });
  expect(passed).toBe(false);
  expect(trials.filter(({ caught }) => !caught).map(({ code }) => code)).toContain("GOVERNANCE_LOOSENED");
});
