import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import {
  fromBytes,
  isBelow,
  joinBytes,
  shownBytes,
  toBytes,
  uriOfBytes,
} from "../../../../lib/run/files-traced/byte-path.ts";

test.each([
  ["/w", "a", "/w/a"],
  ["/w", "./a/../b", "/w/b"],
  ["/w", "..", "/"],
  ["/w", "/x//y/", "/x/y"],
  ["/w", "../../..", "/"],
  ["/w", "", "/w"],
])("joinBytes %s %s is %s", (base, name, wanted) => {
  expect(joinBytes(base, name)).toBe(wanted);
});

test("a path in UTF-8 comes back as it was, another is shown byte by byte", () => {
  expect(fromBytes(toBytes("ä/日本"))).toBe("ä/日本");
  expect(fromBytes("a\xff")).toBeUndefined();
  expect(shownBytes("a\xff\n")).toBe("a\\xff\\x0a");
  expect(shownBytes(toBytes("ä\n"))).toBe("ä\n");
});

test("a URI has every byte, and is Node's for a path that Node can name", () => {
  expect(uriOfBytes("/a\xff b")).toBe("file:///a%FF%20b");
  for (const path of ["/a/b.txt", "/a b/ä", "/a%20b", "/a?b#c"])
    expect(uriOfBytes(toBytes(path))).toBe(pathToFileURL(path).href);
});

test("isBelow does not take a longer name for a directory", () => {
  expect(isBelow("/w/a", "/w")).toBe(true);
  expect(isBelow("/w", "/w")).toBe(true);
  expect(isBelow("/wa", "/w")).toBe(false);
  expect(isBelow("/a", "/")).toBe(true);
});
