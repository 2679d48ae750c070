import { expect, test } from "vitest";
import { placeOf } from "../../../../lib/guard/parity/deciding.ts";

/** Undefined: from where, only a run knows. */
test.each<[string, string, string | undefined]>([
  ["a/b", "a/b", ""],
  ["$A/", "$A/", ""],
  ["a/$A/", "a/$A/", ""],
  ["~/a", "a", undefined],
  ["$A/../", "../", undefined],
  ["$A/../a", "a", undefined],
  ["$A/a/../", "a/../", undefined],
  ["$A/a/../b", "b", undefined],
])("%s is %s, from %j", (word, target, cwd) => {
  expect(placeOf(word, "")).toEqual({ target, cwd });
});
