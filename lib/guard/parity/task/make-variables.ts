/**
 * Variables of a Makefile, set in the order in which make reads them.
 *
 * GNU make's manual, "How to Use Variables".
 *
 * @module
 */
import { shellQuote } from "../../../text.ts";
import { type Expansion, expandText } from "./make-expand.ts";
import { areHarmless } from "./make-flags.ts";

export interface Variables {
  /** As written; undefined for one that only a run knows. */
  values: Map<string, string | undefined>;
  /** Those that the command line, or `override`, has set: others no longer count. */
  fixed: Set<string>;
  /** Those whose value is expanded where it is set. */
  immediate: Set<string>;
}

export interface Assignment {
  name: string;
  operator: string;
  value: string;
  isOverride: boolean;
  /** Not for what the target needs. */
  isPrivate: boolean;
}

/** What make sets itself, and the command line. A make that is called by a recipe gets the same command line. */
export const createVariables = (given: readonly (readonly [string, string])[]): Variables => {
  const words = given.map(([name, value]) => ` ${shellQuote(`${name}=${value}`)}`.replaceAll("$", "$$$$"));
  const usual = { MAKE: `make${words.join("")}`, CURDIR: ".", MAKEFLAGS: "", MFLAGS: "" };
  return {
    values: new Map(Object.entries({ ...usual, SHELL: "/bin/sh", ".SHELLFLAGS": "-c", ...Object.fromEntries(given) })),
    fixed: new Set(given.map(([name]) => name)),
    immediate: new Set(),
  };
};

/** A name whose value changes how make, or a make below it, reads and runs everything. */
export const isReserved = (name: string): boolean =>
  [".RECIPEPREFIX", "GNUMAKEFLAGS", "MAKEFILES", "MAKEOVERRIDES"].includes(name);

/** Undefined for a line that sets none. */
export const assignmentOf = (line: string): Assignment | undefined => {
  const [whole, modifiers = "", name = "", operator = "", value = ""] = pattern.exec(line) ?? [];
  if (whole === undefined) return undefined;
  return { name, operator, value, isOverride: /override/.test(modifiers), isPrivate: /private/.test(modifiers) };
};

/** Set a variable; says what can't be told because of it. `isOwn`: of one target, with the others around it. */
export const assign = (
  variables: Variables,
  assignment: Assignment & { isConditional: boolean; isOwn?: boolean },
  expansion: Expansion,
): string | undefined => {
  const { name, value, isOverride, isOwn = false } = assignment;
  const { values, fixed } = variables;
  if (name === "MAKEFLAGS") return areHarmless(value) ? undefined : `it sets MAKEFLAGS to "${value}"`;
  if (isReserved(name)) return `it sets ${name}`;
  if (fixed.has(name) && !isOverride) return undefined;
  if (isOverride && !isOwn) fixed.add(name);
  const { operator, isConditional, isPrivate } = assignment;
  const isAdded = operator === "+=";
  if (operator === "?=" && values.has(name)) return undefined;
  // What is set only perhaps, or joins what is set elsewhere.
  const isUnknown = isConditional || isPrivate || operator === "!=" || (isOwn && (isAdded || operator === "?="));
  const added = writtenValue(variables, assignment, expansion);
  values.set(name, isUnknown ? undefined : isAdded ? joinedValue(variables, name, added) : added);
  return undefined;
};

// --- internal ---

const pattern = /^((?:(?:export|override|private|unexport)\s+)*)([\w.-]+)\s*(:::?=|::?=|\?=|\+=|!=|=)\s*(.*)$/s;

/** One that is expanded here is not expanded again: what is defined below does not change it. */
const writtenValue = (
  { immediate }: Variables,
  { name, operator, value }: Assignment,
  expansion: Expansion,
): string => {
  if (/^:+=$/.test(operator)) immediate.add(name);
  else if (operator !== "+=") immediate.delete(name);
  return immediate.has(name) ? expandText(value, expansion).replaceAll("$", "$$$$") : value;
};

const joinedValue = ({ values }: Variables, name: string, added: string): string | undefined => {
  const before = values.get(name);
  if (before === undefined) return values.has(name) ? undefined : added;
  return before === "" ? added : `${before} ${added}`;
};
