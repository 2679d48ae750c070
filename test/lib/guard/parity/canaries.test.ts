import { expect, test } from "vitest";
import { findBlindness } from "../../../../lib/guard/parity/canaries.ts";
import { checkParity, selfTestParity } from "../../../../lib/guard/parity/index.ts";
import { judgeParity } from "../../../../lib/guard/parity/judge.ts";
import type { Finding, Level } from "../../../../lib/report.ts";
import { judged } from "./support.ts";

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

test("a violation that is only doubted is not caught, nor a doubt that is taken for one", async () => {
  const report = await judged({});
  const caughtBy = async (level: Level, code: Finding["code"]) => {
    const check = async () => ({ ...report, findings: [{ code, level, message: "planted" }] });
    const { trials } = await selfTestParity({ version: "1.2.3", check });
    return trials.filter(({ caught }) => caught).map(({ code: found }) => found);
  };
  expect(await caughtBy("undecided", "PARITY_MASKED")).toEqual([]);
  expect(await caughtBy("violation", "PARITY_UNREAD")).toEqual([]);
  expect(await caughtBy("undecided", "PARITY_UNREAD")).toEqual(["PARITY_UNREAD"]);
});

test("the self-test asks no host, and reads nobody's environment", async () => {
  const report = await judged({});
  const asked: unknown[] = [];
  const check = async (options: unknown) => {
    asked.push(options);
    return report;
  };
  await selfTestParity({ version: "1.2.3", check });
  expect(asked.length).toBeGreaterThan(10);
  for (const options of asked) expect(options).toMatchObject({ env: {}, remote: false, isBased: false });
});

test("a judge that throws is a doubt about everything", async () => {
  const blind = await findBlindness("1.2.3", () => Promise.reject(new Error("planted")));
  expect(blind).toHaveLength(11);
});
