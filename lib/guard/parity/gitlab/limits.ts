/**
 * `only` and `except` of a job of GitLab.
 *
 * docs.gitlab.com "Deprecated keywords", only and except.
 *
 * @module
 */
import type { GitlabConfig } from "../../ci/index.ts";
import type { Located } from "../../sources/tree.ts";
import { type Spot, spotOf } from "../fault.ts";
import {
  allOf,
  anyOf,
  evaluateRule,
  isEqual,
  isUnknown,
  matchesPattern,
  type Outcome,
  type Truth,
  type Variable,
} from "./condition.ts";
import type { GitlabSituation } from "./situations.ts";
import { isMap, isText, textOf } from "./text.ts";

export interface Limited {
  isIn: Truth;
  at: Spot;
  written: string;
  on?: Outcome["on"];
}

export interface Limits {
  situation: GitlabSituation;
  values: (name: string) => Variable;
}

/** Where they leave a job out, or perhaps. */
export const judgeLimits = (config: GitlabConfig, job: string, limits: Limits): Limited | undefined => {
  let lasting: Limited | undefined;
  for (const key of ["only", "except"] as const) {
    const found = config.find(job, [key]);
    if (found === undefined) continue;
    const { truth, on } = limitOf(key, found, limits);
    const judged = { at: spotOf(found), written: key };
    if (truth === undefined) lasting = { ...judged, isIn: undefined, on };
    else if (truth !== (key === "only")) return { ...judged, isIn: false };
  }
  return lasting;
};

// --- internal ---

type Rule = Readonly<Record<string, unknown>>;

/** Whether `only` or `except` takes a situation: all parts of `only`, one of `except` (gitlab-org/gitlab-foss#61673). */
const limitOf = (key: "only" | "except", { value }: Located<unknown>, { situation, values }: Limits): Outcome => {
  const isList = Array.isArray(value) || typeof value === "string";
  if (!isList && value !== null && !(isMap(value) && Object.keys(value).every((name) => parts.has(name))))
    return unclear;
  const { refs, variables, changes, kubernetes } = (isList ? { refs: value } : (value ?? {})) as Rule;
  const taken = refs ?? (key === "only" ? ["branches", "tags"] : undefined);
  const outcomes: Outcome[] = [];
  if (taken !== undefined)
    outcomes.push(anyOf(listOf(taken).map((ref) => (isText(ref) ? refOutcome(`${ref}`, situation) : noText))));
  if (variables !== undefined)
    outcomes.push(anyOf(listOf(variables).map((one) => evaluateRule(textOf(one), values) ?? { truth: undefined })));
  if (changes !== undefined)
    outcomes.push({ truth: undefined, on: { unknown: "the paths that it changes", isTheirs: true } });
  if (kubernetes !== undefined) outcomes.push({ truth: undefined, on: { unknown: "a cluster", isTheirs: false } });
  return key === "only" ? allOf(outcomes) : anyOf(outcomes);
};

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value]);

const parts: ReadonlySet<string> = new Set(["refs", "variables", "changes", "kubernetes"]);

const unclear: Outcome = { truth: undefined, on: { unknown: "something that can't be understood", isTheirs: false } };

const noText: Outcome = { truth: undefined, on: { unknown: "something that is no text", isTheirs: false } };

/** docs.gitlab.com "only:refs": a keyword, a name, a pattern, each perhaps for one project behind an @. */
const refOutcome = (ref: string, situation: GitlabSituation): Outcome => {
  const [, wanted = "", project] = /(.*?)(@[^@]*)?$/s.exec(ref) ?? [];
  const branch = situation.predefined("CI_COMMIT_BRANCH") ?? null;
  const truth = keywordTruth(wanted, situation) ?? (wanted.startsWith("/") ? patternTruth : isEqual)(branch, wanted);
  if (truth !== false && project !== undefined)
    return { truth: undefined, on: { unknown: `whether the project is ${project.slice(1)}`, isTheirs: false } };
  return { truth, on: isUnknown(branch) ? branch : { unknown: ref, isTheirs: false } };
};

/** Undefined for no keyword. */
const keywordTruth = (wanted: string, { kind, predefined }: GitlabSituation): Truth => {
  if (wanted === "branches") return kind !== "merge request";
  const [, push, other] = /^(?:(push)(?:es)?|(merge_request|parent_pipeline)s?)$/.exec(wanted) ?? [];
  const source = push ?? other;
  if (source !== undefined)
    return predefined("CI_PIPELINE_SOURCE") === source.replace("merge_request", "merge_request_event");
  return others.test(wanted) ? false : undefined;
};

const others = /^(?:api|chat|external|external_pull_requests|pipelines|schedules|tags|triggers|web)$/;

const patternTruth = (branch: Variable, pattern: string): Truth => {
  try {
    return matchesPattern(branch, pattern);
  } catch {
    return branch === null ? false : undefined;
  }
};
