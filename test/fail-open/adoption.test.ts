/** Silent passes of whoever calls the gate: hooks that match no file, tasks that look done, jobs that may fail. */
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { parse } from "yaml";
import { init } from "../lib/adopt/support.ts";
import { programArgv } from "../support/command.ts";
import { type RepoFiles, repo, type TestRepo } from "../support/repo.ts";
import { temporary } from "../support/temporary.ts";

const adopted = async (files: RepoFiles, ...argv: string[]): Promise<TestRepo> => {
  const fixture = repo({ "README.md": "# Notes\n", ...files });
  onTestFinished(fixture.dispose);
  await init(fixture.dir, "--yes", ...argv);
  return fixture;
};

const read = (fixture: TestRepo, path: string): string => readFileSync(join(fixture.dir, path), "utf8");

describe("rows 4, 7 and 15: a hook that has no files to look at", () => {
  test.each([
    [["--all"], []],
    [["--include", "a"], []],
    [["a"], []],
    [["--all"], ["--staged"]],
    [["--include", "a"], ["--staged"]],
    [["a"], ["--staged"]],
  ])(
    "as git's own hook it judges what commit %j is about to take, although git keeps that in another index (%j)",
    (argv, flags) => {
      const config = JSON.stringify({ identity: { forbidden: ["acme-corp"] } });
      const fixture = repo({ "kprov.config.json": config, a: "x" });
      onTestFinished(fixture.dispose);
      const words = [process.execPath, ...programArgv("check-identity", ...flags)].map((word) => `'${word}'`);
      fixture.write({ ".git/hooks/pre-commit": { mode: 0o755, content: `#!/bin/sh\n${words.join(" ")} >&2\n` } });
      fixture.write({ a: "acme-corp" });
      expect(() => fixture.git("commit", "--message", "x", ...argv)).toThrow("FORBIDDEN_TOKEN");
    },
  );

  test("the entry for pre-commit runs always, and gets no names", async () => {
    const fixture = await adopted({ ".pre-commit-config.yaml": "repos: []\n" });
    expect(parse(read(fixture, ".kprov/hooks/pre-commit.yaml"))).toEqual([
      {
        repo: "local",
        hooks: [
          {
            ...{ id: "preflight", name: "preflight", entry: "make preflight-staged", language: "system" },
            ...{ pass_filenames: false, always_run: true, stages: ["pre-commit", "pre-merge-commit", "manual"] },
          },
        ],
      },
    ]);
  });

  test("the command for lefthook has no glob, no list of files and nothing to skip it", async () => {
    const fixture = await adopted({ "lefthook.yml": "pre-push: {}\n" });
    expect(parse(read(fixture, ".kprov/hooks/lefthook.yml"))).toEqual({
      "pre-commit": { commands: { preflight: { run: "make preflight-staged" } } },
    });
  });

  test("nothing of CI goes through a hook, because SKIP, LEFTHOOK=0 and --no-verify switch those off", async () => {
    for (const [ci, path] of [
      ["github", ".github/workflows/kprov.yml"],
      ["gitlab", ".kprov/gitlab-ci.yml"],
    ] as const) {
      const fixture = await adopted({ ".pre-commit-config.yaml": "repos: []\n", "lefthook.yml": "{}\n" }, "--ci", ci);
      expect(read(fixture, path)).not.toMatch(/pre-commit|lefthook|husky|SKIP/i);
    }
  });
});

