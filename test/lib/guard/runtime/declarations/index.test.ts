// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions of other languages stand in the data
import { describe, expect, it } from "vitest";
import { readerOf } from "../../../../../lib/guard/runtime/declarations/index.ts";
import { gatherStatements } from "../../../../../lib/guard/runtime/gather.ts";
import { said, texts } from "./support.ts";

describe("declarations of Python", () => {
  it.each<[string, string, string[]]>([
    ["pyproject.toml", '[project]\nrequires-python = ">=3.11"\n', ["range python >=3.11 @2:19"]],
    ["pyproject.toml", '[project]\nname = "a"\n', []],
    ["pyproject.toml", '[tool.poetry.dependencies]\npython = "^3.11"\n', ["range python ^3.11 @2:10"]],
    ["pyproject.toml", '[tool.poetry.dependencies]\npython = { version = "~3.11" }\n', ["range python ~3.11 @2:22"]],
    ["pyproject.toml", '[tool.pixi.dependencies]\npython = "3.11.*"\n', ["exact python 3.11.* @2:10"]],
    ["pyproject.toml", "[project]\nrequires-python = 3.11\n", ["unclear python 3.11 @2:19"]],
    ["pyproject.toml", "[project\n", ["SOURCE_MALFORMED pyproject.toml"]],
    ["setup.cfg", "[options]\npython_requires = >=3.9\n", ["range python >=3.9 @2:19"]],
    ["Pipfile", '[requires]\npython_version = "3.11"\n', ["exact python 3.11 @2:18"]],
    ["environment.yml", "dependencies:\n  - python=3.11\n  - numpy\n", ["exact python python=3.11 @2:5"]],
    ["environment-dev.yaml", "dependencies:\n  - python >=3.10,<3.12\n", ["range python python >=3.10,<3.12 @2:5"]],
    [
      "environment.yml",
      "dependencies:\n  - conda-forge::python=3.11=h1_0\n",
      ["exact python conda-forge::python=3.11=h1_0 @2:5"],
    ],
    ["environment.yml", "dependencies: [python, python-dateutil=2]\n", []],
    ["pixi.toml", '[dependencies]\npython = ">=3.11,<3.13"\n', ["range python >=3.11,<3.13 @2:10"]],
    [".python-version", "3.12.4\n3.11\nsystem\n", ["exact python 3.12.4 @1:1", "tested python 3.11 @2:1"]],
    [".python-version", "# only this\n", ["unclear python  @1:1"]],
    [".python-version", "pypy3.10-7.3.12\n", ["exact python pypy3.10-7.3.12 @1:1"]],
    [".python-version", "graalpy-24\n", ["unclear python graalpy-24 @1:1"]],
    [
      "tox.ini",
      "[tox]\nenvlist = py{39,310}-django, lint, pypy3.10\n",
      ["tested python py39-django @2:11", "tested python py310-django @2:11", "tested python pypy3.10 @2:11"],
    ],
  ])("%s: %j", async (path, text, expected) => {
    expect(await said({ [path]: text })).toEqual(expected);
  });
});

it.each<[string, string, string[]]>([
  ["package.json", '{"packageManager":{"a":1},"engines":{"node":">=20"}}', ["range node >=20", "unclear npm a map"]],
  ["package.json", '{"packageManager":["pnpm@9"]}', ["unclear npm a list"]],
  ["rust-toolchain.toml", "[toolchain]\nchannel = { a = 1 }\n", ["unclear rust a map"]],
  ["pixi.toml", '[dependencies]\npython = { channel = "a" }\n', ["unclear python a map"]],
  ["environment.yml", "dependencies: [{ pip: [a] }, python=3.11]\n", ["exact python python=3.11"]],
  [".pre-commit-config.yaml", "default_language_version: { python: { a: 1 } }\n", ["unclear python a map"]],
  [".pre-commit-config.yaml", "repos: [{ hooks: [{ id: a, language_version: [b] }] }]\n", ["unclear python a list"]],
  [".pre-commit-config.yaml", "repos: [{ hooks: [{ id: a, language_version: null }] }]\n", []],
  [".gitlab-ci.yml", "t: { image: 'python:$V', variables: { V: { a: 1 } } }\n", ["unclear python python:$V"]],
  [".gitlab-ci.yml", "t: { image: 'python:$V', variables: { V: [1] } }\n", ["unclear python python:$V"]],
  ["pyproject.toml", "[tool.tox]\nenv_list = [{ product = 1 }]\n", ["unclear python a map"]],
  ["pyproject.toml", "[project]\nrequires-python = true\n", ["unclear python true"]],
])("doubts a value of %s that is no text, and reads the rest: %j", async (path, text, expected) => {
  expect(await texts({ [path]: text })).toEqual(expected);
});

