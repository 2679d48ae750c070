/**
 * The jobs that a job of GitLab waits for.
 *
 * docs.gitlab.com "CI/CD YAML syntax reference": `needs`, `rules:needs`, `needs:parallel:matrix`.
 *
 * @module
 */
import type { GitlabConfig } from "../../ci/index.ts";
import type { Located } from "../../sources/tree.ts";
import { type Fault, type Spot, shortened, spotOf } from "../fault.ts";
import { rulesOf } from "./rule-list.ts";
import { isMap, textOf } from "./text.ts";

/** What it says itself, and what rules say instead. */
export const needsOf = (config: GitlabConfig, job: string): Located<unknown>[] => {
  const own = config.find(job, ["needs"]);
  const ofRules = rulesOf(config, job).flatMap((rule) => {
    const needs = isMap(rule.value) ? (rule.value["needs"] ?? []) : [];
    return [needs].flat().map((value: unknown) => ({ ...rule, value }));
  });
  const written = own !== undefined && isMap(own.value) ? [own] : config.items(job, ["needs"]);
  return [...written, ...ofRules];
};

/** One of a matrix is asked for by what stands behind its name. */
export const isNamed = (asked: string, name: string): boolean =>
  asked === name || asked.startsWith(`${name} `) || asked.startsWith(`${name}:`);

/** All that a job needs, directly or not. */
export const neededBy = (config: GitlabConfig, job: string): string[] => {
  const names = new Set([job]);
  for (const name of names)
    for (const { value } of needsOf(config, name)) {
      const asked = nameIn(value);
      for (const one of config.jobs) if (asked !== undefined && isNamed(asked, one)) names.add(one);
    }
  return [...names].slice(1);
};

/** Jobs without which GitLab makes no pipeline with `job` in it. */
export const firmNeeds = (config: GitlabConfig, job: string): { name: string; at: Spot }[] =>
  needsOf(config, job).flatMap(({ value, ...at }) => {
    const asked = isMap(value) && value["optional"] === true ? undefined : nameIn(value);
    return config.jobs.filter((name) => asked !== undefined && isNamed(asked, name)).map((name) => ({ name, at }));
  });

/** Where it may need any job, also one that somebody has to start: GitLab skips it when that is not run. */
export const openNeeds = (config: GitlabConfig, job: string): Fault[] =>
  needsOf(config, job)
    .filter(({ value }) => {
      const asked = isMap(value) && value["optional"] === true ? undefined : nameIn(value);
      return asked !== undefined && !config.jobs.some((name) => isNamed(asked, name));
    })
    .map(({ value, ...at }) => ({
      ...{ kind: "skipped", level: "undecided", at: spotOf(at), written: shortened(`needs: ${textOf(value)}`) },
      why: "which job it needs is not known",
    }));

// --- internal ---

/** Undefined for a job of another pipeline. */
const nameIn = (value: unknown): string | undefined => {
  if (!isMap(value)) return textOf(value);
  return (value["project"] ?? value["pipeline"]) === undefined ? textOf(value["job"]) : undefined;
};
