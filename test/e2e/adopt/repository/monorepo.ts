/**
 * A Python service, a web front end and a Go tool in one repository.
 *
 * @module
 */
import { commonPlants, undeclared } from "../plants.ts";
import { replace, type Subject } from "../support.ts";

const goIn = (line: string): string[] => ["sh", "-c", `cd ./tools/load && go ${line}`];

export const monorepo: Subject = {
  remote: "git@github.com:acme/claims-platform.git",
  files: {
    ".gitignore": "__pycache__/\nnode_modules/\n",
    "README.md": "# Claims Platform\n",
    "api/pyproject.toml": '[project]\nname = "claims-api"\nversion = "0.1.0"\nrequires-python = ">=3.9"\n',
    "api/claims_api/__init__.py": "def total(amounts):\n    return sum(amounts)\n",
    "api/tests/test_total.py": `import unittest

from claims_api import total


class TestTotal(unittest.TestCase):
    def test_total(self):
        self.assertEqual(total([1, 2]), 3)
`,
    "web/package.json": `${JSON.stringify(
      {
        name: "claims-web",
        version: "1.0.0",
        type: "module",
        engines: { node: ">=20" },
        scripts: { test: "node --test" },
      },
      null,
      2,
    )}\n`,
    "web/web.test.js": 'import test from "node:test";\n\ntest("nothing", () => {});\n',
    "tools/load/go.mod": "module github.com/acme/claims-platform/tools/load\n\ngo 1.19\n",
    "tools/load/main.go": "package main\n\nfunc main() {}\n",
    "tools/load/main_test.go": 'package main\n\nimport "testing"\n\nfunc TestMain_(t *testing.T) { main() }\n',
  },
  commands: {
    lint: goIn("vet ./..."),
    "test:python": ["sh", "-c", "cd ./api && python3 -m unittest discover -s tests"],
    "test:node": ["npm", "--prefix", "web", "run", "test"],
    "test:go": goIn("test ./..."),
    build: goIn("build -o /dev/null ./..."),
  },
  broken: [
    "COMMAND_FAILED",
    { "api/claims_api/__init__.py": replace("sum(amounts)", "0") },
    ["test:python: violated (exit 1)"],
  ],
  common: commonPlants({ name: "claims-platform", display: "Claims Platform", readmeLine: 2 }),
  plants: [
    undeclared,
    ["NAME_MISMATCH", { "api/pyproject.toml": replace("claims-api", "planted") }, ["api/pyproject.toml:2:8"]],
    ["NAME_MISMATCH", { "web/package.json": replace("claims-web", "planted") }, ["web/package.json:2:11"]],
    ["NAME_MISMATCH", { "tools/load/go.mod": replace("tools/load", "tools/planted") }, ["tools/load/go.mod:1:8"]],
    ["URL_MISMATCH", { "tools/load/go.mod": replace("acme", "planted") }, ["tools/load/go.mod:1:8"]],
    [
      "ENTRY_POINT_MISMATCH",
      { "api/pyproject.toml": (text) => `${text}\n[project.scripts]\nclaims-api = "gone:run"\n` },
      ["api/pyproject.toml:7:"],
    ],
    ["SOURCE_MALFORMED", { "web/package.json": replace('"1.0.0",', '"1.0.0"') }, ["web/package.json:4:"]],
    ["DEAD_GLOB", { "kprov.config.ts": replace('root: "web"', 'root: "webb"') }, ['"webb"']],
    ["RUNTIME_MISMATCH", { "web/.nvmrc": "18\n" }, ["web/.nvmrc", "web/package.json:6:13"]],
    ["RUNTIME_UNREADABLE", { "api/.python-version": "three\n" }, ["api/.python-version", "1:1"]],
    [
      "RUNTIME_UNTESTED",
      { ".github/workflows/kprov.yml": replace('python: "3.9", ', 'python: "3.10", ') },
      ["api/pyproject.toml", "4:19", "Python 3.9"],
    ],
  ],
};
