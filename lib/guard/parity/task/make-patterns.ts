/**
 * Recipes of patterns, for files that no rule of their own makes.
 *
 * GNU make's manual, "Defining and Redefining Pattern Rules", "Defining Last-Resort Default Rules".
 *
 * @module
 */
import type { Fault } from "../fault.ts";
import { type MakeRule, matches, type Ruled } from "./make-rules.ts";
import type { TaskScript } from "./task.ts";

export interface PatternRule {
  pattern: string;
  rule: MakeRule;
  /** With the name in it. */
  prerequisites: readonly string[];
}

/** All that may make `target`: which of them does is known only when make runs. `isThere`: git tracks it. */
export const patternRulesFor = ({ rules }: Pick<Ruled, "rules">, target: string, isThere: boolean): PatternRule[] =>
  [...rules].flatMap(([pattern, all]) => {
    const stem = pattern === ".DEFAULT" ? "" : stemOf(pattern, target);
    if (stem === undefined) return [];
    return all
      .filter(({ recipe, prerequisites }) => recipe.length > 0 && !(isThere && prerequisites.length === 0))
      .map((rule) => ({ pattern, rule, prerequisites: rule.prerequisites.map((one) => one.replace("%", () => stem)) }));
  });

/** What is said of the recipe of a pattern. */
export const perhapsMade = ({ places, faults, ...script }: TaskScript): TaskScript => {
  const why = "make takes the recipe of a pattern only where nothing else makes the file";
  const fault: Fault = { kind: "skipped", level: "undecided", at: places(0), why };
  return { ...script, places, faults: [...faults, fault] };
};

// --- internal ---

/** What the `%` stands for. A pattern without a slash is compared with the name alone. */
const stemOf = (pattern: string, target: string): string | undefined => {
  if (!pattern.includes("%")) return undefined;
  const [start = "", end = ""] = pattern.split("%");
  const place = pattern.includes("/") ? 0 : target.lastIndexOf("/") + 1;
  const name = target.slice(place);
  if (!matches(pattern, name)) return undefined;
  return target.slice(0, place) + name.slice(start.length, name.length - end.length);
};
