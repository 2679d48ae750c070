/**
 * Which base judges: the one that was named, or the one that this pull request goes to.
 *
 * @module
 */
import { KprovError } from "../../errors.ts";
import type { FlagDefs } from "../../flags.ts";
import { type Home, homeOf } from "./home.ts";
import { queuedBase } from "./queue.ts";
import { type KnownTip, tipOf } from "./tip.ts";

/** Flags of everything that judges. */
export const baseArgs = {
  base: {
    type: "string",
    valueHint: "REF",
    description: "Let this commit's configuration, waivers and lists judge; in a pull request, its target does",
  },
  "base-branch": {
    type: "boolean",
    default: true,
    description: "Let the candidate's own judge, also in a pull request",
  },
} as const satisfies FlagDefs;

export interface BaseFlags {
  base?: string | undefined;
  "base-branch"?: boolean | undefined;
}

export interface AskedBase {
  /** Who asked: `--base`, or the CI's variable. */
  from: string;
  /** For people. */
  name: string;
  /** Any form that git understands; undefined for a branch of the remote `origin`. */
  revision?: string;
  /** Branch of the remote `origin`. */
  branch?: string;
  /** Commits that stand for the branch where it was not fetched, the best one first. */
  commits: readonly string[];
  /** Where it is said which commit `branch` holds at least; else the first of `commits` says it. */
  tip?: KnownTip;
  /** The repository that `branch` is of, where it may be another one than `origin`. */
  home?: Home;
  /** Set where somebody named a base and the environment says that this is a pull request: then HEAD is none. */
  isRequest?: true;
  /** Set where the event's own commit is the target's, and not the pull request's: somebody has to check that one out. */
  isOfTarget?: true;
}

/**
 * What `args` and `env` ask for; null when nothing does. A variable that is there and empty asks for nothing, as GitHub
 * has it outside of pull requests. Throws `E_USAGE` for both flags at once and for a REF that could be taken for a flag,
 * `E_BASE` for a pull request whose target nothing names.
 */
export const askedBase = (args: BaseFlags, env: NodeJS.ProcessEnv): AskedBase | null => {
  const { base } = args;
  const isOff = args["base-branch"] === false;
  if (base !== undefined) {
    if (isOff) throw new KprovError("E_USAGE", '"--base" and "--no-base-branch" contradict each other');
    // No name of git's begins with a dash, has white space or control characters (git-check-ref-format(1)).
    if (base === "" || base.startsWith("-") || /[\s\u0000-\u001f\u007f]/.test(base))
      throw new KprovError("E_USAGE", `Cannot use "${base}" as base: expected a branch, a tag or a commit`);
    const isRequest = signOfRequest(env) !== undefined;
    return {
      from: "--base",
      name: base,
      revision: base,
      commits: [],
      ...(isRequest && { isRequest }),
      ...ofTarget(env),
    };
  }
  return isOff ? null : baseOfRequest(env);
};

/**
 * What the CI's variables say about the pull request that this is about; null outside of one. Throws `E_BASE` when they say
 * that it is one, and nothing says of what: the candidate would judge itself; and when they contradict the event.
 */
