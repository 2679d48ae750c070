import { describe, expect, test } from "vitest";
import { createFiles, type Files } from "../../../../lib/run/files-traced/files.ts";

type Deed = (files: Files) => void;

const read =
  (path: string): Deed =>
  (files) =>
    files.read(path, { identity: undefined });
const execute =
  (path: string): Deed =>
  (files) =>
    files.execute(path, { identity: undefined });
const write =
  (path: string, how: { replaces?: boolean; creates?: boolean; isNew?: boolean } = {}): Deed =>
  (files) =>
    files.write(path, { replaces: false, creates: true, isNew: false, ...how });
const replace = (path: string): Deed => write(path, { replaces: true });
const remove =
  (path: string): Deed =>
  (files) =>
    files.remove(path);
const move =
  (from: string | undefined, to: string | undefined): Deed =>
  (files) =>
    files.move(from, to);
const link =
  (from: string, to: string): Deed =>
  (files) =>
    files.copy(from, to);

describe("createFiles", () => {
  test.each<[string, string[], Deed[]]>([
    ["a file that is read", ["/a"], [read("/a")]],
    ["read, then replaced", ["/a"], [read("/a"), replace("/a")]],
    ["replaced, then read", [], [replace("/a"), read("/a")]],
    ["made, then read", [], [write("/a", { isNew: true }), read("/a")]],
    ["appended to, then read", ["/a"], [write("/a"), read("/a")]],
    ["new, but not made by the step", ["/a"], [write("/a", { creates: false, isNew: true }), read("/a")]],
    ["removed and made again", [], [remove("/a"), write("/a"), read("/a")]],
    ["moved, then read: what was there first", ["/a"], [move("/a", "/b"), read("/b")]],
    ["moved twice", ["/a"], [move("/a", "/b"), move("/b", "/c"), read("/c")]],
    ["made, moved, read", [], [replace("/t"), move("/t", "/a"), read("/a")]],
    ["the old name of a moved file, made anew", [], [move("/a", "/b"), write("/a", { isNew: true }), read("/a")]],
    ["linked, then read by the other name", ["/a"], [link("/a", "/b"), read("/b")]],
    ["a nameless file that got a name", [], [link("/proc/self/fd/3", "/a"), read("/a")]],
    ["an exchange", ["/a"], [replace("/t"), (files) => files.exchange("/a", "/t"), read("/a"), read("/t")]],
    ["something unknown moved there", ["/a"], [move(undefined, "/a"), read("/a")]],
    ["moved to nobody knows where", ["/b"], [replace("/a"), move("/a", undefined), read("/b")]],
    ["a directory of its own files moved", [], [replace("/d/a"), move("/d", "/e"), read("/e/a")]],
    ["executed", ["/a"], [execute("/a")]],
    ["made, then executed", [], [replace("/a"), execute("/a")]],
  ])("%s", (_name, inputs, deeds) => {
    const files = createFiles();
    for (const deed of deeds) deed(files);
    const found = [...files.all()].filter(([, access]) => access.read || access.executed).map(([path]) => path);
    expect(found).toEqual(inputs);
  });

  test("says when what was read was written afterwards, and not when it was opened for both at once", () => {
    const files = createFiles();
    for (const deed of [read("/a"), write("/a"), write("/b"), read("/b"), read("/c"), replace("/t"), move("/t", "/c")])
      deed(files);
    expect([...files.all()].filter(([, { rewritten }]) => rewritten).map(([path]) => path)).toEqual(["/a", "/c"]);
  });

  test("says what is left in the end", () => {
    const files = createFiles();
    for (const deed of [replace("/tmp"), move("/tmp", "/a"), replace("/b"), remove("/b")]) deed(files);
    const left = [...files.all()].filter(([, { written, removed }]) => written && !removed).map(([path]) => path);
    expect(left).toEqual(["/a"]);
  });
});
