import { describe, expect, test } from "vitest";
import { compareReceipts, type Difference, readReceipt } from "../../../../lib/compare/index.ts";
import {
  formatEnvelope,
  formatTestResult,
  inTotoPayloadType,
  type TestResult,
} from "../../../../lib/evidence/index.ts";
import { createReport, type Finding } from "../../../../lib/report.ts";

const result = (more: Partial<TestResult> = {}): Buffer =>
  formatTestResult({
    check: "preflight",
    verdict: "proved",
    passed: ["check-artifacts"],
    failed: [],
    skipped: [],
    findings: [],
    state: { commit: "1".repeat(40), tree: "2".repeat(40), isCommit: true, untracked: null },
    config: { path: "kprov.config.ts", sha256: "3".repeat(64), effective: "4".repeat(64) },
    version: "0.1.0",
    ...more,
  });
const report = (findings: Finding[], version = "0.1.0"): Buffer =>
  Buffer.from(
    JSON.stringify(
      createReport({
        check: "check-artifacts",
        findings,
        coverage: [{ unit: "files", considered: 1, examined: 1, skipped: {} }],
        config: null,
        version,
      }),
    ),
  );
const finding = (path: string): Finding => ({
  code: "ARTIFACT_TRACKED",
  level: "violation",
  path,
  message: "It is tracked",
});
const compare = (before: Buffer, after: Buffer): Difference =>
  compareReceipts({ name: "a", receipt: readReceipt(before, "a") }, { name: "b", receipt: readReceipt(after, "b") });
const told = ({ sections }: Difference) =>
  sections.flatMap(({ name, changes }) =>
    changes.map(({ what, name: of, before, after }) => `${name}: ${what} ${of}: ${before} -> ${after}`),
  );

describe("compareReceipts", () => {
  test("names verdict, results, counts of findings, state and what decided", () => {
    const after = result({
      verdict: "violated",
      passed: [],
      failed: ["check-artifacts"],
      findings: [{ test: "check-artifacts", code: "ARTIFACT_TRACKED", level: "violation", count: 2 }],
      state: { commit: "5".repeat(40), tree: "2".repeat(40), isCommit: false, untracked: null },
      config: null,
      version: "0.2.0",
    });
    expect(told(compare(result(), after))).toEqual([
      "verdict: changed preflight: proved -> violated",
      "results: changed check-artifacts: passed -> failed",
      "findings: added check-artifacts ARTIFACT_TRACKED: null -> 2",
      `state: changed commit: ${"1".repeat(40)} -> ${"5".repeat(40)}`,
      "state: changed is the commit's own: yes -> no",
      "judged by: removed configuration: kprov.config.ts -> null",
      `judged by: removed configuration's content: ${"3".repeat(64)} -> null`,
      `judged by: removed settings in effect: ${"4".repeat(64)} -> null`,
      "judged by: changed kprovengine: 0.1.0 -> 0.2.0",
    ]);
  });

  test("names findings of reports one by one", () => {
    expect(
      told(compare(report([finding("a.pyc"), finding("b.pyc")]), report([finding("b.pyc"), finding("c.pyc")]))),
    ).toEqual([
      "findings: removed a.pyc: ARTIFACT_TRACKED: It is tracked -> null",
      "findings: added c.pyc: ARTIFACT_TRACKED: null -> It is tracked",
    ]);
  });

  test("tells a finding that is waived from one that is gone", () => {
    const waived = JSON.parse(report([]).toString());
    waived.waived = [{ ...finding("a.pyc"), waiver: { reason: "r", owner: "o", until: "2026-12-31" } }];
    expect(told(compare(report([finding("a.pyc")]), Buffer.from(JSON.stringify(waived))))).toEqual([
      "verdict: changed check-artifacts: violated -> proved",
      "results: changed check-artifacts: violated -> proved",
      "findings: changed a.pyc: ARTIFACT_TRACKED: It is tracked -> waived until 2026-12-31: It is tracked",
    ]);
  });

  test("compares a statement with a report by the numbers", () => {
    const statement = result({
      check: "check-artifacts",
      verdict: "violated",
      passed: [],
      failed: ["check-artifacts"],
      findings: [{ test: "check-artifacts", code: "ARTIFACT_TRACKED", level: "violation", count: 1 }],
      config: null,
    });
    const { sections } = compare(statement, report([finding("a"), finding("b")]));
    expect(sections.find(({ name }) => name === "findings")?.changes).toMatchObject([{ before: "1", after: "2" }]);
  });

  test("reads a signed statement; who signed it is not asked", () => {
    const signed = Buffer.from(
      formatEnvelope({
        payloadType: inTotoPayloadType,
        payload: result(),
        signatures: [{ keyid: "", sig: Buffer.from("x") }],
      }),
    );
    expect(compare(result(), signed)).toMatchObject({ equal: true, checked: { how: "form" } });
  });

  test("reads the document of a preflight", () => {
    const preflight = Buffer.from(
      JSON.stringify({
        schema: "kprov.preflight/v1",
        verdict: "proved",
        checks: [JSON.parse(report([]).toString())],
        commands: [{ name: "tests", argv: ["make"], exitCode: 0, signal: null, verdict: "proved", findings: [] }],
        skipped: ["check-runtime"],
        notConfigured: {},
        tree: { tree: "2", isCommit: true },
        config: null,
        rulesetDigest: "6",
        tool: { name: "kprovengine", version: "0.1.0" },
      }),
    );
    expect(compare(preflight, preflight)).toMatchObject({ equal: true });
    expect(told(compare(result(), preflight))).toContain("results: added tests: null -> proved");
  });

  test("refuses receipts of two checks", () => {
    expect(() => compare(result(), result({ check: "check-runtime" }))).toThrow(
      expect.objectContaining({ code: "E_COMPARE", message: expect.stringContaining("check-runtime") }),
    );
  });

  test.each([
    ["no JSON", "x"],
    ["an empty file", ""],
    ["another document", '{"schema":"kprov.manifest/v1"}'],
    ["a report without its fields", '{"schema":"kprov.report/v1"}'],
    ["a preflight without its fields", '{"schema":"kprov.preflight/v1","checks":[7]}'],
    [
      "another statement",
      '{"_type":"https://in-toto.io/Statement/v1","predicateType":"https://slsa.dev/provenance/v1"}',
    ],
    ["an envelope of something else", '{"payloadType":"x","payload":"eA==","signatures":[{"sig":"eA=="}]}'],
    ["an envelope without signatures", '{"payloadType":"application/vnd.in-toto+json","payload":"","signatures":[]}'],
    ["nesting without end", "[".repeat(100_000)],
    ["a duplicate key", '{"schema":"kprov.report/v1","schema":"kprov.report/v1"}'],
  ])("refuses %s", (_, text) => {
    expect(() => readReceipt(Buffer.from(text), "x")).toThrow(expect.objectContaining({ code: "E_COMPARE" }));
  });
});