describe("row 22: a job that is green whatever it found", () => {
  const masks = /continue-on-error|allow_failure|\|\||&& *true|set \+e|; *true|; *exit 0/;

  test("of GitHub: every push and pull request, no condition on the gate", async () => {
    const fixture = await adopted({}, "--ci", "github");
    const text = read(fixture, ".github/workflows/kprov.yml");
    expect(text).not.toMatch(masks);
    const { on, jobs } = parse(text) as { on: object; jobs: Record<string, { steps: Record<string, unknown>[] }> };
    expect(on).toEqual({ push: null, pull_request: null });
    const [job] = Object.values(jobs);
    expect(Object.keys(jobs)).toHaveLength(1);
    expect(Object.keys(job ?? {}).sort()).toEqual(["runs-on", "steps", "timeout-minutes"]);
    expect(job?.steps.filter(({ run }) => run !== undefined)).toEqual([{ run: "make preflight" }]);
    for (const { uses } of job?.steps ?? []) expect(uses ?? "@").toMatch(/@(?:[0-9a-f]{40})?$/);
  });

  test("of GitLab: no rules, no changes, no failure allowed", async () => {
    const fixture = await adopted({}, "--ci", "gitlab");
    const text = read(fixture, ".kprov/gitlab-ci.yml");
    expect(text).not.toMatch(masks);
    const { "kprov-preflight": job } = parse(text) as Record<string, Record<string, unknown>>;
    expect(job?.["script"]).toEqual(["make preflight"]);
    for (const key of ["rules", "only", "except", "when", "allow_failure"]) expect(job).not.toHaveProperty(key);
  });
});

const hasMake = spawnSync("make", ["--version"]).status === 0;

describe.runIf(hasMake)("make (skipped where it is not installed)", () => {
  /** The Makefile that init writes, and a tool that ends with `status`. */
  const withTool = async (status: number): Promise<TestRepo> => {
    const fixture = await adopted({});
    // Installed, or by npx: whichever the Makefile takes.
    for (const [dir, name] of [
      ["node_modules/.bin", "kprovengine"],
      ["path", "npx"],
    ] as const) {
      mkdirSync(join(fixture.dir, dir), { recursive: true });
      const script = `#!/bin/sh\nfor word; do case $word in --config) break;; esac; last=$word; done\necho "$last" >> ran\nexit ${status}\n`;
      writeFileSync(join(fixture.dir, dir, name), script);
      chmodSync(join(fixture.dir, dir, name), 0o755);
    }
    return fixture;
  };

  const make = ({ dir }: TestRepo, argv: readonly string[] = [], env: NodeJS.ProcessEnv = {}): number | null => {
    rmSync(join(dir, "ran"), { force: true });
    const PATH = [join(dir, "path"), process.env["PATH"]].join(delimiter);
    return spawnSync("make", ["preflight", ...argv], { cwd: dir, env: { PATH, ...env } }).status;
  };

  test.each([0, 1, 2, 3, 127])("hands on that the gate ended with %i", async (status) => {
    const fixture = await withTool(status);
    expect([make(fixture), read(fixture, "ran")]).toEqual([status === 0 ? 0 : 2, "preflight\n"]);
  });

  test.each([
    ["a file called preflight, which looks up to date", {}, [], {}],
    ["-k", {}, ["-k"], {}],
    ["-j8", {}, ["-j8"], {}],
    ["a variable KPROV of the environment", {}, [], { KPROV: "true" }],
    ["a variable SHELL of the environment", {}, [], { SHELL: "/bin/true" }],
    ["another shell", { before: "SHELL := /bin/true\n.SHELLFLAGS := -e\n" }, [], {}],
    ["another shell, chosen afterwards", { after: "SHELL := /bin/true\n" }, [], {}],
    ["another beginning of recipes", { before: ".RECIPEPREFIX = >\n" }, [], {}],
    [".ONESHELL", { before: ".ONESHELL:\n" }, [], {}],
    [".SILENT", { before: ".SILENT:\n" }, [], {}],
  ])("is red under %s", async (_, { before = "", after = "" }: { before?: string; after?: string }, argv, env) => {
    const fixture = await withTool(1);
    fixture.write({ Makefile: before + read(fixture, "Makefile") + after, preflight: "a file" });
    expect([make(fixture, argv, env), read(fixture, "ran")]).toEqual([2, "preflight\n"]);
  });

  test("is red without the file that has the targets, and without the tool", async () => {
    const fixture = await withTool(0);
    rmSync(join(fixture.dir, "node_modules"), { recursive: true });
    const only = temporary({ make: '#!/bin/sh\nexec /usr/bin/make "$@"\n' });
    chmodSync(join(only, "make"), 0o755);
    expect(make(fixture, [], { PATH: only })).toBe(2);
    rmSync(join(fixture.dir, "kprov.mk"));
    expect(make(fixture)).toBe(2);
  });
});
