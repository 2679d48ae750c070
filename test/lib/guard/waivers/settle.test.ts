import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { resolveConfig } from "../../../../lib/config/index.ts";
import { type SettleOptions, settleWaivers } from "../../../../lib/guard/waivers/index.ts";
import type { Report } from "../../../../lib/report.ts";
import { repo } from "../../../support/repo.ts";
import { temporary } from "../../../support/temporary.ts";
import { noon, reportOf, violation, waiver, waiversFile } from "../../../support/waivers.ts";

const path = ".kprov/waivers.json";
const over = { ...waiver, until: "2026-06-01" };

const side = (root: string, policyRoot = root) => ({ loaded: { config: resolveConfig({}), root }, policyRoot });

/** Codes of what counts, and how many are waived, of a check that finds {@link violation}. */
const settled = async (cwd: string, options: Partial<SettleOptions> = {}) => {
  const reports = [reportOf("check-identity", [violation])];
  const settledReports = await settleWaivers(reports, { cwd, now: () => noon, ...side(cwd), ...options });
  return settledReports.map(({ findings, waived = [] }: Report) => [findings.map(({ code }) => code), waived.length]);
};

test("without a list reports stay what they are, and git is not asked", async () => {
  expect(await settled(temporary())).toEqual([[["NAME_MISMATCH"], 0]]);
});

test("the list is applied, by the hour that it is", async () => {
  using fixture = repo({ [path]: waiversFile(waiver) });
  expect(await settled(fixture.dir)).toEqual([[[], 1]]);
  expect(await settled(fixture.dir, { now: () => Date.UTC(2026, 9, 1) })).toEqual([
    [["WAIVER_EXPIRED", "NAME_MISMATCH"], 0],
  ]);
});

test("a list that can't be looked at is a doubt, and not absent", async () => {
  using fixture = repo({ a: "" });
  symlinkSync(".kprov", join(fixture.dir, ".kprov"));
  const [report] = await settleWaivers([reportOf("check-identity", [])], {
    ...{ cwd: fixture.dir, now: () => noon },
    ...side(fixture.dir),
  });
  expect(report).toMatchObject({ verdict: "undecided", findings: [{ code: "WAIVERS_UNUSABLE" }] });
});

test("a waiver of a check that exists, and did not run, is not judged; one of any other check is left over", async () => {
  const list = (check: string) => ({ [path]: waiversFile({ ...waiver, check }) });
  using fixture = repo(list("check-artifacts"));
  expect(await settled(fixture.dir)).toEqual([[["NAME_MISMATCH"], 0]]);
  expect(await settled(fixture.dir, { gates: ["check-identity"] })).toEqual([[["WAIVER_UNUSED", "NAME_MISMATCH"], 0]]);
  fixture.write(list("check-nothing"));
  expect(await settled(fixture.dir)).toEqual([[["WAIVER_UNUSED", "NAME_MISMATCH"], 0]]);
});

describe("under a base", () => {
  /** Below a base with the list `base`, where the candidate has the list `own`. */
  const judged = async (base: string | null, own: string | null) => {
    using fixture = repo({ a: "", ...(own !== null && { [path]: own }) });
    const policyRoot = temporary(base === null ? {} : { [path]: base });
    return await settled(fixture.dir, { ...side(fixture.dir, policyRoot), candidate: side(fixture.dir) });
  };

  test("what both waive is waived", async () => {
    expect(await judged(waiversFile(waiver), waiversFile(waiver))).toEqual([[[], 1]]);
  });

  test.each([
    ["has no list", null],
    ["has an empty list", waiversFile()],
    ["waives something else", waiversFile({ ...waiver, fingerprint: "f".repeat(32) })],
  ])("the candidate waives nothing alone: the base %s", async (_, base) => {
    expect(await judged(base, waiversFile(waiver))).toEqual([[["NAME_MISMATCH"], 0]]);
  });

  test.each([
    ["its list", null],
    ["its entry", waiversFile()],
  ])("the candidate gives up what the base waives by removing %s", async (_, own) => {
    expect(await judged(waiversFile(waiver), own)).toEqual([[["NAME_MISMATCH"], 0]]);
  });

  test("the candidate mends what is wrong with the base's list, and answers for its own", async () => {
    const [broken, expired] = [["WAIVERS_UNUSABLE"], ["WAIVER_EXPIRED"]].map((codes) => [...codes, "NAME_MISMATCH"]);
    expect(await judged("{", waiversFile(waiver))).toEqual([[["NAME_MISMATCH"], 0]]);
    expect(await judged(waiversFile(over), waiversFile())).toEqual([[["NAME_MISMATCH"], 0]]);
    for (const base of [waiversFile(waiver), null]) {
      expect(await judged(base, "{")).toEqual([[broken, 0]]);
      expect(await judged(base, waiversFile(over))).toEqual([[expired, 0]]);
    }
  });
});
