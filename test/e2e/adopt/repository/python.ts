/**
 * A Python repository: pyproject, tests, Dockerfile, Makefile.
 *
 * @module
 */
import { commonPlants, undeclared } from "../plants.ts";
import { replace, type Subject } from "../support.ts";

const dockerfile = `FROM python:3.11-slim
ARG REVISION
LABEL org.opencontainers.image.title="claims-etl" \\
      org.opencontainers.image.source="https://github.com/acme/claims-etl"
COPY . /app
`;

export const python: Subject = {
  remote: "git@github.com:acme/claims-etl.git",
  files: {
    ".gitignore": "__pycache__/\n.venv/\nnode_modules/\n",
    "pyproject.toml": `[project]
name = "claims-etl"
version = "0.1.0"
requires-python = ">=3.9"

[project.urls]
Source = "https://github.com/acme/claims-etl"

[project.scripts]
claims-etl = "claims_etl.main:run"
`,
    "README.md": "# Claims ETL\n\n    git clone https://github.com/acme/claims-etl.git\n",
    Dockerfile: dockerfile,
    // No line end: what is added must not run into it.
    Makefile: "all:\n\techo built",
    "claims_etl/__init__.py": "",
    "claims_etl/main.py": "def run():\n    return 0\n",
    "tests/test_main.py": `import unittest

from claims_etl.main import run


class TestRun(unittest.TestCase):
    def test_run(self):
        self.assertEqual(run(), 0)
`,
  },
  commands: { test: ["python3", "-m", "unittest", "discover", "-s", "tests"] },
  broken: ["COMMAND_FAILED", { "claims_etl/main.py": replace("return 0", "return 1") }, ["test: violated (exit 1)"]],
  common: commonPlants({ name: "claims-etl", display: "Claims ETL", readmeLine: 4 }),
  plants: [
    undeclared,
    ["NAME_MISMATCH", { "pyproject.toml": replace('"claims-etl"', '"claims-loader"') }, ["pyproject.toml:2:8"]],
    [
      "NAME_MISMATCH",
      { "CITATION.cff": "cff-version: 1.2.0\nmessage: x\ntitle: Planted\nauthors: []\n" },
      ["CITATION.cff:3:8"],
    ],
    [
      "ENTRY_POINT_MISMATCH",
      { "pyproject.toml": replace("claims_etl.main", "claims_etl.gone") },
      ["pyproject.toml:10"],
    ],
    ["URL_MISMATCH", { "pyproject.toml": replace("acme/claims-etl", "acme/other") }, ["pyproject.toml:7:10"]],
    ["VALUE_COMPUTED", { "setup.py": "from setuptools import setup\n\nsetup(name=planted())\n" }, ["setup.py:3:"]],
    ["SOURCE_MALFORMED", { "pyproject.toml": replace('"claims-etl"', '"claims-etl') }, ["pyproject.toml:2:"]],
    ["LABEL_MISSING", { Dockerfile: replace(/org.*title.*\n\s*/, "") }, ["Dockerfile", "image.title"]],
    ["LABEL_MISMATCH", { Dockerfile: replace('title="claims-etl"', 'title="planted"') }, ["Dockerfile:3:"]],
    ["LABEL_UNKNOWN", { Dockerfile: `${dockerfile}LABEL org.opencontainers.image.planted="x"\n` }, ["Dockerfile:6:"]],
    [
      "LABEL_UNRESOLVED",
      { Dockerfile: `${dockerfile}LABEL org.opencontainers.image.revision="$REVISION"\n` },
      ["Dockerfile:6:", "REVISION"],
    ],
    ["RUNTIME_MISMATCH", { Dockerfile: replace("python:3.11", "python:3.8") }, ["Dockerfile", "pyproject.toml:4:19"]],
    [
      "RUNTIME_UNTESTED",
      { ".github/workflows/kprov.yml": replace('          - { python: "3.9" }\n', "") },
      ["pyproject.toml", "4:19", "Python 3.9"],
    ],
    [
      "RUNTIME_CI_UNSEEN",
      { ".github/workflows/more.yml": "on: push\njobs: { more: { steps: [{ uses: ./.github/actions/gone }] } }\n" },
      [".github/workflows/more.yml", "2:"],
    ],
    ["RUNTIME_UNREADABLE", { Dockerfile: replace("python:3.11-slim", "python") }, ["Dockerfile", "1:6"]],
    ["RUNTIME_WRONG_VERSION", { "pyproject.toml": replace(">=3.9", ">=3.99") }, ["pyproject.toml", "4:19"]],
    ["RUNTIME_MISSING", { ".venv/pyvenv.cfg": "home = /nowhere\n" }, [".venv/bin/python"]],
  ],
};
