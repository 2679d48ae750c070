import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { walk } from "../../../../lib/run/toolchain/walk.ts";
import { openWorkbench, plainEnv, realPython, type Workbench } from "./workbench.ts";

let bench: Workbench;
beforeEach(() => {
  bench = openWorkbench();
});
afterEach(() => bench.remove());

/** An environment that looks like one, whose interpreter is this machine's. */
const environment = (name: string, mark = "pyvenv.cfg"): string => {
  bench.file(`${name}/${mark}`, "");
  bench.program(`${name}/bin/python`, `#!/bin/sh\nexec '${realPython()}' "$@"\n`);
  bench.program(`${name}/bin/pytest`, "\x7fELF");
  return join(bench.dir, name);
};

const follow = async (line: string, env: NodeJS.ProcessEnv = {}, timeout = 20_000) => {
  const context = { cwd: join(bench.dir, "project"), env: { ...plainEnv(join(bench.dir, "bin")), ...env } };
  const trail = await walk(line.split(" "), context, { timeout });
  const programs = trail.programs.map(({ role, path }) => `${role} ${path.replace(`${bench.dir}/`, "")}`);
  return { programs: programs.filter((program) => !program.includes("interpreter")), env: trail.context.env };
};

describe("enter, for launchers that run Python inside", () => {
  /** Like conda: `conda run -n NAME command` with the environment's directory first on PATH; refuses line breaks. */
  const conda = (name: string) =>
    bench.program(
      `bin/${name}`,
      `#!/bin/sh
[ "$1 $2" = "run -n" ] || exit 64
shift 2; env="${bench.dir}/envs/$1"; shift
[ -d "$env" ] || exit 1
case "$*" in *"
"*) echo "newlines are not supported" >&2; exit 1;; esac
CONDA_PREFIX="$env" EXTRA=inside PATH="$env/bin:$PATH" exec "$@"
`,
    );

  it.each(["conda", "mamba", "micromamba"])(
    "%s: finds the command with the environment's own variables",
    async (name) => {
      conda(name);
      environment("envs/ml", "conda-meta/history");
      bench.file("project/x", "");
      const { programs, env } = await follow(`${name} run -n ml pytest -q`);
      expect(programs).toEqual([`launcher bin/${name}`, "command envs/ml/bin/pytest"]);
      expect(env).toMatchObject({ CONDA_PREFIX: join(bench.dir, "envs/ml"), EXTRA: "inside" });
      expect(env).not.toHaveProperty("PYTHONDONTWRITEBYTECODE");
    },
  );

  it("records the launcher alone when the environment doesn't exist or the launcher hangs", async () => {
    conda("conda");
    bench.file("project/x", "");
    expect((await follow("conda run -n absent make")).programs).toEqual(["launcher bin/conda"]);
    bench.program("bin/mamba", "#!/bin/sh\nsleep 60\n");
    expect((await follow("mamba run -n ml make", {}, 300)).programs).toEqual(["launcher bin/mamba"]);
  });
});

describe("enter, for launchers that print their environment", () => {
  const printing = (name: string, question: string) =>
    bench.program(
      `bin/${name}`,
      `#!/bin/sh\n[ "$*" = "${question}" ] || { touch '${bench.dir}/acted'; exit 64; }\necho; cat '${bench.dir}/prefix'\n`,
    );

  it.each([
    ["poetry", "env info --path", "poetry run pytest"],
    ["pipenv", "--venv", "pipenv run pytest"],
    ["hatch", "env find default", "hatch run pytest"],
    ["hatch", "env find test", "hatch run test:pytest"],
    ["hatch", "-e ci env find ci", "hatch -e ci run pytest"],
  ])("%s is asked only '%s'", async (name, question, line) => {
    printing(name, question);
    bench.file("prefix", environment("venv"));
    bench.file("project/x", "");
    const { programs, env } = await follow(line, { PYTHONHOME: "/x" });
    expect(programs).toEqual([`launcher bin/${name}`, "command venv/bin/pytest"]);
    expect(env["VIRTUAL_ENV"]).toBe(join(bench.dir, "venv"));
    expect(env).not.toHaveProperty("PYTHONHOME");
    expect(existsSync(join(bench.dir, "acted"))).toBe(false);
  });

  it.each(["/no/such/environment", "relative", ""])("guesses nothing when the answer is %j", async (answer) => {
    printing("poetry", "env info --path");
    bench.file("prefix", answer);
    bench.file("project/x", "");
    expect((await follow("poetry run make")).programs).toEqual(["launcher bin/poetry"]);
  });

  it("doesn't take a task's name for a program elsewhere", async () => {
    printing("hatch", "env find default");
    bench.file("prefix", environment("venv"));
    bench.file("project/x", "");
    expect((await follow("hatch run true")).programs).toEqual(["launcher bin/hatch"]);
  });
});

describe("enter, for launchers with an environment in a known place", () => {
  it.each([
    ["rye", "project/.venv", "rye run pytest"],
    ["pixi", "project/.pixi/envs/default", "pixi run pytest"],
    ["pixi", "project/.pixi/envs/cuda", "pixi run -e cuda pytest"],
  ])("%s: %s", async (name, place, line) => {
    bench.program(`bin/${name}`, `#!/bin/sh\ntouch '${bench.dir}/acted'\n`);
    environment(place);
    expect((await follow(line)).programs).toEqual([`launcher bin/${name}`, `command ${place}/bin/pytest`]);
    expect(existsSync(join(bench.dir, "acted"))).toBe(false);
  });

  it("pdm: the interpreter that its own file names", async () => {
    bench.program("bin/pdm", "#!/bin/sh\n");
    bench.file("project/.pdm-python", `${environment("venv")}/bin/python\n`);
    expect((await follow("pdm run pytest")).programs).toEqual(["launcher bin/pdm", "command venv/bin/pytest"]);
    bench.file("project/.pdm-python", "");
    expect((await follow("pdm run pytest")).programs).toEqual(["launcher bin/pdm"]);
  });

  it("guesses nothing where there is no environment", async () => {
    bench.program("bin/pixi", "#!/bin/sh\n");
    bench.file("project/pixi.toml", "");
    expect((await follow("pixi run pytest")).programs).toEqual(["launcher bin/pixi"]);
    expect(execFileSync("ls", ["-A", join(bench.dir, "project")], { encoding: "utf8" })).toBe("pixi.toml\n");
  });
});
