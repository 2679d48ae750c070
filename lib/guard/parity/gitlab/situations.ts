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
  valueOf: (name: string) => Variable;
}

/** Of a project; `variables` are those that its file sets itself. */
export const gitlabSituations = (
  branch: string,
  variables: (name: string) => string | undefined,
  isChild: boolean,
): GitlabSituation[] => {
  const push = (ref: string) => ({
    CI_PIPELINE_SOURCE: "push",
    CI_COMMIT_BRANCH: ref,
    CI_COMMIT_REF_NAME: ref,
    CI_COMMIT_REF_SLUG: ref,
    ...noRequest,
  });
  const request = {
    ...{ CI_PIPELINE_SOURCE: "merge_request_event", CI_COMMIT_BRANCH: null, CI_COMMIT_REF_NAME: "topic" },
    ...{ CI_MERGE_REQUEST_IID: "1", CI_MERGE_REQUEST_ID: "1", CI_MERGE_REQUEST_TARGET_BRANCH_NAME: branch },
    ...{ CI_MERGE_REQUEST_SOURCE_BRANCH_NAME: "topic", CI_MERGE_REQUEST_PROJECT_PATH: "group/project" },
    ...{ CI_PROJECT_PATH: "group/project", CI_MERGE_REQUEST_SOURCE_PROJECT_PATH: "group/project" },
    ...{ CI_MERGE_REQUEST_EVENT_TYPE: "merged_result", CI_OPEN_MERGE_REQUESTS: "group/project!1" },
  };
  const all: [GitlabSituation["kind"], string, Readonly<Record<string, string | null>>][] = [
    [
      "default",
      "a push to the default branch",
      { ...push(branch), CI_OPEN_MERGE_REQUESTS: null, CI_COMMIT_REF_PROTECTED: "true" },
    ],
    ["topic", "a push to another branch", { ...push("topic"), CI_OPEN_MERGE_REQUESTS: "group/project!1" }],
    ["merge request", "a merge request", request],
    [
      "merge request",
      "a merge request from a fork",
      { ...request, CI_MERGE_REQUEST_SOURCE_PROJECT_PATH: "somebody/project" },
    ],
  ];
  return all.map(([kind, name, facts]) => ({
    kind,
    name,
    valueOf: (variable) => {
      const own: Readonly<Record<string, string | null>> = {
        ...{
          CI: "true",
          GITLAB_CI: "true",
          CI_DEFAULT_BRANCH: branch,
          CI_COMMIT_TAG: null,
          GITLAB_USER_LOGIN: "somebody",
        },
        ...facts,
        ...(isChild && { CI_PIPELINE_SOURCE: "parent_pipeline" }),
      };
      const value = own[variable];
      if (value !== undefined) return value;
      const set = variables(variable);
      if (set !== undefined) return set;
      return { unknown: `$${variable}`, isTheirs: theirs.test(variable) };
    },
  }));
};

// --- internal ---

const noRequest = {
  CI_MERGE_REQUEST_IID: null,
  CI_MERGE_REQUEST_ID: null,
  CI_MERGE_REQUEST_TARGET_BRANCH_NAME: null,
  CI_MERGE_REQUEST_SOURCE_BRANCH_NAME: null,
};

/** What whoever proposes a change writes themselves. */
const theirs =
  /^CI_(?:COMMIT_(?:MESSAGE|TITLE|DESCRIPTION|AUTHOR)|MERGE_REQUEST_(?:TITLE|DESCRIPTION|LABELS|DRAFT|ASSIGNEES|MILESTONE))$/;
