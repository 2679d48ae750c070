/**
 * The lists of rules of GitLab, with references and lists in them.
 *
 * docs.gitlab.com "CI/CD YAML syntax reference": `rules`, `rules:variables`, `!reference`.
 *
 * @module
 */
import type { GitlabConfig } from "../../ci/index.ts";
import type { Located } from "../../sources/tree.ts";
import { isMap } from "./text.ts";

/** Of a job, or of `workflow`. What can't be followed stays as it is: no map. */
export const rulesOf = (config: GitlabConfig, job: string): Located<unknown>[] =>
  followed({ config, left: mostRules }, config.items(job, ["rules"]), 0);

/** What rules set. */
export const variablesOfRules = (
  config: GitlabConfig,
  rules: readonly Located<unknown>[],
): [string, Located<unknown>][] =>
  rules.flatMap((rule) => (isMap(rule.value) ? variablesIn(config, { ...rule, value: rule.value["variables"] }) : []));

// --- internal ---

/** References and lists in each other that GitLab follows. */
const deepest = 10;

const mostRules = 2000;

interface Walk {
  config: GitlabConfig;
  /** Rules that may still be read: references to references can stand for any number. */
  left: number;
}

const followed = (walk: Walk, rules: readonly Located<unknown>[], depth: number): Located<unknown>[] => {
  walk.left -= rules.length;
  if (depth > deepest || walk.left < 0) return [...rules];
  const values = rules.map(({ value }) => value);
  // One name is no list of rules, and stays what can't be followed.
  const target = values.length > 1 ? targetOf(values) : undefined;
  if (target === undefined) {
    return rules.flatMap((rule) =>
      Array.isArray(rule.value) ? followed(walk, elementsOf(rule, rule.value), depth + 1) : [rule],
    );
  }
  const found = walk.config.find(target.job, target.keys);
  if (found === undefined) return [...rules];
  return Array.isArray(found.value) ? followed(walk, walk.config.items(target.job, target.keys), depth + 1) : [found];
};

/** What a value at `variables` sets, itself or by a reference. */
const variablesIn = (config: GitlabConfig, found: Located<unknown>): [string, Located<unknown>][] => {
  const target = targetOf(found.value);
  const place = target === undefined ? found : config.find(target.job, target.keys);
  if (place === undefined || !isMap(place.value)) return [];
  return Object.entries(place.value).map(([name, value]) => [name, { ...place, value }]);
};

const elementsOf = (list: Located<unknown>, values: readonly unknown[]): Located<unknown>[] =>
  values.map((value) => ({ ...list, value }));

/** `!reference [job, key]`: a list of texts, which no list of rules and no map of variables is. */
const targetOf = (value: unknown): { job: string; keys: string[] } | undefined => {
  if (!Array.isArray(value) || value.some((one) => typeof one !== "string")) return undefined;
  const [job = "", ...keys] = value as string[];
  return { job, keys };
};
