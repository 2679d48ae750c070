import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { endOf, startProgram } from "../support/command.ts";
import { denyFile, salt } from "../support/deny.ts";
import { type RepoFiles, repo } from "../support/repo.ts";

const list = ".kprov/deny-list.json";
const reports = ["json", "sarif", "junit", "github", "gitlab", "markdown", "lines"];

/** Everything that is said, and written into reports of every form. */
const judge = async (
  { config = {}, files = {} }: { config?: object; files?: RepoFiles },
  argv: readonly string[],
  env: NodeJS.ProcessEnv = {},
) => {
  const settings = { identity: { forbidden: { private: list } }, ...config };
  using fixture = repo({ "kprov.config.json": JSON.stringify(settings), [list]: denyFile(["flim flam"]), ...files });
  const asked = reports.flatMap((name) => ["--report", `${name}=${name}.out`]);
  const child = startProgram(fixture.dir, [...argv, ...asked], { env: { KPROV_DENY_SALT: salt, ...env } });
  const { status, stdout, stderr } = await endOf(child);
  const written = reports.map((name) => readFileSync(join(fixture.dir, `${name}.out`), "utf8"));
  return { status, stderr, all: [stdout, stderr, ...written].join("\n") };
};

const masked = /\[private [0-9a-f]{12}\]/;

describe("nothing of a private token is said", () => {
  test.each<[string, object]>([
    ["of a value", { artifacts: { deny: ["flimflam["] } }],
    ["of a key", { flim_flam: 1 }],
    ["of a name", { preflight: { commands: { "Flim Flam": ["true"] } } }],
  ])("where a configuration is refused because %s", async (_, config) => {
    const { status, stderr, all } = await judge({ config }, ["preflight"]);
    expect([status, stderr]).toEqual([2, expect.stringMatching(masked)]);
    expect(all).not.toMatch(/flim|flam/i);
  });

  test.each([
    ["the salt is missing", {}, ""],
    ["the list can't be opened", { identity: { forbidden: { private: "gone.json" } } }, salt],
    ["the configuration names none", { identity: { forbidden: { private: 1 } } }, salt],
    ["it is about something else", { identity: 1 }, salt],
  ])("but a configuration is refused in whole words where %s", async (_, config, given) => {
    const more = { ...config, artifacts: { deny: ["flimflam["] } };
    const { status, stderr } = await judge({ config: more }, ["preflight"], { KPROV_DENY_SALT: given });
    expect([status, stderr]).toEqual([2, expect.stringContaining('"flimflam["')]);
  });

  test("where the base is not there that a variable names", async () => {
    const { status, stderr, all } = await judge({}, ["check-identity"], {
      GITHUB_BASE_REF: "flim-flam",
      GITHUB_ACTIONS: "true",
    });
    expect([status, stderr]).toEqual([3, expect.stringMatching(masked)]);
    expect(all).not.toMatch(/flim|flam/i);
  });

  test("where a file that is no JSON would be quoted", async () => {
    const text = '{"schema": "kprov.waivers/v1", "waivers": [ "a", xflimflam]}';
    const { status, all } = await judge({ files: { ".kprov/waivers.json": text } }, ["preflight"]);
    expect([status, all]).toEqual([
      expect.any(Number),
      expect.stringContaining("not JSON: unexpected token 'x' at 1:50"),
    ]);
    expect(all).not.toMatch(/flim|flam/i);
  });

  // Wherever the cut comes to stand.
  test.each([64, 66, 68, 70, 72])("where a long command is cut, behind %i letters", async (count) => {
    const run = `curl https://example.org/${"a".repeat(count)}/flimflam/${"b".repeat(40)}`;
    const workflow = `on: [push]\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps:\n      - run: ${run}\n`;
    const files = {
      ".github/workflows/ci.yml": workflow,
      Dockerfile: `FROM python:${"a".repeat(count)}-flimflam-${"b".repeat(99)}\n`,
    };
    const { all } = await judge({ config: { parity: {}, runtime: { python: "3.12" } }, files }, ["preflight"]);
    expect(all).toContain("PARITY_UNCOVERED");
    expect(all).toContain("RUNTIME_UNREADABLE");
    expect(all.replace(/b{3,}/g, "")).not.toMatch(/flim|lam|[a/-]fl?i?…/);
  });
});
