import { expect, it } from "vitest";
import { toldReferences } from "../../../../lib/guard/history/told.ts";

it.each<[string, Record<string, string>, string[]]>([
  ["nobody", { PATH: "/bin", GITHUB_REF: "", CI_COMMIT_TAG: "" }, []],
  [
    "a pull request on GitHub",
    { GITHUB_HEAD_REF: "topic", GITHUB_REF: "refs/pull/1/merge", GITHUB_BASE_REF: "main" },
    ["refs/heads/topic", "refs/pull/1/merge"],
  ],
  ["a branch, told twice", { GITHUB_REF: "refs/heads/a", BRANCH_NAME: "a" }, ["refs/heads/a"]],
  ["a tag of the same name", { CI_COMMIT_BRANCH: "a", CI_COMMIT_TAG: "a" }, ["refs/heads/a", "refs/tags/a"]],
  ["a whole name of a tag", { CODEBUILD_WEBHOOK_HEAD_REF: "refs/tags/v1" }, ["refs/tags/v1"]],
  ["a branch that is called as another's name", { CIRCLE_BRANCH: "a/refs/heads/b" }, ["refs/heads/a/refs/heads/b"]],
  ["a branch that begins alike", { CIRCLE_BRANCH: "refs/headstrong" }, ["refs/heads/refs/headstrong"]],
  ["a branch beside a variable of any name", { CIRCLE_BRANCH: "a", undefined: "1" }, ["refs/heads/a"]],
  ["a tag with a slash", { VELA_BUILD_TAG: "js/v1" }, ["refs/tags/js/v1"]],
  ["a merge request's own branch", { CI_MERGE_REQUEST_SOURCE_BRANCH_NAME: "topic" }, ["refs/heads/topic"]],
  [
    "a pull request from elsewhere, whose target is no news",
    { TRAVIS_PULL_REQUEST_BRANCH: "topic", TRAVIS_BRANCH: "main", TRAVIS_PULL_REQUEST: "3" },
    ["refs/heads/topic"],
  ],
  [
    "a push, which says that it is no pull request",
    { TRAVIS_BRANCH: "a", TRAVIS_PULL_REQUEST: "false" },
    ["refs/heads/a"],
  ],
  ["a push, which says nothing of one", { DRONE_BRANCH: "a", DRONE_PULL_REQUEST: "" }, ["refs/heads/a"]],
  ["the target of one with a name", { BUDDY_EXECUTION_BRANCH: "a", BUDDY_EXECUTION_PULL_REQUEST_ID: "false-1" }, []],
  [
    "the target beside a tag",
    { SEMAPHORE_GIT_BRANCH: "a", SEMAPHORE_GIT_PR_NUMBER: "0", SEMAPHORE_GIT_TAG_NAME: "v1" },
    ["refs/tags/v1"],
  ],
])("toldReferences, told by %s", (_, env, expected) => {
  expect(toldReferences(env)).toEqual(expected);
});
