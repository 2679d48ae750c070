import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { writeOut } from "../../../../lib/guard/surface/write-out.ts";
import { temporary } from "../../../support/temporary.ts";

test("writeOut writes files with their directories, whatever bytes their names have", () => {
  const dir = temporary();
  const odd = Buffer.from([0x61, 0xff, 0x62]);
  writeOut(dir, [
    { path: "a/b/.gitignore", bytes: Buffer.from("x") },
    { path: "d/e", bytes: Buffer.from("z") },
    { path: "fg", bytes: Buffer.from("") },
    { path: odd.toString("latin1"), bytes: Buffer.from("y") },
  ]);
  expect(readFileSync(join(dir, "a/b/.gitignore"), "utf8")).toBe("x");
  expect(readdirSync(dir, "latin1")).toEqual(["a", "a\xffb", "d", "fg"]);
  expect(readFileSync(Buffer.concat([Buffer.from(`${dir}/`), odd]), "utf8")).toBe("y");
});

test.each(["../out", "a/../../out", "/out", "a//b", ".git/config", "a/.GIT/hooks/x", "", ".", "a\0b"])(
  "writeOut refuses the path %j",
  (path) => {
    const dir = join(temporary({ "in/here": "" }), "in");
    const write = () => writeOut(dir, [{ path, bytes: Buffer.from("x") }]);
    expect(write).toThrow(expect.objectContaining({ code: "E_STAGED" }));
    expect(existsSync(join(dir, "..", "out"))).toBe(false);
  },
);
