import { describe, expect, test } from "vitest";
import { askedBase, baseOfRequest, unjudgedRequest } from "../../../../lib/guard/base/index.ts";

const sha = "0123456789abcdef0123456789abcdef01234567";

describe("askedBase", () => {
  test("--base is it, whatever the environment says", () => {
    const found = askedBase({ base: "v1" }, { GITHUB_BASE_REF: "main" });
    expect(found).toEqual({ from: "--base", name: "v1", revision: "v1", commits: [], isRequest: true });
    expect(askedBase({ base: "v1" }, {})).toEqual({ from: "--base", name: "v1", revision: "v1", commits: [] });
  });

  test("nothing is asked outside of a pull request", () => {
    for (const env of [{}, { GITHUB_BASE_REF: "" }, { GITHUB_REF: "refs/heads/main" }, { CI: "true" }])
      expect(askedBase({}, env)).toBeNull();
  });

  test("--base is of no pull request where the variables are those of a push", () => {
    for (const env of [
      { GITHUB_BASE_REF: "", GITHUB_REF: "refs/heads/main", GITHUB_EVENT_NAME: "push" },
      { TRAVIS_BRANCH: "main", TRAVIS_PULL_REQUEST: "false" },
      { APPVEYOR_REPO_BRANCH: "main", DRONE_TARGET_BRANCH: "main", CHANGE_TARGET: "main" },
    ])
      expect(askedBase({ base: "main" }, env)).not.toHaveProperty("isRequest");
  });

  test("--no-base-branch switches the automatic base off, and contradicts --base", () => {
    expect(askedBase({ "base-branch": false }, { GITHUB_BASE_REF: "main" })).toBeNull();
    expect(() => askedBase({ base: "main", "base-branch": false }, {})).toThrow("contradict");
  });

  test.each(["", "-", "--exec=x", "a b", "a\nb", "a\0b", "\u001b[2J"])("refuses %j as REF", (base) => {
    expect(() => askedBase({ base }, {})).toThrow(/Cannot use/);
  });
});

