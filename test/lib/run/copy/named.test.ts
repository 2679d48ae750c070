import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { isFileAt, namedPaths } from "../../../../lib/run/copy/named.ts";
import { temporary } from "../../../support/temporary.ts";

test.each<[string[], string, string[]]>([
  [["python3", "train.py", "-v"], ".", ["train.py", "-v"]],
  [["./run.sh"], "sub", ["sub/run.sh"]],
  [["x", "--script=a/b.py"], ".", ["--script=a/b.py", "a/b.py"]],
  [["x", "../up.py", "."], "sub", ["up.py", "sub"]],
  [["x", "../../out", "/etc/passwd", "", "nul\0"], "sub", []],
])("namedPaths(%j, %j)", (argv, workingDirectory, expected) => {
  expect(namedPaths(argv, workingDirectory)).toEqual(expected);
});

test("isFileAt is false for a loop, a directory and nothing", () => {
  const dir = temporary({ file: "" });
  symlinkSync("loop", join(dir, "loop"));
  expect(["file", "loop", ".", "file/x", "x".repeat(5000)].map((name) => isFileAt(join(dir, name)))).toEqual([
    true,
    false,
    false,
    false,
    false,
  ]);
});
