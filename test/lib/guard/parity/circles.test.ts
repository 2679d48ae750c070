import { expect, it } from "vitest";
import { circlesIn } from "../../../../lib/guard/parity/circles.ts";

it.each<[Record<string, string[]>, string[]]>([
  [{}, []],
  [{ a: [], b: ["a"], c: ["a", "b"] }, []],
  [{ c: ["b"], b: ["a"], a: [] }, []],
  [{ a: ["a"] }, ["a"]],
  [{ a: ["b"], b: ["a"] }, ["a", "b"]],
  [{ a: ["b"], b: ["c"], c: ["a"] }, ["a", "b", "c"]],
  // Behind a circle is not in it, nor before it.
  [{ x: ["a"], a: ["b"], b: ["a", "y"], y: [], z: ["x"] }, ["a", "b"]],
  [{ a: ["b", "c"], b: [], c: ["a"] }, ["a", "c"]],
  [{ a: ["b"], b: ["b"] }, ["b"]],
  // Nobody knows for whom that one waits.
  [{ a: ["gone"] }, []],
])("%j", (needs, expected) => {
  expect(circlesIn(new Map(Object.entries(needs)))).toEqual(expected);
});

it("follows long ways quickly", { timeout: 5000 }, () => {
  const jobs = Array.from({ length: 2000 }, (_, index): [string, string[]] => [`${index}`, [`${index + 1}`]]);
  expect(circlesIn(new Map(jobs))).toEqual([]);
  expect(circlesIn(new Map([...jobs.slice(0, 500), ["500", ["0"]]]))).toHaveLength(501);
});
