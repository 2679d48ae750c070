import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { proposedAnswers } from "../../../lib/adopt/answers.ts";
import { commandsOf, configOf, rangesApart, runtimeOf } from "../../../lib/adopt/plan-config.ts";
import { oursOf } from "../../../lib/adopt/receipt.ts";
import { surveyRepository } from "../../../lib/adopt/survey.ts";
import { type RepoFiles, repo } from "../../support/repo.ts";
import { kinds } from "./support.ts";

const survey = async (files: RepoFiles, remote?: string) => {
  using made = repo(files);
  if (remote !== undefined) made.git("remote", "add", "origin", remote);
  return await surveyRepository(made.dir, oursOf(undefined));
};

const commands = async (files: RepoFiles) => commandsOf((await survey(files)).projects);

describe("surveyRepository", () => {
  test("takes name, URL, range, display name and labels of a Python repository", async () => {
    const found = await survey(kinds["python"] ?? {}, "git@github.com:Acme/claims-etl.git");
    expect(found).toMatchObject({
      name: "claims-etl",
      repository: "https://github.com/Acme/claims-etl",
      ci: "github",
      dockerfiles: ["Dockerfile"],
    });
    expect(found.display).toEqual({ name: "Claims ETL", files: ["README.md"] });
    expect(runtimeOf(found.projects)).toEqual({ python: ">=3.11,<3.13" });
    expect(commandsOf(found.projects)).toEqual({
      lint: ["uv", "run", "ruff", "check", "."],
      test: ["uv", "run", "pytest", "-q"],
    });
  });

  test("names the commands of packages that carry another name", async () => {
    const found = await survey({
      "Cargo.toml": '[package]\nname = "ripgrep"\n[[bin]]\nname = "rg"\npath = "main.rs"\n',
      "main.rs": "fn main() {}\n",
      "web/package.json": '{ "name": "@acme/web", "bin": { "w": "w.js", "x": "x.js" } }',
      "same/package.json": '{ "name": "same", "bin": "same.js" }',
      "broken/pyproject.toml": "[project\n",
      "docs/package.json": '{ "name": "docs", "bin": { "d": "d.js" } }',
    });
    expect(found.commandsApart).toEqual(["rg", "w"]);
    const { identity } = configOf(found, proposedAnswers(found));
    expect(identity?.commands).toEqual(["rg", "w"]);
  });

  const test_py = { "tests/test_a.py": "" };
  const cases: [string, RepoFiles, Record<string, string>][] = [
    [
      "poetry",
      { "pyproject.toml": '[tool.poetry]\nname="a"\n[tool.poetry.group.dev.dependencies]\npytest="*"\n', ...test_py },
      { test: "poetry run pytest -q" },
    ],
    [
      "pdm",
      { "pyproject.toml": '[project]\nname="a"\ndependencies=["pytest"]\n', "pdm.lock": "", ...test_py },
      { test: "pdm run pytest -q" },
    ],
    [
      "hatch",
      { "pyproject.toml": '[project]\nname="a"\n[tool.hatch.envs.default]\ndependencies=["pytest"]\n', ...test_py },
      { test: "hatch run pytest -q" },
    ],
    [
      "setuptools",
      {
        "pyproject.toml": '[project]\nname="a"\n[build-system]\nrequires=["setuptools"]\n[tool.pytest.ini_options]\n',
        ...test_py,
      },
      { test: "python3 -m pytest -q" },
    ],
    [
      "requirements.txt and unittest",
      { "requirements.txt": "pandas\n", ...test_py },
      { test: "python3 -m unittest discover -s tests" },
    ],
    [
      "conda",
      { "environment.yml": "name: lab\ndependencies: [pytest]\n", ...test_py },
      { test: "conda run --no-capture-output -n lab pytest -q" },
    ],
    [
      "conda for one process of Nextflow",
      { "main.nf": "", "modules/a/main.nf": "", "modules/a/environment.yml": "dependencies: [pytest]\n", ...test_py },
      {},
    ],
    [
      "conda for a pipeline of Nextflow",
      { "main.nf": "", "environment.yml": "name: lab\ndependencies: [pytest]\n", ...test_py },
      { test: "conda run --no-capture-output -n lab pytest -q" },
    ],
    [
      "pixi",
      { "pixi.toml": '[project]\nname="a"\n[dependencies]\npytest="*"\n', ...test_py },
      { test: "pixi run pytest -q" },
    ],
    ["tox", { "pyproject.toml": '[project]\nname="a"\n', "tox.ini": "[tox]\n", ...test_py }, { test: "tox" }],
    ["nox", { "requirements.txt": "pytest\n", "noxfile.py": "", ...test_py }, { test: "nox" }],
    [
      "an unactivated .venv",
      { ".gitignore": ".venv\n", "requirements.txt": "pytest\n", ".venv/bin/python": "", ...test_py },
      { test: ".venv/bin/python -m pytest -q" },
    ],
    ["no tests", { "requirements.txt": "pytest\n" }, {}],
    [
      "npm",
      { "package.json": '{"scripts":{"lint":"x","test":"vitest"}}' },
      { lint: "npm run lint", test: "npm run test -- --run" },
    ],
    ["pnpm", { "package.json": '{"scripts":{"test":"x"}}', "pnpm-lock.yaml": "" }, { test: "pnpm run test" }],
    ["yarn", { "package.json": '{"scripts":{"test":"x"}}', "yarn.lock": "" }, { test: "yarn run test" }],
    ["bun", { "package.json": '{"scripts":{"test":"x"}}', "bun.lock": "" }, { test: "bun run test" }],
    [
      "npm's default test",
      { "package.json": '{"scripts":{"test":"echo \\"Error: no test specified\\" && exit 1"}}' },
      {},
    ],
    ["a script that watches", { "package.json": '{"scripts":{"test":"jest --watch"}}' }, {}],
    ["a Node workspace", kinds["node workspace"] ?? {}, { lint: "npm run lint", build: "npm run build --workspaces" }],
    ["Go", kinds["go"] ?? {}, { lint: "go vet ./...", test: "go test ./...", build: "go build -o /dev/null ./..." }],
    [
      "a Go workspace",
      {
        "go.work": "go 1.22\n\nuse (\n\t./a\n\t./b\n)\n",
        "a/go.mod": "module a\n",
        "a/a.go": "package a\n",
        "b/go.mod": "module b\n",
      },
      { lint: "go vet ./a/... ./b/...", build: "go build -o /dev/null ./a/... ./b/..." },
    ],
    ["Rust", kinds["rust"] ?? {}, { test: "cargo test --locked", build: "cargo build --locked" }],
    [
      "a monorepo",
      kinds["monorepo"] ?? {},
      {
        lint: "go vet -C svc ./...",
        "test:python": "poetry --directory api run pytest -q",
        "test:node": "pnpm --dir web run test --run",
        build: "go build -C svc -o /dev/null ./...",
      },
    ],
    ["nothing at all", kinds["nothing"] ?? {}, {}],
  ];
  test.each(cases)("knows the commands of %s", async (_, files, expected) => {
    const found = await commands(files);
    expect(Object.fromEntries(Object.entries(found).map(([name, argv]) => [name, argv.join(" ")]))).toEqual(expected);
  });

  test.each([
    ["1.96", ">=1.96 <1.97"],
    ["1.9.1", ">=1.9 <1.10"],
    ["stable", undefined],
  ])(
    "a toolchain of Rust that is a version is what it promises, as the configuration reads it: %s",
    async (channel, range) => {
      const found = await survey({
        "Cargo.toml": '[package]\nname = "a"\n',
        "rust-toolchain.toml": `[toolchain]\nchannel = "${channel}"\n`,
      });
      expect(found.projects).toMatchObject([{ ecosystem: "rust", runtime: range }]);
    },
  );

  test.each<[string, RepoFiles, string]>([
    [
      "Node's",
      { "package.json": '{"engines":{"node":"lts/*"}}' },
      '"lts/*" was not taken for runtime.node: it is not a semver range',
    ],
    [
      "Rust's",
      { "Cargo.toml": '[package]\nname = "a"\nrust-version = "1.x.y"\n' },
      '">=1.x.y" was not taken for runtime.rust: it is not a semver range',
    ],
    [
      "Python's",
      { "pyproject.toml": '[project]\nname = "a"\nrequires-python = ">=3.9,<3"\n' },
      '">=3.9,<3" was not taken for runtime.python: no version can lie in it',
    ],
  ])("takes no range that the checks would refuse, and says so: %s", async (_, files, message) => {
    const found = await survey(files);
    expect(runtimeOf(found.projects)).toEqual({});
    expect(found.notes.map((note) => note.message)).toContain(message);
  });

  test.each<[string, string, string, string | undefined]>([
    ["the same", ">=3.11", ">= 3.11", ">=3.11"],
    ["others", ">=3.9", ">=3.11", undefined],
    ["what one alone says", ">=3.11", "", ">=3.11"],
  ])("promises what all projects promise: %s", async (_, one, other, expected) => {
    const manifest = (range: string) =>
      `[project]\nname = "a"\n${range === "" ? "" : `requires-python = "${range}"\n`}`;
    const found = await survey({ "a/pyproject.toml": manifest(one), "b/pyproject.toml": manifest(other) });
    expect(runtimeOf(found.projects).python).toBe(expected);
    expect(rangesApart(found.projects)).toEqual(expected === undefined ? [["python", [one, other]]] : []);
  });

  test("finds the display name in tracked files that are ignored, too, and names no project without a manifest", async () => {
    using made = repo({
      "README.md": "# Claims-Etl\n",
      "pyproject.toml": '[project]\nname = "claims-etl"\n',
      "old/a.txt": "Claims-Etl",
      "docs2/requirements.txt": "sphinx\n",
      "new.txt": "x",
    });
    writeFileSync(join(made.dir, ".gitignore"), "old/\n");
    writeFileSync(join(made.dir, "new.txt"), "Claims-Etl");
    writeFileSync(join(made.dir, "untracked.txt"), "Claims-Etl");
    const found = await surveyRepository(made.dir, oursOf(undefined));
    expect(found.display?.files).toEqual(["README.md", "new.txt", "old/a.txt", "untracked.txt"]);
    expect(configOf(found, proposedAnswers(found)).projects).toBeUndefined();
  });

  test("names a manifest that can't be parsed, and takes nothing from it", async () => {
    const found = await survey({ "pyproject.toml": "[project\nname = 1" });
    expect(found.notes.map(({ path }) => path)).toContain("pyproject.toml");
    expect(found.projects).toMatchObject([{ ecosystem: "python", name: undefined, runtime: undefined }]);
  });

  test("does not read a manifest through a link, nor tokens that are there already as forbidden", async () => {
    const token = ["-----BEGIN RSA PRIVATE", "KEY-----"].join(" ");
    const found = await survey({ "package.json": { link: "/etc/hostname" }, "key.pem": token });
    expect(found.projects).toMatchObject([{ name: undefined, commands: {} }]);
    expect(found.forbidden).not.toContain(token);
    expect(found.forbidden).toHaveLength(4);
    expect(found.notes.some(({ path }) => path === "key.pem")).toBe(true);
  });

  test("proposes no Dockerfile without labels, and says so", async () => {
    const found = await survey({ Dockerfile: "FROM scratch\n" });
    expect(configOf(found, proposedAnswers(found)).identity).not.toHaveProperty("docker");
    expect(found.notes).toMatchObject([{ path: "Dockerfile" }]);
  });
});
