import { describe, expect, test } from "vitest";
import { diffSequences, type Hunk } from "../../../lib/compare/sequence.ts";

const apply = (before: readonly string[], after: readonly string[], hunks: readonly Hunk[]): string[] => {
  const result: string[] = [];
  let at = 0;
  for (const hunk of hunks) {
    result.push(...before.slice(at, hunk.before), ...after.slice(hunk.after, hunk.after + hunk.added));
    at = hunk.before + hunk.removed;
  }
  return [...result, ...before.slice(at)];
};

/** The same numbers below `bound` in every run (a linear congruential generator). */
const numberSource = (seed: number) => {
  let state = seed;
  return (bound: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * bound);
  };
};

const edits = (hunks: readonly Hunk[]): number => hunks.reduce((sum, { added, removed }) => sum + added + removed, 0);

/** Length of the longest common subsequence, by the table that every textbook has. */
const longestCommon = (left: readonly string[], right: readonly string[]): number => {
  let above = new Array<number>(right.length + 1).fill(0);
  for (const element of left) {
    const row = [0];
    right.forEach((other, index) => {
      row.push(element === other ? (above[index] ?? 0) + 1 : Math.max(above[index + 1] ?? 0, row[index] ?? 0));
    });
    above = row;
  }
  return above.at(-1) ?? 0;
};

describe("diffSequences", () => {
  test.each<[string, string, string, Hunk[]]>([
    ["nothing between equal ones", "abc", "abc", []],
    ["nothing between empty ones", "", "", []],
    ["everything when one is empty", "", "ab", [{ before: 0, after: 0, removed: 0, added: 2 }]],
    ["one that is new", "ac", "abc", [{ before: 1, after: 1, removed: 0, added: 1 }]],
    ["one that is gone", "abc", "ac", [{ before: 1, after: 1, removed: 1, added: 0 }]],
    ["one that is another", "abc", "axc", [{ before: 1, after: 1, removed: 1, added: 1 }]],
  ])("finds %s", (_, before, after, hunks) => {
    expect(diffSequences([...before], [...after])).toEqual(hunks);
  });

  test("is the shortest way, and leads from one to the other, for a thousand small pairs", () => {
    const random = numberSource(7);
    const draw = (kinds: number) => Array.from({ length: random(25) }, () => String(random(kinds)));
    for (let round = 0; round < 1000; round += 1) {
      const kinds = 1 + random(6);
      const [before, after] = [draw(kinds), draw(kinds)];
      const hunks = diffSequences(before, after);
      expect(apply(before, after, hunks)).toEqual(after);
      expect(edits(hunks)).toBe(before.length + after.length - 2 * longestCommon(before, after));
    }
  });

  test("leads from one to the other when far more differs than is looked for exactly", () => {
    const before = Array.from({ length: 20_000 }, (_, index) => `line ${index}`);
    const after = before.map((line, index) => (index % 3 === 0 ? `${line}!` : line));
    const hunks = diffSequences(before, after);
    expect(apply(before, after, hunks)).toEqual(after);
    expect(edits(hunks)).toBe(2 * Math.ceil(20_000 / 3));
  });

  test("ends soon for texts that are nothing but repetitions", () => {
    const before = Array.from({ length: 60_000 }, (_, index) => String(index % 3));
    const after = Array.from({ length: 60_000 }, (_, index) => String((index * index) % 7));
    expect(apply(before, after, diffSequences(before, after))).toEqual(after);
  });
});
