/**
 * Whether a job of GitLab is in a pipeline, and whether its failure counts there.
 *
 * docs.gitlab.com "CI/CD YAML syntax reference": `rules`, `only`/`except`, `when`, `allow_failure`.
 *
 * @module
 */

import { compileGlobs } from "../../../glob.ts";
import type { GitlabConfig } from "../../ci/index.ts";
import type { Keys, Located } from "../../sources/tree.ts";
import { type Spot, shortened, spotOf } from "../fault.ts";
import { evaluateRule, type Outcome, type Truth } from "./condition.ts";
import type { GitlabSituation } from "./situations.ts";

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
  isChild: boolean;
}

/** Of `job`; `keys` leads to its rules, from the job or, with an empty job, from the top. */
export const presenceOf = (job: string, situation: GitlabSituation, context: RulesContext, at: Spot): Presence => {
  const { config } = context;
  const when = config.find(job, ["when"]);
  const usual = typeof when?.value === "string" ? when.value : "on_success";
  const start: Presence = {
    isIn: true,
    at: when === undefined ? at : spotOf(when),
    written: `when: ${usual}`,
    when: usual,
    mayFail: false,
  };
  const rules = config.items(job, ["rules"]);
  if (config.find(job, ["rules"]) !== undefined) {
    return judgeRules(flattened(rules, config), { situation, context, usual, at, index: 0 });
  }
  if (usual === "never") return { ...start, isIn: false };
  const limits = [config.find(job, ["only"]), config.find(job, ["except"])] as const;
  if (limits.every((one) => one === undefined)) {
    // Without any of these a job is in pipelines of branches and tags: not in those of merge requests.
    const isRequest = situation.kind === "merge request" && !context.isChild;
    return isRequest ? { ...start, isIn: false, at, written: job } : start;
  }
  return judgeLimits(config, job, situation, start);
};

/** Of `workflow:rules`: whether there is a pipeline at all. */
export const pipelinePresence = (situation: GitlabSituation, context: RulesContext, at: Spot): Presence => {
  const found = context.config.top(["workflow", "rules"]);
  const start: Presence = { isIn: true, at, written: "", when: "on_success", mayFail: false };
  if (found === undefined || !Array.isArray(found.value)) return start;
  const rules = found.value.map((value: unknown) => ({ ...found, value }));
  return judgeRules(rules, { situation, context, usual: "always", at: spotOf(found), index: 0 });
};

// --- internal ---

type Rule = Readonly<Record<string, unknown>>;

/** `!reference [.name, rules]` in a list. */
const flattened = (rules: readonly Located<unknown>[], config: GitlabConfig): Located<unknown>[] =>
  rules.flatMap((rule) => {
    if (!Array.isArray(rule.value)) return [rule];
    const [job, ...keys] = rule.value as string[];
    if (typeof job === "string" && keys.every((key) => typeof key === "string")) return config.items(job, keys as Keys);
    return rule.value.map((value: unknown) => ({ ...rule, value }));
  });

interface Judging {
  situation: GitlabSituation;
  context: RulesContext;
  usual: string;
  at: Spot;
  index: number;
}

/** The first rule that applies decides; a job that none applies to is not in the pipeline. */
const judgeRules = (rules: readonly Located<unknown>[], judging: Judging): Presence => {
  const { usual, at, index } = judging;
  const rule = rules[index];
  if (rule === undefined) return { isIn: false, at, written: "rules", when: usual, mayFail: false };
  const { when = usual, allow_failure: may } = (rule.value ?? {}) as Rule;
  const here = { at: spotOf(rule), written: shortened(ruleText(rule.value)) };
  const taken: Presence = {
    ...here,
    isIn: when !== "never",
    when: `${when}`,
    mayFail: may !== undefined && may !== false,
  };
  const { truth, on } = applies((rule.value ?? {}) as Rule, judging);
  if (truth === true) return taken;
  const otherwise = judgeRules(rules, { ...judging, index: index + 1 });
  if (truth === false) return otherwise;
  const isSame = taken.isIn === otherwise.isIn && taken.when === otherwise.when && taken.mayFail === otherwise.mayFail;
  if (isSame) return otherwise;
  return {
    ...here,
    isIn: taken.isIn === otherwise.isIn ? taken.isIn : undefined,
    ...(on !== undefined && { on }),
    ...(isHard(otherwise.when) && { at: otherwise.at, written: otherwise.written }),
    when: isHard(otherwise.when) || taken.when === "never" ? otherwise.when : taken.when,
    mayFail: taken.mayFail || otherwise.mayFail,
  };
};

/** It is not started with the others. */
const isHard = (when: string): boolean => when === "manual" || when === "on_failure";

