import { describe, expect, test } from "vitest";
import { KprovError } from "../../lib/errors.ts";
import {
  type Coverage,
  compareBytes,
  createReport,
  doubtOf,
  exitOfVerdict,
  type Finding,
  verdictOf,
} from "../../lib/report.ts";

const violation: Finding = { code: "ARTIFACT_TRACKED", level: "violation", path: "b", message: "x" };
const doubt: Finding = { code: "NOTHING_EXAMINED", level: "undecided", message: "y" };
const full: Coverage = { unit: "files", considered: 3, examined: 2, skipped: { "too large": 1 } };

const report = (findings: Finding[], coverage = [full]) =>
  createReport({ check: "c", findings, coverage, config: null, version: "1" });

describe("createReport", () => {
  test("is proved only when all was examined and nothing found", () => {
    expect(report([])).toMatchObject({ verdict: "proved", findings: [] });
    expect(report([doubt]).verdict).toBe("undecided");
    expect(report([doubt, violation]).verdict).toBe("violated");
  });

  test.each([
    ["COVERAGE_MISMATCH", [{ ...full, considered: 4 }]],
    ["COVERAGE_MISMATCH", [full, { ...full, skipped: {} }]],
    ["NOTHING_EXAMINED", [{ ...full, considered: 1, examined: 0 }]],
    ["NOTHING_EXAMINED", []],
  ])("fails closed with %s", (code, coverage) => {
    expect(report([], coverage)).toMatchObject({ verdict: "undecided", findings: [{ code }] });
  });

  test("sorts findings by bytes of path, then code", () => {
    const at = (path: string): Finding => ({ ...violation, path });
    const { findings } = report([at("\u{10000}"), at("\uffee"), at("a"), at("B"), doubt]);
    expect(findings.map(({ path }) => path)).toEqual([undefined, "B", "a", "\uffee", "\u{10000}"]);
  });
});

test("verdicts have exit codes, and 1 comes before 3", () => {
  expect((["proved", "violated", "undecided"] as const).map(exitOfVerdict)).toEqual([0, 1, 3]);
  expect(verdictOf([doubt, violation])).toBe("violated");
});

test("doubtOf keeps the words of our errors and marks others", () => {
  expect(doubtOf("NOTHING_EXAMINED", new KprovError("E_GIT", "git broke"), "p")).toMatchObject({
    path: "p",
    message: "git broke",
  });
  expect(doubtOf("NOTHING_EXAMINED", new TypeError("oops")).message).toBe("Unexpected: TypeError: oops");
});

test("compareBytes is the order of the UTF-8 bytes", () => {
  const words = [
    "",
    "a",
    "A",
    "é",
    "\uffff",
    "\u{10000}",
    "\u{10ffff}",
    "a\0",
    "ab",
    "\ue000",
    "a\u{1f98a}",
    "a\ufb01",
  ];
  const byBytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));
  for (const a of words) for (const b of words) expect(Math.sign(compareBytes(a, b)), `${a} ${b}`).toBe(byBytes(a, b));
});
