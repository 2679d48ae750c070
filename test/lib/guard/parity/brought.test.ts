import { expect, test } from "vitest";
import { isBringing } from "../../../../lib/guard/parity/brought.ts";

test.each<[string, string[], boolean]>([
  [".env", ["xMakefile"], false],
  [".env", ["Makefile.am"], false],
  [".env", ["justfile"], true],
  ["low/.env", ["low/Makefile"], true],
  ["low/.npmrc", ["low/package.json"], true],
  ["low/.npmrc", ["low/a"], false],
  ["undefined.env", ["a"], false],
  ["x.git", ["a"], false],
  [".git/x/y", [], true],
  // A submodule.
  ["vendor/.git", ["vendor"], true],
  ["vendor/.git", ["vendors"], false],
])("%s beside %j may be read by what runs: %s", (pattern, paths, expected) => {
  expect(isBringing(pattern, paths)).toBe(expected);
});
