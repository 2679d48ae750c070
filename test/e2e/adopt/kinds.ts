/**
 * Repositories by who manages them: as little of each as init needs to know it.
 *
 * @module
 */
import type { RepoFiles } from "../../support/repo.ts";

const test_py = { "tests/test_a.py": "def test_a():\n    pass\n" };
const project = '[project]\nname = "claims"\nrequires-python = ">=3.10,<3.15"\n';
const pack = (more: object = {}): string =>
  `${JSON.stringify({ name: "claims", engines: { node: ">=20.19" }, scripts: { lint: "x", test: "x" }, ...more })}\n`;

/** Title → files. */
export const kinds: Readonly<Record<string, RepoFiles>> = {
  "Python, pip": {
    ...test_py,
    "pyproject.toml": `${project}[project.optional-dependencies]\ndev = ["pytest"]\ntest = []\n`,
    "requirements.txt": "pandas\n",
  },
  "Python, uv": { ...test_py, "pyproject.toml": `${project}[tool.uv]\n`, "uv.lock": "version = 1\n" },
  "Python, poetry": {
    ...test_py,
    "pyproject.toml": '[tool.poetry]\nname = "claims"\n[tool.poetry.dependencies]\npython = "^3.10"\n',
  },
  "Python, pdm": { ...test_py, "pyproject.toml": project, "pdm.lock": "" },
  "Python, hatch": { ...test_py, "pyproject.toml": `${project}[tool.hatch.envs.default]\n` },
  "Python, conda": {
    ...test_py,
    "environment.yml": "name: claims\ndependencies:\n  - python=3.12\n  - pytest\n",
  },
  "Python, pixi": {
    ...test_py,
    "pixi.toml": '[workspace]\nname = "claims"\n[dependencies]\npython = "3.12.*"\npytest = "*"\n',
  },
  "Python, tox and nox": { ...test_py, "pyproject.toml": project, "tox.ini": "[tox]\n", "noxfile.py": "" },
  "Node, npm": { "package.json": pack(), "package-lock.json": '{ "lockfileVersion": 3 }\n' },
  "Node, pnpm": { "package.json": pack({ packageManager: "pnpm@10.0.0" }), "pnpm-lock.yaml": "" },
  "Node, yarn": { "package.json": pack(), "yarn.lock": "", ".yarnrc.yml": "" },
  "Node, bun": { "package.json": pack(), "bun.lock": "" },
  Go: { "go.mod": "module example.com/claims\n\ngo 1.22\n", "claims.go": "package claims\n" },
  Rust: { "Cargo.toml": '[package]\nname = "claims"\nrust-version = "1.75"\n', "src/lib.rs": "" },
  monorepo: {
    "api/pyproject.toml": '[project]\nname = "claims-api"\nrequires-python = ">=3.11"\n',
    "web/package.json": pack(),
    "tools/load/go.mod": "module example.com/load\n\ngo 1.21\n",
    "tools/load/load.go": "package load\n",
  },
  "no ecosystem": { "notes.txt": "x\n" },
  "a Makefile with a preflight of its own": { Makefile: "preflight:\n\techo mine\n" },
};
