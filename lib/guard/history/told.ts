/**
 * Branches and tags that a CI service says it works on: its checkout often has none of them.
 *
 * @module
 */

/** The whole names of all that `env` tells, each once. */
export const toldReferences = (env: NodeJS.ProcessEnv): string[] => {
  const value = (variable: string) => env[variable] ?? "";
  const told = variables.flatMap(({ name, place, unless }) => {
    const isTarget = unless !== undefined && /^(?!false$)./.test(value(unless));
    return value(name) === "" || isTarget ? [] : [wholeName(value(name), place)];
  });
  return [...new Set(told)];
};

// --- internal ---

interface Variable {
  name: string;
  /** Where a short name belongs. */
  place: "refs/heads/" | "refs/tags/";
  /** In a pull request, which this variable tells, it is the target: not what is published. */
  unless?: string;
}

/** Some services give whole names. */
const wholeName = (name: string, place: string): string =>
  /^refs\/(?:heads|tags|pull)\//.test(name) ? name : place + name;

const branch = (name: string, unless?: string): Variable => ({
  ...{ name, place: "refs/heads/" },
  ...(unless !== undefined && { unless }),
});
const tag = (name: string): Variable => ({ name, place: "refs/tags/" });

/** By service, as in its documentation of variables. */
const variables: readonly Variable[] = [
  // GitHub Actions, Gitea and Forgejo Actions; in a pull request GITHUB_REF is refs/pull/1/merge.
  ...[branch("GITHUB_HEAD_REF"), branch("GITHUB_REF")],
  // GitLab, and Woodpecker.
  ...[branch("CI_COMMIT_BRANCH"), branch("CI_MERGE_REQUEST_SOURCE_BRANCH_NAME")],
  ...[branch("CI_EXTERNAL_PULL_REQUEST_SOURCE_BRANCH_NAME"), branch("CI_COMMIT_SOURCE_BRANCH"), tag("CI_COMMIT_TAG")],
  // Bitbucket Pipelines.
  ...[branch("BITBUCKET_BRANCH"), tag("BITBUCKET_TAG")],
  // Azure Pipelines.
  ...[branch("SYSTEM_PULLREQUEST_SOURCEBRANCH"), branch("BUILD_SOURCEBRANCH")],
  ...[branch("BUILDKITE_BRANCH"), tag("BUILDKITE_TAG")],
  ...[branch("CIRCLE_BRANCH"), tag("CIRCLE_TAG")],
  // Jenkins: multibranch pipelines, and its git plugin, whose GIT_BRANCH is origin/main.
  ...[
    branch("CHANGE_BRANCH"),
    branch("BRANCH_NAME"),
    tag("TAG_NAME"),
    branch("GIT_BRANCH"),
    branch("GIT_LOCAL_BRANCH"),
  ],
  ...[branch("DRONE_SOURCE_BRANCH"), branch("DRONE_BRANCH", "DRONE_PULL_REQUEST"), tag("DRONE_TAG")],
  ...[branch("TRAVIS_PULL_REQUEST_BRANCH"), branch("TRAVIS_BRANCH", "TRAVIS_PULL_REQUEST"), tag("TRAVIS_TAG")],
  ...[branch("APPVEYOR_PULL_REQUEST_HEAD_REPO_BRANCH"), tag("APPVEYOR_REPO_TAG_NAME")],
  branch("APPVEYOR_REPO_BRANCH", "APPVEYOR_PULL_REQUEST_NUMBER"),
  ...[branch("CIRRUS_BRANCH"), tag("CIRRUS_TAG")],
  ...[
    branch("SEMAPHORE_GIT_PR_BRANCH"),
    branch("SEMAPHORE_GIT_BRANCH", "SEMAPHORE_GIT_PR_NUMBER"),
    tag("SEMAPHORE_GIT_TAG_NAME"),
  ],
  ...[branch("BITRISE_GIT_BRANCH"), tag("BITRISE_GIT_TAG")],
  ...[
    branch("BUDDY_EXECUTION_PULL_REQUEST_HEAD_BRANCH"),
    branch("BUDDY_EXECUTION_BRANCH", "BUDDY_EXECUTION_PULL_REQUEST_ID"),
    tag("BUDDY_EXECUTION_TAG"),
  ],
  // AWS CodeBuild.
  branch("CODEBUILD_WEBHOOK_HEAD_REF"),
  // Codefresh, Prow, Screwdriver, Cloudflare Pages, Vela, JetBrains Space, Wercker, Vercel, Codeship.
  ...[branch("CF_BRANCH"), branch("PULL_HEAD_REF"), branch("PR_BRANCH_NAME"), branch("CF_PAGES_BRANCH")],
  ...[tag("VELA_BUILD_TAG"), branch("JB_SPACE_GIT_BRANCH"), branch("WERCKER_GIT_BRANCH")],
  ...[branch("VERCEL_GIT_COMMIT_REF"), branch("CI_BRANCH")],
];
