import { expect, test } from "vitest";
import { isDecidingOutside } from "../../../../lib/guard/parity/outside.ts";

test.each<[string, boolean]>([
  [" ~/.npmrc", true],
  ["~//.npmrc", true],
  ["~/././.npmrc", true],
  ["~/.npmrc/", true],
  ["~/a/bin", true],
  ["~/[", true],
  ["~/a/bins", false],
  ["bin", false],
  ["a/bin", false],
  ["/tmp/bin", false],
])("%j is where programs are found, or says something to them: %s", (pattern, expected) => {
  expect(isDecidingOutside(pattern)).toBe(expected);
});
