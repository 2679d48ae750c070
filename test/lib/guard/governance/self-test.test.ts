import { expect, test } from "vitest";
import { gates } from "../../../../lib/guard/gates/index.ts";
import { compareSurfaces, selfTestGovernance } from "../../../../lib/guard/governance/index.ts";
import type { Compare } from "../../../../lib/guard/governance/judge-record.ts";

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

test("what loosened is not caught by a comparison that takes it for words", async () => {
  const compare: Compare = async (...args) =>
    (await compareSurfaces(...args)).map((change) => ({ ...change, kind: "words" }));
  const { passed, trials } = await selfTestGovernance({ version: "0", gates, compare });
  const missed = trials.filter(({ caught }) => !caught).map(({ code }) => code);
  expect([passed, missed]).toEqual([false, Array(4).fill("GOVERNANCE_LOOSENED")]);
});
