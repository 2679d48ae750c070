/** Every rule that says how it is mended: what --fix writes is what the check accepts. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Command } from "../../../../lib/command.ts";
// It is loaded on demand: here at once, so that no test is about that.
import "../../../../lib/guard/fix/mend.ts";
import checkArtifacts from "../../../../scripts/check-artifacts.ts";
import checkIdentity from "../../../../scripts/check-identity.ts";
import checkRuntime from "../../../../scripts/check-runtime.ts";
import preflight from "../../../../scripts/preflight.ts";
import { call } from "../../../support/call.ts";
import { type RepoFiles, repo } from "../../../support/repo.ts";

const identity = (more: object) => ({ "kprov.config.json": JSON.stringify({ identity: more }) });
const named = identity({ name: "claims-etl" });
const placed = identity({ repository: "https://github.com/acme/claims-etl" });
const runtime = (more: object) => ({ "kprov.config.json": JSON.stringify({ runtime: more }) });

const mendable: [string, Command, RepoFiles, Record<string, string>][] = [
  [
    "NAME_MISMATCH of Python",
    checkIdentity,
    { ...named, "pyproject.toml": '[project]\nname = "other"\nversion = "1"\n' },
    { "pyproject.toml": '[project]\nname = "claims-etl"\nversion = "1"\n' },
  ],
  [
    "NAME_MISMATCH of npm, with its scope",
    checkIdentity,
    { ...named, "package.json": '{\n\t"name": "@acme/other"\n}\n' },
    { "package.json": '{\n\t"name": "@acme/claims-etl"\n}\n' },
  ],
  [
    "URL_MISMATCH, each in its own spelling",
    checkIdentity,
    {
      ...placed,
      "package.json": JSON.stringify({
        repository: { type: "git", url: "git+https://github.com/acme/old.git" },
        bugs: "https://github.com/old/claims-etl/issues",
      }),
    },
    {
      "package.json": JSON.stringify({
        repository: { type: "git", url: "git+https://github.com/acme/claims-etl.git" },
        bugs: "https://github.com/acme/claims-etl/issues",
      }),
    },
  ],
  [
    "DIRECTORY_MISMATCH",
    checkIdentity,
    {
      "kprov.config.json": JSON.stringify({
        identity: { repository: "https://github.com/acme/claims-etl" },
        projects: [{ root: "pkg/a" }],
      }),
      "pkg/a/package.json":
        '{"name": "a", "repository": {"url": "https://github.com/acme/claims-etl", "directory": "pkg/b"}}',
    },
    {
      "pkg/a/package.json":
        '{"name": "a", "repository": {"url": "https://github.com/acme/claims-etl", "directory": "pkg/a"}}',
    },
  ],
  [
    "README_URL_MISMATCH",
    checkIdentity,
    { ...placed, "README.md": "    git clone https://github.com/old/claims-etl.git\n" },
    { "README.md": "    git clone https://github.com/acme/claims-etl.git\n" },
  ],
  [
    "LABEL_MISMATCH",
    checkIdentity,
    {
      ...identity({
        name: "claims-etl",
        docker: { files: ["Dockerfile"], labels: { licenses: "MIT", source: "https://github.com/acme/claims-etl" } },
      }),
      Dockerfile:
        'FROM scratch\nLABEL org.opencontainers.image.licenses="Apache-2.0" \\\n  org.opencontainers.image.title=other org.opencontainers.image.source="https://github.com/acme/x"\n',
    },
    {
      Dockerfile:
        'FROM scratch\nLABEL org.opencontainers.image.licenses="MIT" \\\n  org.opencontainers.image.title=claims-etl org.opencontainers.image.source="https://github.com/acme/claims-etl"\n',
    },
  ],
  [
    "RUNTIME_MISMATCH of requires-python",
    checkRuntime,
    { ...runtime({ python: ">=3.9" }), "pyproject.toml": '[project]\nname = "x"\nrequires-python = ">=3.8"\n' },
    { "pyproject.toml": '[project]\nname = "x"\nrequires-python = ">=3.9"\n' },
  ],
  [
    "RUNTIME_MISMATCH of engines.node",
    checkRuntime,
    { ...runtime({ node: ">=18 <99" }), "package.json": '{"engines": {"node": ">=16"}}' },
    { "package.json": '{"engines": {"node": ">=18 <99"}}' },
  ],
  [
    "ARTIFACT_TRACKED and ARTIFACT_IGNORED",
    checkArtifacts,
    { "a.txt": "a", "__pycache__/a.pyc": "x", "gen/b.txt": "b", ".gitignore": "gen/\n" },
    { "__pycache__/a.pyc": "x", "gen/b.txt": "b" },
  ],
];

describe("--fix --yes", () => {
  it.each(mendable)("mends %s", async (_, command, files, expected) => {
    using fixture = repo(files);
    expect((await call(command, fixture.dir, [])).result.exitCode).toBe(1);
    const { text } = await call(command, fixture.dir, ["--fix", "--yes"]);
    expect(text).not.toContain("not mended");
    for (const [path, content] of Object.entries(expected))
      expect(readFileSync(join(fixture.dir, path), "utf8")).toBe(content);
    fixture.git("add", "--update");
    const { result } = await call(command, fixture.dir, []);
    expect(result.document).toMatchObject({ verdict: "proved" });
  });

  it.each<[string, Command, RepoFiles]>([
    [
      "a crate, to which code refers",
      checkIdentity,
      { ...named, "Cargo.toml": '[package]\nname = "other"\nversion = "1.0.0"\n' },
    ],
    [
      "a Go module, to which code refers",
      checkIdentity,
      { ...named, "go.mod": "module example.com/other\n\ngo 1.22\n" },
    ],
    [
      "a policy in words that PEP 440 has not",
      checkRuntime,
      { ...runtime({ python: "3.12" }), "pyproject.toml": '[project]\nname = "x"\nrequires-python = "<3.10"\n' },
    ],
    [
      "a directory that should not be said at all",
      checkIdentity,
      { ...placed, "package.json": '{"repository": {"url": "https://github.com/acme/claims-etl", "directory": "x"}}' },
    ],
    ["a secret", checkArtifacts, { "a.txt": "a", ".env": "A=1\n" }],
    [
      "a label whose value comes from elsewhere",
      checkIdentity,
      {
        ...identity({ docker: { files: ["Dockerfile"], labels: { licenses: "MIT" } } }),
        Dockerfile: 'ARG L=Apache-2.0\nFROM scratch\nARG L\nLABEL org.opencontainers.image.licenses="$L"\n',
      },
    ],
  ])("leaves %s alone", async (_, command, files) => {
    using fixture = repo(files);
    const { result, text } = await call(command, fixture.dir, ["--fix", "--yes"]);
    expect([result.exitCode, fixture.git("status", "--porcelain")]).toEqual([1, ""]);
    expect(text).toContain("--fix: nothing that it could surely mend");
  });

  it("of preflight mends what all checks find, and runs the project's commands once, afterwards", async () => {
    using outside = repo();
    const log = join(outside.dir, "log");
    using fixture = repo({
      "kprov.config.json": JSON.stringify({
        identity: { name: "claims-etl" },
        preflight: { commands: { log: ["sh", "-c", 'grep name pyproject.toml >> "$0"', log] } },
      }),
      "pyproject.toml": '[project]\nname = "other"\n',
      "a.pyc": "x",
    });
    const { result, text } = await call(preflight, fixture.dir, ["--fix", "--yes"]);
    expect(text).toContain('+name = "claims-etl"');
    expect(text).toContain("# git rm --cached -- a.pyc");
    expect(readFileSync(log, "utf8")).toBe('name = "claims-etl"\n');
    // The index still has the old name.
    expect(result.document).toMatchObject({ verdict: "violated", commands: [{ name: "log", exitCode: 0 }] });
    fixture.git("add", "--update");
    expect((await call(preflight, fixture.dir, [])).result.document).toMatchObject({ verdict: "proved" });
  });
});
