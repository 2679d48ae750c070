import { describe, expect, test } from "vitest";
import { compareDescriptors, stateOf } from "../../../lib/compare/descriptors.ts";
import type { ResourceDescriptor } from "../../../lib/evidence/index.ts";

const file = (name: string, digest: string, more: ResourceDescriptor = {}): ResourceDescriptor => ({
  name,
  digest: { sha256: digest },
  ...more,
});
const told = (before: ResourceDescriptor[], after: ResourceDescriptor[]) =>
  compareDescriptors(before, after, { renames: true }).changes.map(
    ({ what, name, before: old }) => `${what} ${name} ${old}`,
  );

describe("compareDescriptors", () => {
  test("takes a file that is gone and a new one with the same bytes for one under another name", () => {
    expect(told([file("old", "1"), file("same", "2")], [file("new", "1"), file("same", "2")])).toEqual([
      "renamed new old",
    ]);
  });

  test("takes none for renamed when there are several with these bytes", () => {
    expect(told([file("a", "1"), file("b", "1")], [file("c", "1")])).toEqual([
      "removed a sha256:1",
      "removed b sha256:1",
      "added c null",
    ]);
  });

  test("pairs the equal ones of several with one name", () => {
    const { changes, same } = compareDescriptors(
      [file("py", "1"), file("py", "2")],
      [file("py", "3"), file("py", "1")],
    );
    expect(same).toBe(1);
    expect(changes).toMatchObject([{ what: "changed", name: "py", before: "sha256:2", after: "sha256:3" }]);
  });

  test("a URI names a file before its name does", () => {
    expect(told([], [{ name: "x", uri: "file:///a", digest: { sha256: "1" } }])).toEqual(["added file:///a null"]);
  });
});

describe("stateOf", () => {
  test("tells links and what they lead to from files", () => {
    expect(stateOf({ digest: { sha256: "1" }, mediaType: "inode/symlink" })).toBe("symbolic link, sha256:1");
    expect(stateOf({ digest: { sha256: "1" }, annotations: { kprov_link: "../x" } })).toBe(
      "sha256:1, through a link to ../x",
    );
    expect(stateOf({})).toBe("no digest");
  });
});
