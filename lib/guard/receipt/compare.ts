/**
 * Whether this preflight judged what the receipt's did, by the same rules, and came to the same.
 *
 * @module
 */
import type { TestResult } from "../../evidence/index.ts";
import { createReport, type Finding, type Report } from "../../report.ts";
import type { Receipt } from "./read.ts";

/** Its name among the checks of a preflight. */
export const receiptCheck = "expect-receipt";

/**
 * One finding for each fact that differs. Neither commit nor time is a fact: a receipt may be older than the commit of its
 * tree.
 */
export const compareReceipt = (expected: Receipt, here: Receipt): Report => {
  const [wanted, found] = [factsOf(expected), factsOf(here)];
  const names = [...new Set([...wanted.keys(), ...found.keys()])];
  const findings = names.flatMap((name) => differing(name, wanted.get(name), found.get(name)));
  const coverage = [{ unit: "receipt facts", considered: names.length, examined: names.length, skipped: {} }];
  return createReport({ check: receiptCheck, findings, coverage, config: here.config, version: here.version });
};

// --- internal ---

const differing = (name: string, wanted = "nothing", found = "nothing"): Finding[] => {
  if (wanted === found) return [];
  const message = `The ${name} is not what the receipt says`;
  return [{ code: "RECEIPT_DIFFERS", level: "violation", message, expected: wanted, actual: found }];
};

/** In words that say the same exactly when the facts are the same. */
const factsOf = ({
  state,
  ruleset,
  runtimes,
  config,
  version,
  verdict,
  history,
  base,
  ...result
}: Receipt): Map<string, string> => {
  const facts: [string, string][] = [
    ["tree", state.tree],
    ["list of files that git does not track", state.untracked === null ? "none" : `some, ${state.untracked}`],
    ["ruleset", ruleset],
    ["configuration", config === null ? "none" : `${config.path} ${config.sha256}`],
    ["evaluated configuration", config?.effective ?? "none"],
    ["version of kprovengine", version],
    ["verdict", verdict],
    ["range of --history", history === undefined ? "none" : JSON.stringify(history)],
    ["base that judges", base ?? "none"],
    ...Object.entries(runtimes).map(([name, at]): [string, string] => [`version of ${name}`, at ?? "none"]),
    ...resultsOf(result),
  ];
  const byName = new Map<string, string>();
  // A receipt may say two things under one name: neither hides the other.
  for (const [name, fact] of facts) byName.set(name, byName.has(name) ? `${byName.get(name)}, ${fact}` : fact);
  return byName;
};

const resultsOf = ({
  passed,
  failed,
  skipped,
}: Pick<TestResult, "passed" | "failed" | "skipped">): [string, string][] =>
  [
    ...passed.map((name): [string, string] => [name, "passed"]),
    ...failed.map((name): [string, string] => [name, "failed"]),
    ...skipped.map((name): [string, string] => [name, "skipped"]),
  ]
    // The other preflight may have been held against a receipt itself.
    .filter(([name]) => name !== receiptCheck)
    .map(([name, result]) => [`result of "${name}"`, result]);
