import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { askPython, isPython, readPythonArgs } from "../../../../lib/run/toolchain/python.ts";
import { addDistribution, makeVenv, openWorkbench, plainEnv } from "./workbench.ts";

const bench = openWorkbench();
afterAll(bench.remove);

const venv = join(bench.dir, "venv");
const site = makeVenv(venv, { name: "Demo_Pkg.Core", version: "1.2.3" });
const python = join(venv, "bin/python");
const context = { cwd: bench.dir, env: plainEnv() };
const namesOf = async (call: { flags: string[]; entry: string | null }, env = context.env) => {
  const answer = await askPython(python, call, { ...context, env }, 20_000);
  return answer?.environment.distributions.map(({ name, version }) => `${name}=${version}`);
};

describe("isPython", () => {
  it.each(["python", "python3", "python3.13", "python3.13t", "pypy3", "pypy3.10"])("is true for %s", (name) => {
    expect(isPython(name)).toBe(true);
  });
  it.each(["python3-config", "ipython", "pythonw.sh", "py"])("is false for %s", (name) => {
    expect(isPython(name)).toBe(false);
  });
});

describe("readPythonArgs", () => {
  const cwd = bench.dir;
  bench.file("scripts/x.py", "");
  mkdirSync(join(cwd, "app"), { recursive: true });
  symlinkSync("scripts/x.py", join(cwd, "link.py"));

  it.each([
    [["scripts/x.py", "-I"], [], `${cwd}/scripts`],
    [["link.py"], [], `${cwd}/scripts`],
    [["app"], [], `${cwd}/app`],
    [["-u", "-W", "error", "-Xdev", "scripts/x.py"], [], `${cwd}/scripts`],
    [["-IS", "scripts/x.py"], ["-I", "-S"], `${cwd}/scripts`],
    [["-m", "pytest", "-S"], [], cwd],
    [["-Ec", "print(1)", "-I"], ["-E"], cwd],
    [["-"], [], cwd],
    [[], [], cwd],
    [["--check-hash-based-pycs", "always", "-s", "scripts/x.py"], ["-s"], `${cwd}/scripts`],
  ])("of %j gives flags %j and entry %s", (args, flags, entry) => {
    expect(readPythonArgs(args, cwd)).toEqual({ flags, entry });
  });
});

describe("askPython", () => {
  it("lists the distributions of the virtual environment, normalised, and writes nothing", async () => {
    const before = readdirSync(bench.dir, { recursive: true }).length;
    const answer = await askPython(python, { flags: [], entry: null }, context, 20_000);
    expect(answer?.environment.implementation).toBe("CPython");
    expect(`Python ${answer?.environment.version}`).toBe(
      execFileSync(python, ["--version"], { encoding: "utf8" }).trim(),
    );
    expect(answer?.environment.distributions).toContainEqual({ name: "demo-pkg-core", version: "1.2.3" });
    expect(answer?.executable).toBe(python);
    expect(readdirSync(bench.dir, { recursive: true }).length).toBe(before);
  });

  it("honours -S and -I, and sees PYTHONPATH and the script's directory only when the step does", async () => {
    const own = join(bench.dir, "own");
    addDistribution(own, { name: "own", version: "0.1" });
    expect(await namesOf({ flags: ["-S"], entry: null })).toEqual([]);
    expect(await namesOf({ flags: [], entry: own })).toContain("own=0.1");
    expect(await namesOf({ flags: ["-I"], entry: own })).not.toContain("own=0.1");
    expect(await namesOf({ flags: [], entry: null }, { ...context.env, PYTHONPATH: own })).toContain("own=0.1");
    expect(await namesOf({ flags: ["-E"], entry: null }, { ...context.env, PYTHONPATH: own })).not.toContain("own=0.1");
  });

  it("keeps what comes first on the search path", async () => {
    const first = join(bench.dir, "first");
    addDistribution(first, { name: "demo-pkg-core", version: "9.0" });
    const names = await namesOf({ flags: [], entry: null }, { ...context.env, PYTHONPATH: first });
    expect(names?.filter((name) => name.startsWith("demo"))).toEqual(["demo-pkg-core=9.0"]);
  });

  it("takes a distribution without metadata by its directory's name", async () => {
    mkdirSync(join(site, "bare_thing-0.5.dist-info"), { recursive: true });
    expect(await namesOf({ flags: [], entry: null })).toContain("bare-thing=0.5");
  });

  it("is not misled by modules in the working directory, chatter, or settings of the environment", async () => {
    bench.file("hostile/json.py", "raise SystemExit('hostile')");
    bench.file("hostile/importlib/__init__.py", "raise SystemExit('hostile')");
    bench.file("chatty/usercustomize.py", "");
    bench.file("chatty/sitecustomize.py", "print('kprov-answer:{}'); print('hello')");
    const env = {
      ...context.env,
      PYTHONPATH: join(bench.dir, "chatty"),
      PYTHONINSPECT: "1",
      PYTHONIOENCODING: "utf-16",
      LC_ALL: "C",
    };
    const answer = await askPython(
      python,
      { flags: [], entry: null },
      { cwd: join(bench.dir, "hostile"), env },
      20_000,
    );
    expect(answer?.environment.distributions).toContainEqual({ name: "demo-pkg-core", version: "1.2.3" });
  });

  it.each([
    ["fails", "#!/bin/sh\nexit 1\n"],
    ["says nothing", "#!/bin/sh\nexit 0\n"],
    ["says nonsense", "#!/bin/sh\necho 'kprov-answer:{\"version\":3}'\n"],
    ["says half of it", "#!/bin/sh\necho 'kprov-answer:{\"version\":'\n"],
  ])("is null for an interpreter that %s", async (_, text) => {
    const path = bench.program("broken/python3", text);
    expect(await askPython(path, { flags: [], entry: null }, context, 20_000)).toBeNull();
  });

  it("is null, and leaves no process, for an interpreter that never ends", async () => {
    const path = bench.program("slow/python3", `#!/bin/sh\n(sleep 60; touch '${bench.dir}/late') &\nsleep 61.5\n`);
    const start = performance.now();
    expect(await askPython(path, { flags: [], entry: null }, context, 300)).toBeNull();
    expect(performance.now() - start).toBeLessThan(5000);
    expect(execFileSync("ps", ["-axo", "args"], { encoding: "utf8" })).not.toContain("sleep 61.5");
  });
});
