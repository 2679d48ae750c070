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

/** Of the rules of `job`, or of `workflow:rules`. */
export const valuesOf = (
  { predefined }: GitlabSituation,
  { config, triggers }: ValuesContext,
  job?: string,
): ((name: string) => Variable) => {
  let unsure: ReadonlySet<string> | undefined;
  const known = new Map<string, Variable>();
  const lookUp = (name: string): Variable => {
    if (job !== undefined && matrixOf(config, job).some((one) => one.name === name)) return unknownVariable(name);
    const own = job === undefined ? undefined : variableAt((keys) => config.find(job, keys), name);
    const isTaken = job === undefined || isInherited(config, job, name);
    const found = own ?? (isTaken ? variableAt(config.top, name) : undefined);
    const text = textAt(found)?.value;
    if (text === undefined || text.includes("$")) return unknownVariable(name);
    unsure ??= unsureIn({ config, triggers });
    return unsure.has(name) ? unknownVariable(name) : text;
  };
  return (name) => {
    const given = predefined(name);
    if (given !== undefined) return given;
    const value = known.get(name) ?? lookUp(name);
    known.set(name, value);
    return value;
  };
};

// --- internal ---

const variableAt = (find: (keys: Keys) => Located<unknown> | undefined, name: string): Located<unknown> | undefined =>
  find(["variables", name, "value"]) ?? find(["variables", name]);

/** What a workflow sets in some of its rules, and what a parent passes on. */
const unsureIn = ({ config, triggers }: ValuesContext): ReadonlySet<string> =>
  new Set([
    ...variablesOfRules(config, rulesOf(config, "workflow")).map(([name]) => name),
    ...triggers.flatMap((trigger) => settingsOf(trigger.config, trigger.job).map(({ name }) => name)),
  ]);
