import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { repo } from "../../support/repo.ts";
import { didOf, init, kinds } from "./support.ts";

const read = (dir: string, path: string) => readFileSync(join(dir, path), "utf8");

describe("init --update and --undo", () => {
  test("renew what is untouched, show a diff for the rest, and keep what was touched", async () => {
    using made = repo(kinds["python"]);
    await init(made.dir, "--yes", "--ci", "github");
    const scope = join(made.dir, "docs/governance/scope.md");
    writeFileSync(scope, `${readFileSync(scope, "utf8")}ours\n`);
    made.write({ "package.json": '{"name":"web","scripts":{"lint":"x"}}' });
    expect(didOf(await init(made.dir, "--yes"))).toMatchObject({
      "kprov.config.ts": "outdated",
      "docs/governance/scope.md": "touched",
    });
    const updated = await init(made.dir, "--update", "--ci", "none");
    expect(didOf(updated)).toMatchObject({
      "kprov.config.ts": "updated",
      "docs/governance/scope.md": "touched",
      ".github/workflows/kprov.yml": "removed",
    });
    expect(updated.text).toContain("    -ours");
    expect(read(made.dir, "kprov.config.ts")).toContain('"npm", "run", "lint"');
    expect(didOf(await init(made.dir, "--undo"))).toMatchObject({
      "docs/governance/scope.md": "touched",
      "kprov.mk": "removed",
    });
    expect(existsSync(scope)).toBe(true);
    expect(existsSync(join(made.dir, ".kprov"))).toBe(false);
  });

  test("keep what was written below our lines, as lines of their own", async () => {
    using made = repo({ Makefile: "all: ; @echo all", ".gitignore": "x" });
    await init(made.dir, "--yes");
    for (const name of ["Makefile", ".gitignore"])
      writeFileSync(join(made.dir, name), `${read(made.dir, name)}# later\n`);
    await init(made.dir, "--undo");
    expect(read(made.dir, "Makefile")).toBe("all: ; @echo all\n# later\n");
    expect(read(made.dir, ".gitignore")).toBe("x\n# later\n");
  });

  test("leave a directory of ours in which somebody else has put a file", async () => {
    using made = repo({ "a.txt": "" });
    await init(made.dir, "--yes", "--governance", "governance");
    made.write({ "governance/mine.md": "mine\n" });
    await init(made.dir, "--undo");
    expect(read(made.dir, "governance/mine.md")).toBe("mine\n");
  });
});
