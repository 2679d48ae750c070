/**
 * Whether a job of GitLab is in a pipeline, and whether its failure counts there.
 *
 * docs.gitlab.com "CI/CD YAML syntax reference": `rules`, `only`/`except`, `when`, `allow_failure`.
 *
 * @module
 */

import type { GitlabConfig, Pipeline } from "../../ci/index.ts";
import type { Located } from "../../sources/tree.ts";
import { type Spot, shortened, spotOf } from "../fault.ts";
import { allOf, evaluateRule, type Outcome, type Truth, type Variable } from "./condition.ts";
import { existing } from "./exists.ts";
import { judgeLimits } from "./limits.ts";
import { rulesOf } from "./rule-list.ts";
import type { GitlabSituation } from "./situations.ts";
import { isMap, textOf } from "./text.ts";
import { valuesOf } from "./values.ts";

/** What is the case in one situation. */
export interface Presence {
  isIn: Truth;
  /** What decides, where it is not in or not surely. */
  at: Spot;
  written: string;
  /** Why it may be in or not. */
  on?: Outcome["on"];
  /** `manual`, `on_failure`, …: where it is in. */
  when: string;
  /** The rule's own. */
  mayFail: boolean;
}

export interface RulesContext {
  config: GitlabConfig;
  /** Tracked paths. */
  paths: readonly string[];
  /** Pipelines that start this one: what they set counts more than what it sets itself. */
  triggers: Pipeline["triggers"];
}

/** Of `job`; `keys` leads to its rules, from the job or, with an empty job, from the top. */
export const presenceOf = (job: string, situation: GitlabSituation, context: RulesContext, at: Spot): Presence => {
  const { config, paths } = context;
  const when = config.find(job, ["when"]);
  const usual = textOf(when?.value ?? "on_success");
  const start: Presence = {
    isIn: true,
    at: when === undefined ? at : spotOf(when),
    written: `when: ${usual}`,
    when: usual,
    mayFail: false,
  };
  const values = valuesOf(situation, context, job);
  if (config.find(job, ["rules"]) !== undefined) {
    return judgeRules(rulesOf(config, job), { values, config, paths, usual, at, index: 0 });
  }
  if (!whens.has(usual)) return { ...start, ...unclear, on: { unknown: "what its when means", isTheirs: false } };
  if (usual === "never") return { ...start, isIn: false };
  // Without workflow:rules, only stands for branches and tags, not for merge requests: gitlab-org/gitlab!21742.
  const isLimited = situation.kind === "merge request" && config.top(["workflow", "rules"]) === undefined;
  if (config.find(job, ["only"]) === undefined && isLimited) return { ...start, isIn: false, at, written: job };
  return { ...start, ...judgeLimits(config, job, { situation, values }) };
};

/** Of `workflow:rules`: whether there is a pipeline at all. */
export const pipelinePresence = (situation: GitlabSituation, context: RulesContext, at: Spot): Presence => {
  const { config, paths } = context;
  const found = config.top(["workflow", "rules"]);
  const start: Presence = { isIn: true, at, written: "", when: "on_success", mayFail: false };
  if (found === undefined || !Array.isArray(found.value)) return start;
  const rules = rulesOf(config, "workflow");
  const values = valuesOf(situation, context);
  return judgeRules(rules, { values, config, paths, usual: "always", at: spotOf(found), index: 0 });
};

// --- internal ---

/** Values of `when`. */
const whens: ReadonlySet<string> = new Set(["on_success", "on_failure", "always", "never", "manual", "delayed"]);

export interface Judging extends Pick<RulesContext, "config" | "paths"> {
  values: (name: string) => Variable;
  usual: string;
  at: Spot;
  index: number;
}

/** The first rule that applies decides; a job that none applies to is not in the pipeline. */
export const judgeRules = (rules: readonly Located<unknown>[], judging: Judging): Presence => {
  const { usual, at, index } = judging;
  const rule = rules[index];
  if (rule === undefined) return { isIn: false, at, written: "rules", when: usual, mayFail: false };
  const here = { at: spotOf(rule), written: shortened(ruleText(rule.value)) };
  const { when = usual, allow_failure: may } = isMap(rule.value) ? rule.value : {};
  if (!isMap(rule.value) || typeof when !== "string" || !whens.has(when)) return { ...here, ...unclear, when: usual };
  const taken: Presence = {
    ...here,
    isIn: when !== "never",
    when,
    mayFail: mayFailBy(may),
  };
  const { truth, on } = applies(rule.value, judging);
  if (truth === true) return taken;
  const otherwise = judgeRules(rules, { ...judging, index: index + 1 });
  if (truth === false) return otherwise;
  const isSame = taken.isIn === otherwise.isIn && taken.when === otherwise.when && taken.mayFail === otherwise.mayFail;
  if (isSame) return otherwise;
  return {
    ...here,
    isIn: taken.isIn === otherwise.isIn ? taken.isIn : undefined,
    on,
    ...(isHard(otherwise.when) && { at: otherwise.at, written: otherwise.written }),
    when: isHard(otherwise.when) ? otherwise.when : taken.when,
    mayFail: taken.mayFail || otherwise.mayFail,
  };
};

/** Whether a value of `allow_failure` lets the pipeline be green. */
export const mayFailBy = (value: unknown): boolean => (value ?? false) !== false;

/** It is not started with the others. */
export const isHard = (when: string): boolean => when === "manual" || when === "on_failure";

const ruleText = (value: unknown): string => {
  if (!isMap(value)) return textOf(value);
  const { if: condition, changes, exists, when } = value;
  const parts = [
    condition !== undefined && `if: ${textOf(condition)}`,
    changes !== undefined && "changes",
    exists !== undefined && "exists",
    when !== undefined && `when: ${textOf(when)}`,
  ];
  return parts.filter((part) => part !== false).join(", ");
};

/** Of a rule that may as well keep the job out. */
const unclear = {
  isIn: undefined,
  on: { unknown: "a rule that can't be understood", isTheirs: false },
  mayFail: false,
};

const applies = (rule: Readonly<Record<string, unknown>>, { values, config, paths }: Judging): Outcome => {
  const outcomes: Outcome[] = [];
  if (rule["if"] !== undefined) {
    const outcome = evaluateRule(textOf(rule["if"]), values);
    outcomes.push(
      outcome ?? { truth: undefined, on: { unknown: "a condition that can't be understood", isTheirs: false } },
    );
  }
  if (rule["changes"] !== undefined)
    outcomes.push({ truth: undefined, on: { unknown: "the paths that it changes", isTheirs: true } });
  if (rule["exists"] !== undefined) outcomes.push(existing(rule["exists"], { config, paths }));
  return allOf(outcomes);
};
