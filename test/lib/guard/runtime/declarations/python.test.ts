import { describe, expect, it } from "vitest";
import { texts } from "./support.ts";

/** A path, its text, and what it says. */
type Row = [string, string, string[]];

const environment = (entry: string, ...expected: string[]): Row => [
  "environment.yml",
  `dependencies: ["${entry}"]\n`,
  expected,
];
const named = (path: string, ...expected: string[]): Row => [path, 'dependencies: ["python=3.11"]\n', expected];
const nox = (python: string, ...expected: string[]): Row => [
  "noxfile.py",
  `@nox.session(python=${python})\n`,
  expected,
];
const pyenv = (text: string, ...expected: string[]): Row => [".python-version", `${text}\n`, expected];
const tox = (names: string, ...expected: string[]): Row => ["tox.ini", `[tox]\nenvlist = ${names}\n`, expected];

describe("conda", () => {
  it.each<Row>([
    ...["environment.yml", "a/environment.yaml", "environment.test-1.yml", "environments.yml"].map((path) =>
      named(path, "exact python python=3.11"),
    ),
    ...["myenvironment.yml", "environment.yml.md", "environment/a.yml", "environment.toml"].map((path) => named(path)),
    environment("python =3.11", "exact python python =3.11"),
    environment(" python==3.11.4 ", "exact python  python==3.11.4 "),
    environment("python 3.11.*", "exact python python 3.11.*"),
    environment("python 3.11.4 h1_0", "exact python python 3.11.4 h1_0"),
    environment("python =3.11.*=h1_0", "exact python python =3.11.*=h1_0"),
    environment("python >=3.11", "range python python >=3.11"),
    environment("python 3.11|3.12", "range python python 3.11|3.12"),
    environment("python =3.11=py*", "unclear python python =3.11=py*"),
    environment("python >=3.11 h1_0", "unclear python python >=3.11 h1_0"),
    environment("python 3.11.4  h1_0", "exact python python 3.11.4  h1_0"),
    environment("python x=3.11", "unclear python python x=3.11"),
    environment("conda-forge/linux-64::nodejs=20", "exact node conda-forge/linux-64::nodejs=20"),
    environment("go=1.22", "exact go go=1.22"),
    environment("rust=1.75", "exact rust rust=1.75"),
    environment("my python=3.11"),
    environment("a b::python=3.11"),
    environment("pythonx=1"),
    environment("python"),
    [
      "pixi.toml",
      '[dependencies]\nnodejs = "*"\npython = { version = "*" }\ngo = { version = ">=1.22" }\n',
      ["range go >=1.22"],
    ],
    [
      "pixi.toml",
      '[dependencies]\npython = "3.11|3.12"\nrust = "=1.75"\n',
      ["range python 3.11|3.12", "exact rust =1.75"],
    ],
  ])("%s: %j", async (path, text, expected) => {
    expect(await texts({ [path]: text })).toEqual(expected);
  });
});

