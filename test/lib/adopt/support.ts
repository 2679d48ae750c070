/**
 * Repositories of every kind, and init on them.
 *
 * @module
 */
import { lstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import command from "../../../scripts/init.ts";
import { type Called, call } from "../../support/call.ts";
import type { RepoFiles } from "../../support/repo.ts";

/** Run `init ARGV` in `dir`. */
export const init = (dir: string, ...argv: string[]): Promise<Called> => call(command, dir, argv);

/** Every file, link and directory but git's own: path → kind, mode and bytes. */
export const snapshot = (dir: string): Record<string, string> => {
  const found: Record<string, string> = {};
  for (const name of readdirSync(dir, { recursive: true, encoding: "utf8" }).sort()) {
    if (name === ".git" || name.startsWith(".git/")) continue;
    const path = join(dir, name);
    const stats = lstatSync(path);
    const content = stats.isSymbolicLink() ? readlinkSync(path) : stats.isFile() ? readFileSync(path, "hex") : "";
    found[name] = `${stats.mode.toString(8)} ${content}`;
  }
  return found;
};

/** Path → what was done. */
export const didOf = ({ result }: Called): Record<string, string> =>
  Object.fromEntries(
    (result.document as { files: { path: string; did: string }[] }).files.map(({ path, did }) => [path, did]),
  );

export const notesOf = ({ result }: Called): string[] =>
  (result.document as { notes: { path?: string; message: string }[] }).notes.map(
    ({ path, message }) => `${path ?? ""}: ${message}`,
  );

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** One of each kind that the issue names. */
export const kinds: Record<string, RepoFiles> = {
  python: {
    "pyproject.toml":
      '[project]\nname = "claims-etl"\nrequires-python = ">=3.11,<3.13"\n[dependency-groups]\ndev = ["pytest", "ruff"]\n[tool.uv]\n',
    "README.md": "# Claims ETL\n",
    "tests/test_etl.py": "def test_it():\n    pass\n",
    Dockerfile: 'FROM python:3.11\nLABEL org.opencontainers.image.title="claims-etl"\n',
    Makefile: "test:\n\tpytest\n",
  },
  "node workspace": {
    "package.json": json({
      name: "@acme/shop",
      workspaces: ["packages/*"],
      engines: { node: ">=20.19" },
      scripts: { lint: "biome check", test: 'echo "Error: no test specified" && exit 1' },
    }),
    "package-lock.json": json({ lockfileVersion: 3 }),
    "packages/a/package.json": json({ name: "a", scripts: { build: "tsc" } }),
  },
  go: {
    "go.mod": "module github.com/acme/tool/v2\n\ngo 1.22\n",
    "main.go": "package main\n\nfunc main() {}\n",
    "main_test.go": "package main\n",
  },
  rust: {
    "Cargo.toml": '[package]\nname = "solver"\nversion = "0.1.0"\nrust-version = "1.75"\n',
    "Cargo.lock": "version = 3\n",
    "src/main.rs": "fn main() {}\n",
  },
  monorepo: {
    "api/pyproject.toml": '[tool.poetry]\nname = "api"\n[tool.poetry.dependencies]\npython = "^3.11"\npytest = "*"\n',
    "api/tests/test_api.py": "def test_it(): pass\n",
    "web/package.json": json({ name: "web", packageManager: "pnpm@9.1.0", scripts: { test: "vitest" } }),
    "svc/go.mod": "module example.com/svc\n\ngo 1.22\n",
    "svc/svc.go": "package svc\n",
  },
  nothing: { "notes.txt": "hello\n" },
};
