import { describe, expect, test } from "vitest";
import { parseRange, splitRange } from "../../../../lib/catalog/query/range.ts";
import { versionKey } from "../../../../lib/catalog/version-key.ts";

const isInside = (range: string, version: string): boolean => {
  const key = versionKey(version);
  if (key === null) return false;
  return parseRange(range).bounds.every(({ from, below, isExcluded }) => {
    const isBetween = (from === null || key >= from) && (below === null || key < below);
    return isBetween !== isExcluded;
  });
};

const judged = (range: string, versions: string): string =>
  versions
    .split(" ")
    .filter((version) => isInside(range, version))
    .join(" ");

describe("parseRange takes", () => {
  const rows: [string, string, string][] = [
    [">=3.12", "3.11.9 3.12rc1 3.12 3.12.0 3.12.1 3.13 10", "3.12 3.12.0 3.12.1 3.13 10"],
    // PEP 440: "must not allow a pre-release of the specified version".
    ["<4", "3.99 4.0rc1 4 4.0.1 40", "3.99"],
    ["<4.0rc2", "4.0rc1 4.0rc2 4", "4.0rc1"],
    // PEP 440: "must not allow a post-release of the given version".
    [">3.12", "3.12 3.12.post1 3.12+local 3.12.0.1 3.12.1 3.13", "3.12.0.1 3.12.1 3.13"],
    ["<=3.12", "3.11 3.12 3.12+ubuntu1 3.12.post1 3.12.1", "3.11 3.12 3.12+ubuntu1"],
    ["==3.12", "3.12 3.12.0 3.12+x 3.12.1 3.12rc1", "3.12 3.12.0 3.12+x"],
    ["=3.12", "3.12 3.12.1", "3.12"],
    ["==3.12+x", "3.12 3.12+x 3.12+x.1", "3.12+x"],
    ["==3.12.*", "3.11.9 3.12.dev1 3.12 3.12.9 3.13.dev1 3.13 3.120", "3.12.dev1 3.12 3.12.9"],
    ["==3.0.*", "3 3.0.5 3.1", "3 3.0.5"],
    ["!=3.12.*", "3.11 3.12 3.12.5 3.13", "3.11 3.13"],
    ["!=2.0", "1.9 2.0.0 2.0.1", "1.9 2.0.1"],
    ["~=3.12", "3.11 3.12 3.99 4.0rc1 4", "3.12 3.99"],
    ["~=3.12.1", "3.12.0 3.12.1 3.12.9 3.13", "3.12.1 3.12.9"],
    ["^20.1", "20.0.9 20.1.0 20.99 21.0.0-rc.1 21", "20.1.0 20.99"],
    ["^0.2.3", "0.2.2 0.2.3 0.2.9 0.3.0", "0.2.3 0.2.9"],
    ["~1.2.3", "1.2.2 1.2.9 1.3.0", "1.2.9"],
    ["~20", "20 20.9 21", "20 20.9"],
    [">=3.10, <3.12, !=3.11.4", "3.9 3.10 3.11.3 3.11.4 3.12", "3.10 3.11.3"],
    [">=1!0", "99 1!0.1", "1!0.1"],
  ];
  test.each(rows)("%s of %s", (range, versions, wanted) => {
    expect(judged(range, versions)).toBe(wanted);
  });
});

test.each([">=", "3.12", ">=x", ">=3.*", "==3rc1.*", "~=3", ">=3.12,", "=>3", "==3.12 || ==4", "^"])(
  "parseRange refuses %s",
  (range) => {
    expect(() => parseRange(range)).toThrow(`Cannot use the version range "${range}"`);
  },
);

test("splitRange finds where a name ends", () => {
  expect(splitRange("python>=3.12,<4")).toEqual({ name: "python", range: ">=3.12,<4" });
  expect(splitRange("python >= 3.12")).toEqual({ name: "python", range: ">= 3.12" });
  expect(splitRange("@types/node^20")).toEqual({ name: "@types/node", range: "^20" });
  expect(splitRange("g++")).toEqual({ name: "g++", range: "" });
});
