import { describe, expect, test } from "vitest";
import { isCiFile } from "../../../../lib/guard/parity/foreign.ts";
import { findingsOf, gate, workflow } from "./support.ts";

const elsewhere = [
  ".circleci/config.yml",
  ".travis.yml",
  "azure-pipelines.yml",
  "bitbucket-pipelines.yml",
  "Jenkinsfile",
  ".drone.yml",
  ".woodpecker.yml",
  ".woodpecker/build.yml",
  ".buildkite/pipeline.yml",
  "appveyor.yml",
  ".appveyor.yml",
  ".cirrus.yml",
  ".forgejo/workflows/ci.yml",
  ".gitea/workflows/a b.yml",
  ".semaphore/semaphore.yml",
];

const codesOf = async (path: string) =>
  (await findingsOf({ ...workflow(gate), [path]: "" })).map(({ code, level, path: at }) => [code, level, at].join(" "));

describe("a CI system that is not read here", () => {
  test.each(elsewhere)("at %s is a doubt", async (path) => {
    for (const spelled of [path, path.replace(/yml$/, "yaml")]) {
      expect(await codesOf(spelled)).toEqual([`PARITY_UNREAD undecided ${spelled}`]);
      expect(isCiFile(spelled)).toBe(true);
    }
  });

  test.each(
    elsewhere.flatMap((path) => [
      `sub/${path}`,
      `x${path}`,
      `${path}.bak`,
      path.replace(".y", "-y").replace("Jen", "jen"),
    ]),
  )("is none at %s", async (path) => {
    expect(await codesOf(path)).toEqual([]);
    expect(isCiFile(path)).toBe(false);
  });

  test.each([".circleci/a/config.yml", ".woodpecker/a/b.yml", ".buildkite/a/b.yml", ".gitea/workflows/a/b.yml"])(
    "is none at %s",
    async (path) => {
      expect(await codesOf(path)).toEqual([]);
    },
  );

  test("names the system, and how to answer for it", async () => {
    const [found] = await findingsOf({ ...workflow(gate), ".travis.yml": "" });
    expect(found?.message).toContain("Travis CI is not read here");
    expect(found?.fix).toBe('list { run: "workflow: .travis.yml", reason: "…" } under parity.ciOnly');
    const ciOnly = [{ run: "workflow: .travis.yml", reason: "r" }];
    expect(await findingsOf({ ...workflow(gate), ".travis.yml": "" }, { parity: { ciOnly } })).toEqual([]);
  });

  test("is beside those that are", () => {
    for (const path of [".github/workflows/a.yml", ".github/workflows/my b.yaml", ".gitlab-ci.yml", ".gitlab-ci.yaml"])
      expect(isCiFile(path)).toBe(true);
    for (const path of [
      ".github/workflows/a/b.yml",
      "a/.github/workflows/a.yml",
      ".gitlab-ci.yml.txt",
      "gitlab-ci.yml",
      ".github/a.yml",
    ])
      expect(isCiFile(path)).toBe(false);
  });
});
