import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { sha256 } from "../../../../lib/digest.ts";
import { readLockFiles } from "../../../../lib/run/toolchain/lock-files.ts";
import { openWorkbench, type Workbench } from "./workbench.ts";

let bench: Workbench;
beforeEach(() => {
  bench = openWorkbench();
});
afterEach(() => bench.remove());

describe("readLockFiles", () => {
  it("finds lock files of the working directory and of the repository's top, sorted, and nothing else", async () => {
    bench.file("repo/uv.lock", "top");
    bench.file("repo/a/go.sum", "between");
    bench.file("repo/a/b/requirements-dev.txt", "dev");
    bench.file("repo/a/b/requirements.txt", "");
    bench.file("repo/a/b/package.json", "{}");
    bench.file("repo/a/b/requirements.in", "x");
    const found = await readLockFiles(join(bench.dir, "repo/a/b"), join(bench.dir, "repo"));
    expect(found).toEqual([
      { path: "../../uv.lock", size: 3, sha256: sha256("top") },
      { path: "requirements-dev.txt", size: 3, sha256: sha256("dev") },
      { path: "requirements.txt", size: 0, sha256: sha256("") },
    ]);
  });

  it("counts each once when the working directory is the top, also through a link", async () => {
    bench.file("repo/sub/go.mod", "m");
    bench.file("repo/Cargo.lock", "c");
    symlinkSync(join(bench.dir, "repo/sub"), join(bench.dir, "link"));
    expect((await readLockFiles(join(bench.dir, "repo"), join(bench.dir, "repo"))).map(({ path }) => path)).toEqual([
      "Cargo.lock",
    ]);
    const through = await readLockFiles(join(bench.dir, "link"), join(bench.dir, "repo"));
    expect(through.map(({ path }) => path)).toEqual(["../Cargo.lock", "go.mod"]);
  });

  it("leaves out a repository that the working directory is not in", async () => {
    bench.file("repo/go.mod", "m");
    bench.file("elsewhere/x", "");
    expect(await readLockFiles(join(bench.dir, "elsewhere"), join(bench.dir, "repo"))).toEqual([]);
  });

  it("follows links to files and leaves out directories, FIFOs and dangling links", async () => {
    bench.file("pins", "p");
    symlinkSync("pins", join(bench.dir, "poetry.lock"));
    symlinkSync("nothing", join(bench.dir, "pdm.lock"));
    mkdirSync(join(bench.dir, "environment.yml"));
    execFileSync("mkfifo", [join(bench.dir, "go.sum")]);
    expect(await readLockFiles(bench.dir, null)).toEqual([{ path: "poetry.lock", size: 1, sha256: sha256("p") }]);
  });

  it("throws E_IO that names what can't be read", async () => {
    symlinkSync("uv.lock", join(bench.dir, "uv.lock"));
    await expect(readLockFiles(bench.dir, null)).rejects.toMatchObject({
      code: "E_IO",
      message: expect.stringContaining('"uv.lock": ELOOP'),
    });
    await expect(readLockFiles(join(bench.dir, "absent"), null)).rejects.toMatchObject({ code: "E_IO" });
  });
});
