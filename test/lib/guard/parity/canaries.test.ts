import { expect, test } from "vitest";
import { findBlindness } from "../../../../lib/guard/parity/canaries.ts";
import { checkParity, selfTestParity } from "../../../../lib/guard/parity/index.ts";
import { judgeParity } from "../../../../lib/guard/parity/judge.ts";

test("every run finds what is planted", async () => {
  expect(await findBlindness("1.2.3")).toEqual([]);
});

test("a rule that went blind is a doubt, in every run and in the self-test", async () => {
  const blind = await findBlindness("1.2.3", async (context) => {
    const judged = await judgeParity(context);
    return { ...judged, findings: judged.findings.filter(({ code }) => code !== "PARITY_MASKED") };
  });
  expect(blind.map(({ code, level, message }) => `${code} ${level} ${message.split(" ")[2]}`)).toEqual([
    "RULE_CANARY_MISSED undecided PARITY_MASKED",
    "RULE_CANARY_MISSED undecided PARITY_MASKED",
  ]);
  const result = await selfTestParity({
    version: "1.2.3",
    check: async (options) => {
      const report = await checkParity(options);
      return { ...report, findings: report.findings.filter(({ code }) => code !== "PARITY_UNPINNED") };
    },
  });
  expect(result.passed).toBe(false);
  expect(result.trials.filter(({ caught }) => !caught).map(({ code }) => code)).toEqual(["PARITY_UNPINNED"]);
});

test("a judge that throws is a doubt about everything", async () => {
  const blind = await findBlindness("1.2.3", () => Promise.reject(new Error("planted")));
  expect(blind).toHaveLength(11);
});
