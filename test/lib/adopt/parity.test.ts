import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { proposedAnswers } from "../../../lib/adopt/answers.ts";
import { planAdoption } from "../../../lib/adopt/plan.ts";
import { oursOf } from "../../../lib/adopt/receipt.ts";
import { surveyRepository } from "../../../lib/adopt/survey.ts";
import { loadConfig } from "../../../lib/config/index.ts";
import { sha256 } from "../../../lib/digest.ts";
import { version } from "../../../lib/version.ts";
import { repo } from "../../support/repo.ts";
import { parityOf, shortOf } from "../guard/parity/support.ts";
import { init, kinds, notesOf } from "./support.ts";

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

  test("a pipeline of GitLab with jobs of its own is not compared, and a note says so", async () => {
    using at = await adopted({
      "package.json": '{ "name": "a" }\n',
      ".gitlab-ci.yml": "test: { script: [npm test] }\n",
    });
    expect(notesOf(at.called).filter((note) => note.includes("compared with the gate"))).toHaveLength(1);
    const { config } = await loadConfig({ cwd: at.fixture.dir, allowCode: true, cacheDir: null });
    expect(config.parity).toBeNull();
  });
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
});
