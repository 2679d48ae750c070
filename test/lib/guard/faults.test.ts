import { describe, expect, it } from "vitest";
import { assertFaults, findingOf } from "../../../lib/guard/faults.ts";

describe("assertFaults", () => {
  it.each([
    ["none", []],
    ["a message alone", [{ message: "x" }]],
    [
      "everything",
      [
        {
          message: "x",
          expected: "1",
          actual: "2",
          fix: "f",
          level: "undecided",
          at: { path: "a", line: 1, column: 2 },
        },
      ],
    ],
    [
      "a place with more than a place",
      [{ message: "x", at: { path: "a/b.txt", line: 3, column: 1, text: "t", lines: () => [] } }],
    ],
    ["a violation by name", [{ message: "x", level: "violation", fingerprint: "f" }]],
    ["a path with dots in its names", [{ message: "x", at: { path: ".a/..b/c..." } }]],
    ["as many faults as anybody reads", Array(100_000).fill({ message: "x" })],
    ["keys without a value", [{ message: "x", fix: undefined, at: undefined, level: undefined }]],
  ])("accepts %s", (_, said) => {
    expect(assertFaults(said)).toBe(said);
  });

  it.each([
    ["undefined", undefined, "it said undefined, expected a list of faults"],
    ["null", null, "it said null"],
    ["true", true, "it said a boolean"],
    ["a text", "fine", "it said a text"],
    ["one fault that is no list", { message: "x" }, "it said an object"],
    ["an iterator", (function* () {})(), "it said an object"],
    ["a set", new Set(), "it said an object"],
    ["a hole", new Array(2), "its fault 1 is undefined"],
    ["a text as fault", ["x"], "its fault 1 is a text"],
    ["a function as fault", [() => {}], "its fault 1 is a function"],
    ["null as fault", [{ message: "x" }, null], "its fault 2 is null"],
    ["a list as fault", [[]], "has no message"],
    ["no message", [{}], "has no message"],
    ["an empty message", [{ message: " \n" }], "has no message"],
    ["a number as message", [{ message: 1 }], "has a number as message, expected text"],
    ["a list as fix", [{ message: "x", fix: [] }], "has a list as fix"],
    ["a mistyped key", [{ message: "x", pth: "a" }], 'has the unknown key "pth"'],
    ["another level", [{ message: "x", level: "warning" }], "has another level"],
    ["a text as place", [{ message: "x", at: "a.ts" }], "has no relative path in its place"],
    ["null as place", [{ message: "x", at: null }], "has no relative path in its place"],
    ["a number as path", [{ message: "x", at: { path: 1 } }], "has no relative path in its place"],
    ["a place without a path", [{ message: "x", at: { line: 1 } }], "has no relative path"],
    ["an absolute path", [{ message: "x", at: { path: "/a" } }], "has no relative path"],
    ["a path that leads out", [{ message: "x", at: { path: "a/../../b" } }], "has no relative path"],
    ["a path from here", [{ message: "x", at: { path: "./a" } }], "has no relative path"],
    ["a path with a NUL", [{ message: "x", at: { path: "a\0b" } }], "has no relative path"],
    ["an empty path", [{ message: "x", at: { path: "" } }], "has no relative path"],
    ["line 0", [{ message: "x", at: { path: "a", line: 0 } }], "no whole number from 1"],
    ["a line as text", [{ message: "x", at: { path: "a", line: "1" } }], "no whole number from 1"],
    ["null as line", [{ message: "x", at: { path: "a", line: null } }], "no whole number from 1"],
    ["half a line", [{ message: "x", at: { path: "a", line: 1.5 } }], "no whole number from 1"],
    ["a column that is no number", [{ message: "x", at: { path: "a", line: 1, column: "2" } }], "no whole number"],
    ["a column without its line", [{ message: "x", at: { path: "a", column: 2 } }], "no whole number"],
    ["more faults than anybody reads", Array(100_001).fill({ message: "x" }), "expected at most 100000"],
  ])("refuses %s", (_, said, message) => {
    const refusal = expect.objectContaining({ message: expect.stringContaining(message) });
    expect(() => assertFaults(said)).toThrow(refusal);
  });
});

describe("findingOf", () => {
  it("puts on the code, the path and the fix that the fault leaves out", () => {
    const frame = { code: "OWN_RULE_VIOLATED", rule: "r", path: "a", fix: "mend" } as const;
    expect(findingOf(frame, { message: "x" })).toStrictEqual({ ...frame, level: "violation", message: "r: x" });
  });

  it("leaves out what neither says", () => {
    const plain = { code: "RULE_FAILED", level: "violation", message: "x" } as const;
    expect(findingOf({ code: "RULE_FAILED" }, { message: "x" })).toStrictEqual(plain);
    expect(findingOf({ code: "RULE_FAILED" }, { message: "x", at: { path: "b" } })).toStrictEqual({
      ...plain,
      path: "b",
    });
  });

  it("takes place, fix and level from the fault", () => {
    const at = { path: "b", line: 2, column: 3, text: "no part of it" };
    const fault = { message: "x", at, fix: "own", level: "undecided", expected: "1", actual: "2" } as const;
    expect(findingOf({ code: "RULE_FAILED", path: "a", fix: "mend" }, { ...fault, fingerprint: "f" })).toStrictEqual({
      ...{ code: "RULE_FAILED", level: "undecided", path: "b", line: 2, column: 3 },
      ...{ message: "x", fix: "own", expected: "1", actual: "2", fingerprint: "f" },
    });
  });
});
