import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import { sha256 } from "../../../../lib/digest.ts";
import { toolchainSchema } from "../../../../lib/evidence/schemas/toolchain.ts";
import { formatDocument } from "../../../../lib/json.ts";
import { captureToolchain, type ToolchainMachine } from "../../../../lib/run/toolchain/index.ts";
import { makeVenv, openWorkbench, pathOf, plainEnv, realPython, type Workbench } from "./workbench.ts";

const shared = openWorkbench();
afterAll(shared.remove);
const venv = join(shared.dir, "venv");
makeVenv(venv, { name: "demo", version: "1.0" });
const python = realPython();

let bench: Workbench;
beforeEach(() => {
  bench = openWorkbench();
});
afterEach(() => bench.remove());

const later = { now: () => Date.now() + 3_600_000, monotonic: () => 0n };

interface Step {
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  repositoryRoot?: string;
  cacheDir?: string;
  machine?: ToolchainMachine;
}

const capture = async (argv: readonly string[], step: Step = {}) => {
  const { env = plainEnv(), cwd = bench.dir, repositoryRoot = null, cacheDir = null, machine = {} } = step;
  const none = { driverRoot: join(bench.dir, "none"), toolkitRoot: join(bench.dir, "none"), clock: later };
  const captured = await captureToolchain({ argv, cwd, env, repositoryRoot, cacheDir }, { ...none, ...machine });
  toolchainSchema.parse(captured.document);
  return captured;
};

const digestOf = (path: string) => sha256(readFileSync(path));
const demo = { name: "demo", version: "1.0" };

