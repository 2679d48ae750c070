import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, existsSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { repo } from "../../support/repo.ts";
import { temporary } from "../../support/temporary.ts";
import { didOf, init, snapshot } from "./support.ts";

const read = (dir: string, path: string) => readFileSync(join(dir, path), "utf8");

describe("init never overwrites, never leads out", () => {
  test("refuses when kprov.mk is somebody else's, and writes nothing", async () => {
    using made = repo({ "kprov.mk": "mine\n" });
    const before = snapshot(made.dir);
    await expect(init(made.dir, "--yes")).rejects.toMatchObject({
      code: "E_PLACE_TAKEN",
      message: expect.stringContaining('"kprov.mk"'),
    });
    expect(snapshot(made.dir)).toEqual(before);
  });

  test("keeps a configuration, a workflow and documents that were there", async () => {
    const files = {
      "kprov.config.json": "{}",
      ".github/workflows/kprov.yml": "mine\n",
      "docs/governance/scope.md": "mine\n",
    };
    using made = repo(files);
    expect(didOf(await init(made.dir, "--yes"))).toMatchObject({
      ".github/workflows/kprov.yml": "kept",
      "docs/governance/scope.md": "kept",
    });
    expect(existsSync(join(made.dir, "kprov.config.ts"))).toBe(false);
    for (const [path, content] of Object.entries(files)) expect(read(made.dir, path)).toBe(content);
    await init(made.dir, "--undo");
    for (const [path, content] of Object.entries(files)) expect(read(made.dir, path)).toBe(content);
  });

  test.each(["docs", ".kprov", ".gitignore", "Makefile"])(
    "refuses a link out of the repository at %s",
    async (path) => {
      const outside = temporary({ "there/x": "x\n" });
      using made = repo({ "a.txt": "" });
      symlinkSync(
        ["docs", ".kprov"].includes(path) ? join(outside, "there") : join(outside, "there/x"),
        join(made.dir, path),
      );
      const before = [snapshot(made.dir), snapshot(outside)];
      await expect(init(made.dir, "--yes")).rejects.toMatchObject({
        code: "E_PLACE_TAKEN",
        message: expect.stringContaining("out of the repository"),
        hint: expect.stringContaining("nothing was written"),
      });
      expect([snapshot(made.dir), snapshot(outside)]).toEqual(before);
    },
  );

  test("follows a link inside the repository and leaves it a link", async () => {
    using made = repo({ "build/rules.mk": "all:\n\techo\n", Makefile: { link: "build/rules.mk" } });
    const before = snapshot(made.dir);
    await init(made.dir, "--yes");
    expect(read(made.dir, "build/rules.mk")).toContain("include kprov.mk\n");
    await init(made.dir, "--undo");
    expect(snapshot(made.dir)).toEqual(before);
  });

  test("puts everything back when a directory can't be written to", async () => {
    using made = repo({ "docs/a.txt": "" });
    const before = snapshot(made.dir);
    // Root may write anywhere: another user is asked then.
    const isRoot = process.getuid?.() === 0;
    chmodSync(join(made.dir, "docs"), 0o555);
    if (isRoot) execFileSync("chown", ["-R", "65534:65534", made.dir]);
    const loader = join(import.meta.dirname, "../../../node_modules/tsx/dist/loader.mjs");
    const script = join(import.meta.dirname, "../../../scripts/init.ts");
    const child = spawnSync(process.execPath, ["--import", loader, script, "--yes"], {
      cwd: made.dir,
      encoding: "utf8",
      env: { PATH: process.env["PATH"], HOME: made.dir, TMPDIR: temporaryFor(isRoot) },
      ...(isRoot && { uid: 65534, gid: 65534 }),
    });
    chmodSync(join(made.dir, "docs"), 0o755);
    expect(child.stderr).toContain("error E_IO: Cannot write");
    expect(child.stderr).toContain("EACCES; nothing was changed");
    expect(child.status).toBe(3);
    expect(snapshot(made.dir)).toEqual(before);
  });

  test("refuses a file in a directory's place, and a receipt that leads elsewhere", async () => {
    using made = repo({ docs: "a file\n" });
    await expect(init(made.dir, "--yes")).rejects.toMatchObject({ code: "E_PLACE_TAKEN" });
    const answers = { name: "x", repository: null, ci: "none", governance: "docs", vendor: false };
    const entries = [{ path: "../victim", how: "create", existed: false, sha256: "0".repeat(64) }];
    made.write({
      ".kprov/adopted.json": JSON.stringify({
        schema: "kprov.adopted/v1",
        version: "0.1.0",
        answers,
        directories: [],
        entries,
      }),
    });
    await expect(init(made.dir, "--undo")).rejects.toMatchObject({
      code: "E_RECEIPT",
      message: expect.stringContaining("../victim"),
    });
    made.write({ ".kprov/adopted.json": "{" });
    await expect(init(made.dir, "--undo")).rejects.toMatchObject({ code: "E_RECEIPT" });
  });
});

const temporaryFor = (isRoot: boolean): string => {
  const dir = temporary();
  if (isRoot) chmodSync(dir, 0o777);
  return dir;
};