describe("version files and test runners of Python", () => {
  it.each<Row>([
    pyenv("cpython-3.12.1", "exact python cpython-3.12.1"),
    pyenv("cpython@3.12", "exact python cpython@3.12"),
    pyenv("python-3.12", "exact python python-3.12"),
    pyenv("pypy-3.10", "exact python pypy-3.10"),
    pyenv("pypy3.10-v7.3.12", "exact python pypy3.10-v7.3.12"),
    pyenv("3.14-dev", "exact python 3.14-dev"),
    pyenv("13.14-dev", "exact python 13.14-dev"),
    pyenv("3.14.0-dev", "unclear python 3.14.0-dev"),
    pyenv("x3.14-dev", "unclear python x3.14-dev"),
    pyenv("3.cpython-12", "unclear python 3.cpython-12"),
    pyenv("3.14-dev1", "unclear python 3.14-dev1"),
    pyenv("3.14-devel", "unclear python 3.14-devel"),
    pyenv("3.14-vx", "unclear python 3.14-vx"),
    pyenv("my-cpython-3.12", "unclear python my-cpython-3.12"),
    pyenv("system", "unclear python system"),
    pyenv("3.12 system 3.11", "exact python 3.12", "tested python 3.11"),
    pyenv("\t3.12", "exact python 3.12"),
    nox('"python-3.11"', "tested python python-3.11"),
    nox('"pypy-3.10"', "tested python pypy-3.10"),
    nox('"13.12t"', "tested python 13.12t"),
    nox('"3t"', "unclear python 3t"),
    nox('"3.13tt"', "unclear python 3.13tt"),
    nox('"x3.13t"', "unclear python x3.13t"),
    nox('"mypython3.11"', "unclear python mypython3.11"),
    nox('"3.python12"', "unclear python 3.python12"),
    nox('"3.13t1"', "unclear python 3.13t1"),
    nox('"3.12.1t"', "unclear python 3.12.1t"),
    ["noxfile.py", '@nox.session(name="a")\n', []],
    nox('"pythonx"', "unclear python pythonx"),
    nox('"xpypy"', "unclear python xpypy"),
    nox('"python"'),
    nox('"pypy"'),
    nox('""'),
    nox("[]"),
    nox('[["3.11"]]', "unclear python a list"),
    nox("[None, False, True]", "unclear python true"),
    nox("3.11", "tested python 3.11"),
    ["noxfile.py", '@a.b.session(python="3.11")\n@mysession(python="3.11")\n@nox.sessions(python="3.11")\n', []],
    ["noxfile.py", '@nox.session(py="3.11", python="3.12")\n', ["tested python 3.12"]],
    tox("py3, py310x, xpy310, py3.1234, py"),
    tox("a-py310", "tested python a-py310"),
    tox("py3{11, 12}-{a,b}", ...["py311-a", "py311-b", "py312-a", "py312-b"].map((name) => `tested python ${name}`)),
    tox("{py311,{py312,lint}}", "unclear python {py311,{py312,lint}}"),
    tox("py3{11", "unclear python py3{11"),
    tox("py311}, py310", "unclear python py311}, py310"),
    tox("{py311,lint}", "tested python py311"),
    tox(""),
    ["tox.ini", "[tox]\nenv_list = py311\n", ["tested python py311"]],
    ["tox.ini", "[testenv]\ndeps = a\n", []],
    [
      "pyproject.toml",
      `[tool.tox]\nenv_list = ["py311", "py310-{a,b}"]\n`,
      ["tested python py311", "tested python py310-a", "tested python py310-b"],
    ],
    ["Pipfile", '[requires]\npython_full_version = "3.11.4"\n', ["exact python 3.11.4"]],
    [
      "pyproject.toml",
      '[tool.poetry.dependencies]\npython = { version = "^3.11", optional = true }\n',
      ["range python ^3.11"],
    ],
  ])("%s: %j", async (path, text, expected) => {
    expect(await texts({ [path]: text })).toEqual(expected);
  });

  it("takes as many as 256 names of tox's list apart again, and a list of 10000 characters", async () => {
    const names = (groups: number) => `py311${"-{a,b}".repeat(groups)}`;
    const count = async (text: string) => (await texts({ "tox.ini": `[tox]\nenvlist = ${text}\n` })).length;
    expect(await count(names(8))).toBe(256);
    expect(await count(names(10))).toBe(512);
    const long = (length: number) => "py311".padEnd(length, "a");
    expect(await texts({ "tox.ini": `[tox]\nenvlist = ${long(10_000)}\n` })).toEqual([]);
    const tooLong = [expect.stringMatching(/^unclear python py311a/)];
    expect(await texts({ "tox.ini": `[tox]\nenvlist = ${long(10_001)}\n` })).toEqual(tooLong);
    // Many short names are as long.
    expect(await texts({ "tox.ini": `[tox]\nenvlist = ${"py311 ".repeat(2000)}\n` })).toEqual([
      expect.stringMatching(/^unclear python py311 py311/),
    ]);
    expect(await texts({ "pyproject.toml": `[tool.tox]\nenv_list = ["${long(10_000)}"]\n` })).toEqual([]);
    expect(await texts({ "pyproject.toml": `[tool.tox]\nenv_list = ["${long(10_001)}"]\n` })).toEqual(tooLong);
  });
});
