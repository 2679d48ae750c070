import { describe, expect, it } from "vitest";
import { parseListing } from "../../../../lib/guard/surface/tracked.ts";

const blob = "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391";
const other = "8b137891791fe96927ad78e64b0aad7bded08bdc";
const listing = (...records: string[]) => Buffer.from(records.map((record) => `${record}\0`).join(""));
const parse = (...records: string[]) => parseListing(listing(...records), new Set());

describe("parseListing", () => {
  it("reads an ordinary entry", () => {
    expect(parse(`H 100644 ${blob} 0\ta b\tc`)).toEqual([
      { path: "a b\tc", kind: "file", ignored: false, blobs: [blob], isSame: true },
    ]);
  });

  it("does not care whether a modified entry is repeated at once or at the end", () => {
    const [a, b, c] = [`H 100644 ${blob} 0\ta`, `H 100755 ${blob} 0\tb`, `C 100644 ${blob} 0\ta`];
    expect(parse(a, c, b)).toEqual(parse(a, b, c));
    expect(parse(a, b, c).map(({ path, isSame, blobs }) => [path, isSame, blobs])).toEqual([
      ["a", false, [blob]],
      ["b", true, [blob]],
    ]);
  });

  it.each(["h", "S", "s", "R", "C", "M", "K", "?"])("takes tag %s for a reason to look", (tag) => {
    expect(parse(`${tag} 100644 ${blob} 0\ta`)[0]?.isSame).toBe(false);
  });

  it("gathers the stages of a conflict, a file before a link", () => {
    const stages = parse(`M 120000 ${blob} 1\ta`, `M 100644 ${blob} 2\ta`, `M 100644 ${other} 3\ta`);
    expect(stages).toEqual([{ path: "a", kind: "file", ignored: false, blobs: [blob, other], isSame: false }]);
  });

  it("tells links and submodules, which have no blob to look into", () => {
    const found = parse(`H 120000 ${blob} 0\ta`, `H 160000 ${blob} 0\tb`);
    expect(found.map(({ kind, blobs }) => [kind, blobs])).toEqual([
      ["link", []],
      ["submodule", []],
    ]);
  });

  it("keeps names apart that are not UTF-8, and marks what is ignored", () => {
    const record = (name: string) => Buffer.from(`H 100644 ${blob} 0\t${name}\0`, "latin1");
    const found = parseListing(Buffer.concat([record("\xff"), record("\xfe")]), new Set(["\\xfe"]));
    expect(found.map(({ path, bytes, ignored }) => [path, bytes?.toString("latin1"), ignored])).toEqual([
      ["\\xff", "\xff", false],
      ["\\xfe", "\xfe", true],
    ]);
  });

  it("is empty for nothing", () => {
    expect(parse()).toEqual([]);
  });
});
