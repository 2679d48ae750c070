import { expect, test } from "vitest";
import { patchedPaths } from "../../../../../lib/guard/parity/altered/patch-text.ts";

const hunk = (header: string, ...lines: string[]) => [`@@ ${header} @@ f()`, ...lines].join("\n");
const many = (sign: string, count: number): string[] => Array.from({ length: count }, () => `${sign}x`);

test.each<[string, [path: string, line: number][]]>([
  ["", []],
  [
    "diff --git a/b/c b/d",
    [
      ["b/c", 1],
      ["d", 1],
    ],
  ],
  [
    "diff --git a/b c b/d e \r\n",
    [
      ["b c", 1],
      ["d e", 1],
    ],
  ],
  [
    "--- a/b \n+++ b/c\t",
    [
      ["b", 1],
      ["c", 2],
    ],
  ],
  [
    "--- x/b\n+++ ??c",
    [
      ["b", 1],
      ["c", 2],
    ],
  ],
  [
    "rename from b \nrename to c",
    [
      ["b", 1],
      ["c", 2],
    ],
  ],
  ["xrename from b\n x --- a/b\nx+++ b/c\nrename of b", []],
  ["--- /dev/null\n+++ /dev/null \r", []],
  [
    "--- /dev/null/b\n+++ /dev/nullb\nx--- /dev/null",
    [
      ["ev/null/b", 1],
      ["ev/nullb", 2],
    ],
  ],
  ["rename to --- /dev/null", [["--- /dev/null", 1]]],
  ["similarity index 100%\nmode @@\n@ -1 +1 @@", []],
  [`${hunk("-1 +1", "--- a/b", "+++ b/c")}\n--- a/d`, [["d", 4]]],
  [`${hunk("-1,0 +1,2", "+++ b/c", "+++ b/c")}\n--- a/d`, [["d", 4]]],
  [`${hunk("-1,2 +1,0", "--- b/c", "--- b/c")}\n--- a/d`, [["d", 4]]],
  [`${hunk("-1,2 +1,2", "", "\r")}\n--- a/d`, [["d", 4]]],
  [`${hunk("-1,2 +1,2", "-a", "\\ No newline at end of file", "+++ b/c", " b")}\n--- a/d`, [["d", 6]]],
  [`${hunk("-10,12 +123,11", ...many(" ", 10), ...many("-", 2), ...many("+", 1))}\n--- a/d`, [["d", 15]]],
  [`${hunk("-1 +1", "-a", "+b")}\n${hunk("-9 +9", "-a", "+b")}\nrename to d`, [["d", 7]]],
])("paths of %j", (text, paths) => {
  expect(patchedPaths(text)).toEqual(paths.map(([path, line]) => ({ path, line })));
});

test.each([
  "diff --git b c",
  "diff --git x diff --git a/b b/c",
  "@@ -1 +1",
  "@@@@ -1 +1 @@",
  "@@ -a +b @@\n-a\n+b",
  "@@@@ -1 +1 @@\n-a\n+b",
  `${hunk("-1 +1", "-a", "-b", "+c")}\n${hunk("-9 +9", "-a", "+b")}`,
  `${hunk("-1 +1", "+a", "+b", "-c")}\n${hunk("-9 +9", "-a", "+b")}`,
  hunk("-1,2 +1,2", " a", "!b", " c"),
  hunk("-1 +1", "-a"),
  hunk("-1 +1", "+a"),
  hunk("-1 +1", "-a", "-b", "+c"),
  hunk("-1 +1", "+a", "+b", "-c"),
  hunk("-1,2 +1,2", " a", "!b"),
  hunk("-1,2 +1,2", " a", "diff --git a/b b/c"),
])("none of %j", (text) => {
  expect(patchedPaths(text)).toBeUndefined();
});
