import { readFileSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { repo } from "../../../support/repo.ts";
import { temporary } from "../../../support/temporary.ts";
import { briefly, fixtureVersion, gate, judged, parityOf, shortOf, stepOf, workflow, workflowPath } from "./support.ts";

const config = (more: object = {}) => ({ "kprov.config.json": JSON.stringify({ parity: {}, ...more }) });
const onBranch = (branch: string) => ({
  [workflowPath]: (workflow(gate)[workflowPath] ?? "").replace(
    "[push, pull_request]",
    `{ push: { branches: [${branch}] }, pull_request: {} }`,
  ),
});

test("a checkout with other line ends is by the same configuration", async () => {
  using fixture = repo({ ...workflow(gate), "kprov.config.json": '{ "parity": {} }\n' });
  fixture.git("config", "core.autocrlf", "true");
  rmSync(join(fixture.dir, "kprov.config.json"));
  fixture.git("checkout", "--", "kprov.config.json");
  expect(readFileSync(join(fixture.dir, "kprov.config.json"), "utf8")).toContain("\r\n");
  expect(shortOf(await parityOf(fixture.dir))).toEqual([]);
  fixture.write({ "kprov.config.json": '{ "parity":  {} }\n' });
  expect(shortOf(await parityOf(fixture.dir))).toEqual(["PARITY_DIFFERENT violation kprov.config.json:1:1"]);
});

describe("the default branch", () => {
  /** A repository with these refs, that has no other branch. */
  const withRefs = (branch: string, ...refs: string[]) => {
    const fixture = repo({ ...config(), ...onBranch(branch) });
    fixture.git("checkout", "--quiet", "--detach");
    fixture.git("branch", "--delete", "--force", "main");
    for (const ref of refs) {
      const [name = "", target] = ref.split(" -> ");
      if (target === undefined) fixture.git("update-ref", name, "HEAD");
      else fixture.git("symbolic-ref", name, target);
    }
    return fixture;
  };
  test.each<[string, string[], NodeJS.ProcessEnv]>([
    ["trunk", ["refs/heads/main"], { CI_DEFAULT_BRANCH: "trunk" }],
    ["main", ["refs/heads/main"], { CI_DEFAULT_BRANCH: "" }],
    ["a/b", ["refs/heads/main", "refs/remotes/origin/a/b", "refs/remotes/origin/HEAD -> refs/remotes/origin/a/b"], {}],
    // Without a remote's word: a name that people use, here before there.
    ["main", ["refs/heads/master", "refs/heads/main", "refs/remotes/origin/HEAD"], {}],
    ["main", ["refs/heads/master", "refs/remotes/origin/main"], {}],
    ["master", ["refs/heads/master", "refs/heads/other"], {}],
    ["master", ["refs/remotes/origin/master", "refs/heads/other"], {}],
    ["main", [], {}],
    ["trunk", ["refs/heads/trunk"], {}],
    ["trunk", ["refs/remotes/origin/trunk", "refs/heads/mine", "refs/heads/other"], {}],
    ["main", ["refs/heads/mine", "refs/heads/other"], {}],
  ])("is %s with %j and %j", async (branch, refs, env) => {
    using fixture = withRefs(branch, ...refs);
    expect(briefly((await parityOf(fixture.dir, { env })).findings)).toEqual([]);
    fixture.commit(onBranch("another"));
    expect(shortOf(await parityOf(fixture.dir, { env }))).toEqual([`PARITY_SKIPPED violation ${workflowPath}:1:15`]);
  });

  test.each<[string, unknown]>([
    ["trunk", { repository: { default_branch: "trunk" } }],
    ["main", { repository: { default_branch: 7 } }],
    ["main", {}],
    ["main", null],
  ])("is %s where GitHub's event says %j", async (branch, event) => {
    using fixture = repo({ ...config(), ...onBranch(branch) });
    const dir = temporary({ "event.json": JSON.stringify(event) });
    const env = { GITHUB_EVENT_PATH: join(dir, "event.json") };
    expect(briefly((await parityOf(fixture.dir, { env })).findings)).toEqual([]);
    fixture.commit(onBranch("another"));
    expect(briefly((await parityOf(fixture.dir, { env })).findings)).toHaveLength(1);
  });
});

describe("the configuration", () => {
  test("in a directory whose name begins with two dots", async () => {
    using fixture = repo({ "..here/kprov.config.json": "{}", ...workflow(`${gate} --cwd ..here`) });
    expect(briefly((await parityOf(join(fixture.dir, "..here"))).findings)).toEqual([]);
  });

  test("in a repository that a link leads to", async () => {
    using fixture = repo({ ...config(), "low/kprov.config.json": "{}", ...workflow(gate) });
    const way = join(temporary(), "link");
    symlinkSync(fixture.dir, way);
    expect(briefly((await parityOf(way)).findings)).toEqual([]);
    expect(briefly((await parityOf(join(way, "low"))).findings)).toHaveLength(1);
  });

  test("outside of the repository judges nothing that CI could have", async () => {
    using outer = repo({ "kprov.config.json": "{}" });
    using fixture = repo(workflow(gate));
    const path = join(outer.dir, "kprov.config.json");
    expect(briefly((await parityOf(fixture.dir, { path })).findings)).toEqual([`DIFFERENT ${workflowPath}:7 ${gate}`]);
    const found = await parityOf(fixture.dir, { path: null });
    expect(briefly(found.findings)).toEqual([`DIFFERENT ${workflowPath}:7 ${gate}`]);
  });

  test("has to be the one that git has, unless a base judges", async () => {
    using fixture = repo({ ...config(), ...workflow(gate) });
    fixture.git("rm", "--quiet", "--cached", "kprov.config.json");
    expect(briefly((await parityOf(fixture.dir)).findings)).toEqual([
      "DIFFERENT kprov.config.json:1 kprov.config.json",
    ]);
    expect((await parityOf(fixture.dir, { isBased: true })).verdict).toBe("proved");
    expect((await parityOf(fixture.dir, { digest: null })).verdict).toBe("proved");
  });
});

test("the repository is that of the configuration, else that of the environment", async () => {
  const own = workflow(gate, { more: "    if: github.repository == 'acme/app'\n" });
  const verdict = async (identity: object, env: NodeJS.ProcessEnv = {}) =>
    (await judged({ ...config({ identity }), ...own }, { env })).verdict;
  expect(await verdict({ repository: "https://github.com/acme/app" }, { GITHUB_REPOSITORY: "other/app" })).toBe(
    "proved",
  );
  expect(await verdict({ repository: "https://github.com/other/app" }, { GITHUB_REPOSITORY: "acme/app" })).toBe(
    "violated",
  );
  expect(await verdict({}, { GITHUB_REPOSITORY: "acme/app" })).toBe("proved");
  expect(await verdict({ repository: "https://example.com" }, { GITHUB_REPOSITORY: "acme/app" })).toBe("proved");
  expect(await verdict({}, { GITHUB_REPOSITORY: "other/app" })).toBe("violated");
});

test("the versions of CI come from other files of the repository, as git has them and as they lie there", async () => {
  const setup = "      - uses: actions/setup-node@820762786026740c76f36085b0efc47a31fe5020\n";
  const before = `${setup}        with: { node-version-file: .nvmrc }\n`;
  const night = `on: schedule\njobs:\n  a:\n    runs-on: x\n    steps:\n${setup}        with: { node-version: 18 }\n`;
  const files = {
    ...config({ runtime: { node: ">=20 <21" } }),
    ...workflow(gate, { before }),
    ...{ ".nvmrc": "20\n", ".github/workflows/night.yml": night },
  };
  const refused = [`MATRIX ${workflowPath}:3 22`, `MATRIX ${workflowPath}:7 ".nvmrc"`];
  using fixture = repo(files);
  const found = async () => briefly((await parityOf(fixture.dir)).findings);
  expect(await found()).toEqual([]);
  fixture.commit({ ...workflow("sh -e ci.sh", { before }), "ci.sh": `${gate}\n` });
  fixture.write({ "ci.sh": `${gate} # more\n` });
  expect(await found()).toEqual([]);
  fixture.commit(workflow(gate, { before }));
  fixture.write({ ".nvmrc": "22\n" });
  expect(await found()).toEqual(refused);
  fixture.write(workflow(gate, { before: `${setup}        with: { node-version: 20 }\n${before}` }));
  expect(await found()).toContain(`MATRIX ${workflowPath}:9 ".nvmrc"`);
  fixture.write(workflow(gate, { before }));
  fixture.commit();
  expect(await found()).toEqual(refused);
  fixture.write({ ".nvmrc": "20\n" });
  expect(await found()).toEqual(refused);
});

describe("the receipt", () => {
  const files = { ...config(), ...workflow(gate), ".circleci/config.yml": "", "README.md": "" };
  const unasked = "the host's own rules, asked with --remote only";

  test("counts files and steps, and says what was left out", async () => {
    const { coverage, exemptions } = await judged(files);
    expect(coverage).toEqual([
      { unit: "CI steps", considered: 1, examined: 1, skipped: {} },
      {
        ...{ unit: "CI files", considered: 3, examined: 1 },
        skipped: { "of a CI system that is not read here": 1, [unasked]: 1 },
      },
    ]);
    expect(exemptions).toEqual([]);
  });

  test("says that the host was asked", async () => {
    const { coverage, findings } = await judged(files, { remote: true });
    expect(coverage[1]).toEqual({
      ...{ unit: "CI files", considered: 3, examined: 2 },
      skipped: { "of a CI system that is not read here": 1 },
    });
    expect(coverage[0]).toEqual({ unit: "CI steps", considered: 1, examined: 1, skipped: {} });
    expect(findings.filter(({ code }) => code === "PARITY_REMOTE")).toHaveLength(1);
  });

  test("counts what is left out", async () => {
    const scheduled = `on: schedule\njobs: { a: { runs-on: x, steps: [{ run: a }, { run: b }] } }\n`;
    const ciOnly = [{ run: "workflow: .github/workflows/own.yml", reason: "by hand" }];
    const { coverage, exemptions } = await judged({
      ...config({ parity: { ciOnly } }),
      ...workflow(gate, { before: stepOf("'") }),
      ".github/workflows/night.yml": scheduled,
      ".github/workflows/own.yml": scheduled.replace("schedule", "push"),
      ".github/workflows/broken.yml": "on: [",
    });
    expect(coverage).toEqual([
      {
        ...{ unit: "CI steps", considered: 6, examined: 1 },
        skipped: { "can't be followed": 1, "listed as a whole": 2, "of workflows that judge no change": 2 },
      },
      { unit: "CI files", considered: 5, examined: 3, skipped: { "can't be read": 1, [unasked]: 1 } },
    ]);
    expect(exemptions).toEqual([
      {
        ...{ glob: "workflow: .github/workflows/own.yml", reason: "by hand" },
        exempted: [{ path: ".github/workflows/own.yml", code: "PARITY_UNCOVERED" }],
      },
    ]);
  });
});

test("a repository without any step is no receipt of steps", async () => {
  const { coverage, findings } = await judged(config());
  expect(coverage.map(({ unit }) => unit)).toEqual(["CI files"]);
  expect(findings.map(({ code }) => code)).toEqual(["NOTHING_EXAMINED", "PARITY_NO_GATE"]);
});

test("the checkout's version counts, not that of the check", async () => {
  expect(fixtureVersion).not.toBe("9.9.9");
  const report = await judged({ ...config(), ...workflow(gate) }, { version: "9.9.9" });
  expect(briefly(report.findings)).toEqual([`DIFFERENT ${workflowPath}:7 ${fixtureVersion}`]);
  expect(report.verdict).toBe("violated");
});
