import { execFileSync } from "node:child_process";
import { existsSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { askVersion, versionQuestion } from "../../../../lib/run/toolchain/versions.ts";
import { openWorkbench, pathOf, plainEnv } from "./workbench.ts";

const bench = openWorkbench();
afterAll(bench.remove);

const ask = async (name: string, path: string, env = plainEnv()) => {
  const question = versionQuestion(name, path);
  return question === null ? null : askVersion(path, question, env, 20_000);
};

describe("askVersion", () => {
  it("agrees with what Node and bash say of themselves", async () => {
    expect(await ask("node", process.execPath)).toBe(process.versions.node);
    const bash = execFileSync("bash", ["-c", 'echo "$BASH_VERSION"'], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "inherit"],
    }).trim();
    expect(await ask("bash", pathOf("bash"))).toBe(bash);
  });

  it.each([
    ["git", "git version 2.39.5", "2.39.5"],
    ["git", "git version 2.39.5 (Apple Git-154)", "2.39.5"],
    ["go", "go version go1.22.1 linux/amd64", "1.22.1"],
    ["rustc", "rustc 1.79.0 (129f3b996 2024-06-10)", "1.79.0"],
    ["cargo", "cargo 1.79.0 (ffa9cf99a 2024-06-03)", "1.79.0"],
    ["R", "R version 4.3.3 (2024-02-29) -- Angel Food Cake", "4.3.3"],
    ["Rscript", "Rscript (R) version 4.3.3 (2024-02-29)", "4.3.3"],
    ["julia", "julia version 1.10.4", "1.10.4"],
    ["ruby3.1", "ruby 3.1.2p20 (2022-04-12 revision 4491bb740a) [x86_64-linux-gnu]", "3.1.2p20"],
    ["perl", "\nThis is perl 5, version 36, subversion 0 (v5.36.0) built for x86_64", "5.36.0"],
    ["php", "PHP 8.2.20 (cli) (built: Jun 17 2024)", "8.2.20"],
    ["x86_64-linux-gnu-gcc-12", "x86_64-linux-gnu-gcc-12 (Debian 12.2.0-14+deb12u1) 12.2.0", "12.2.0"],
    ["clang-16", "Debian clang version 16.0.6 (15~deb12u1)", "16.0.6"],
    ["make", "GNU Make 4.3", "4.3"],
    ["cmake", "cmake version 3.25.1", "3.25.1"],
    ["uv", "uv 0.4.30 (61ed2a236 2024-11-04)", "0.4.30"],
    ["poetry", "Poetry (version 1.8.3)", "1.8.3"],
    ["conda", "conda 24.5.0", "24.5.0"],
    ["pip3.11", "pip 23.0.1 from /home/a/venv/lib/python3.11/site-packages/pip (python 3.11)", "23.0.1"],
    ["docker", "Docker version 26.1.4, build 5650f9b", "26.1.4"],
    ["ffmpeg", "ffmpeg version 5.1.5-0+deb12u1 Copyright (c) 2000-2024", "5.1.5-0+deb12u1"],
    ["sqlite3", "3.40.1 2022-12-28 14:03:47 df5c253c0b3dd24916e4ec7cf77d3db5294cc9fd", "3.40.1"],
    ["duckdb", "v1.0.0 1f98600c2c", "1.0.0"],
    ["nvcc", "Cuda compilation tools, release 12.4, V12.4.131", "12.4.131"],
  ])("reads the version of %s from %j", async (name, said, version) => {
    bench.file("said", said);
    expect(await ask(name, bench.program(name, `#!/bin/sh\ncat '${bench.dir}/said'\n`))).toBe(version);
  });

  it("reads what java says on standard error", async () => {
    expect(
      await ask("java", bench.program("java", `#!/bin/sh\necho 'openjdk version "17.0.11" 2024-04-16' >&2\n`)),
    ).toBe("17.0.11");
  });

  it("is null when the tool fails, says something else or never ends", async () => {
    expect(await ask("git", bench.program("a/git", "#!/bin/sh\necho git version 1.0\nexit 1\n"))).toBeNull();
    expect(await ask("git", bench.program("b/git", "#!/bin/sh\necho hello\n"))).toBeNull();
    const slow = bench.program("c/git", "#!/bin/sh\nsleep 60\n");
    const question = versionQuestion("git", slow);
    expect(question && (await askVersion(slow, question, plainEnv(), 200))).toBeNull();
  });

  it("asks far from the project, and keeps Go from downloading another one", async () => {
    const program = bench.program("go", `#!/bin/sh\necho "go version go1.$PWD.$GOTOOLCHAIN.$NODE_OPTIONS"\n`);
    expect(await ask("go", program, { ...plainEnv(), NODE_OPTIONS: "x", GOTOOLCHAIN: "auto" })).toBe("1./.local.");
  });
});

describe("versionQuestion", () => {
  it("never runs a program that it doesn't know", async () => {
    const path = bench.program("deploy", `#!/bin/sh\ntouch '${bench.dir}/deployed'\n`);
    expect(await ask("deploy", path)).toBeNull();
    expect(existsSync(join(bench.dir, "deployed"))).toBe(false);
  });

  it.each(["sh", "dash", "true", "dbt", "git2", "node-deploy", "python3-config", "my-make"])(
    "is null for %s",
    (name) => {
      expect(versionQuestion(name, bench.program(name, "#!/bin/sh\n"))).toBeNull();
    },
  );

  it("is null for a stand-in whose file has another name", () => {
    bench.program("volta-shim", "#!/bin/sh\n");
    symlinkSync("volta-shim", join(bench.dir, "node"));
    expect(versionQuestion("node", join(bench.dir, "node"))).toBeNull();
    bench.program("real/npm-cli.js", "#!/bin/sh\n");
    symlinkSync("real/npm-cli.js", join(bench.dir, "npm"));
    expect(versionQuestion("npm", join(bench.dir, "npm"))).not.toBeNull();
  });

  it("trusts a binary's identity for its version, never a script's", () => {
    expect(versionQuestion("git", bench.program("d/git", "\x7fELF"))?.isAlone).toBe(true);
    expect(versionQuestion("git", bench.program("e/git", "#!/bin/sh\n"))?.isAlone).toBe(false);
    expect(versionQuestion("sqlite3", bench.program("e/sqlite3", "\x7fELF"))?.isAlone).toBe(false);
  });
});