it("doubts a list of tox environments that nobody can have meant", async () => {
  const found = await said({ "tox.ini": `[tox]\nenvlist = ${"{".repeat(20_000)}\n` });
  expect(found).toEqual([expect.stringMatching(/^unclear python \{/)]);
});

describe("declarations of Node", () => {
  it.each<[string, string, string[]]>([
    ["package.json", '{"engines":{"node":">=20.19","npm":"10"}}', ["range node >=20.19 @1:20", "range npm 10 @1:36"]],
    ["package.json", '{"volta":{"node":"20.1.0"}}', ["exact node 20.1.0 @1:18"]],
    ["package.json", '{"devEngines":{"runtime":{"name":"node","version":"^22"}}}', ["range node ^22 @1:51"]],
    ["package.json", '{"devEngines":{"runtime":[{"name":"node","version":"^22"}]}}', ["range node ^22 @1:52"]],
    ["package.json", '{"packageManager":"pnpm@9.1.0+sha512.abc"}', ["exact pnpm pnpm@9.1.0+sha512.abc @1:19"]],
    ["package.json", '{"packageManager":"pnpm"}', ["unclear npm pnpm @1:19"]],
    ["package.json", '{"engines":{"node":["20"]}}', ["unclear node a list @1:20"]],
    ["package.json", "{}", []],
    [".nvmrc", "v20.11.1\n", ["exact node v20.11.1 @1:1"]],
    [".nvmrc", "lts/iron\n", ["exact node lts/iron @1:1"]],
    [".nvmrc", "lts/*\n", ["unclear node lts/* @1:1"]],
    [".node-version", "20\n21\n", ["exact node 20 @1:1", "unclear node 21 @2:1"]],
    [".nvmrc", "20 21\n", ["exact node 20 @1:1", "unclear node 21 @1:4"]],
  ])("%s: %j", async (path, text, expected) => {
    expect(await said({ [path]: text })).toEqual(expected);
  });
});

describe("declarations of Go and Rust", () => {
  it.each<[string, string, string[]]>([
    ["go.mod", "module a\n\ngo 1.22\n\ntoolchain go1.23.4\n", ["range go 1.22 @3:4", "range go go1.23.4 @5:11"]],
    ["go.mod", "module a\n\ngo 1.22\ntoolchain default\n", ["range go 1.22 @3:4"]],
    [".go-version", "1.22.3\n", ["exact go 1.22.3 @1:1"]],
    ["go.work", "go 1.23\n\nuse (\n\t./a\n\t./b\n)\n", ["range go 1.23 @1:4"]],
    ["Cargo.toml", '[package]\nrust-version = "1.75"\n', ["range rust 1.75 @2:16"]],
    [
      "Cargo.toml",
      '[package]\nrust-version.workspace = true\n[workspace.package]\nrust-version = "1.80"\n',
      ["range rust 1.80 @4:16"],
    ],
    ["rust-toolchain.toml", '[toolchain]\nchannel = "1.75.0"\n', ["exact rust 1.75.0 @2:11"]],
    ["rust-toolchain.toml", '[toolchain]\nchannel = "stable"\n', ["unclear rust stable @2:11"]],
    ["rust-toolchain.toml", '[toolchain]\npath = "tools/rust"\n', ["unclear rust path:tools/rust @2:8"]],
    ["rust-toolchain.toml", '[toolchain]\nprofile = "minimal"\n', ["unclear rust  @1:1"]],
    ["rust-toolchain", "nightly-2024-05-01\n", ["unclear rust nightly-2024-05-01 @1:1"]],
    ["rust-toolchain", "1.75-x86_64-unknown-linux-gnu\n", ["exact rust 1.75-x86_64-unknown-linux-gnu @1:1"]],
  ])("%s: %j", async (path, text, expected) => {
    expect(await said({ [path]: text })).toEqual(expected);
  });
});

describe("declarations of version managers and containers", () => {
  it.each<[string, string, string[]]>([
    [
      ".tool-versions",
      "nodejs 20.11.1 # a\npython 3.12.4 3.11.9\nterraform 1.2\n",
      ["exact node 20.11.1 @1:8", "exact python 3.12.4 @2:8", "tested python 3.11.9 @2:15"],
    ],
    [".tool-versions", "python path:./evil\n", ["unclear python path:./evil @1:8"]],
    [
      "mise.toml",
      '[tools]\nnode = "20"\npython = ["3.12", "3.11"]\ngo = { version = "1.22" }\n',
      ["exact node 20 @2:8", "exact python 3.12 @3:11", "tested python 3.11 @3:19", "exact go 1.22 @4:18"],
    ],
    ...[
      ...[".mise.toml", ".mise.local.toml", "mise.local.toml", ".config/mise.toml", ".config/mise.local.toml"],
      ...["mise/config.toml", "mise/config.local.toml", ".mise/config.toml", ".mise/conf.d/a.toml", "a/mise.toml"],
      ...[".config/mise/config.toml", ".config/mise/mise.toml", ".config/mise/conf.d/a.toml"],
    ].map((path): [string, string, string[]] => [path, '[tools]\nnode = "20"\n', ["exact node 20 @2:8"]]),
    ...["mise.toml.md", "my.mise.toml", "mise/config/a.toml", ".config/mise/conf.d/a/b.toml", "mise.json"].map(
      (path): [string, string, string[]] => [path, '[tools]\nnode = "20"\n', []],
    ),
    ["mise.toml", '[tools]\n"core:node" = "prefix:20"\npip = "1"\n', ["exact node prefix:20 @2:15"]],
    ["mise.toml", '[tools]\n"a/core:node" = "20"\n', []],
    [
      "mise.toml",
      '[tools]\nnode = { path = "./evil" }\npython = [{ version = "3.12" }, "system", { prefix = "3.11" }]\ngo = { ref = "main" }\n',
      [
        "unclear node path:./evil @2:17",
        "exact python 3.12 @3:23",
        "tested python prefix:3.11 @3:54",
        "unclear go ref:main @4:14",
      ],
    ],
    ["mise.toml", "[tools]\nnode = 20\npython = { a = 1 }\n", ["exact node 20 @2:8", "unclear python a map @3:10"]],
    // Names that every object has are no names of tools.
    [".tool-versions", "constructor 1.0\n__proto__ 1.0\n", []],
    ["mise.toml", '[tools]\nconstructor = "1"\n', []],
    ["Dockerfile", "FROM constructor:1.0\n", []],
    [".nvmrc", "constructor\n", ["unclear node constructor @1:1"]],
    [".node-version", "lts/constructor\n", ["unclear node lts/constructor @1:1"]],
    ["Dockerfile", "FROM python:3.12-slim AS build\nFROM build\n", ["exact python python:3.12-slim @1:6"]],
    [
      "Dockerfile",
      "ARG V=3.11\nFROM --platform=x docker.io/library/python:${V}\n",
      ["exact python docker.io/library/python:3.11 @2:19"],
    ],
    ["Dockerfile", "ARG V\nFROM python:${V}\n", [expect.stringContaining("unclear python python:") as never]],
    ["Dockerfile", "FROM ${R}/node:20\n", [expect.stringContaining("exact node") as never]],
    ["Dockerfile", "FROM python\n", ["unclear python python @1:6"]],
    ["app.Dockerfile", "FROM node:latest\n", ["unclear node node:latest @1:6"]],
    ["Dockerfile", "FROM node:iron-alpine\n", ["exact node node:iron-alpine @1:6"]],
    [
      "Dockerfile.dev",
      "FROM golang:1.22-alpine\nFROM rust:1.75\nFROM debian:12\n",
      ["exact go golang:1.22-alpine @1:6", "exact rust rust:1.75 @2:6"],
    ],
    [
      "Dockerfile",
      "FROM ghcr.io/astral-sh/uv:python3.12-bookworm\n",
      ["exact python ghcr.io/astral-sh/uv:python3.12-bookworm @1:6"],
    ],
    [
      ".devcontainer/devcontainer.json",
      '{ // a comment\n"image": "mcr.microsoft.com/devcontainers/python:1-3.12-bookworm",\n"features": {"ghcr.io/devcontainers/features/node:1": {"version": "20"}}}',
      ["exact python mcr.microsoft.com/devcontainers/python:1-3.12-bookworm @2:10", "exact node 20 @3:67"],
    ],
  ])("%s: %j", async (path, text, expected) => {
    expect(await said({ [path]: text })).toEqual(expected);
  });
});

const github = (body: string) => ({ ".github/workflows/ci.yml": `jobs:\n  test:\n${body}` });
const setup = (input: string) => `    steps:\n      - uses: actions/setup-python@v5\n        with: { ${input} }\n`;

describe("declarations of GitHub Actions", () => {
  it("reads inputs, with their place", async () => {
    expect(await said(github(setup('python-version: "3.12"')))).toEqual(["tested python 3.12 @5:33"]);
  });

  it.each<[string, string, string[]]>([
    ["a list of lines", setup('python-version: "3.11\\n3.12"'), ["tested python 3.11", "tested python 3.12"]],
    ["an unquoted 3.10, which is 3.1", setup("python-version: 3.10"), ["tested python 3.1"]],
    ["PyPy, dev and free threads", setup('python-version: "pypy3.10"'), ["tested python pypy3.10"]],
    ["a dev version", setup('python-version: "3.14-dev"'), ["tested python 3.14-dev"]],
    ["a semver range", setup('python-version: ">=3.9 <3.11"'), ["tested python >=3.9 <3.11"]],
    [
      "an expression of the run",
      setup('python-version: "${{ inputs.version }}"'),
      ["unclear python ${{ inputs.version }}"],
    ],
    [
      "a matrix with exclude and include",
      `    strategy:
      matrix:
        os: [a, b]
        python: ["3.10", "3.11", "3.12"]
        exclude: [{ python: "3.10" }, { python: "3.11", os: a }]
        include: [{ python: "3.13", os: c }]
${setup('python-version: "${{ matrix.python }}"')}`,
      ["tested python 3.11", "tested python 3.12", "tested python 3.13"],
    ],
    [
      "a matrix of maps",
      `    strategy:\n      matrix:\n        target: [{ py: "3.11" }, { py: "3.12" }]\n${setup('python-version: "${{ matrix.target.py }}"')}`,
      ["tested python 3.11", "tested python 3.12"],
    ],
    [
      "a matrix that is made at run time",
      `    strategy:\n      matrix: \${{ fromJSON(needs.a.outputs.m) }}\n${setup('python-version: "${{ matrix.python }}"')}`,
      ["unclear python ${{ matrix.python }}"],
    ],
    [
      "a variable of the job",
      `    env: { PY: "3.11" }\n${setup('python-version: "${{ env.PY }}"')}`,
      ["tested python 3.11"],
    ],
    ["a container", "    container: python:3.12\n", ["tested python python:3.12"]],
    [
      "a container of the matrix",
      '    strategy: { matrix: { v: ["3.11", "3.12"] } }\n    container: { image: "python:${{ matrix.v }}-slim" }\n',
      ["tested python python:3.11-slim", "tested python python:3.12-slim"],
    ],
    [
      "other actions",
      `    steps:
      - uses: actions/setup-node@v4
        with: { node-version: lts/* }
      - uses: actions/setup-go@v5
        with: { go-version: "1.22" }
      - uses: dtolnay/rust-toolchain@1.75.0
      - uses: dtolnay/rust-toolchain@master
        with: { toolchain: stable }
      - uses: actions/checkout@v4
      - run: make
`,
      ["tested node lts/*", "tested go 1.22", "tested rust 1.75.0", "tested rust stable"],
    ],
  ])("reads %s", async (_, body, expected) => {
    expect(await texts(github(body))).toEqual(expected);
  });

  it("follows version files; one that is not there is a doubt", async () => {
    const from = (file: string) => github(setup(`python-version-file: ${file}`));
    expect(await texts({ ...from(".python-version"), ".python-version": "3.12\n" })).toEqual([
      "tested python .python-version",
      "exact python 3.12",
    ]);
    expect(await texts(from("gone"))).toEqual(["unclear python gone"]);
  });
});

describe("declarations of GitLab CI", () => {
  it.each<[string, string, string[]]>([
    [
      "images",
      "image: python:3.12\njob:\n  image: { name: node:20 }\nother:\n  script: make\n",
      ["tested node node:20", "tested python python:3.12"],
    ],
    ["default", "default:\n  image: golang:1.22\n", ["tested go golang:1.22"]],
    [
      "a matrix",
      'test:\n  parallel: { matrix: [{ V: ["3.11", "3.12"], X: a }] }\n  image: "python:${V}-slim"\n',
      ["tested python python:3.11-slim", "tested python python:3.12-slim"],
    ],
    ["variables", 'variables: { V: "3.11" }\ntest:\n  image: python:$V\n', ["tested python python:3.11"]],
    ["unknown variables", "test:\n  image: python:$V\n", ["unclear python python:$V"]],
  ])("reads %s", async (_, text, expected) => {
    expect(await texts({ ".gitlab-ci.yml": text })).toEqual(expected);
  });
});

describe("readerOf", () => {
  it("leaves other files alone", () => {
    for (const path of ["README.md", "src/package.json.ts", "ci/.gitlab-ci.yml", ".github/dependabot.yml"]) {
      expect(readerOf(path)).toBeUndefined();
    }
  });

  it("counts what is vendored and does not judge it", async () => {
    const files = { "test/fixtures/a/.nvmrc": "4\n", "node_modules/a/package.json": "{", ".nvmrc": "20\n" };
    const published = { paths: Object.keys(files), versions: async () => [{ from: "index" as const, text: "20\n" }] };
    const { coverage, views } = await gatherStatements(published);
    expect(views[0]?.statements).toHaveLength(1);
    expect(coverage).toEqual({
      unit: "runtime files",
      considered: 3,
      examined: 1,
      skipped: { "vendored, a fixture or a template": 2 },
    });
  });
});
