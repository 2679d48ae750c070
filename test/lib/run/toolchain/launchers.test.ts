import { describe, expect, it } from "vitest";
import { parseLaunch } from "../../../../lib/run/toolchain/launchers.ts";

const context = { cwd: "/step", env: { PATH: "/usr/bin", HOME: "/home/a" } };
const innerOf = (line: string) => {
  const [name = "", ...args] = line.split(" ");
  return parseLaunch(name, args, context)?.inner.join(" ");
};

describe("parseLaunch finds the inner command of", () => {
  it.each([
    ["nice make all", "make all"],
    ["nice -n 5 make -n", "make -n"],
    ["nice -10 make", "make"],
    ["time -f %e -o log make", "make"],
    ["nohup make", "make"],
    ["setsid -w make", "make"],
    ["stdbuf -oL -e 0 make", "make"],
    ["timeout -s KILL 10 make", "make"],
    ["ionice -c 3 make", "make"],
    ["taskset -c 0,1 make", "make"],
    ["xvfb-run -a -s -screen make", "make"],
    ["env make", "make"],
    ["env -i A=1 B= make C=3", "make C=3"],
    ["env - A=1 make", "make"],
    ["env -u HOME --chdir=/tmp make", "make"],
    ["uv run python x.py", "python x.py"],
    ["uv --directory sub run --extra gpu -p 3.12 -- pytest -q", "pytest -q"],
    ["uv run x.py -v", "python x.py -v"],
    ["uv run -m app -v", "python -m app -v"],
    ["poetry -C sub run pytest", "pytest"],
    ["pdm run -p sub x.py", "python x.py"],
    ["pdm run start", "start"],
    ["hatch -e test run pytest", "pytest"],
    ["hatch run test:pytest -q", "pytest -q"],
    ["pipenv run make", "make"],
    ["rye run -- make", "make"],
    ["pixi run -e cuda python x.py", "python x.py"],
    ["conda run -n ml --no-capture-output python x.py", "python x.py"],
    ["mamba run -p /opt/ml make", "make"],
    ["micromamba -r /opt run -n ml make", "make"],
  ])("%s", (line, inner) => {
    expect(innerOf(line)).toBe(inner);
  });

  it.each(["make all", "env", "env A=1", "uv sync", "uv pip install x", "poetry install", "conda list", "nice"])(
    "nothing for %s, which is the command itself",
    (line) => {
      expect(innerOf(line)).toBeUndefined();
    },
  );
});

describe("parseLaunch follows what env does to the environment", () => {
  it("clears, removes, sets and changes directory", () => {
    expect(parseLaunch("env", ["-i", "A=1=2", "make"], context)?.context.env).toEqual({ A: "1=2" });
    expect(parseLaunch("env", ["-u", "HOME", "make"], context)?.context.env).toEqual({ PATH: "/usr/bin" });
    expect(parseLaunch("env", ["-C", "sub", "make"], context)?.context.cwd).toBe("/step/sub");
  });

  it("takes -S apart, quotes and further options included", () => {
    const launch = parseLaunch("env", ["-S -i A='b c' python3 -u", "x.py"], context);
    expect(launch?.inner).toEqual(["python3", "-u", "x.py"]);
    expect(launch?.context.env).toEqual({ A: "b c" });
  });
});

describe("parseLaunch knows when only the step itself would tell", () => {
  it.each(["uv run --with rich x", "uv run --isolated x", "hatch run +py=3.12 test:x", "pdm run --venv test x"])(
    "%s",
    (line) => {
      const [name = "", ...args] = line.split(" ");
      expect(parseLaunch(name, args, context)?.entrance?.how).toBe("unknown");
    },
  );
});
