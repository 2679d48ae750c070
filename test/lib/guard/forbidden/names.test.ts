import { describe, expect, test } from "vitest";
import { createMatcher } from "../../../../lib/guard/forbidden/matcher.ts";
import { findInNames } from "../../../../lib/guard/forbidden/names.ts";
import { parseIndex } from "../../../../lib/guard/surface/listing.ts";

const zeros = "0".repeat(40);

/** `path: number of the token`, in the order of the answer. */
const found = (tokens: readonly string[], paths: readonly string[]): string[] => {
  const listing = parseIndex(Buffer.from(paths.map((path) => `H 100644 ${zeros} 0\t${path}\0`).join("")));
  return findInNames(listing, createMatcher(tokens)).map(
    ({ entry, token }) => `${listing.bytes.toString("utf8", entry.start, entry.end)}: ${token}`,
  );
};

describe("findInNames", () => {
  test("finds a token at the beginning, in the middle and at the end of a path, once for each path", () => {
    const paths = ["acme", "acme/b", "b/acme", "b/acme/acme", "b/acmes", "c"];
    expect(found(["acme"], paths)).toEqual(paths.slice(0, -1).map((path) => `${path}: 0`));
  });

  test("goes by path, then by token, whatever is found first", () => {
    // Short tokens are searched for after the long ones.
    expect(found(["ab", "acme-corp"], ["a/acme-corp/ab", "b/ab", "c/acme-corp"])).toEqual([
      "a/acme-corp/ab: 0",
      "a/acme-corp/ab: 1",
      "b/ab: 0",
      "c/acme-corp: 1",
    ]);
  });

  test.each([
    ["before the first path", "H 100644"],
    ["between two paths", `${zeros} 0`],
    ["across the end of a path", "b\0"],
    ["across the beginning of a path", "\ta"],
  ])("finds nothing %s", (_, token) => {
    expect(found([token], ["ab", "ab/c"])).toEqual([]);
  });
});
