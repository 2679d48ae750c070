import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { walk } from "../../../../lib/run/toolchain/walk.ts";
import { openWorkbench, plainEnv, realPython, type Workbench } from "./workbench.ts";

let bench: Workbench;
beforeEach(() => {
  bench = openWorkbench();
  // Like uv: `python find` prints what lies in the project, above it, or on PATH; `run` would make an environment.
  bench.program(
    "bin/uv",
    `#!/bin/sh
[ "$1 $2 $3" = "python find --offline" ] || { touch '${bench.dir}/acted'; exit 64; }
[ -n "$VIRTUAL_ENV" ] && { echo "$VIRTUAL_ENV/bin/python"; exit; }
dir="$PWD"
while [ "$dir" != "" ]; do
  [ -e "$dir/.venv/bin/python" ] && { echo "$dir/.venv/bin/python"; exit; }
  dir="\${dir%/*}"
done
command -v python3
`,
  );
});
afterEach(() => {
  expect(existsSync(join(bench.dir, "acted"))).toBe(false);
  bench.remove();
});

const environment = (name: string) => {
  bench.file(`${name}/pyvenv.cfg`, "");
  bench.program(`${name}/bin/python`, "\x7fELF");
  bench.program(`${name}/bin/pytest`, "\x7fELF");
};

const follow = async (cwd: string, line: string, env: NodeJS.ProcessEnv = {}) => {
  const context = { cwd: join(bench.dir, cwd), env: { ...plainEnv(join(bench.dir, "bin")), ...env } };
  const { programs } = await walk(line.split(" "), context, { timeout: 20_000 });
  return programs
    .filter(({ role }) => role !== "interpreter")
    .map(({ role, path }) => `${role} ${path.replace(`${bench.dir}/`, "")}`);
};

describe("uv run", () => {
  it("takes the project's own environment, from a directory below too, whatever else is active", async () => {
    bench.file("p/pyproject.toml", "[project]\n");
    bench.file("p/sub/x.py", "");
    environment("p/.venv");
    environment("active");
    const expected = ["launcher bin/uv", "command p/.venv/bin/python"];
    expect(await follow("p", "uv run python x.py")).toEqual(expected);
    expect(await follow("p/sub", "uv run x.py")).toEqual(expected);
    expect(await follow("p", "uv run x.py", { VIRTUAL_ENV: join(bench.dir, "active") })).toEqual(expected);
    expect(await follow("p", "uv run --frozen pytest -q")).toEqual(["launcher bin/uv", "command p/.venv/bin/pytest"]);
  });

  it("takes the environment of the workspace for a member", async () => {
    bench.file("w/pyproject.toml", "[project]\n[tool.uv.workspace]\nmembers = ['m']\n");
    bench.file("w/m/pyproject.toml", "[project]\n");
    environment("w/.venv");
    expect(await follow("w/m", "uv run pytest")).toEqual(["launcher bin/uv", "command w/.venv/bin/pytest"]);
  });

  it("guesses nothing for a project without an environment, and makes none", async () => {
    bench.file("p/pyproject.toml", "[project]\n");
    expect(await follow("p", "uv run python x.py")).toEqual(["launcher bin/uv"]);
    expect(existsSync(join(bench.dir, "p/.venv"))).toBe(false);
  });

  it("doesn't take the environment of another project above", async () => {
    bench.file("p/pyproject.toml", "[project]\n");
    environment("p/.venv");
    bench.file("p/nested/pyproject.toml", "[project]\n");
    expect(await follow("p/nested", "uv run python x.py")).toEqual(["launcher bin/uv"]);
  });

  it("guesses nothing where uv makes an environment for one run", async () => {
    bench.file("p/pyproject.toml", "[project]\n");
    environment("p/.venv");
    bench.file("p/x.py", "# /// script\n# dependencies = ['rich']\n# ///\n");
    expect(await follow("p", "uv run --with rich python y.py")).toEqual(["launcher bin/uv"]);
    expect(await follow("p", "uv run x.py")).toEqual(["launcher bin/uv"]);
  });

  it("takes UV_PROJECT_ENVIRONMENT when it exists", async () => {
    bench.file("p/pyproject.toml", "[project]\n");
    environment("p/.venv");
    environment("p/envs/a");
    expect(await follow("p", "uv run pytest", { UV_PROJECT_ENVIRONMENT: "envs/a" })).toEqual([
      "launcher bin/uv",
      "command p/envs/a/bin/pytest",
    ]);
    expect(await follow("p", "uv run pytest", { UV_PROJECT_ENVIRONMENT: "envs/b" })).toEqual(["launcher bin/uv"]);
  });

  it("takes the active environment, or the machine's interpreter, without a project", async () => {
    bench.file("free/x.py", "");
    environment("active");
    const active = await follow("free", "uv run x.py", { VIRTUAL_ENV: join(bench.dir, "active") });
    expect(active).toEqual(["launcher bin/uv", "command active/bin/python"]);
    bench.program("machine/python3", `#!/bin/sh\nexec '${realPython()}' "$@"\n`);
    const machine = await follow("free", "uv run x.py", {
      PATH: `${bench.dir}/bin:${bench.dir}/machine:/usr/bin:/bin`,
    });
    expect(machine).toEqual(["launcher bin/uv", "command machine/python3"]);
  });
});
