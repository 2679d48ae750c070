/**
 * Lines of a Makefile that make rules, and what they say of single targets.
 *
 * GNU make's manual, "Writing Rules", "Target-specific Variable Values".
 *
 * @module
 */
import type { Places } from "../places.ts";
import { type Expansion, expandText, isOpen } from "./make-expand.ts";
import { type Assignment, assign, assignmentOf, type Variables } from "./make-variables.ts";
import { splitWords } from "./task.ts";

/** One line of a recipe, continued lines joined as they stand. */
export interface RecipeLine {
  text: string;
  /** Offset of `text` in the file. */
  at: number;
  file: MakeText;
}

export interface MakeText {
  text: string;
  places: Places;
}

export interface MakeRule {
  prerequisites: readonly string[];
  /** Those before a bar: what is newer than the target. The others are only made before it. */
  renewing: readonly string[];
  recipe: RecipeLine[];
  /** It, or a line of its recipe, stands in a conditional: whether it counts is known only when it runs. */
  isConditional: boolean;
}

/** A line that is read. */
export interface Line {
  line: string;
  text: string;
  at: number;
  file: MakeText;
  isConditional: boolean;
}

/** What rules are added to. */
export interface Ruled {
  rules: Map<string, MakeRule[]>;
  variables: Variables;
  /** Variables of single targets, and of patterns. */
  own: Map<string, Variables>;
  /** The target without a name. */
  first: string | undefined;
  /** Variables that programs of recipes get. */
  exported: Set<string>;
  /** What is not understood, whatever the target. */
  doubts: string[];
}

/** Make expands targets and prerequisites when it reads them. */
export const readRule = (
  { line, text, at, file, isConditional }: Line,
  made: Ruled,
  expansion: Expansion,
): MakeRule[] => {
  const [whole, before = "", rest = ""] = /^([^:=]+)::?(?!=)\s*(.*)/s.exec(line) ?? [];
  const names = before.replace(/&$/, "");
  if (whole === undefined || names.split(/[({]/).length !== names.split(/[)}]/).length) {
    // $(info …), or $(if …) that comes to nothing; a colon in it makes no rule.
    if (expandText(line, expansion) !== "") made.doubts.push(`what it says with "${line}" is not understood`);
    return [];
  }
  const head = expandText(names, expansion);
  if (isOpen(head)) made.doubts.push(`which targets "${names}" are is known only when it runs`);
  const targets = new Set(splitWords(head));
  const assignment = assignmentOf(rest);
  if (assignment !== undefined) {
    for (const target of targets) setOwn(made, target, { ...assignment, isConditional }, expansion);
    return [];
  }
  const [prerequisites = ""] = rest.split(";", 1);
  const recipe: RecipeLine[] = [];
  if (rest.includes(";")) {
    const start = text.indexOf(";") + 1;
    recipe.push({ text: text.slice(start), at: at + start, file });
  }
  const needed = splitWords(expandText(prerequisites, expansion));
  const rule: MakeRule = {
    prerequisites: needed.filter((one) => one !== "|"),
    renewing: needed.includes("|") ? needed.slice(0, needed.indexOf("|")) : needed,
    recipe,
    isConditional,
  };
  for (const target of targets) {
    const known = made.rules.get(target);
    if (known === undefined) made.rules.set(target, [rule]);
    else known.push(rule);
    if (!/^\.[^/]*$|%/.test(target)) made.first ??= target;
  }
  return [rule];
};

/** Whether `pattern`, which may have a `%`, means `name`. */
export const matches = (pattern: string, name: string): boolean => {
  const [start = "", end] = pattern.split("%");
  if (end === undefined) return pattern === name;
  return name.length >= start.length + end.length && name.startsWith(start) && name.endsWith(end);
};

// --- internal ---

const setOwn = (
  { own, variables, exported, doubts }: Ruled,
  target: string,
  assignment: Assignment & { isConditional: boolean },
  expansion: Expansion,
): void => {
  const found = own.get(target) ?? { ...variables, values: new Map(), immediate: new Set(), hidden: new Set() };
  own.set(target, found);
  if (assignment.isExported) exported.add(assignment.name);
  const doubt = assign(found, { ...assignment, isOwn: true }, expansion);
  if (doubt !== undefined) doubts.push(doubt);
};
