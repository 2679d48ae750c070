import { spawnSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type RepoFiles, repo } from "../../support/repo.ts";
import { init, notesOf, snapshot } from "./support.ts";

const hasMake = spawnSync("make", ["--version"]).status === 0;
const make = (dir: string, ...args: string[]) =>
  spawnSync("make", args, { cwd: dir, encoding: "utf8", env: { PATH: process.env["PATH"] } });
const read = (dir: string, path: string) => readFileSync(join(dir, path), "utf8");

describe("init and the Makefile", () => {
  const theirs: [string, RepoFiles][] = [
    ["without a final newline", { Makefile: "all:\n\techo all" }],
    ["that ends in a continued line", { Makefile: "all: ; echo all\nX = a \\" }],
    ["with CRLF", { Makefile: "all: ; @echo all\r\n" }],
    ["called makefile", { makefile: "all:\n\techo all\n" }],
    ["called GNUmakefile, beside a Makefile", { GNUmakefile: "all:\n\techo all\n", Makefile: "other:\n\techo\n" }],
    ["with another recipe prefix and shell", { Makefile: ".RECIPEPREFIX = >\nSHELL = /bin/false\nall:\n> echo all\n" }],
    ["that is empty", { Makefile: "" }],
    ["that is not UTF-8", { Makefile: Buffer.from([0x23, 0xe9, 0x0a]) }],
    ["that is executable", { Makefile: { mode: 0o755, content: "all:\n\techo all\n" } }],
  ];
  test.skipIf(!hasMake).each(theirs)(
    "adds one line to one %s, and takes it back (skipped: GNU make is not installed)",
    async (_, files) => {
      using made = repo(files);
      const before = snapshot(made.dir);
      await init(made.dir, "--yes");
      expect(make(made.dir, "-n", "preflight")).toMatchObject({
        status: 0,
        stdout: "npx --yes kprovengine@0.1.0 preflight --config kprov.config.ts\n",
      });
      const help = make(made.dir, "help");
      expect(help).toMatchObject({ status: 0, stdout: expect.stringContaining("make preflight") });
      await init(made.dir, "--undo");
      expect(snapshot(made.dir)).toEqual(before);
    },
  );

  test.skipIf(!hasMake)(
    "prefers the installed package, and never runs a file that nobody pinned (skipped: GNU make is not installed)",
    async () => {
      using made = repo({ "a.txt": "" });
      await init(made.dir, "--yes");
      made.write({ "node_modules/.bin/kprovengine": "" });
      expect(make(made.dir, "-n", "preflight").stdout).toBe(
        "node_modules/.bin/kprovengine preflight --config kprov.config.ts\n",
      );
      made.write({ ".kprov/kprov.mjs": "" });
      expect(make(made.dir, "-n", "preflight").stdout).toBe(
        "node_modules/.bin/kprovengine preflight --config kprov.config.ts\n",
      );
      rmSync(join(made.dir, "kprov.mk"));
      expect(make(made.dir, "preflight").status).not.toBe(0);
    },
  );

  test.skipIf(!hasMake)(
    "respects targets that exist, also in included files (skipped: GNU make is not installed)",
    async () => {
      using made = repo({
        Makefile: "include mk/a.mk\nhelp: ; @echo theirs\n",
        "mk/a.mk": "lint preflight: ; @echo theirs\n",
      });
      const called = await init(made.dir, "--yes", "--ci", "github");
      expect(notesOf(called)).toContain(
        'Makefile: it has "preflight" already, which stays: ours is "make kprov-preflight"',
      );
      expect(make(made.dir, "preflight").stdout).toBe("theirs\n");
      expect(make(made.dir, "help").stdout).toBe("theirs\n");
      expect(make(made.dir, "-n", "kprov-preflight").stdout).toBe(
        "npx --yes kprovengine@0.1.0 preflight --config kprov.config.ts\n",
      );
      expect(read(made.dir, ".github/workflows/kprov.yml")).toContain("run: make kprov-preflight");
    },
  );

  test("warns of a Makefile that ignores errors", async () => {
    using made = repo({ Makefile: ".IGNORE:\nall:\n\techo\n" });
    expect(notesOf(await init(made.dir, "--yes")).join()).toContain("ignore errors");
  });

  test.each(["justfile", "Justfile", "JUSTFILE", ".justfile"])(
    "adds an import to %s and respects its recipes and aliases",
    async (name) => {
      using made = repo({ [name]: "preflight:\n  echo theirs\nbuild x='1':\n  echo\nalias help := build\n" });
      const before = snapshot(made.dir);
      const called = await init(made.dir, "--yes");
      expect(read(made.dir, name)).toMatch(/\n\nimport 'kprov\.just'\n$/);
      expect(read(made.dir, "kprov.just")).toMatch(
        /^kprov-preflight:\n {4}@\{\{ kprov_tool \}\} preflight --config kprov.config.ts$/m,
      );
      expect(notesOf(called).filter((note) => note.startsWith(name))).toHaveLength(2);
      await init(made.dir, "--undo");
      expect(snapshot(made.dir)).toEqual(before);
    },
  );
});
