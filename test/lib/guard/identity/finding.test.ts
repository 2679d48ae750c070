import { describe, expect, it } from "vitest";
import { fingerprintOf } from "../../../../lib/guard/fingerprint.ts";
import { findingAt, malformed } from "../../../../lib/guard/identity/finding.ts";
import { SourceError } from "../../../../lib/guard/sources/index.ts";

describe("findingAt", () => {
  it("has the place, begins with it, and is known by its identity alone", () => {
    const details = { code: "NAME_MISMATCH", identity: ["x", ["y"]], message: "is wrong" } as const;
    const finding = findingAt({ path: "a", line: 3, column: 2 }, details);
    expect(finding).toEqual({
      code: "NAME_MISMATCH",
      level: "violation",
      path: "a",
      line: 3,
      column: 2,
      fingerprint: fingerprintOf("NAME_MISMATCH", ["x", ["y"]]),
      message: "a:3:2: is wrong",
    });
    const moved = findingAt({ path: "b", line: 9, column: 9 }, { ...details, message: "says it better", actual: "z" });
    expect(moved.fingerprint).toBe(finding.fingerprint);
  });

  it("leaves a doubt without identity unnamed", () => {
    const doubt = { code: "VALUE_COMPUTED", level: "undecided", message: "who knows" } as const;
    expect(findingAt({ path: "a", line: 3, column: 2 }, doubt)).not.toHaveProperty("fingerprint");
  });
});

describe("malformed", () => {
  it("makes a doubt of what a parser says, with its place, and passes on everything else", () => {
    expect(malformed("a", new SourceError("a", { line: 2, column: 5 }, "a NUL"))).toMatchObject({
      code: "SOURCE_MALFORMED",
      level: "undecided",
      path: "a",
      message: "a:2:5: Can't be read: a NUL",
    });
    expect(() => malformed("a", new Error("boom"))).toThrow("boom");
  });
});