describe("baseOfRequest", () => {
  test.each<[string, NodeJS.ProcessEnv, string | null, string[]]>([
    ["GitHub", { GITHUB_BASE_REF: "main" }, "main", []],
    ["GitLab", { CI_MERGE_REQUEST_TARGET_BRANCH_NAME: "main", CI_MERGE_REQUEST_DIFF_BASE_SHA: sha }, "main", [sha]],
    [
      "GitLab, merged results",
      {
        CI_MERGE_REQUEST_TARGET_BRANCH_NAME: "release/1",
        CI_MERGE_REQUEST_TARGET_BRANCH_SHA: "f".repeat(40),
        CI_MERGE_REQUEST_DIFF_BASE_SHA: sha,
      },
      "release/1",
      ["f".repeat(40), sha],
    ],
    [
      "GitLab, a commit that is none",
      { CI_MERGE_REQUEST_TARGET_BRANCH_NAME: "main", CI_MERGE_REQUEST_DIFF_BASE_SHA: "--x" },
      "main",
      [],
    ],
    ...["012345", "0".repeat(65), "0123456x", "x0123456"].map(
      (commit): [string, NodeJS.ProcessEnv, string, string[]] => [
        `Bitbucket, ${commit} for a commit`,
        { BITBUCKET_PR_DESTINATION_BRANCH: "main", BITBUCKET_PR_DESTINATION_COMMIT: commit },
        "main",
        [],
      ],
    ),
    [
      "Azure, a branch with a name like a ref",
      { SYSTEM_PULLREQUEST_TARGETBRANCH: "x/refs/heads/y" },
      "x/refs/heads/y",
      [],
    ],
    ["Jenkins, a branch", { CHANGE_TARGET: "main", CHANGE_ID: "" }, null, []],
    ["Drone, a push", { DRONE_TARGET_BRANCH: "main", DRONE_PULL_REQUEST: "" }, null, []],
    ["Drone, a push of old", { DRONE_TARGET_BRANCH: "main" }, null, []],
    ["Jenkins, a branch of old", { CHANGE_TARGET: "main" }, null, []],
    ["AppVeyor, no number", { APPVEYOR_REPO_BRANCH: "main", APPVEYOR_PULL_REQUEST_NUMBER: "" }, null, []],
    ["GitHub, a branch with a name like a ref", { GITHUB_REF: "refs/heads/refs/pull/7" }, null, []],
    [
      "GitHub, a tag like the queue",
      { GITHUB_REF: `refs/tags/refs/heads/gh-readonly-queue/main/pr-7-${sha}` },
      null,
      [],
    ],
    [
      "Bitbucket",
      { BITBUCKET_PR_DESTINATION_BRANCH: "main", BITBUCKET_PR_DESTINATION_COMMIT: "0123456" },
      "main",
      ["0123456"],
    ],
    ["Azure", { SYSTEM_PULLREQUEST_TARGETBRANCH: "refs/heads/main" }, "main", []],
    ["Buildkite", { BUILDKITE_PULL_REQUEST_BASE_BRANCH: "main", BUILDKITE_PULL_REQUEST: "7" }, "main", []],
    [
      "Buildkite, no pull request",
      { BUILDKITE_PULL_REQUEST_BASE_BRANCH: "main", BUILDKITE_PULL_REQUEST: "false" },
      null,
      [],
    ],
    ["Jenkins", { CHANGE_TARGET: "main", CHANGE_ID: "7" }, "main", []],
    ["Woodpecker", { CI_COMMIT_TARGET_BRANCH: "main", CI_PIPELINE_EVENT: "pull_request" }, "main", []],
    ["Woodpecker, a push", { CI_COMMIT_TARGET_BRANCH: "main", CI_PIPELINE_EVENT: "push" }, null, []],
    ["Drone", { DRONE_TARGET_BRANCH: "main", DRONE_PULL_REQUEST: "7" }, "main", []],
    [
      "GitLab, a pull request of another forge",
      { CI_PIPELINE_SOURCE: "external_pull_request_event", CI_EXTERNAL_PULL_REQUEST_TARGET_BRANCH_NAME: "main" },
      "main",
      [],
    ],
    ["AppVeyor", { APPVEYOR_REPO_BRANCH: "main", APPVEYOR_PULL_REQUEST_NUMBER: "7" }, "main", []],
    ["AppVeyor, a push", { APPVEYOR_REPO_BRANCH: "main" }, null, []],
    ["GitLab, a push", { GITLAB_CI: "true", CI_PIPELINE_SOURCE: "push" }, null, []],
    ["GitHub, a push", { GITHUB_ACTIONS: "true", GITHUB_EVENT_NAME: "push", GITHUB_REF: "refs/heads/x" }, null, []],
    ["CircleCI, a push", { CIRCLECI: "true", CIRCLE_PULL_REQUEST: "" }, null, []],
    ["Azure, a push", { BUILD_REASON: "IndividualCI" }, null, []],
    ["CodeBuild, a push", { CODEBUILD_WEBHOOK_EVENT: "PUSH" }, null, []],
    ["CodeBuild, an event with a name like it", { CODEBUILD_WEBHOOK_EVENT: "NO_PULL_REQUEST_" }, null, []],
    ["Bitrise, a push", { BITRISE_PULL_REQUEST: "" }, null, []],
    ["Bitrise, no number", { BITRISE_PULL_REQUEST: "x7" }, null, []],
    ["Prow, a push", { JOB_TYPE: "postsubmit" }, null, []],
    ["a type of job that is called like Prow's", { JOB_TYPE: "no-presubmits" }, null, []],
    ["Codefresh, a push", { CF_PULL_REQUEST_NUMBER: "" }, null, []],
    ["Screwdriver, no number", { SD_PULL_REQUEST: "x7" }, null, []],
    ["Travis", { TRAVIS_BRANCH: "main", TRAVIS_PULL_REQUEST: "1234" }, "main", []],
    ["Travis, no number", { TRAVIS_BRANCH: "main", TRAVIS_PULL_REQUEST: "x7" }, null, []],
    ["Travis, a push", { TRAVIS_BRANCH: "main", TRAVIS_PULL_REQUEST: "false" }, null, []],
  ])("%s", (_, env, branch, commits) => {
    const found = baseOfRequest(env);
    if (branch === null) expect(found).toBeNull();
    else expect(found).toMatchObject({ name: branch, branch, commits });
  });

  test("GitHub's merge queue names the commit that the entry is merged onto", () => {
    const env = { GITHUB_REF: `refs/heads/gh-readonly-queue/release/1/pr-1234-${sha}` };
    expect(baseOfRequest(env)).toEqual({ from: "GITHUB_REF", name: "release/1", revision: sha, commits: [] });
  });

  test.each<[string, NodeJS.ProcessEnv]>([
    ["GitHub", { GITHUB_ACTIONS: "true", GITHUB_EVENT_NAME: "pull_request" }],
    ["GitHub, an empty name", { GITHUB_EVENT_NAME: "pull_request", GITHUB_BASE_REF: "" }],
    ["GitHub, a review", { GITHUB_EVENT_NAME: "pull_request_review" }],
    ["GitHub, its ref alone", { GITHUB_REF: "refs/pull/7/merge" }],
    ["GitHub, the queue", { GITHUB_EVENT_NAME: "merge_group" }],
    ["GitHub, a queue's ref of another form", { GITHUB_REF: "refs/heads/gh-readonly-queue/main/x" }],
    ["GitHub, a queue's ref with more behind it", { GITHUB_REF: `refs/heads/gh-readonly-queue/main/pr-7-${sha}x` }],
    ["Travis, a number with more behind it", { TRAVIS_BRANCH: "main", TRAVIS_PULL_REQUEST: "7x" }],
    ["GitLab", { GITLAB_CI: "true", CI_PIPELINE_SOURCE: "merge_request_event" }],
    ["GitLab, its number alone", { CI_MERGE_REQUEST_IID: "7" }],
    ["Bitbucket", { BITBUCKET_PR_ID: "7" }],
    ["Azure", { BUILD_REASON: "PullRequest" }],
    ["Buildkite", { BUILDKITE_PULL_REQUEST: "7" }],
    ["Jenkins", { CHANGE_ID: "7" }],
    ["Woodpecker", { CI_PIPELINE_EVENT: "pull_request" }],
    ["Drone", { DRONE_PULL_REQUEST: "7" }],
    ["Travis", { TRAVIS_PULL_REQUEST: "7" }],
    ["CircleCI", { CIRCLECI: "true", CIRCLE_PULL_REQUEST: "https://example.com/pull/7" }],
    ["CircleCI, a fork", { CIRCLE_PR_NUMBER: "7" }],
    ["AppVeyor", { APPVEYOR_PULL_REQUEST_NUMBER: "7" }],
    ["Cirrus", { CIRRUS_PR: "7" }],
    ["CodeBuild", { CODEBUILD_WEBHOOK_EVENT: "PULL_REQUEST_UPDATED" }],
    ["Semaphore", { SEMAPHORE_GIT_PR_NUMBER: "7" }],
    ["Bitrise", { BITRISE_PULL_REQUEST: "7" }],
    ["Buddy", { BUDDY_EXECUTION_PULL_REQUEST_ID: "7" }],
    ["Jenkins, one job for all", { ghprbPullId: "7" }],
    ["Jenkins, of GitLab", { gitlabMergeRequestIid: "7" }],
    ["Prow", { JOB_TYPE: "presubmit" }],
    ["Prow, several at once", { JOB_TYPE: "batch" }],
    ["Codefresh", { CF_PULL_REQUEST_NUMBER: "7" }],
    ["Screwdriver", { SD_PULL_REQUEST: "7" }],
  ])("a pull request of nothing is E_BASE, exit 3, and not its own judge: %s", (_, env) => {
    expect(() => askedBase({}, env)).toThrow(expect.objectContaining({ code: "E_BASE", exit: 3 }));
    expect(askedBase({ base: "origin/main" }, env)).toMatchObject({ isRequest: true });
    expect(askedBase({ "base-branch": false }, env)).toBeNull();
  });

  test("GitLab's merge base alone is better than the candidate itself", () => {
    const found = { from: "CI_MERGE_REQUEST_DIFF_BASE_SHA", name: sha, revision: sha, commits: [] };
    expect(baseOfRequest({ CI_MERGE_REQUEST_DIFF_BASE_SHA: sha })).toEqual(found);
  });
});

