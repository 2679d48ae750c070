/**
 * The stage of a GitLab pipeline for the gate: one before everything that a red gate should stop.
 *
 * docs.gitlab.com "CI/CD YAML syntax reference", `stages`: jobs of one stage run beside each other, and a pipeline that has only jobs in
 * `.pre` or `.post` does not run.
 *
 * @module
 */

export interface Stage {
  name: string;
  /** No stage stands before the first deployment. */
  isLate: boolean;
}

/** Of the stages that a pipeline names, in their order; undefined where GitLab's own default, `test`, is the right one. */
export const stageFor = (named: readonly string[]): Stage | undefined => {
  const stages = named.filter((stage) => !/^\.(?:pre|post)$/.test(stage));
  const first = stages.findIndex((stage) => isAbout(stage, deploying));
  const before = first === -1 ? stages : stages.slice(0, first);
  if (stages.length === 0 || before.includes("test")) return undefined;
  const name = before.find((stage) => !isAbout(stage, preparing)) ?? before[0];
  if (name !== undefined) return { name, isLate: false };
  return { name: stages.find((stage) => !isAbout(stage, deploying)) ?? `${stages[0]}`, isLate: true };
};

// --- internal ---

const isAbout = (stage: string, words: RegExp): boolean =>
  stage.split(/[^A-Za-z]+|(?<=[a-z])(?=[A-Z])/).some((word) => words.test(word));

const preparing =
  /^(?:build(?:s|ing)?|compil(?:e|ation|ing)|install(?:ation|ing)?|(?:set)?up|prep(?:are|aration)?|bootstrap|deps|dependenc(?:y|ies)|fetch|restore|cache|init|packag(?:e|es|ing)|images?|docker)$/i;

const deploying =
  /^(?:(?:un|re)?deploy(?:s|ment|ments|ing)?|release[sd]?|releasing|publish(?:ing)?|rollout|promot(?:e|ion)|deliver(?:y)?|prod|production|staging|canary|review|upload|push)$/i;
