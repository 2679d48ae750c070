import { describe, expect, it } from "vitest";
import { findingAt, malformed, withoutRepeats } from "../../../../lib/guard/identity/finding.ts";
import { SourceError } from "../../../../lib/guard/sources/index.ts";

const at = (line: number) => findingAt({ path: "a", line, column: 2 }, { code: "NAME_MISMATCH", message: "is wrong" });

describe("findingAt", () => {
  it("begins with the place", () => {
    expect(at(3)).toEqual({ code: "NAME_MISMATCH", level: "violation", path: "a", message: "a:3:2: is wrong" });
  });
});

describe("withoutRepeats", () => {
  it("keeps one of those that differ by place alone, and all others", () => {
    const other = { ...at(3), actual: "x" };
    const plain = { code: "DEAD_GLOB", level: "undecided", message: "a:1:1: b" } as const;
    expect(withoutRepeats([at(3), at(4), other, plain, { ...plain, message: "a:1:2: b" }])).toEqual([
      at(3),
      other,
      plain,
      { ...plain, message: "a:1:2: b" },
    ]);
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