describe("a pipeline of GitLab for a branch with an open merge request", () => {
  const push = { GITLAB_CI: "true", CI_PIPELINE_SOURCE: "push", CI_OPEN_MERGE_REQUESTS: "acme/x!12" };
  test.each<[string, Parameters<typeof unjudgedRequest>, boolean]>([
    ["is told", [{}, push], true],
    ["is told, also when somebody started it", [{}, { ...push, CI_PIPELINE_SOURCE: "web" }], true],
    ["without one has nothing to tell", [{}, { ...push, CI_OPEN_MERGE_REQUESTS: "" }], false],
    ["without the variable has nothing to tell", [{}, { CI_PIPELINE_SOURCE: "push" }], false],
    ["with --base has nothing to tell", [{ base: "origin/main" }, push], false],
    ["with --no-base-branch has nothing to tell", [{ "base-branch": false }, push], false],
    [
      "is not that of the merge request",
      [{}, { ...push, CI_PIPELINE_SOURCE: "merge_request_event", CI_MERGE_REQUEST_TARGET_BRANCH_NAME: "main" }],
      false,
    ],
  ])("%s", (_, asked, isTold) => {
    const said = unjudgedRequest(...asked);
    // The project's path is somebody's word: it is not quoted.
    expect(said).toEqual(isTold ? expect.stringMatching(/^(?!.*acme).*open merge request/) : undefined);
    if (isTold) expect(askedBase(...asked)).toBeNull();
  });
});
