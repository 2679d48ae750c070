import { describe, expect, it, test } from "vitest";
import { compareReceipt } from "../../../../lib/guard/receipt/compare.ts";
import type { Receipt } from "../../../../lib/guard/receipt/read.ts";

const config = { path: "kprov.config.ts", sha256: "3".repeat(64), effective: "4".repeat(64) };

const receipt: Receipt = {
  ...{ check: "preflight", verdict: "proved", passed: ["check-artifacts", "lint"], failed: [], skipped: [] },
  findings: [],
  state: { commit: "1".repeat(40), tree: "2".repeat(40), isCommit: true, untracked: null },
  ...{ config, ruleset: "5".repeat(64), runtimes: { node: "22.1.0" }, version: "0.1.0" },
};

/** Finding → what the receipt says, and what is here. */
const told = (expected: Partial<Receipt>, here: Partial<Receipt>) =>
  compareReceipt({ ...receipt, ...expected }, { ...receipt, ...here }).findings.map(
    ({ message, expected: wanted, actual }) => [message, wanted, actual],
  );

describe("compareReceipt", () => {
  it("proves that all facts are the same, whatever the commit", () => {
    const state = { ...receipt.state, commit: null, isCommit: false };
    expect(compareReceipt(receipt, { ...receipt, state })).toMatchObject({
      ...{ check: "expect-receipt", verdict: "proved", findings: [], config },
      coverage: [{ unit: "receipt facts", considered: 12, examined: 12, skipped: {} }],
      tool: { version: "0.1.0" },
    });
  });

  const { state } = receipt;
  const differing: [string, Partial<Receipt>, Partial<Receipt>, string, string, string][] = [
    ["tree", {}, { state: { ...state, tree: "a" } }, "tree", "2".repeat(40), "a"],
    [
      "untracked file",
      {},
      { state: { ...state, untracked: "b" } },
      "list of files that git does not track",
      "none",
      "some, b",
    ],
    ["ruleset", { ruleset: "a" }, { ruleset: "b" }, "ruleset", "a", "b"],
    ["version", { version: "0.0.9" }, {}, "version of kprovengine", "0.0.9", "0.1.0"],
    [
      "version behind a runtime of the same name",
      { version: "0.0.9", runtimes: { node: "22.1.0", kprovengine: "0.1.0" } },
      {},
      ...(["version of kprovengine", "0.0.9, 0.1.0", "0.1.0"] as const),
    ],
    ["verdict", {}, { verdict: "partial" }, "verdict", "proved", "partial"],
    ["range", { history: "a..b" }, { history: "a..c" }, "range of --history", '"a..b"', '"a..c"'],
    ["range that is called none", { history: "none" }, {}, "range of --history", '"none"', "none"],
    ["range here alone", {}, { history: "a..b" }, "range of --history", "none", '"a..b"'],
    ["base", { base: "a" }, { base: "b" }, "base that judges", "a", "b"],
    ["base there alone", { base: "a" }, {}, "base that judges", "a", "none"],
    ["runtime's version", {}, { runtimes: { node: "20.0.0" } }, "version of node", "22.1.0", "20.0.0"],
    ["runtime that does not answer", {}, { runtimes: { node: null } }, "version of node", "22.1.0", "none"],
    ["runtime that nobody asked for", {}, { runtimes: {} }, "version of node", "22.1.0", "nothing"],
    ["runtime more", {}, { runtimes: { node: "22.1.0", go: "1.22" } }, "version of go", "nothing", "1.22"],
    ["failed command", {}, { passed: ["check-artifacts"], failed: ["lint"] }, 'result of "lint"', "passed", "failed"],
    [
      "skipped command",
      { passed: ["check-artifacts"], skipped: ["lint"] },
      {},
      'result of "lint"',
      "skipped",
      "passed",
    ],
    [
      "command that both failed and passed",
      { passed: ["check-artifacts"], failed: ["lint"], skipped: [] },
      { passed: ["check-artifacts", "lint"], failed: ["lint"] },
      ...(['result of "lint"', "failed", "passed, failed"] as const),
    ],
    ["command less", {}, { passed: ["check-artifacts"] }, 'result of "lint"', "passed", "nothing"],
    ["command more", {}, { passed: [...receipt.passed, "test"] }, 'result of "test"', "nothing", "passed"],
  ];
  test.each(differing)("is violated by another %s, and by nothing else", (_, expected, here, name, wanted, actual) => {
    expect(told(expected, here)).toEqual([[`The ${name} is not what the receipt says`, wanted, actual]]);
  });

  it("compares where the configuration is, its words and what they come to", () => {
    const { path, sha256, effective } = config;
    expect(told({}, { config: { path: "other.ts", sha256, effective } })).toEqual([
      ["The configuration is not what the receipt says", `${path} ${sha256}`, `other.ts ${sha256}`],
    ]);
    expect(told({}, { config: { path, sha256: "a", effective } })).toHaveLength(1);
    expect(told({}, { config: { path, sha256, effective: "a" } })).toEqual([
      ["The evaluated configuration is not what the receipt says", effective, "a"],
    ]);
    expect(told({}, { config: null }).map(([, , actual]) => actual)).toEqual(["none", "none"]);
  });

  it("does not ask whether either was held against a receipt itself", () => {
    expect(told({ passed: [...receipt.passed, "expect-receipt"] }, {})).toEqual([]);
    expect(told({}, { failed: ["expect-receipt"] })).toEqual([]);
  });

  it("reports each fact as a violation of its own", () => {
    const { verdict, findings } = compareReceipt(receipt, { ...receipt, ruleset: "b", version: "2" });
    expect([verdict, findings.map(({ code, level }) => `${code} ${level}`)]).toEqual([
      "violated",
      ["RECEIPT_DIFFERS violation", "RECEIPT_DIFFERS violation"],
    ]);
  });
});
