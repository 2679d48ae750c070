// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions of other languages stand in the data
import { existsSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { proposedAnswers } from "../../../lib/adopt/answers.ts";
import { planAdoption } from "../../../lib/adopt/plan.ts";
import { oursOf } from "../../../lib/adopt/receipt.ts";
import { surveyRepository } from "../../../lib/adopt/survey.ts";
import { loadConfig } from "../../../lib/config/index.ts";
import { sha256 } from "../../../lib/digest.ts";
import { version } from "../../../lib/version.ts";
import { repo } from "../../support/repo.ts";
import { parityOf, shortOf } from "../guard/parity/support.ts";
import { didOf, init, kinds, notesOf } from "./support.ts";

const adopted = async (files: (typeof kinds)[string], ...argv: string[]) => {
  const fixture = repo(files ?? {});
  const called = await init(fixture.dir, "--yes", ...argv);
  fixture.git("add", "--all");
  const report = await parityOf(fixture.dir, { version });
  return { fixture, called, report, [Symbol.dispose]: fixture.dispose };
};

describe("what init writes is proved by check-parity", () => {
  test.each(Object.keys(kinds).flatMap((kind) => [[kind, "github"] as const, [kind, "gitlab"] as const]))(
    "%s on %s",
    async (kind, ci) => {
      using at = await adopted({ ...kinds[kind] }, "--ci", ci);
      // An image has one language: init's note says to name one that has the others too.
      const isShort = kind === "monorepo" && ci === "gitlab";
      expect(shortOf(at.report)).toEqual(isShort ? ["PARITY_MATRIX undecided .kprov/gitlab-ci.yml:3:1"] : []);
      expect(at.report.verdict).toBe(isShort ? "undecided" : "proved");
    },
  );

  test("with the tool in the repository", async () => {
    using fixture = repo({ "go.mod": "module example.com/a\n\ngo 1.22\n" });
    const survey = await surveyRepository(fixture.dir, oursOf(undefined));
    const answers = { ...proposedAnswers(survey), ci: "github" as const, vendor: true };
    const form = { content: "0;\n", version, sha256: sha256("0;\n") };
    const { files } = planAdoption(survey, answers, { version, form });
    const adoption = { ".kprov/adopted.json": JSON.stringify({ version }) };
    fixture.commit({ ...Object.fromEntries(files.map(({ path, content }) => [path, content])), ...adoption });
    expect(readFileSync(join(fixture.dir, "kprov.mk"), "utf8")).toContain("exec node .kprov/kprov.mjs");
    expect(shortOf(await parityOf(fixture.dir, { version }))).toEqual([]);
    const older = await parityOf(fixture.dir, { version: "9.9.9" });
    expect(shortOf(older)).toEqual(["PARITY_DIFFERENT violation .kprov/adopted.json:1:12"]);
  });
});

describe("a Makefile of the project's own", () => {
  const files = { "go.mod": "module example.com/a\n\ngo 1.22\n", "main_test.go": "package main\n" };
  const hard = "EXE := $(shell go env GOEXE)\n\nbin/a$(EXE): main.go\n\tgo build -o $@\n";
  const read = (dir: string, path: string): string => readFileSync(join(dir, path), "utf8");
  const callOf = (dir: string): string =>
    /(?:run: |- )(make .*)/.exec(
      [workflow, job].map((path) => existsSync(join(dir, path)) && read(dir, path)).join(),
    )?.[1] ?? "";
  const [workflow, job] = [".github/workflows/kprov.yml", ".kprov/gitlab-ci.yml"];

  test.each<[string, string, string]>([
    ["without anything hard", "test:\n\tgo test ./...\n", "make preflight"],
    ["with targets that only a run knows", hard, "make -f kprov.mk preflight"],
    ["that makes lines", "$(foreach x,a b,$(eval $(x): ; true))\n", "make -f kprov.mk preflight"],
    ["with another directory of programs", "export PATH := $(CURDIR)/bin:$(PATH)\n", "make -f kprov.mk preflight"],
    ["with what commands of preflight read", "export GOFLAGS = -run=x\n", "make -f kprov.mk preflight"],
    ["that includes what git lacks", "include config.mk\n", "make -f kprov.mk preflight"],
    ["with a preflight of its own", `${hard}preflight:\n\ttrue\n`, "make -f kprov.mk kprov-preflight"],
  ])("%s", async (_, Makefile, call) => {
    for (const ci of ["github", "gitlab"]) {
      using at = await adopted({ ...files, Makefile }, "--ci", ci);
      expect(callOf(at.fixture.dir)).toBe(call);
      expect(shortOf(at.report)).toEqual([]);
      const note = `Makefile: check-parity can't follow it: CI runs "${call}", without its variables`;
      expect(notesOf(at.called).includes(note)).toBe(call.includes(" -f "));
      expect((at.called.result.document as { next: string[] }).next.at(-1)).toBe(call);
    }
  });

  test.each<[string, (dir: string) => void]>([
    [
      "in another encoding",
      (dir) => writeFileSync(join(dir, "Makefile"), Buffer.from("# caf\xe9\na: ; true\n", "latin1")),
    ],
    ["that is a link", (dir) => symlinkSync("own.mk", join(dir, "Makefile"))],
    [
      "that includes one in another encoding",
      (dir) => {
        writeFileSync(join(dir, "Makefile"), "include caf.mk\n");
        writeFileSync(join(dir, "caf.mk"), Buffer.from("# caf\xe9\n", "latin1"));
      },
    ],
  ])("%s", async (_, write) => {
    using fixture = repo({ ...files, "own.mk": "a: ; true\n" });
    const { dir } = fixture;
    write(dir);
    await init(dir, "--yes", "--ci", "github");
    fixture.git("add", "--all");
    expect(callOf(dir)).toBe("make -f kprov.mk preflight");
    expect(shortOf(await parityOf(dir, { version }))).toEqual([]);
  });

  test("that became so: check-parity names the way, and init --update goes it", async () => {
    using at = await adopted(files, "--ci", "github");
    const { dir } = at.fixture;
    expect(shortOf(at.report)).toEqual([]);
    at.fixture.write({ Makefile: `${hard}\n${read(dir, "Makefile")}` });
    at.fixture.git("add", "--all");
    const { findings } = await parityOf(dir, { version });
    const [none] = findings.filter(({ code }) => code === "PARITY_NO_GATE");
    expect(none).toMatchObject({ level: "undecided", fix: "kprovengine init --update" });
    await init(dir, "--update");
    at.fixture.git("add", "--all");
    expect(callOf(dir)).toBe("make -f kprov.mk preflight");
    expect(shortOf(await parityOf(dir, { version }))).toEqual([]);
    // Neither does it go back by itself, nor is anything left to say.
    expect(Object.values(didOf(await init(dir)))).not.toContain("outdated");
  });
});

describe("what was there before", () => {
  const old = "on: [push]\njobs: { a: { runs-on: x, steps: [{ uses: actions/checkout@v4 }, { run: npm test }] } }\n";

  test("is left out as a whole, and a note says so", async () => {
    using at = await adopted({ "package.json": '{ "name": "a" }\n', ".github/workflows/old.yml": old });
    expect(shortOf(at.report)).toEqual([]);
    expect(notesOf(at.called).filter((note) => note.includes("left out of parity"))).toEqual([
      ".github/workflows/old.yml: it was left out of parity: take out its entry when it runs only what preflight runs",
    ]);
    const runs = at.report.exemptions?.map(({ glob }) => glob);
    expect(runs).toContain("workflow: .github/workflows/old.yml");
  });

  test("is said of several at once", async () => {
    const files = { ".github/workflows/a.yml": old, ".github/workflows/b.yml": old, ".circleci/config.yml": "x: 1\n" };
    using at = await adopted({ "package.json": '{ "name": "a" }\n', ...files });
    expect(shortOf(at.report)).toEqual([]);
    expect(notesOf(at.called).filter((note) => note.includes("left out of parity"))).toEqual([
      ": 3 workflows were left out of parity: take out the entry of each that runs only what preflight runs",
    ]);
  });

  test("a pipeline of GitLab with jobs of its own is not compared, and a note says so", async () => {
    using at = await adopted({
      "package.json": '{ "name": "a" }\n',
      ".gitlab-ci.yml": "test: { script: [npm test] }\n",
    });
    const [note = "", ...others] = notesOf(at.called).filter((one) => one.includes("compared with the gate"));
    expect(others).toEqual([]);
    const { config } = await loadConfig({ cwd: at.fixture.dir, allowCode: true, cacheDir: null });
    expect(config.parity).toBeNull();
    // With what the note says to add, only that own job is left to be listed.
    const path = "kprov.config.ts";
    const [, said = ""] = /add ("parity": .*) to the configuration/.exec(note) ?? [];
    const written = readFileSync(join(at.fixture.dir, path), "utf8");
    at.fixture.write({ [path]: written.replace("export default {", `export default { ${said},`) });
    at.fixture.git("add", "--all");
    const short = shortOf(await parityOf(at.fixture.dir, { version }));
    expect(short.filter((one) => one.includes("PARITY_UNCOVERED"))).toEqual([
      "PARITY_UNCOVERED violation .gitlab-ci.yml:1:18",
    ]);
  });
});

describe("pipelines of merge requests on GitLab, in which alone the target judges", () => {
  const [main, job] = [".gitlab-ci.yml", ".kprov/gitlab-ci.yml"];
  const files = { "package.json": '{ "name": "a" }\n' };
  const own = "test: { script: [npm test] }\n";
  const textOf = (dir: string): string => readFileSync(join(dir, job), "utf8");
  const isTold = (called: Awaited<ReturnType<typeof init>>) =>
    notesOf(called).some((note) => note.startsWith(`${main}: in pipelines of its branches`));

  test("are what init asks for, and check-parity proves of them that the gate is in", async () => {
    using at = await adopted(files, "--ci", "gitlab");
    expect(isTold(at.called)).toBe(false);
    const { workflow, "kprov-preflight": gate } = parse(textOf(at.fixture.dir));
    expect(workflow.rules).toEqual([
      {
        if: '$CI_PIPELINE_SOURCE == "push" && $CI_OPEN_MERGE_REQUESTS && $CI_COMMIT_BRANCH != $CI_DEFAULT_BRANCH',
        when: "never",
      },
      { when: "always" },
    ]);
    expect(gate).not.toHaveProperty("rules");
    // Elsewhere than in a merge request the gate would be missed now.
    at.fixture.write({
      [job]: textOf(at.fixture.dir).replace("  script:", "  rules: [{ if: $CI_COMMIT_BRANCH }]\n  script:"),
    });
    at.fixture.git("add", "--all");
    expect(shortOf(await parityOf(at.fixture.dir, { version })).join()).toContain("PARITY_SKIPPED violation");
  });

  test("stay when jobs of the repository's own come, and init renews its files", async () => {
    using at = await adopted(files, "--ci", "gitlab");
    const { dir } = at.fixture;
    const before = textOf(dir);
    at.fixture.write({ [main]: `${readFileSync(join(dir, main), "utf8")}\n${own}` });
    expect(isTold(await init(dir, "--update"))).toBe(false);
    expect(textOf(dir)).toBe(before);
  });

  test.each<[string, string, boolean]>([
    ["jobs of the repository's own", own, true],
    ["an include list", "include: [{ local: /x.yml }]\n", true],
    ["rules of its own", `workflow: { rules: [{ when: always }] }\n${own}`, false],
    ["nothing to parse", "\0", true],
    ["a name of its own alone", `workflow: { name: x }\n${own}`, true],
  ])("are left to a pipeline with %s, and a note says so", async (_, text, isSaid) => {
    using fixture = repo({ ...files, [main]: text });
    expect(isTold(await init(fixture.dir, "--yes"))).toBe(isSaid);
    expect(textOf(fixture.dir)).not.toContain("workflow");
  });
});

test.each<[string, string]>([
  ["an empty file", ""],
  ["comments alone", "---\n# jobs come here\n  \r\n#"],
])("a pipeline of GitLab that is %s is none: ours is the whole of it", async (_, text) => {
  using at = await adopted({ "package.json": '{ "name": "a" }\n', ".gitlab-ci.yml": text });
  expect(notesOf(at.called).filter((note) => note.startsWith(".gitlab-ci.yml"))).toEqual([]);
  expect(shortOf(at.report)).toEqual([]);
  const { dir } = at.fixture;
  expect(parse(readFileSync(join(dir, ".gitlab-ci.yml"), "utf8"))).toEqual({
    include: [{ local: "/.kprov/gitlab-ci.yml" }],
  });
  expect(parse(readFileSync(join(dir, ".kprov/gitlab-ci.yml"), "utf8"))).toHaveProperty("workflow");
});

describe("the ruleset that is shipped", () => {
  test("requires the checks of every version, of GitHub's own app", async () => {
    using at = await adopted({ ...kinds["python"] }, "--ci", "github");
    const ruleset: unknown = JSON.parse(readFileSync(join(at.fixture.dir, ".kprov/github-ruleset.json"), "utf8"));
    expect(ruleset).toMatchObject({ target: "branch", enforcement: "active", bypass_actors: [] });
    const contexts = [...JSON.stringify(ruleset).matchAll(/"context":"([^"]*)","integration_id":15368/g)].map(
      ([, one]) => one,
    );
    expect(contexts).toEqual(["preflight (3.11)", "preflight (3.12)"]);
  });

  test("is a finding when the workflow has moved on", async () => {
    using at = await adopted({ ...kinds["python"] }, "--ci", "github");
    const path = join(at.fixture.dir, ".github/workflows/kprov.yml");
    at.fixture.write({
      ".github/workflows/kprov.yml": readFileSync(path, "utf8").replace("  preflight:\n", "  gate:\n"),
    });
    at.fixture.git("add", "--all");
    const { findings } = await parityOf(at.fixture.dir, { version });
    expect(findings.map(({ code, message }) => `${code} ${message}`)).toEqual([
      'PARITY_RULESET It does not require the check "gate (3.11)", which is the gate\'s',
      'PARITY_RULESET It does not require the check "gate (3.12)", which is the gate\'s',
      'PARITY_RULESET It requires the check "preflight (3.11)", which no job reports: nothing could be merged',
      'PARITY_RULESET It requires the check "preflight (3.12)", which no job reports: nothing could be merged',
    ]);
  });

  const workflow = ".github/workflows/kprov.yml";
  const ruleset = ".kprov/github-ruleset.json";
  test.each<[string, (text: string) => string, string[]]>([
    ["its job was renamed", (text) => text.replace("  preflight:\n", "  gate:\n"), ["gate (3.11)", "gate (3.12)"]],
    [
      "its matrix has one more",
      (text) => text.replace(/(include:\n)(.*\n)/, '$1$2          - { python: "3.13" }\n'),
      ["preflight (3.11)", "preflight (3.13)", "preflight (3.12)"],
    ],
    [
      "its job got a name",
      (text) => text.replace("  preflight:\n", "  preflight:\n    name: The gate\n"),
      ["The gate (3.11)", "The gate (3.12)"],
    ],
    // Nothing is known that would be better.
    ["it can't be read", () => "jobs: [\n", ["preflight (3.11)", "preflight (3.12)"]],
    [
      "it runs no gate",
      () => "on: [push]\njobs: { a: { runs-on: x, steps: [{ run: make x }] } }\n",
      ["preflight (3.11)", "preflight (3.12)"],
    ],
    [
      "only a run knows its matrix",
      (text) => text.replace(/ {6}matrix:\n.*\n(?: {10}.*\n)+/, "      matrix: ${{ fromJSON(vars.M) }}\n"),
      ["preflight (3.11)", "preflight (3.12)"],
    ],
  ])("is renewed when %s", async (_, change, expected) => {
    using at = await adopted({ ...kinds["python"] }, "--ci", "github");
    const read = (path: string): string => readFileSync(join(at.fixture.dir, path), "utf8");
    const before = read(workflow);
    expect(change(before)).not.toBe(before);
    at.fixture.write({ [workflow]: change(before) });
    await init(at.fixture.dir, "--update");
    expect(read(workflow)).toBe(change(before));
    const checks = [...read(ruleset).matchAll(/"context": ?"([^"]*)"/g)].map(([, one]) => one);
    expect(checks).toEqual(expected);
    at.fixture.git("add", "--all");
    const { findings } = await parityOf(at.fixture.dir, { version });
    if (expected[0] !== "preflight (3.11)") expect(findings).toEqual([]);
  });
});

test.each<[string, Record<string, string>, string[]]>([
  ["npm", {}, [`npm install --save-dev --save-exact kprovengine@${version}`]],
  ["yarn", { "yarn.lock": "" }, [`yarn add --dev --exact kprovengine@${version}`]],
  ["bun", { "bun.lock": "" }, [`bun add --dev --exact kprovengine@${version}`]],
  ["pnpm", { "pnpm-lock.yaml": "" }, [`pnpm add --save-dev --save-exact kprovengine@${version}`]],
  [
    "a workspace of pnpm",
    { "pnpm-lock.yaml": "", "pnpm-workspace.yaml": "packages: [a]\n" },
    [`pnpm add --save-dev --save-exact --workspace-root kprovengine@${version}`],
  ],
  ["a package that has the tool", { "package.json": '{ "devDependencies": { "kprovengine": "1.0.0" } }\n' }, []],
])("init says how %s installs the tool", async (_, files, expected) => {
  using fixture = repo({ "package.json": '{ "name": "a" }\n', ...files });
  const { result } = await init(fixture.dir, "--yes");
  const { next } = result.document as { next: string[] };
  expect(next.filter((step) => / (?:add|install) -/.test(step) && !step.startsWith("git "))).toEqual(expected);
});
