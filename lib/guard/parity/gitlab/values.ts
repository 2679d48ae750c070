/**
 * What variables of GitLab CI stand for in one situation.
 *
 * docs.gitlab.com "CI/CD variable precedence".
 *
 * @module
 */
import { type GitlabConfig, type Pipeline, textAt } from "../../ci/index.ts";
import type { Keys, Located } from "../../sources/tree.ts";
import type { Variable } from "./condition.ts";
import { rulesOf, variablesOfRules } from "./rule-list.ts";
import { isInherited, matrixOf, settingsOf } from "./settings.ts";
import { type GitlabSituation, unknownVariable } from "./situations.ts";

interface ValuesContext {
  config: GitlabConfig;
  triggers: Pipeline["triggers"];
}

/** Of the rules of `job`, or, without one, of `workflow:rules`. */
export const valuesOf = (
  { predefined }: GitlabSituation,
  { config, triggers }: ValuesContext,
  job = "",
): ((name: string) => Variable) => {
  let unsure: ReadonlySet<string> | undefined;
  const known = new Map<string, Variable>();
  const lookUp = (name: string): Variable => {
    unsure ??= unsureIn({ config, triggers }, job);
    if (unsure.has(name)) return unknownVariable(name);
    const own = variableAt((keys) => config.find(job, keys), name);
    const isTaken = isInherited(config, job, name);
    const found = own ?? (isTaken ? variableAt(config.top, name) : undefined);
    const given = predefined(name);
    if (found === undefined) return given === undefined ? unknownVariable(name) : given;
    const text = textAt(found)?.value;
    // Where the repository sets one of GitLab's own, nobody knows which of the two counts.
    return given !== undefined || text === undefined || text.includes("$") ? unknownVariable(name) : text;
  };
  return (name) => {
    if (!known.has(name)) known.set(name, lookUp(name));
    return known.get(name) ?? null;
  };
};

// --- internal ---

const variableAt = (find: (keys: Keys) => Located<unknown> | undefined, name: string): Located<unknown> | undefined =>
  find(["variables", name, "value"]) ?? find(["variables", name]);

/** What a workflow sets in some of its rules, what a parent passes on, and of what there are several in a matrix. */
const unsureIn = ({ config, triggers }: ValuesContext, job: string): ReadonlySet<string> =>
  new Set([
    ...matrixOf(config, job).map(({ name }) => name),
    ...variablesOfRules(config, rulesOf(config, "workflow")).map(([name]) => name),
    ...triggers.flatMap((trigger) => settingsOf(trigger.config, trigger.job).map(({ name }) => name)),
  ]);
