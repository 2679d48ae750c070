import { describe, expect, test } from "vitest";
import { formatTestResult, parseStatement, parseTestResult, type TestResult } from "../../../lib/evidence/index.ts";

const [commit, tree, sha] = ["c".repeat(40), "d".repeat(40), "e".repeat(64)];
const green: TestResult = {
  ...{
    check: "preflight",
    verdict: "proved",
    passed: ["check-artifacts", "lint"],
    failed: [],
    skipped: [],
    findings: [],
  },
  state: { commit, tree, isCommit: true, untracked: null },
  config: { path: "kprov.config.ts", sha256: sha, effective: "f".repeat(64) },
  version: "0.1.0",
};
const read = (result: TestResult) => JSON.parse(formatTestResult(result).toString("utf8"));

describe("formatTestResult", () => {
  test("writes these bytes", () => {
    expect(formatTestResult(green).toString("utf8")).toBe(
      `{"_type":"https://in-toto.io/Statement/v1","predicate":{"configuration":[{"annotations":{"kprov_effective":"${"f".repeat(64)}","kprov_role":"configuration"},"digest":{"sha256":"${sha}"},"name":"kprov.config.ts"},{"annotations":{"kprov_role":"tool"},"name":"kprovengine","uri":"pkg:npm/kprovengine@0.1.0"}],"failedTests":[],"kprov_check":"preflight","kprov_findings":[],"kprov_verdict":"proved","passedTests":["check-artifacts","lint"],"result":"PASSED","warnedTests":[]},"predicateType":"https://in-toto.io/attestation/test-result/v0.1","subject":[{"digest":{"gitCommit":"${commit}"},"name":"commit"},{"annotations":{"kprov_head":"${commit}","kprov_untracked":null},"digest":{"gitTree":"${tree}"},"name":"tree"}]}\n`,
    );
  });

  test.each([
    ["proved", "PASSED"],
    ["partial", "WARNED"],
    ["violated", "FAILED"],
    ["undecided", "FAILED"],
  ] as const)("says of %s: %s", (verdict, result) => {
    expect(read({ ...green, verdict }).predicate).toMatchObject({ result, kprov_verdict: verdict });
  });

  test.each([
    ["a work tree that is not the commit's", { ...green.state, isCommit: false }],
    ["a repository without a commit", { commit: null, tree, isCommit: false, untracked: null }],
  ])("names no commit as subject for %s", (_, state) => {
    expect(read({ ...green, state }).subject.map(({ name }: { name: string }) => name)).toEqual(["tree"]);
  });

  test("keeps the rules for everybody's statements, with SHA-256 names of git, too", async () => {
    for (const state of [green.state, { commit: sha, tree: sha, isCommit: true, untracked: sha }])
      await expect(parseStatement(formatTestResult({ ...green, state, config: null }), "x")).resolves.toBeDefined();
  });
});

describe("parseTestResult", () => {
  const violated: TestResult = {
    ...green,
    ...{ verdict: "violated", passed: [], failed: ["check-artifacts"], skipped: ["lint"], config: null },
    state: { commit: null, tree, isCommit: false, untracked: sha },
    findings: [{ test: "check-artifacts", code: "COMPILED_FILE", level: "violation", count: 2 }],
  };
  const counted = (more: object) => ({ ...violated.findings[0], ...more });
  const several = [
    counted({}),
    counted({ level: "undecided", code: "E_BUG" }),
    counted({ level: "undecided", code: "E_BUG2" }),
    counted({ test: "lint" }),
  ];
  test.each([
    ["a proved one", green],
    ["a violated one without a configuration", violated],
    [
      "one with findings of several kinds",
      { ...violated, failed: ["lint", "check-artifacts"], findings: several } as never,
    ],
  ])("gives back %s", (_, result) => {
    expect(parseTestResult(formatTestResult(result), "x")).toEqual(result);
  });

  test.each<[string, unknown]>([
    ["words", ["zz"]],
    ["nothing", [null]],
    ["a list", [[]]],
    ["a field more", [counted({ later: 1 })]],
    ["no test", [{ code: "COMPILED_FILE", level: "violation", count: 2 }]],
    ["a test that has not failed", [counted({ test: "lint" })]],
    ["a code that is none", [counted({ code: "zz" })]],
    ["a code of a number", [counted({ code: 1 })]],
    ["no code", [{ test: "check-artifacts", level: "violation", count: 2 }]],
    ["a level that nobody knows", [counted({ level: "warning" })]],
    ["a level of every object", [counted({ level: "constructor" })]],
    ["a count of none", [counted({ count: 0 })]],
    ["less than none", [counted({ count: -1 })]],
    ["half a finding", [counted({ count: 1.5 })]],
    ["a count in words", [counted({ count: "2" })]],
    ["one kind twice", [counted({}), counted({ count: 3 })]],
    ["another order", [counted({ code: "E_BUG" }), counted({})]],
  ])("refuses findings that are %s", (_, findings) => {
    const bytes = formatTestResult({ ...violated, findings: findings as TestResult["findings"] });
    expect(() => parseTestResult(bytes, "x")).toThrow(expect.objectContaining({ code: "E_STATEMENT" }));
  });

  test("refuses findings of a test that is proved", () => {
    const bytes = formatTestResult({ ...green, findings: violated.findings });
    expect(() => parseTestResult(bytes, "x")).toThrow(expect.objectContaining({ code: "E_STATEMENT" }));
  });

  const edited = (change: (document: ReturnType<typeof read>) => void): string => {
    const document = read(green);
    change(document);
    return `${JSON.stringify(document)}\n`;
  };
  const text = formatTestResult(green).toString("utf8");
  test.each([
    ["nothing", ""],
    ["no JSON", "PASSED"],
    ["null", "null\n"],
    ["a list", "[]\n"],
    ["a number for the subject", edited((document) => (document.subject = 1))],
    ["no newline", text.trimEnd()],
    ["one more newline", `${text}\n`],
    ["a space", text.replace(",", ", ")],
    ["a duplicate key", text.replace('"result":', '"result":"PASSED","result":')],
    ["another field", edited((document) => (document.predicate.later = 1))],
    ["a result that is not its verdict's", text.replace('"PASSED"', '"FAILED"')],
    ["a verdict that nobody knows", text.replace('"proved"', '"constructor"')],
    ["another subject", edited((document) => document.subject.unshift(document.subject[0]))],
    ["another commit than the head", text.replace(`"gitCommit":"${commit}"`, `"gitCommit":"${"a".repeat(40)}"`)],
    ["another tool", text.replace("pkg:npm/kprovengine@", "pkg:npm/other@")],
    ["a test that is no text", text.replace('"lint"', "1")],
    ["another type", text.replace("test-result/v0.1", "test-result/v0.2")],
    ["deep nesting", `${"[".repeat(1000)}${"]".repeat(1000)}`],
  ])("refuses %s", (_, content) => {
    expect(() => parseTestResult(Buffer.from(content), "x")).toThrow(expect.objectContaining({ code: "E_STATEMENT" }));
  });
});