export const baseOfRequest = (env: NodeJS.ProcessEnv): AskedBase | null => {
  const queued = queuedBase(env);
  if (queued !== null) return queued;
  for (const { branch, when, commits = [] } of services) {
    const name = (env[branch] ?? "").replace(/^refs\/heads\//, "");
    if (name === "" || (when !== undefined && !when(env))) continue;
    const known = commits.map((key) => env[key] ?? "").filter(isCommit);
    const home = homeOf(env);
    return {
      ...{ from: branch, name, branch: name, commits: known, tip: tipOf(env) },
      ...(home && { home }),
      ...ofTarget(env),
    };
  }
  const alone = env["CI_MERGE_REQUEST_DIFF_BASE_SHA"] ?? "";
  if (alone !== "") return { from: "CI_MERGE_REQUEST_DIFF_BASE_SHA", name: alone, revision: alone, commits: [] };
  const sign = signOfRequest(env);
  if (sign === undefined) return null;
  throw new KprovError("E_BASE", `This is a pull request (${sign}), and nothing says of what`, {
    hint: "give --base origin/BRANCH with the branch that it goes to, fetched before",
  });
};

/**
 * What is to be said where `args` and `env` ask for no base and the branch is in an open merge request all the same: GitLab's pipelines
 * of branches don't say what it goes to, and that of the merge request may run beside them. Undefined elsewhere.
 */
export const unjudgedRequest = (args: BaseFlags, env: NodeJS.ProcessEnv): string | undefined => {
  const isAsked = args.base !== undefined || args["base-branch"] === false || signOfRequest(env) !== undefined;
  if (isAsked || (env["CI_OPEN_MERGE_REQUESTS"] ?? "") === "") return undefined;
  return "the branch has an open merge request (CI_OPEN_MERGE_REQUESTS), and its own rules judge here: those of the target do in a merge request pipeline, or with --base origin/BRANCH";
};

// --- internal ---

interface Service {
  /** Variable with the target branch's name. */
  branch: string;
  /** Whether this is a pull request at all; where undefined, the variable is only there in one. */
  when?: (env: NodeJS.ProcessEnv) => boolean;
  /** Variables with commits of it. */
  commits?: readonly string[];
}

/** docs.github.com "Events that trigger workflows", `pull_request_target`: the last commit of the base branch; Gitea's and Forgejo's likewise. */
const ofTarget = (env: NodeJS.ProcessEnv): Pick<AskedBase, "isOfTarget"> =>
  env["GITHUB_EVENT_NAME"] === "pull_request_target" ? { isOfTarget: true } : {};

const isCommit = (text: string): boolean => /^[0-9a-f]{7,64}$/.test(text);

/** Each service's own documentation of predefined variables. */
const services: readonly Service[] = [
  // GitHub Actions, Gitea and Forgejo Actions.
  { branch: "GITHUB_BASE_REF" },
  // GitLab: the target's own commit is known in pipelines for merged results; the other one is the merge base.
  {
    branch: "CI_MERGE_REQUEST_TARGET_BRANCH_NAME",
    commits: ["CI_MERGE_REQUEST_TARGET_BRANCH_SHA", "CI_MERGE_REQUEST_DIFF_BASE_SHA"],
  },
  // Of a pull request on another forge.
  {
    branch: "CI_EXTERNAL_PULL_REQUEST_TARGET_BRANCH_NAME",
    commits: ["CI_EXTERNAL_PULL_REQUEST_TARGET_BRANCH_SHA"],
  },
  { branch: "BITBUCKET_PR_DESTINATION_BRANCH", commits: ["BITBUCKET_PR_DESTINATION_COMMIT"] },
  { branch: "SYSTEM_PULLREQUEST_TARGETBRANCH" },
  { branch: "BUILDKITE_PULL_REQUEST_BASE_BRANCH", when: (env) => env["BUILDKITE_PULL_REQUEST"] !== "false" },
  // Jenkins, multibranch pipelines.
  { branch: "CHANGE_TARGET", when: (env) => (env["CHANGE_ID"] ?? "") !== "" },
  { branch: "CI_COMMIT_TARGET_BRANCH", when: (env) => env["CI_PIPELINE_EVENT"] === "pull_request" },
  { branch: "DRONE_TARGET_BRANCH", when: (env) => (env["DRONE_PULL_REQUEST"] ?? "") !== "" },
  { branch: "TRAVIS_BRANCH", when: (env) => /^\d+$/.test(env["TRAVIS_PULL_REQUEST"] ?? "") },
  // AppVeyor: in a pull request the branch is its target.
  { branch: "APPVEYOR_REPO_BRANCH", when: (env) => (env["APPVEYOR_PULL_REQUEST_NUMBER"] ?? "") !== "" },
];

/** The variable that says that this is a pull request, whether or not another one says of what. */
const signOfRequest = (env: NodeJS.ProcessEnv): string | undefined =>
  signs.find(([key, means]) => means.test(env[key] ?? ""))?.[0] ??
  services.find(({ branch, when }) => when === undefined && (env[branch] ?? "") !== "")?.branch;

/** Variable → the values that only a pull request has. */
const signs: readonly (readonly [key: string, means: RegExp])[] = [
  ["GITHUB_EVENT_NAME", /^(?:pull_request|merge_group)/],
  ["GITHUB_REF", /^refs\/(?:pull\/|heads\/gh-readonly-queue\/)/],
  ["CI_PIPELINE_SOURCE", /^(?:external_pull_request|merge_request)_event$/],
  ["CI_MERGE_REQUEST_IID", /./],
  ["CI_MERGE_REQUEST_DIFF_BASE_SHA", /./],
  ["BITBUCKET_PR_ID", /./],
  ["BUILD_REASON", /^PullRequest$/],
  ["BUILDKITE_PULL_REQUEST", /^\d/],
  ["CHANGE_ID", /./],
  ["CI_PIPELINE_EVENT", /^pull_request/],
  ["DRONE_PULL_REQUEST", /./],
  ["TRAVIS_PULL_REQUEST", /^\d/],
  ["CIRCLE_PULL_REQUEST", /./],
  ["CIRCLE_PR_NUMBER", /./],
  ["APPVEYOR_PULL_REQUEST_NUMBER", /./],
  // Services whose words for the target are not known here.
  ["CIRRUS_PR", /./],
  ["CODEBUILD_WEBHOOK_EVENT", /^PULL_REQUEST_/],
  ["SEMAPHORE_GIT_PR_NUMBER", /./],
  ["BITRISE_PULL_REQUEST", /^\d/],
  ["BUDDY_EXECUTION_PULL_REQUEST_ID", /./],
  ["ghprbPullId", /./],
  ["gitlabMergeRequestIid", /./],
  ["JOB_TYPE", /^(?:presubmit|batch)$/],
  ["CF_PULL_REQUEST_NUMBER", /^\d/],
  ["SD_PULL_REQUEST", /^\d/],
];
