import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import type { RepoFiles } from "../../../support/repo.ts";
import { temporary } from "../../../support/temporary.ts";
import { proposedFor } from "./support.ts";

const hasPython = spawnSync("python3", ["--version"]).status === 0;
const one = "import unittest\n\n\nclass T(unittest.TestCase):\n    def test_it(self):\n        self.assertTrue(True)\n";
const manifest = { "requirements.txt": "pandas\n" };
const below = (files: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(files).map(([path, text]) => [`services/api/${path}`, text]));

const cases: [string, Record<string, string>, string][] = [
  ["tests that are no package", { ...manifest, "tests/test_a.py": one }, "-s tests"],
  ["tests that are a package", { ...manifest, "tests/__init__.py": "", "tests/test_a.py": one }, ""],
  ["tests deeper down", { ...manifest, "tests/unit/test_a.py": one }, "-s tests/unit"],
  [
    "tests inside of the package",
    { ...manifest, "etl/__init__.py": "", "etl/tests/__init__.py": "", "etl/tests/test_a.py": one },
    "",
  ],
  ["tests in a directory called test", { ...manifest, "test/test_a.py": one }, "-s test"],
  ["tests called a_test.py", { ...manifest, "tests/a_test.py": one }, "-s tests -p '*_test.py'"],
];

describe("unittestWords", () => {
  test.each(cases)("start where %s are found, at the top and below", async (_, files, words) => {
    const line = `python3 -m unittest discover ${words}`.trim();
    expect(shown(await testCommand(files))).toBe(line);
    expect(await testCommand(below(files))).toEqual(["sh", "-c", `cd ./services/api && ${line}`]);
  });

  test.skipIf(!hasPython).each(cases)("make Python find %s (skipped: no python3)", async (_, files) => {
    for (const repository of [files, below(files)]) {
      const [program = "", ...args] = await testCommand(repository);
      const { stderr, status } = spawnSync(program, args, { cwd: temporary(repository), encoding: "utf8" });
      expect(stderr).toContain("Ran 1 test");
      expect(status).toBe(0);
    }
  });

  test("starts where most tests are, and names those it can't reach", async () => {
    const files = { ...manifest, "scripts/test_s.py": one, "tests/test_a.py": one, "tests/test_b.py": one };
    const { commands, notes } = await proposedFor(files);
    expect(shown(commands["test"] ?? [])).toBe("python3 -m unittest discover -s tests");
    expect(notes.join()).toContain('scripts: unittest starts in "tests"');
  });
});

describe("a Python project below the top", () => {
  const pytest = { "api/requirements.txt": "pytest\nflake8\n", "api/tests/test_a.py": one };
  test.each([
    ["pip", {}, "cd ./api && python3 -m pytest -q", "cd ./api && python3 -m flake8 ."],
    [
      "an unactivated .venv",
      { ".gitignore": ".venv\n", "api/.venv/bin/python": "" },
      "cd ./api && .venv/bin/python -m pytest -q",
      "cd ./api && .venv/bin/python -m flake8 .",
    ],
    [
      "hatch",
      { "api/pyproject.toml": '[project]\nname = "api"\n[tool.hatch.envs.default]\n' },
      "cd ./api && hatch run pytest -q",
      "cd ./api && hatch run flake8 .",
    ],
  ] satisfies [string, RepoFiles, string, string][])(
    "is tested and linted from its own directory with %s",
    async (_, more, expected, lint) => {
      const { commands } = await proposedFor({ ...pytest, ...more });
      expect(commands).toEqual({ lint: ["sh", "-c", lint], test: ["sh", "-c", expected] });
    },
  );

  test("is told tox and nox where they look", async () => {
    const { commands } = await proposedFor({ ...pytest, "api/tox.ini": "[tox]\n" });
    expect(commands["test"]).toEqual(["tox", "-c", "api"]);
  });

  test.each([
    ["", "python3 -m pip install -e ."],
    ["api", "python3 -m pip install -e ./api"],
  ])('is installed from "%s"', async (root, line) => {
    const { setup } = await proposedFor({ [root === "" ? "pyproject.toml" : `${root}/pyproject.toml`]: project });
    expect(setup).toEqual([line]);
  });

  test("is installed with what its tests need", async () => {
    const { setup } = await proposedFor({
      "pyproject.toml": `${project}[project.optional-dependencies]\ntest = ["pytest"]\n`,
    });
    expect(setup).toEqual(["python3 -m pip install -e '.[test]'"]);
  });
});

// --- internal ---

const project = '[project]\nname = "claims"\n';
const testCommand = async (files: RepoFiles) => (await proposedFor(files)).commands["test"] ?? [];
const shown = (argv: readonly string[]): string =>
  argv.map((word) => (word.includes("*") ? `'${word}'` : word)).join(" ");