describe("captureToolchain records", () => {
  it("platform and lock files alone for the built-in pipeline", async () => {
    bench.file("go.mod", "m");
    const { document, located } = await capture([], { env: { ...plainEnv(), VIRTUAL_ENV: venv } });
    expect(document).toMatchObject({ schema: "kprov.toolchain/v1", tools: [], python: [], cuda: null });
    expect(document.platform.os).toBe(process.platform);
    expect(document.lockFiles).toEqual([{ path: "go.mod", size: 1, sha256: sha256("m") }]);
    expect(located).toEqual([]);
  });

  it("no tool for a command that is not found", async () => {
    expect((await capture(["no-such-program"], { env: { ...plainEnv(), VIRTUAL_ENV: venv } })).document.tools).toEqual(
      [],
    );
  });

  it("an unknown program by digest, without running it", async () => {
    const path = bench.program("deploy", `#!/bin/sh\ntouch '${bench.dir}/deployed'\n`);
    const { document, located } = await capture(["./deploy", "--now"]);
    expect(document.tools).toEqual([
      { name: "deploy", role: "command", version: null, sha256: digestOf(path) },
      { name: "sh", role: "interpreter", version: null, sha256: digestOf("/bin/sh") },
    ]);
    expect(located).toContainEqual({ name: "deploy", role: "command", path, fromCache: false });
    expect(readdirSync(bench.dir)).toEqual(["deploy"]);
  });

  it("the virtual environment's interpreter and distributions, not those behind its link", async () => {
    const { document } = await capture([join(venv, "bin/python"), "x.py"]);
    expect(document.tools).toMatchObject([
      { name: "python", role: "command", sha256: digestOf(join(venv, "bin/python")) },
    ]);
    expect(document.tools[0]?.version).toBe(document.python[0]?.version);
    expect(document.python).toMatchObject([{ implementation: "CPython", role: "interpreter" }]);
    expect(document.python[0]?.distributions).toContainEqual(demo);
    expect((await capture([python, "x.py"])).document.python[0]?.distributions).not.toContainEqual(demo);
  });

  it("the interpreter behind a console script", async () => {
    const script = bench.program("bin/demo", `#!${venv}/bin/python\n`);
    const { document } = await capture(["demo"], { env: plainEnv(join(bench.dir, "bin")) });
    expect(document.tools.map(({ name, role }) => `${role} ${name}`)).toEqual(["command demo", "interpreter python"]);
    expect(document.tools[0]?.sha256).toBe(digestOf(script));
    expect(document.python[0]?.distributions).toContainEqual(demo);
  });

  it("what env -i leaves: no PYTHONPATH, another interpreter", async () => {
    const env = { ...plainEnv(), PYTHONPATH: join(bench.dir, "extra"), VIRTUAL_ENV: venv };
    const { document } = await capture(["env", "-i", `PATH=${venv}/bin`, "python3", "x.py"], { env });
    expect(document.tools.map(({ name, role }) => `${role} ${name}`)).toEqual(["command python3", "launcher env"]);
    expect(document.python).toHaveLength(1);
    expect(document.python[0]?.distributions).toContainEqual(demo);
  });

  it("the interpreter that a wrapper called python hands over to", async () => {
    bench.program("bin/python3", `#!/bin/sh\nexec '${venv}/bin/python' "$@"\n`);
    const { document } = await capture(["python3", "x.py"], { env: plainEnv(join(bench.dir, "bin")) });
    const names = document.tools.map(({ name, role }) => `${role} ${name}`);
    expect(names).toEqual(["command python3", "interpreter python", "interpreter sh"]);
    expect(document.python[0]?.distributions).toContainEqual(demo);
  });

  it.each(["VIRTUAL_ENV", "CONDA_PREFIX"])(
    "the environment that %s names, when the command is not Python",
    async (name) => {
      const { document } = await capture(["true"], { env: { ...plainEnv(), [name]: venv } });
      expect(document.tools.map((tool) => `${tool.role} ${tool.name}`)).toEqual(["command true", "environment python"]);
      expect(document.python).toMatchObject([{ role: "environment" }]);
      expect(document.python[0]?.distributions).toContainEqual(demo);
      expect(
        (await capture(["true"], { env: { ...plainEnv(), [name]: join(bench.dir, "gone") } })).document.python,
      ).toEqual([]);
    },
  );

  it("no other environment when an interpreter was seen to run", async () => {
    const { document } = await capture([python, "x.py"], { env: { ...plainEnv(), VIRTUAL_ENV: venv } });
    expect(document.python.map(({ role }) => role)).toEqual(["interpreter"]);
    expect(document.tools.map(({ role }) => role)).not.toContain("environment");
  });

  it("a failing interpreter by digest, without distributions", async () => {
    const path = bench.program("python3", "#!/bin/sh\nexit 3\n");
    const { document } = await capture(["./python3"]);
    expect(document.tools).toContainEqual({ name: "python3", role: "command", version: null, sha256: digestOf(path) });
    expect(document.python).toEqual([]);
  });

  it("the file behind symbolic links under the name that was used", async () => {
    const real = bench.program("opt/tool-1.2", "\x7fELF tool");
    symlinkSync("opt/tool-1.2", join(bench.dir, "tool"));
    const { document, located } = await capture(["./tool"]);
    expect(document.tools).toEqual([{ name: "tool", role: "command", version: null, sha256: digestOf(real) }]);
    expect(located).toEqual([{ name: "tool", role: "command", path: join(bench.dir, "tool"), fromCache: false }]);
  });

  it("CUDA when it is there", async () => {
    bench.file("nvidia/version", "NVRM version: NVIDIA UNIX x86_64 Kernel Module  535.104.05  Sat\n");
    bench.file("cuda/version.json", '{"cuda":{"version":"12.4.1"}}');
    const { document } = await capture(["true"], {
      env: { ...plainEnv(), CUDA_HOME: join(bench.dir, "cuda") },
      machine: { driverRoot: join(bench.dir, "nvidia") },
    });
    expect(document.cuda).toEqual({ driver: "535.104.05", toolkit: "12.4.1", devices: [] });
  });
});

