import { describe, expect, test } from "vitest";
import { applyWaivers, noWaivers, parseWaivers, type Waivers } from "../../../../lib/guard/waivers/index.ts";
import type { Finding, Report } from "../../../../lib/report.ts";
import { fingerprint, noon, reportOf, violation, waiver, waiversFile } from "../../../support/waivers.ts";

const gates = ["check-identity", "check-artifacts"];

const listOf = (...entries: readonly object[]): Waivers =>
  parseWaivers(Buffer.from(waiversFile(...entries)), { path: ".kprov/waivers.json", now: noon, maxDays: 180 });

const apply = (reports: readonly Report[], waivers: Waivers) => applyWaivers(reports, waivers, { gates });

const seen = ({ check, verdict, findings, waived = [] }: Report) =>
  [check, verdict, findings.map(({ code }) => code), waived.map(({ code }) => code)] as const;

const doubt: Finding = { code: "FILE_UNREADABLE", level: "undecided", path: "x", message: "Cannot be read" };

describe("a waiver", () => {
  test("takes its violation away, and says on whose word and until when", () => {
    const [report] = apply([reportOf("check-identity", [violation])], listOf(waiver));
    expect(report).toEqual({
      ...reportOf("check-identity", []),
      waived: [
        {
          ...violation,
          waiver: { reason: "renamed with the next release", owner: "mara@acme.example", until: "2026-09-30" },
        },
      ],
    });
  });

  test("leaves every other violation", () => {
    const other = { ...violation, fingerprint: "f".repeat(32) };
    const [report] = apply([reportOf("check-identity", [violation, other])], listOf(waiver));
    expect(report).toMatchObject({ verdict: "violated", findings: [other], waived: [{ fingerprint }] });
  });

  test("takes away one, although two have its fingerprint", () => {
    const [report] = apply([reportOf("check-identity", [violation, { ...violation, path: "b" }])], listOf(waiver));
    expect(report).toMatchObject({
      verdict: "violated",
      findings: [{ path: "b" }],
      waived: [{ path: "package.json" }],
    });
  });

  test.each<[string, Finding]>([
    ["a doubt with its fingerprint", { ...violation, level: "undecided" }],
    ["a violation without a fingerprint", (({ fingerprint: _, ...rest }) => rest)(violation)],
    ["a violation with another code", { ...violation, code: "URL_MISMATCH" }],
    ["a violation that begins with its fingerprint", { ...violation, fingerprint: `${fingerprint}0` }],
    ["a violation of which its fingerprint is a part", { ...violation, fingerprint: fingerprint.slice(0, 12) }],
  ])("does not waive %s", (_, finding) => {
    const [report] = apply([reportOf("check-identity", [finding])], listOf(waiver));
    expect(report?.findings).toContainEqual(finding);
    expect(report).not.toHaveProperty("waived");
    expect(report?.verdict).not.toBe("proved");
  });

  test("does not waive what another check finds", () => {
    const reports = [reportOf("check-identity", []), reportOf("check-artifacts", [violation])];
    expect(apply(reports, listOf(waiver)).map(seen)).toEqual([
      ["check-identity", "violated", ["WAIVER_UNUSED"], []],
      ["check-artifacts", "violated", ["NAME_MISMATCH"], []],
    ]);
  });

  test("is listed in the order of what it waives", () => {
    const others = ["c", "a", "b"].map((path, index) => ({ ...violation, path, fingerprint: `${index}`.repeat(32) }));
    const list = listOf(...others.map(({ fingerprint }) => ({ ...waiver, fingerprint })));
    const [report] = apply([reportOf("check-identity", others)], list);
    expect(report).toMatchObject({ verdict: "proved", waived: [{ path: "a" }, { path: "b" }, { path: "c" }] });
  });

  test("leaves a report undecided that is", () => {
    expect(apply([reportOf("check-identity", [violation, doubt])], listOf(waiver)).map(seen)).toEqual([
      ["check-identity", "undecided", ["FILE_UNREADABLE"], ["NAME_MISMATCH"]],
    ]);
  });

  test("that is expired waives nothing, and is one violation more", () => {
    const [report] = apply([reportOf("check-identity", [violation])], listOf({ ...waiver, until: "2026-06-14" }));
    expect(report && seen(report)).toEqual([
      ...["check-identity", "violated"],
      ["WAIVER_EXPIRED", "NAME_MISMATCH"],
      [],
    ]);
  });
});

