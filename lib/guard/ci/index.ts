/**
 * Definitions of CI in the repository, walked through all the files that make them up.
 *
 * @module
 */
export { type Beside, createBeside, type Unseen } from "./beside.ts";
export { expressionValues, isEmpty, type JobPlace, type Scope, type Values } from "./expression.ts";
export {
  type GithubVisitor,
  githubWorkflows,
  inputAt,
  isOfRepository,
  type JobFrame,
  triggersOf,
  visitGithub,
} from "./github.ts";
export { gitlabMain, type Pipeline, type PipelineTrigger, textAt, visitGitlab } from "./gitlab.ts";
export type { GitlabConfig } from "./gitlab-config.ts";
export { type Combination, matrixCombinations } from "./matrix.ts";
export { textOf } from "./text.ts";
