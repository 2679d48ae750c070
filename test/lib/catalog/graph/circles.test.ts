import { describe, expect, test } from "vitest";
import { findCircles } from "../../../../lib/catalog/graph/circles.ts";

const edges = (...pairs: string[]) => pairs.map((pair) => ({ from: pair[0] ?? "", to: pair[1] ?? "" }));
const circles = (...pairs: string[]): string[] =>
  findCircles(edges(...pairs))
    .map((circle) => circle.sort().join(""))
    .sort();

describe("findCircles", () => {
  test.each<[string, string[], string[]]>([
    ["nothing", [], []],
    ["a diamond", ["ab", "ac", "bd", "cd"], []],
    ["two that depend on each other", ["ab", "ba"], ["ab"]],
    ["one of three, with ways in and out", ["xa", "ab", "bc", "ca", "cy"], ["abc"]],
    ["two circles that share a node", ["ab", "ba", "bc", "cb"], ["abc"]],
    ["two circles, one leading to the other", ["ab", "ba", "bc", "cd", "dc"], ["ab", "cd"]],
    ["a node that leads to itself alone", ["aa", "ab"], []],
  ])("finds them in %s", (_, pairs, expected) => expect(circles(...pairs)).toEqual(expected));

  test("follows 100,000 edges without a stack of its own", () => {
    const long = Array.from({ length: 100_000 }, (_, n) => ({ from: n, to: n + 1 }));
    expect(findCircles(long)).toEqual([]);
    expect(findCircles([...long, { from: 100_000, to: 0 }])[0]).toHaveLength(100_001);
  });
});
