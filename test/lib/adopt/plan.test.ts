import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { repo } from "../../support/repo.ts";
import { didOf, init, kinds, notesOf } from "./support.ts";

const read = (dir: string, path: string) => readFileSync(join(dir, path), "utf8");

describe("init and CI", () => {
  test("pins every action by commit and tests every promised version", async () => {
    using made = repo(kinds["python"]);
    await init(made.dir, "--yes", "--ci", "github");
    const text = read(made.dir, ".github/workflows/kprov.yml");
    for (const [, uses] of text.matchAll(/uses: (.*)/g))
      expect(uses).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    const { parse } = await import("yaml");
    const { jobs, permissions } = parse(text);
    expect(permissions).toEqual({ contents: "read" });
    expect(jobs.preflight.strategy.matrix.include).toEqual([{ python: "3.11" }, { python: "3.12" }]);
    expect(jobs.preflight.steps[0].with).toEqual({ "fetch-depth": 0, "persist-credentials": false });
    expect(jobs.preflight.steps.filter(({ run }: { run?: string }) => run?.startsWith("make"))).toEqual([
      { run: "make preflight" },
    ]);
  });

  test("adds to a GitLab pipeline, or says what to add where it has an include list", async () => {
    using made = repo({
      ".gitlab-ci.yml": "stages: [lint]\na: { stage: lint, script: [x] }\n",
      "go.mod": "module a\n\ngo 1.22\n",
    });
    await init(made.dir, "--yes");
    expect(read(made.dir, ".gitlab-ci.yml")).toContain("local: /.kprov/gitlab-ci.yml");
    const { parse } = await import("yaml");
    expect(parse(read(made.dir, ".kprov/gitlab-ci.yml"))["kprov-preflight"]).toMatchObject({
      stage: "lint",
      script: ["make preflight"],
      variables: { GIT_DEPTH: "0" },
      parallel: { matrix: [{ GO: ["1.22", "1"] }] },
    });
    using other = repo({ ".gitlab-ci.yml": "include: [{ local: /x.yml }]\n" });
    expect(notesOf(await init(other.dir, "--yes")).join()).toContain("include list is yours");
    expect(read(other.dir, ".gitlab-ci.yml")).toBe("include: [{ local: /x.yml }]\n");
  });

  test.each([
    ["build, verify, deploy", 'its stage is "verify": name another one where the gate belongs elsewhere'],
    ["deploy", 'its stage is "deploy", and deployments do not wait for it'],
    ["build, test, deploy", undefined],
  ])("says in which of the stages [%s] the gate runs", async (stages, said) => {
    using made = repo({ ".gitlab-ci.yml": `stages: [${stages}]\nship: { stage: deploy, script: [x] }\n` });
    const stage = said && /"(\w+)"/.exec(said)?.[1];
    const notes = notesOf(await init(made.dir, "--yes")).filter((note) => note.includes("its stage"));
    expect(notes).toEqual(said === undefined ? [] : [expect.stringContaining(`.kprov/gitlab-ci.yml: ${said}`)]);
    const { parse } = await import("yaml");
    expect(parse(read(made.dir, ".kprov/gitlab-ci.yml"))["kprov-preflight"].stage).toBe(stage);
  });

  test("writes snippets for the hook managers in use", async () => {
    using made = repo({ ".pre-commit-config.yaml": "repos: []\n", "lefthook.yml": "{}\n", ".husky/pre-commit": "x\n" });
    const did = didOf(await init(made.dir, "--yes"));
    expect(did).toMatchObject({
      ".kprov/hooks/pre-commit.yaml": "created",
      ".kprov/hooks/lefthook.yml": "created",
      ".kprov/hooks/husky": "created",
    });
    mkdirSync(join(made.dir, "sub"));
    expect(new Set(Object.values(didOf(await init(join(made.dir, "sub"), "--yes"))))).toEqual(new Set(["unchanged"]));
  });
});
