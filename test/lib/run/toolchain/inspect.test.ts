import { execFileSync } from "node:child_process";
import { chmodSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { sha256 } from "../../../../lib/digest.ts";
import { openToolCache } from "../../../../lib/run/toolchain/cache.ts";
import { inspectExecutable } from "../../../../lib/run/toolchain/inspect.ts";
import { openWorkbench, pathOf, plainEnv, type Workbench } from "./workbench.ts";

let bench: Workbench;
beforeEach(() => {
  bench = openWorkbench();
});
afterEach(() => bench.remove());

const later = { now: () => Date.now() + 3_600_000, monotonic: () => 0n };
const inspect = (path: string, name = "tool") =>
  inspectExecutable(
    { name, path },
    { cache: openToolCache(join(bench.dir, "cache"), later), env: plainEnv(), timeout: 20_000 },
  );

describe("inspectExecutable", () => {
  it("digests the file behind a symbolic link", async () => {
    bench.program("real", "bytes");
    symlinkSync("real", join(bench.dir, "tool"));
    expect(await inspect(join(bench.dir, "tool"))).toEqual({
      sha256: sha256("bytes"),
      version: null,
      placeless: false,
      fromCache: false,
    });
  });

  it("says when the digest was remembered, and reads again after a change", async () => {
    const path = bench.program("tool", "one");
    await inspect(path);
    expect(await inspect(path)).toMatchObject({ sha256: sha256("one"), fromCache: true });
    writeFileSync(path, "two");
    expect(await inspect(path)).toMatchObject({ sha256: sha256("two"), fromCache: false });
  });

  it("asks a well-known binary for its version once, then remembers it", async () => {
    const git = pathOf("git");
    const first = await inspect(git, "git");
    expect(`git version ${first.version}`).toBe(execFileSync("git", ["--version"], { encoding: "utf8" }).trim());
    expect(await inspect(git, "git")).toEqual({ ...first, fromCache: true });
  });

  it("asks a script for its version each time", async () => {
    const path = bench.program("git", `#!/bin/sh\necho "git version $(cat '${bench.dir}/version')"\n`);
    for (const version of ["1.0", "2.0"]) {
      bench.file("version", version);
      expect((await inspect(path, "git")).version).toBe(version);
    }
  });

  it.each(["pyvenv.cfg", "conda-meta/history"])(
    "digests a console script of an environment with %s alike in two places",
    async (mark) => {
      const digests = await Promise.all(
        ["here", "over there"].map((place) => {
          bench.file(`${place}/${mark}`, "");
          const python = join(bench.dir, place, "bin/python");
          return inspect(
            bench.program(`${place}/bin/pytest`, `#!/bin/sh\n'''exec' "${python}" "$0" "$@"\n' '''\nimport pytest\n`),
            "pytest",
          );
        }),
      );
      const expected = sha256(`#!/bin/sh\n'''exec' "./bin/python" "$0" "$@"\n' '''\nimport pytest\n`);
      expect(digests.map((digest) => digest.sha256)).toEqual([expected, expected]);
      expect(digests.map(({ placeless }) => placeless)).toEqual([true, true]);
    },
  );

  it("leaves other scripts, and binaries of an environment, exactly as they are", async () => {
    const script = `#!${bench.dir}/bin/python\n`;
    expect(await inspect(bench.program("bin/tool", script))).toMatchObject({
      sha256: sha256(script),
      placeless: false,
    });
    bench.file("venv/pyvenv.cfg", "");
    const binary = `\x7fELF ${bench.dir}/venv/lib`;
    expect(await inspect(bench.program("venv/bin/tool", binary))).toMatchObject({
      sha256: sha256(binary),
      placeless: false,
    });
  });

  it("throws E_IO that names a program which is gone or can't be read", async () => {
    await expect(inspect(join(bench.dir, "absent"))).rejects.toMatchObject({
      code: "E_IO",
      message: expect.stringContaining('"tool": ENOENT'),
    });
    const path = bench.program("secret", "x");
    chmodSync(path, 0o111);
    // Root reads everything, so only an ordinary user sees the refusal.
    if (process.getuid?.() === 0) expect(await inspect(path)).toMatchObject({ sha256: sha256("x") });
    else await expect(inspect(path)).rejects.toMatchObject({ code: "E_IO" });
    expect(statSync(path).mode & 0o777).toBe(0o111);
  });
});