describe("captureToolchain is stable", () => {
  it("gives equal bytes in another place, home, locale, time zone and order of variables", async () => {
    const places = ["a", "b b/longer"].map((place) => {
      const dir = join(bench.dir, place);
      makeVenv(join(dir, ".venv"), demo);
      bench.program(`${place}/.venv/bin/demo`, `#!/bin/sh\n'''exec' "${dir}/.venv/bin/python" "$0" "$@"\n' '''\n`);
      bench.file(`${place}/uv.lock`, "lock");
      mkdirSync(join(dir, "home"));
      return dir;
    });
    const [first = "", second = ""] = places;
    const documents = await Promise.all([
      capture([join(first, ".venv/bin/demo")], {
        cwd: first,
        env: { ...plainEnv(), HOME: join(first, "home"), LC_ALL: "C", TZ: "UTC" },
      }),
      capture([join(second, ".venv/bin/demo")], {
        cwd: second,
        env: {
          TZ: "Asia/Tokyo",
          LC_ALL: "C.UTF-8",
          LANG: "tr_TR.UTF-8",
          HOME: join(second, "home"),
          USER: "other",
          ...plainEnv(),
        },
      }),
    ]);
    const [one, two] = documents.map(({ document }) => formatDocument(document).toString());
    expect(one).toBe(two);
    expect(one).not.toContain(bench.dir);
    expect(documents[0]?.document.python[0]?.distributions).toContainEqual(demo);
  });

  it("gives equal bytes with and without a cache, cold and warm", async () => {
    const cacheDir = join(bench.dir, "cache");
    const runs = [
      await capture(["bash", "x"]),
      await capture(["bash", "x"], { cacheDir }),
      await capture(["bash", "x"], { cacheDir }),
    ];
    expect(new Set(runs.map(({ document }) => JSON.stringify(document))).size).toBe(1);
    expect(runs.map(({ located }) => located[0]?.fromCache)).toEqual([false, false, true]);
  });
});

describe("captureToolchain's cache", () => {
  it("is overruled by a changed executable", async () => {
    const cacheDir = join(bench.dir, "cache");
    const path = bench.program("tool", "\x7fELF one");
    await capture(["./tool"], { cacheDir });
    writeFileSync(path, "\x7fELF two");
    const { document, located } = await capture(["./tool"], { cacheDir });
    expect(document.tools[0]?.sha256).toBe(digestOf(path));
    expect(located[0]?.fromCache).toBe(false);
  });

  it("survives corruption", async () => {
    const cacheDir = join(bench.dir, "cache");
    const before = await capture(["true"], { cacheDir });
    for (const name of readdirSync(join(cacheDir, "tools")))
      writeFileSync(join(cacheDir, "tools", name), '{"sha256":"');
    const after = await capture(["true"], { cacheDir });
    expect(after.document).toEqual(before.document);
    expect(after.located[0]?.fromCache).toBe(false);
  });

  it("serves two captures at once", async () => {
    const cacheDir = join(bench.dir, "cache");
    const both = await Promise.all([
      capture(["git", "status"], { cacheDir }),
      capture(["git", "status"], { cacheDir }),
    ]);
    expect(both[0].document).toEqual(both[1].document);
    expect(readdirSync(join(cacheDir, "tools"))).toHaveLength(1);
    expect((await capture(["git", "status"], { cacheDir })).located[0]?.fromCache).toBe(true);
  });

  it("spares every process and every read of the executable for a warm `true`", async () => {
    const cacheDir = join(bench.dir, "cache");
    await capture(["true"], { cacheDir });
    const { document, located } = await capture(["true"], { cacheDir, machine: { timeout: 1 } });
    const path = pathOf("true");
    expect(document.tools).toEqual([{ name: "true", role: "command", version: null, sha256: digestOf(path) }]);
    expect(located).toEqual([{ name: "true", role: "command", path, fromCache: true }]);
  });
});

describe("captureToolchain throws", () => {
  it("E_IO for a lock file that can't be read", async () => {
    symlinkSync("uv.lock", join(bench.dir, "uv.lock"));
    await expect(capture(["true"])).rejects.toMatchObject({ code: "E_IO" });
  });
});
