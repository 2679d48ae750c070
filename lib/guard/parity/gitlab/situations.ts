/**
 * The pipelines that GitLab makes of a change.
 *
 * docs.gitlab.com "Predefined CI/CD variables", "Merge request pipelines".
 *
 * @module
 */
import type { Variable } from "./condition.ts";

export interface GitlabSituation {
  /** `default`: a push to the default branch. `topic`: to the branch of a change. `merge request`: its own pipeline. */
  kind: "default" | "topic" | "merge request";
  name: string;
  /** Of what GitLab sets itself; undefined for what it does not set, or not always. */
  predefined: (name: string) => Variable | undefined;
}

/** Of a project; `isChild`: of a pipeline that another one starts. */
export const gitlabSituations = (branch: string, isChild: boolean): GitlabSituation[] => {
  // Whoever proposes a change names its branch.
  const theirBranch = (name: string): Variable => ({ unknown: `$${name}`, isTheirs: true, not: [branch] });
  // A fork may have a branch with the name of the default branch.
  const forkBranch = (name: string): Variable => ({ unknown: `$${name}`, isTheirs: true, not: [] });
  const push = { CI_PIPELINE_SOURCE: "push", ...noRequest };
  const request = {
    ...{ CI_PIPELINE_SOURCE: "merge_request_event", CI_COMMIT_BRANCH: null },
    CI_COMMIT_REF_NAME: theirBranch("CI_COMMIT_REF_NAME"),
    ...{ CI_MERGE_REQUEST_IID: "1", CI_MERGE_REQUEST_ID: "1", CI_MERGE_REQUEST_TARGET_BRANCH_NAME: branch },
    CI_MERGE_REQUEST_SOURCE_BRANCH_NAME: theirBranch("CI_MERGE_REQUEST_SOURCE_BRANCH_NAME"),
    ...{ CI_MERGE_REQUEST_PROJECT_PATH: "group/project", CI_PROJECT_PATH: "group/project" },
    ...{ CI_MERGE_REQUEST_SOURCE_PROJECT_PATH: "group/project", CI_OPEN_MERGE_REQUESTS: "group/project!1" },
  };
  const all: [GitlabSituation["kind"], string, Readonly<Record<string, Variable>>][] = [
    [
      "default",
      "a push to the default branch",
      {
        ...{ ...push, CI_COMMIT_BRANCH: branch, CI_COMMIT_REF_NAME: branch },
        ...{ CI_OPEN_MERGE_REQUESTS: null, CI_COMMIT_REF_PROTECTED: "true" },
      },
    ],
    [
      "topic",
      "a push to another branch",
      {
        ...{ ...push, CI_OPEN_MERGE_REQUESTS: "group/project!1" },
        CI_COMMIT_BRANCH: theirBranch("CI_COMMIT_BRANCH"),
        CI_COMMIT_REF_NAME: theirBranch("CI_COMMIT_REF_NAME"),
      },
    ],
    ["merge request", "a merge request", request],
    [
      "merge request",
      "a merge request from a fork",
      {
        ...{ ...request, CI_MERGE_REQUEST_SOURCE_PROJECT_PATH: "somebody/project" },
        CI_COMMIT_REF_NAME: forkBranch("CI_COMMIT_REF_NAME"),
        CI_MERGE_REQUEST_SOURCE_BRANCH_NAME: forkBranch("CI_MERGE_REQUEST_SOURCE_BRANCH_NAME"),
      },
    ],
  ];
  return all.map(([kind, name, facts]) => {
    const own = new Map<string, Variable>(
      Object.entries({
        ...{ CI: "true", GITLAB_CI: "true", CI_DEFAULT_BRANCH: branch, CI_COMMIT_TAG: null, ...facts },
        ...(isChild && { CI_PIPELINE_SOURCE: "parent_pipeline" }),
      }),
    );
    return { kind, name, predefined: (variable) => own.get(variable) };
  });
};

/** Of a variable that nothing in the repository sets. */
export const unknownVariable = (name: string): Variable => ({ unknown: `$${name}`, isTheirs: isWrittenByThem(name) });

/** Whether it holds what whoever proposes a change writes, or is. */
export const isWrittenByThem = (name: string): boolean => theirs.test(name);

// --- internal ---

const noRequest = {
  CI_MERGE_REQUEST_IID: null,
  CI_MERGE_REQUEST_ID: null,
  CI_MERGE_REQUEST_EVENT_TYPE: null,
  CI_MERGE_REQUEST_TARGET_BRANCH_NAME: null,
  CI_MERGE_REQUEST_SOURCE_BRANCH_NAME: null,
};

/** What whoever proposes a change writes, or is. */
const theirs =
  /^(?:CI_COMMIT_(?:MESSAGE|TITLE|DESCRIPTION|AUTHOR|REF_SLUG)|CI_MERGE_REQUEST_(?:TITLE|DESCRIPTION|LABELS|DRAFT|ASSIGNEES|MILESTONE)|GITLAB_USER_(?:EMAIL|ID|LOGIN|NAME))$/;