const ruleText = (value: unknown): string => {
  const { if: condition, changes, exists, when } = (value ?? {}) as Rule;
  const parts = [
    condition !== undefined && `if: ${condition}`,
    changes !== undefined && "changes",
    exists !== undefined && "exists",
    when !== undefined && `when: ${when}`,
  ];
  return parts.filter((part) => part !== false).join(", ");
};

const applies = (rule: Rule, { situation, context }: Judging): Outcome => {
  const outcomes: Outcome[] = [];
  if (rule["if"] !== undefined) {
    const outcome = evaluateRule(`${rule["if"]}`, situation.valueOf);
    outcomes.push(
      outcome ?? { truth: undefined, on: { unknown: "a condition that can't be understood", isTheirs: false } },
    );
  }
  if (rule["changes"] !== undefined)
    outcomes.push({ truth: undefined, on: { unknown: "the paths that it changes", isTheirs: true } });
  if (rule["exists"] !== undefined) outcomes.push(existing(rule["exists"], context.paths));
  if (outcomes.some(({ truth }) => truth === false)) return { truth: false };
  return outcomes.find(({ truth }) => truth === undefined) ?? { truth: true };
};

const existing = (value: unknown, paths: readonly string[]): Outcome => {
  const list = Array.isArray(value) ? value : ((value as Rule | null)?.["paths"] ?? [value]);
  const globs = (Array.isArray(list) ? list : [list]).map((one) => `${one}`.replace(/^\/+/, ""));
  if (globs.some((glob) => glob.includes("$")))
    return { truth: undefined, on: { unknown: "a path in a variable", isTheirs: false } };
  try {
    const matches = compileGlobs(globs);
    return { truth: paths.some(matches) };
  } catch {
    return { truth: undefined, on: { unknown: "a pattern that can't be understood", isTheirs: false } };
  }
};

const judgeLimits = (config: GitlabConfig, job: string, situation: GitlabSituation, start: Presence): Presence => {
  for (const key of ["only", "except"] as const) {
    const found = config.find(job, [key]);
    if (found === undefined) {
      if (key === "only" && situation.kind === "merge request") return { ...start, isIn: false };
      continue;
    }
    const outcome = limitOf(found, situation);
    const isIn = outcome.truth === undefined ? undefined : outcome.truth === (key === "only");
    if (isIn !== true)
      return { ...start, isIn, at: spotOf(found), written: key, ...(outcome.on && { on: outcome.on }) };
  }
  return start;
};

/** Whether `only` or `except` takes a situation. All of its parts have to; of a list, one. */
const limitOf = ({ value }: Located<unknown>, situation: GitlabSituation): Outcome => {
  const isList = Array.isArray(value) || typeof value === "string";
  const { refs, variables, changes, kubernetes } = (isList ? { refs: value } : (value ?? {})) as Rule;
  if (kubernetes !== undefined) return { truth: undefined, on: { unknown: "a cluster", isTheirs: false } };
  const outcomes: Outcome[] = [];
  if (refs !== undefined) outcomes.push({ truth: listOf(refs).some((ref) => isRef(ref, situation)) });
  else if (!isList && situation.kind === "merge request") outcomes.push({ truth: false });
  for (const text of variables === undefined ? [] : [listOf(variables)]) {
    const each = text.map((one) => evaluateRule(one, situation.valueOf) ?? { truth: undefined });
    outcomes.push(
      each.find(({ truth }) => truth === true) ?? each.find(({ truth }) => truth === undefined) ?? { truth: false },
    );
  }
  if (changes !== undefined)
    outcomes.push({ truth: undefined, on: { unknown: "the paths that it changes", isTheirs: true } });
  if (outcomes.some(({ truth }) => truth === false)) return { truth: false };
  return outcomes.find(({ truth }) => truth === undefined) ?? { truth: true };
};

const listOf = (value: unknown): string[] => (Array.isArray(value) ? value : [value]).map((one) => `${one}`);

const isRef = (ref: string, situation: GitlabSituation): boolean => {
  const { kind } = situation;
  if (ref === "merge_requests") return kind === "merge request";
  if (ref === "branches" || ref === "pushes") return kind !== "merge request";
  const name = situation.valueOf("CI_COMMIT_BRANCH");
  if (typeof name !== "string") return false;
  const [, source, flags] = /^\/(.*)\/(i?)$/.exec(ref) ?? [];
  if (source === undefined) return ref === name;
  try {
    return source.length < 200 && !/[+*}]\)[+*{]/.test(source) && new RegExp(source, flags).test(name);
  } catch {
    return false;
  }
};
