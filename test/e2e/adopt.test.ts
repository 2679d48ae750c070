import { lstatSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type RepoFiles, repo } from "../support/repo.ts";
import { bin, execute, kprov } from "./support.ts";

/** Every file below `dir` with its mode and bytes, git's own aside. */
const snapshot = (dir: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(dir, { recursive: true, encoding: "utf8" })
      .filter((path) => !/^\.git(?:\/|$)/.test(path) && lstatSync(join(dir, path)).isFile())
      .sort()
      .map((path) => [path, `${lstatSync(join(dir, path)).mode} ${readFileSync(join(dir, path), "latin1")}`]),
  );

const make = (dir: string, target = "preflight") =>
  execute("make", ["--no-print-directory", target, `KPROV=${process.execPath} ${bin()}`], { cwd: dir });

const python: RepoFiles = {
  "pyproject.toml": '[project]\nname = "claims-etl"\nversion = "0.1.0"\nrequires-python = ">=3.8"\n',
  "README.md": "# Claims ETL\n\nSee https://github.com/acme/claims-etl\n",
  Dockerfile:
    'FROM python:3.12-slim\nLABEL org.opencontainers.image.source="https://github.com/acme/claims-etl" org.opencontainers.image.title="claims-etl"\n',
  Makefile: "all:\n\techo built",
  "tests/test_a.py":
    "import unittest\n\n\nclass T(unittest.TestCase):\n    def test_a(self):\n        self.assertTrue(True)\n",
};

const kinds: [string, RepoFiles][] = [
  ["a Python repository with a Dockerfile and a Makefile", python],
  ["a repository of no ecosystem", { "README.md": "# Notes\n" }],
];

describe.each(kinds)("%s", (_, files) => {
  test("adopts, is green, notices each planted violation, and goes back byte for byte", async () => {
    using at = repo(files);
    at.git("remote", "add", "origin", "git@github.com:acme/claims-etl.git");
    const before = snapshot(at.dir);
    const init = await kprov(["init", "--yes"], { cwd: at.dir });
    expect(init.status, init.stderr).toBe(0);
    at.git("add", "--all");
    const green = await make(at.dir);
    expect(green.status, green.stdout + green.stderr).toBe(0);
    expect(green.stdout).toContain("preflight: proved");

    for (const [code, path, content] of [
      ["ARTIFACT_TRACKED", "debug.log", "x"],
      ["SECRET_FILE_TRACKED", ".env", "A=1"],
      ["COMPILED_FILE", "a.bin", "\x7fELF\x02\x01\x01\0"],
      ["FORBIDDEN_TOKEN", "key.txt", "-----BEGIN RSA PRIVATE KEY-----\n"],
    ] as const) {
      writeFileSync(join(at.dir, path), content, "latin1");
      at.git("add", "--force", path);
      const red = await make(at.dir);
      expect([code, red.status]).toEqual([code, 2]);
      expect(red.stdout).toContain(`${code} `);
      expect(red.stdout).toContain(path);
      at.git("rm", "--quiet", "--force", path);
    }
    expect((await make(at.dir)).status).toBe(0);

    const again = await kprov(["init", "--yes"], { cwd: at.dir });
    expect(again.stdout).not.toMatch(/^(?:created|added|replaced)/m);
    expect((await kprov(["init", "--undo"], { cwd: at.dir })).status).toBe(0);
    expect(snapshot(at.dir)).toEqual(before);
  });
});

test("a renamed project is noticed in every place that still has the old name", async () => {
  using at = repo(python);
  at.git("remote", "add", "origin", "git@github.com:acme/claims-etl.git");
  await kprov(["init", "--yes"], { cwd: at.dir });
  const manifest = join(at.dir, "pyproject.toml");
  writeFileSync(manifest, readFileSync(manifest, "utf8").replace("claims-etl", "claims-loader"));
  at.git("remote", "set-url", "origin", "https://github.com/acme/other");
  at.git("add", "--all");
  const { status, stdout } = await kprov(["check-identity"], { cwd: at.dir });
  expect(status).toBe(1);
  expect(stdout).toContain("NAME_MISMATCH");
  expect(stdout).toContain("URL_MISMATCH");
});

test.each(["check-identity", "check-artifacts", "check-runtime"])(
  "%s --self-test catches every plant",
  async (check) => {
    using at = repo({ a: "x" });
    const { status, stdout } = await kprov([check, "--self-test"], { cwd: at.dir });
    expect(status, stdout).toBe(0);
  },
);
