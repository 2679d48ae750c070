import { describe, expect, test } from "vitest";
import { commonLength } from "../../../lib/compare/bytes.ts";

const stretch = (bytes: Buffer, from = 0) => ({ bytes, from, to: bytes.length });

describe("commonLength", () => {
  test.each([0, 1, 63, 64, 65, 1000, 300_000])("finds a difference at byte %i", (at) => {
    const [left, right] = [Buffer.alloc(300_001, 1), Buffer.alloc(300_001, 1)];
    right[at] = 2;
    expect(commonLength(stretch(left), stretch(right))).toBe(at);
  });

  test("counts from where each begins, and ends with the shorter one", () => {
    expect(commonLength(stretch(Buffer.from("xxabc"), 2), stretch(Buffer.from("abcd")))).toBe(3);
    expect(commonLength(stretch(Buffer.from("")), stretch(Buffer.from("a")))).toBe(0);
  });
});
