/**
 * From what a rule said to findings: one place for the built-in rules and a project's own.
 *
 * @module
 */
import type { Finding } from "../report.ts";
import type { Found } from "./rule.ts";

/** The findings' code, where they are when the fault does not say so, and what is the same for all of a rule. */
export type Frame = Pick<Finding, "code"> & Partial<Pick<Finding, "path" | "fix" | "rule">>;

/**
 * What a rule `said`, checked: a list of faults, each with a message and nothing that is no part of a fault.
 *
 * Throws an `Error` that says what is wrong with it: the rule could not decide then.
 */
export const assertFaults = (said: unknown): readonly Found[] => {
  if (!Array.isArray(said)) throw new Error(`it said ${kindOf(said)}, expected a list of faults`);
  if (said.length > maxFaults) throw new Error(`it named ${said.length} faults, expected at most ${maxFaults}`);
  // Not `forEach`, which passes over holes.
  for (let index = 0; index < said.length; index += 1) assertFault(said[index], index);
  return said as Found[];
};

/** `fault` as a finding. */
export const findingOf = (frame: Frame, fault: Found): Finding => {
  const { at, level = "violation", message, expected, actual, fix = frame.fix, fingerprint } = fault;
  const path = at?.path ?? frame.path;
  return {
    code: frame.code,
    level,
    ...(frame.rule !== undefined && { rule: frame.rule }),
    ...(path !== undefined && { path }),
    ...(at?.line !== undefined && { line: at.line }),
    ...(at?.column !== undefined && { column: at.column }),
    message: frame.rule === undefined ? message : `${frame.rule}: ${message}`,
    ...(expected !== undefined && { expected }),
    ...(actual !== undefined && { actual }),
    ...(fix !== undefined && { fix }),
    ...(fingerprint !== undefined && { fingerprint }),
  };
};

// --- internal ---

/** More than anybody reads; a rule that is so wrong must not fill the memory. */
const maxFaults = 100_000;

const texts = ["message", "expected", "actual", "fix", "fingerprint"] as const;
const known: ReadonlySet<string> = new Set([...texts, "at", "level"]);

const assertFault = (fault: unknown, index: number): void => {
  const wrong = (what: string): Error => new Error(`its fault ${index + 1} ${what}`);
  if (typeof fault !== "object" || fault === null) throw wrong(`is ${kindOf(fault)}, expected { message, … }`);
  const one = fault as Record<string, unknown>;
  const stranger = Object.keys(one).find((key) => !known.has(key));
  // A mistyped key would be lost without a word.
  if (stranger !== undefined) throw wrong(`has the unknown key "${stranger}"`);
  for (const key of texts) {
    const value = one[key];
    if (value !== undefined && typeof value !== "string") throw wrong(`has ${kindOf(value)} as ${key}, expected text`);
  }
  if (typeof one["message"] !== "string" || one["message"].trim() === "") throw wrong("has no message");
  if (one["level"] !== undefined && one["level"] !== "violation" && one["level"] !== "undecided")
    throw wrong('has another level than "violation" and "undecided"');
  if (one["at"] !== undefined) assertPlace(one["at"], wrong);
};

const assertPlace = (at: unknown, wrong: (what: string) => Error): void => {
  const { path, line, column } = (at ?? {}) as Record<string, unknown>;
  if (typeof path !== "string" || !isRelative(path)) throw wrong("has no relative path in its place");
  if (!isCount(line) || !isCount(column) || (line === undefined && column !== undefined))
    throw wrong("has a line or column that is no whole number from 1");
};

/** As git names files. */
const isRelative = (path: string): boolean =>
  path.split("/").every((element) => element !== "" && element !== "." && element !== "..") && !path.includes("\0");

const isCount = (value: unknown): boolean =>
  value === undefined || (Number.isSafeInteger(value) && (value as number) >= 1);

const kindOf = (value: unknown): string => {
  if (value === undefined || value === null) return String(value);
  if (typeof value === "string") return "a text";
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
};
