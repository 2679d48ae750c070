import { describe, expect, it } from "vitest";
import { parseShell } from "../../../../../lib/guard/parity/shell/parse.ts";
import { ShellFault } from "../../../../../lib/guard/parity/shell/syntax.ts";
import { traceShell } from "../../../../../lib/guard/parity/shell/trace.ts";

/** How many commands a script runs, or why that can't be followed. */
const countOf = (text: string): number | string => {
  let count = 0;
  const onCommand = () => {
    count += 1;
  };
  const places = () => ({ path: "s", line: 1, column: 1 });
  try {
    traceShell(parseShell(text), { errexit: true, pipefail: false, text, places, cwd: "", onCommand });
    return count;
  } catch (error) {
    if (!(error instanceof ShellFault)) throw error;
    return error.message;
  }
};

/** Functions of which each calls the next one. */
const chain = (length: number): string =>
  `${Array.from({ length }, (_, index) => `f${index}() { f${index + 1}; }\n`).join("")}f0`;

/** Functions of which each calls the next one twice. */
const twice = (length: number): string =>
  Array.from({ length }, (_, index) => `f${index}() { f${index + 1}; f${index + 1}; }\n`).join("");

describe("what a script runs", () => {
  it.each<[string, number]>([
    [`${"eval ".repeat(24)}gate`, 1],
    [chain(24), 1],
    ["(a)\n".repeat(10_000), 10_000],
  ])("is followed: %.40j", (text, expected) => {
    expect(countOf(text)).toBe(expected);
  });

  it.each([
    [`${"eval ".repeat(25)}gate`, "what it calls goes deeper than can be followed"],
    [chain(25), "what it calls goes deeper than can be followed"],
    [`${"(a)\n".repeat(10_000)}b`, "it runs more than can be followed"],
    ["f() { cd x; gate; f; }\nf", "a function calls itself in another directory"],
  ])("is not followed without end: %.40j", (text, expected) => {
    expect(countOf(text)).toBe(expected);
  });

  it.each<[string, string, number | string]>([
    [
      "functions that each call the next twice",
      `${twice(30)}gate || { f0; exit 1; }`,
      "what it calls goes deeper than can be followed",
    ],
    ["a long chain of functions", `${chain(3000)} || exit 1\n`, "what it calls goes deeper than can be followed"],
    ["many statuses that are kept", Array.from({ length: 4000 }, (_, index) => `a${index}=$?\n`).join(""), 4000],
    ["a long empty trap", `trap '${"\n".repeat(50_000)}' EXIT\ngate`, 1],
  ])("is followed in a short time: %s", { timeout: 5000 }, (_, text, expected) => {
    expect(countOf(text)).toBe(expected);
  });
});
