import { describe, expect, test } from "vitest";
import type { Matcher } from "../../../../lib/catalog/index.ts";
import { testOf } from "../../../../lib/site/client/conditions.ts";
import { nothingLoaded } from "../../../../lib/site/client/query.ts";
import { rowOf } from "../../../support/site.ts";

const head = {
  toolchains: [
    [
      ["python", "3.12.1"],
      ["odd", null],
    ],
  ],
} as never;
const holds = (matcher: Matcher, row = rowOf({})): boolean => testOf(matcher, { head }, nothingLoaded)(row);
const step = (text: string, isGlob: boolean, own: string): boolean =>
  holds({ field: "step", pattern: { text, isGlob } }, rowOf({ step: own }));

describe("testOf", () => {
  test.each([
    ["tr*n", "train", true],
    ["*", "anything\nat all", true],
    ["t?ain", "train", true],
    ["t?ain", "tain", false],
    ["*a*a", "banana", true],
    ["*ab", "aab", true],
    ["a*a", "a", false],
    ["(a+)+$*", "aaaa", false],
    ["[a]*", "[a]b", true],
    ["[a]*", "ab", false],
    ["😀?", "😀x", true],
  ])("%s is like %j: %s", (text, own, expected) => {
    expect(step(text, true, own)).toBe(expected);
  });

  test("takes signs literally where they were quoted", () => {
    expect(step("tr*n", false, "train")).toBe(false);
    expect(step("tr*n", false, "tr*n")).toBe(true);
  });

  test("many stars take no time", () => {
    const begun = performance.now();
    expect(step(`${"*a".repeat(2000)}b`, true, "a".repeat(20_000))).toBe(false);
    expect(performance.now() - begun).toBeLessThan(2000);
  });

  test("nothing is no project, and no version is in no range", () => {
    expect(holds({ field: "project", pattern: { text: "*", isGlob: true } }, rowOf({ project: "" }))).toBe(false);
    const range = { text: ">=0", bounds: [{ from: "", below: null, isExcluded: false }] };
    expect(holds({ field: "tool", name: { text: "odd", isGlob: false }, range })).toBe(false);
    expect(holds({ field: "tool", name: { text: "odd", isGlob: false }, range: null })).toBe(true);
  });

  test("bounds of time include the first millisecond and not the last", () => {
    const from = 1000;
    const within = (startedAt: number) => holds({ field: "time", from, below: 2000 }, rowOf({ startedAt }));
    expect([999, 1000, 1999, 2000].map(within)).toEqual([false, true, true, false]);
  });
});
