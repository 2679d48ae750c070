import { describe, expect, test } from "vitest";
import { shortened, unlessUnread } from "../../../../lib/guard/parity/fault.ts";
import { SourceError } from "../../../../lib/guard/sources/index.ts";

describe("unlessUnread", () => {
  test("makes a doubt of a file that can't be read, at its place", async () => {
    const at = { path: "a.json", line: 2, column: 3 };
    const found = await unlessUnread(() => Promise.reject(new SourceError("a.json", at, "it is torn")));
    const why = '"a.json" can\'t be read: it is torn';
    expect(found).toEqual([{ kind: "unread", level: "undecided", at, why, written: "a.json" }]);
  });

  test("hides no fault of our own", async () => {
    await expect(unlessUnread(() => Promise.reject(new TypeError("ours")))).rejects.toThrow("ours");
  });
});

describe("shortened", () => {
  test.each([
    [" a \n\t b ", "a b"],
    ["x".repeat(100), "x".repeat(100)],
    ["x".repeat(101), `${"x".repeat(99)}…`],
  ])("%j", (text, expected) => {
    expect(shortened(text)).toBe(expected);
  });
});
