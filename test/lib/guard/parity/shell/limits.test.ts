import { describe, expect, it } from "vitest";
import type { Fault } from "../../../../../lib/guard/parity/fault.ts";
import { parseShell } from "../../../../../lib/guard/parity/shell/parse.ts";
import { ShellFault } from "../../../../../lib/guard/parity/shell/syntax.ts";
import { traceShell } from "../../../../../lib/guard/parity/shell/trace.ts";
import { trace } from "./support.ts";

/** How many commands a script runs, or why that can't be followed. */
const countOf = (text: string): number | string => {
  let count = 0;
  const onCommand = () => {
    count += 1;
  };
  const isDirectory = () => true;
  const places = () => ({ path: "s", line: 1, column: 1 });
  try {
    traceShell(parseShell(text), { errexit: true, pipefail: false, text, places, cwd: "", isDirectory, onCommand });
    return count;
  } catch (error) {
    if (!(error instanceof ShellFault)) throw error;
    return error.message;
  }
};

const each = (length: number, line: (index: number) => string): string =>
  Array.from({ length }, (_, index) => line(index)).join("");

/** What is said of the gate. */
const faultsOf = (text: string): readonly Fault[] =>
  trace(text).find(({ words }) => words[0]?.value === "gate")?.faults ?? [];

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
    [each(4000, (index) => `f${index}() { b; }\n`), 0],
    [`${"a || ".repeat(299)}b`, 300],
  ])("is followed: %.40j", (text, expected) => {
    expect(countOf(text)).toBe(expected);
  });

  it.each([
    [`${"eval ".repeat(25)}gate`, "what it calls goes deeper than can be followed"],
    [chain(25), "what it calls goes deeper than can be followed"],
    [`${"(a)\n".repeat(10_000)}b`, "it runs more than can be followed"],
    ["f() { cd x; gate; f; }\nf", "a function calls itself in another directory"],
    [`${"a || ".repeat(300)}b`, "it has more conditions in one command than can be followed"],
    [each(4001, (index) => `f${index}() { b; }\n`), "it defines more functions than can be followed"],
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
    ["many ends", "[ x ] && exit\n".repeat(4000), 4000],
    ["many functions that may be defined", each(900, (index) => `if a; then f${index}() { b; }; fi\n`), 900],
    [
      "many functions behind traps",
      `${each(2000, (index) => `trap 'a ${index}' EXIT\n`)}${each(900, (index) => `f${index}() { b; }\n`)}`,
      "it runs more than can be followed",
    ],
    [
      "many conditions in one command",
      `${"a || false || ".repeat(9000)}b`,
      "it has more conditions in one command than can be followed",
    ],
    [
      "many branches",
      `if a; then b; ${"elif a; then b; ".repeat(4000)}fi`,
      "it has more conditions in one command than can be followed",
    ],
    ["many variables", each(4000, (index) => `v${index}=$v${index + 1}; $v${index} a\n`), 8000],
    ["a long name", `$a\n${"a".repeat(190_000)}`, 2],
    ["many loops that are none", `$a\necho ${"for a in ".repeat(20_000)}`, 2],
    ["many arrays that are none", `$a\necho '${"a=(x ".repeat(38_000)}'`, 2],
    ["many brackets", "[{".repeat(90_000), 1],
    ["a long empty trap", `trap '${"\n".repeat(50_000)}' EXIT\ngate`, 1],
  ])("is followed in a short time: %s", { timeout: 5000 }, (_, text, expected) => {
    expect(countOf(text)).toBe(expected);
  });

  it("says no less of what stands behind too many ends", () => {
    expect(faultsOf(`${"[ x ] && exit\n".repeat(100)}gate\n`).map(({ why }) => why)).toEqual(
      Array.from({ length: 100 }, () => "the shell may end before, and not with a failure"),
    );
    const faults = faultsOf(`${"[ x ] && exit\n".repeat(200)}gate\n`);
    expect(faults).toHaveLength(100);
    expect(faults.at(-1)?.why).toBe("the shell may end, or lose a status, in more places than can be followed");
    expect(faults.at(-1)?.at.line).toBe(100);
    const inLoop = `for a in b; do\n${"[ x ] && break\n".repeat(200)}done\n`;
    expect(faultsOf(`${inLoop}gate`)).toHaveLength(1);
    expect(faultsOf(`${"[ x ] && break\n".repeat(200)}gate`)).toEqual([]);
  });
});
