import { describe, expect, it } from "vitest";
import { createMatcher, type Match } from "../../../../lib/run/redaction/matcher.ts";

const secrets = ["abababab", "ab[redac", "xxxxxxxx[red", "b[b[b[b[", "A]babababa"].map((value, index) => ({
  name: "ABCDE".charAt(index),
  value,
}));

const walk = (text: string, isLast: boolean): { matches: string[]; held: number; next: number } => {
  const matches: string[] = [];
  const note = ({ start, end, name, marker }: Match) => {
    matches.push(`${marker === undefined ? "marker" : name} ${start}-${end}`);
  };
  return { ...createMatcher(secrets).walk(Buffer.from(text), 0, isLast, note), matches };
};

describe("createMatcher", () => {
  it("visits overlapping secrets from left to right, markers once", () => {
    expect(walk("ababababab [redacted:A]bababababa", true).matches).toEqual([
      "A 0-8",
      "A 2-10",
      "marker 11-23",
      "A 24-32",
    ]);
  });

  it("lets a marker go before a secret that overlaps it, and finds another secret before the marker", () => {
    expect(walk("ab[redacted:A]", true).matches).toEqual(["marker 2-14"]);
    expect(walk("ab[redacted:?]", true).matches).toEqual(["B 0-8"]);
    expect(walk("abababab[redacted:A]", true).matches).toEqual(["A 0-8", "marker 8-20"]);
    expect(walk("b[b[b[b[redacted:A]", true).matches).toEqual(["marker 7-19"]);
  });

  it("holds what more bytes could lengthen or undo, until the last", () => {
    expect(walk("....abab", false)).toEqual({ matches: [], held: 4, next: 4 });
    expect(walk("..ab[redac", false)).toEqual({ matches: [], held: 2, next: 2 });
    expect(walk("..ab[redacz", false)).toEqual({ matches: ["B 2-10"], held: 11, next: 11 });
    expect(walk("..ab[redac", true)).toEqual({ matches: ["B 2-10"], held: 10, next: 10 });
  });

  it("holds less than its reach at any cut", () => {
    const { reach, walk: walkBytes } = createMatcher(secrets);
    const text = Buffer.from(
      "ab[redab[b[b[b[redacted:Aab[redacxxxxxxxx[redacted:A]babababxxxxxxxxxxxxxxxxxxxx[redacted:[redacted:A]b[b[b[b[b[b[b[",
    );
    for (let cut = 0; cut <= text.length; cut += 1) {
      const { held, next } = walkBytes(text.subarray(0, cut), 0, false, () => undefined);
      expect(cut - held).toBeLessThan(reach);
      expect(next).toBeGreaterThanOrEqual(held);
    }
  });

  it("names what it searches for, sorted, without values that are too short", () => {
    const given = [
      { name: "Z", value: "zzzzzzzz-1" },
      { name: "B", value: "short" },
      { name: "A", value: "aaaaaaaa-1" },
      { name: "ZZ", value: "zzzzzzzz-1" },
    ];
    expect(createMatcher(given).names).toEqual(["A", "Z"]);
    expect(createMatcher([]).isEmpty).toBe(true);
  });
});
