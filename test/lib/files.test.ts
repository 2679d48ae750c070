import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { syncAll, writeNewFile } from "../../lib/files.ts";
import { temporary } from "../support/temporary.ts";

test("writeNewFile never overwrites", async () => {
  const cwd = temporary({ there: "old" });
  expect(() => writeNewFile(join(cwd, "there"), "new")).toThrow(/EEXIST/);
  expect(readFileSync(join(cwd, "there"), "utf8")).toBe("old");
  writeNewFile(join(cwd, "fresh"), "new");
  mkdirSync(join(cwd, "d"));
  await syncAll([join(cwd, "fresh"), join(cwd, "d")]);
  await expect(syncAll([join(cwd, "missing")])).rejects.toThrow(/ENOENT/);
});