describe("a waiver that waives nothing", () => {
  test("is a violation of the check that it names, with the line that removes it", () => {
    const reports = [reportOf("check-artifacts", []), reportOf("check-identity", [])];
    const [artifacts, identity] = apply(reports, listOf(waiver));
    expect(artifacts).toEqual(reports[0]);
    expect(identity).toMatchObject({
      verdict: "violated",
      findings: [
        {
          code: "WAIVER_UNUSED",
          level: "violation",
          path: ".kprov/waivers.json",
          message:
            'The waiver of NAME_MISMATCH that "mara@acme.example" answers for waives nothing of check-identity: 0123456789ab',
          fix: "kprovengine waive --remove 0123456789ab",
        },
      ],
    });
  });

  test("is not judged when its check did not run this time", () => {
    const reports = [reportOf("check-artifacts", [])];
    expect(apply(reports, listOf(waiver))).toEqual(reports);
  });

  test("is a violation of the first check when no check has its name", () => {
    const reports = [reportOf("check-artifacts", []), reportOf("check-identity", [])];
    expect(apply(reports, listOf({ ...waiver, check: "check-nothing" })).map(seen)).toEqual([
      ["check-artifacts", "violated", ["WAIVER_UNUSED"], []],
      ["check-identity", "proved", [], []],
    ]);
  });

  test.each(["FORBIDDEN_IN_MESSAGE", "PARITY_REMOTE"])("is not judged when only some runs look for it: %s", (code) => {
    const reports = [reportOf("check-identity", [])];
    expect(apply(reports, listOf({ ...waiver, code }))).toEqual(reports);
  });

  test("is not judged while its check has a doubt, which stands for it", () => {
    const other = { ...violation, fingerprint: "f".repeat(32) };
    for (const findings of [[doubt], [other, doubt]]) {
      const reports = [reportOf("check-artifacts", []), reportOf("check-identity", findings)];
      expect(apply(reports, listOf(waiver))).toEqual(reports);
    }
  });

  test("is a violation although another check has a doubt, or its own another violation", () => {
    const other = { ...violation, fingerprint: "f".repeat(32) };
    const reports = [reportOf("check-identity", [other]), reportOf("check-artifacts", [doubt])];
    expect(apply(reports, listOf(waiver)).map(seen)).toEqual([
      ["check-identity", "violated", ["WAIVER_UNUSED", "NAME_MISMATCH"], []],
      ["check-artifacts", "undecided", ["FILE_UNREADABLE"], []],
    ]);
    expect(apply(reports.toReversed(), listOf(waiver)).map(seen)).toEqual([
      ["check-artifacts", "undecided", ["FILE_UNREADABLE"], []],
      ["check-identity", "violated", ["WAIVER_UNUSED", "NAME_MISMATCH"], []],
    ]);
  });
});

describe("what is wrong with the list", () => {
  test("is said once, by the first check", () => {
    const broken = parseWaivers(Buffer.from("{"), { path: ".kprov/waivers.json", now: noon, maxDays: 180 });
    const reports = [reportOf("check-identity", [violation]), reportOf("check-artifacts", [])];
    expect(apply(reports, broken).map(seen)).toEqual([
      ["check-identity", "violated", ["WAIVERS_UNUSABLE", "NAME_MISMATCH"], []],
      ["check-artifacts", "proved", [], []],
    ]);
  });

  test("is said by nobody where nothing was judged", () => {
    const broken = parseWaivers(Buffer.from("{"), { path: ".kprov/waivers.json", now: noon, maxDays: 180 });
    expect(apply([], broken)).toEqual([]);
  });

  test("is said by the check that the entry names, if that ran", () => {
    const list = listOf({ ...waiver, check: "check-artifacts", until: "2020-01-01" });
    const [identity, artifacts] = gates.map((check) => reportOf(check, []));
    if (identity === undefined || artifacts === undefined) throw new Error("no reports");
    expect(apply([identity, artifacts], list).map(seen)).toEqual([
      ["check-identity", "proved", [], []],
      ["check-artifacts", "violated", ["WAIVER_EXPIRED"], []],
    ]);
    expect(apply([identity], list)).toEqual([identity]);
  });

  test("can't be waived itself", () => {
    const list = listOf({ ...waiver, until: "2020-01-01" });
    const [report] = apply([reportOf("check-identity", [])], list);
    expect(report?.findings.every((finding) => finding.fingerprint === undefined)).toBe(true);
  });
});

test("without a list the reports stay what they are, also without reports", () => {
  const reports = [reportOf("check-identity", [violation])];
  expect(apply(reports, noWaivers)).toEqual(reports);
  expect(apply([], listOf(waiver))).toEqual([]);
});

test("given reports are not changed", () => {
  const report = reportOf("check-identity", [violation]);
  const before = structuredClone(report);
  apply([report], listOf(waiver, { ...waiver, fingerprint: "f".repeat(32) }));
  expect(report).toEqual(before);
});
