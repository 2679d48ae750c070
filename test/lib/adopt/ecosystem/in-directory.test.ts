import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { inDirectory } from "../../../../lib/adopt/ecosystem/in-directory.ts";
import { temporary } from "../../../support/temporary.ts";

test("inDirectory leaves a command at the top as it is", () => {
  expect(inDirectory("", ["go", "vet"])).toEqual(["go", "vet"]);
});

test.each(["services/api", "it's a $HOME; dir", "-rf"])('inDirectory starts in "%s", whatever it is called', (root) => {
  const dir = temporary({ [`${root}/here.txt`]: "here" });
  const [program = "", ...args] = inDirectory(root, ["cat", "here.txt"]);
  expect(execFileSync(program, args, { cwd: dir, encoding: "utf8" })).toBe("here");
});
