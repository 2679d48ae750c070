/**
 * A project's own rules on their way from its configuration: data, which is validated and digested, and functions.
 *
 * @module
 */
import { KprovError } from "../errors.ts";
import type { JsonValue } from "../json.ts";
import type { Fixture } from "../rule-definition.ts";
import { describeValue, type Path } from "./plain.ts";
import type { KprovConfig, OwnRule, ResolvedConfig } from "./types.ts";

/** Stands in a plain configuration where there was a rule's function. */
export const codeMark = "code";

/** The functions of a configuration by where they stood, such as `rules.0.judge`. */
export type RuleCode = ReadonlyMap<string, OwnRule["judge"]>;

/** Whether a function may stand at `path`. */
export const isRuleCode = ([top, index, key, ...rest]: Path): boolean =>
  top === "rules" && typeof index === "number" && (key === "judge" || key === "judgeAll") && rest.length === 0;

/**
 * The rules of a valid configuration with their functions. Throws `E_CONFIG` for a rule whose function is none: a text
 * that looks like the mark, or one in a file that can hold no code.
 */
export const resolveRules = (written: KprovConfig["rules"], code: RuleCode): OwnRule[] =>
  (written ?? []).map((rule, index) => {
    const key = rule.judgeAll === undefined ? "judge" : "judgeAll";
    const judge = code.get(`rules.${index}.${key}`);
    if (judge === undefined)
      throw new KprovError(
        "E_CONFIG",
        `Cannot use "rules[${index}].${key}": expected a function, found ${describeValue(rule[key])}`,
        { hint: "rules are code: write them into kprov.config.ts, or import them there" },
      );
    return {
      ...{ name: rule.name, title: rule.title, why: rule.why ?? null, fix: rule.fix ?? null },
      ...{ files: rule.files, allowEmpty: rule.allowEmpty ?? null },
      scope: key === "judge" ? "file" : "repository",
      ...{ passing: fixturesOf(rule.passing), failing: fixturesOf(rule.failing), judge },
    };
  });

/** `config` as plain JSON: all that decides, but for the functions of rules: where they come from, and those files' digests, stand in it. */
export const plainConfig = (config: ResolvedConfig): { [key: string]: JsonValue } => {
  const { rules, ruleOrigins, ...rest } = config;
  const facts = rules.map(({ judge: _, ...rule }, index) => ({
    ...rule,
    ...(ruleOrigins !== undefined && { from: ruleOrigins[index] ?? [] }),
  }));
  return { ...rest, rules: facts } as unknown as { [key: string]: JsonValue };
};

// --- internal ---

const fixturesOf = (one: Fixture | readonly Fixture[]): readonly Fixture[] =>
  Array.isArray(one) ? (one as readonly Fixture[]) : [one as Fixture];
