import { expect, test } from "vitest";
import { findBlindComparison } from "../../../../lib/guard/governance/canaries.ts";
import { compareSurfaces } from "../../../../lib/guard/governance/index.ts";
import type { Compare } from "../../../../lib/guard/governance/judge-record.ts";

const names = async (compare: Compare): Promise<string[]> =>
  (await findBlindComparison(compare)).map(({ message }) => message.replace(/^.*: /, ""));

const isNothingLoosened: Compare = async (...args) =>
  (await compareSurfaces(...args)).filter(({ kind }) => kind !== "loosened");

const isWordsOnly: Compare = async (...args) =>
  (await compareSurfaces(...args)).map((change) => ({ ...change, kind: "words" }));

test("a comparison that sees every planted difference is not doubted", async () => {
  expect(await findBlindComparison(compareSurfaces)).toEqual([]);
});

test("one that sees nothing misses each of them, undecided", async () => {
  const found = await findBlindComparison(async () => []);
  expect(found.length).toBeGreaterThan(15);
  expect(found[0]).toEqual({
    ...{ code: "RULE_CANARY_MISSED", level: "undecided" },
    message: "The comparison of governance did not see a planted difference: a glob that is gone",
  });
});

test("one that takes what loosened for nothing, or for words, misses what loosened, and all but words", async () => {
  const [blind, harmless] = [await names(isNothingLoosened), await names(isWordsOnly)];
  expect(blind).toContain("a workflow of the same text and another meaning");
  expect(blind).not.toContain("a limit that is narrower");
  expect(harmless).toEqual(expect.arrayContaining([...blind, "a limit that is narrower", "a pin that was moved"]));
  expect(harmless).not.toContain("another reason");
});

test("one that says more than there is, or throws, is doubted as well", async () => {
  const twice = await names(async (...args) => (await compareSurfaces(...args)).flatMap((change) => [change, change]));
  const all = await names(async () => []);
  expect(twice).toEqual(all);
  const thrown = await names(async () => {
    throw new Error("broken");
  });
  expect(thrown).toEqual(all.map((name) => `${name} (broken)`));
});
