import { join } from "node:path";
import { describe, expect, it, test } from "vitest";
import { made, run } from "./run.ts";

describe("commands about what is staged, where ways lead back,", () => {
  test.each<[string, string, string[], (top: string) => string]>([
    ["a script for the shell", "t.sh", ["sh", "t.sh"], (top) => `cd ${top} && grep -q good src/a.txt\n`],
    ["one that runs by itself", "t.sh", ["./t.sh"], (top) => `#!/bin/sh\ngrep -q good ${top}/src/a.txt\n`],
    ["a task file", "Makefile", ["make", "t"], (top) => `t:\n\tgrep -q good ${top}/src/a.txt\n`],
    ["a script that another file runs", "t.sh", ["sh", "run.sh"], (top) => `grep -q good ${top}/src/a.txt\n`],
  ])("can't be decided where %s names the work tree", async (_, name, argv, text) => {
    const at = made({ "src/a.txt": "bad\n", "run.sh": ". ./t.sh\n" });
    at.write({ [name]: { mode: 0o755, content: text(at.dir) } });
    at.git("add", "--all");
    at.write({ "src/a.txt": "good\n" });
    const { ends, codes } = await run(at, { test: argv });
    expect([codes, ends[0]?.findings[0]?.message]).toEqual([
      ["COMMAND_NOT_STAGED"],
      `The command "test" would see what is not staged: the tracked file "${name}" names the work tree`,
    ]);
  });

  test.each(['cd "$npm_config_local_prefix"', 'cd "$(dirname "$npm_package_json")"', "cd $CI_PROJECT_DIR"])(
    "see what is staged after %s",
    async (script) => {
      const at = made({ "src/a.txt": "bad\n", "package.json": "{}" });
      at.write({ "src/a.txt": "good\n" });
      const env = {
        npm_config_local_prefix: at.dir,
        npm_package_json: join(at.dir, "package.json"),
        CI_PROJECT_DIR: at.dir,
      };
      expect((await run(at, { test: `${script} && grep -q good src/a.txt` }, { env })).codes).toEqual([
        "COMMAND_FAILED",
      ]);
    },
  );

  it("can't be decided where the checkout would lie in the work tree", async () => {
    const at = made({ "src/a.txt": "bad\n" });
    at.write({ "src/a.txt": "good\n", "node_modules/x": "" });
    const before = process.env["TMPDIR"];
    process.env["TMPDIR"] = join(at.dir, "node_modules");
    try {
      const { codes, ends } = await run(at, { one: "true", two: "true" });
      expect([codes, ends[1]?.findings[0]?.message]).toEqual([
        ["COMMAND_NOT_STAGED", "COMMAND_NOT_STAGED"],
        'The command "two" would see what is not staged: TMPDIR is a directory of the work tree',
      ]);
    } finally {
      if (before === undefined) delete process.env["TMPDIR"];
      else process.env["TMPDIR"] = before;
    }
  });
});
