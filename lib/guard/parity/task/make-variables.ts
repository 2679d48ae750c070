/**
 * Variables of a Makefile, set in the order in which make reads them.
 *
 * GNU make's manual, "How to Use Variables".
 *
 * @module
 */
import { shellQuote } from "../../../text.ts";
import { type Expansion, expandText, type MakeValue } from "./make-expand.ts";
import { areHarmless } from "./make-flags.ts";

/** Values by name; undefined for one that only a run knows. */
export type Values = ReadonlyMap<string, MakeValue | undefined>;

export interface Variables {
  values: Map<string, MakeValue | undefined>;
  /** Those that the command line, or `override`, has set: others no longer count. */
  fixed: Set<string>;
  /** Those that `override` has set. */
  overridden: Set<string>;
  /** Those whose value is expanded where it is set. */
  immediate: Set<string>;
  /** Those that are private: what recipes see of them is not known here. */
  hidden: Set<string>;
  /** Those of which `export` or `unexport` speaks: make has them from then on, without a value. */
  declared: Set<string>;
}

export interface Assignment {
  name: string;
  operator: string;
  value: string;
  isOverride: boolean;
  /** Not for what the target needs. */
  isPrivate: boolean;
  /** Programs of recipes get it. */
  isExported: boolean;
}

/** Variables of a command line. */
export type Given = readonly (readonly [string, string])[];

/** What make sets itself, and the command line. A make that is called by a recipe gets the same command line. */
export const createVariables = (given: Given): Variables => {
  const words = given.map(([name, value]) => ` ${shellQuote(`${name}=${value}`)}`.replaceAll("$", "$$$$"));
  const own = Object.entries({ CURDIR: ".", MFLAGS: "", SHELL: "/bin/sh" });
  return {
    values: new Map<string, MakeValue>([
      ...own.map(([name, text]) => [name, { text, asks: [] }] as const),
      ["MAKEFLAGS", { text: "", asks: ["MAKEFLAGS"] }],
      // Make has them, too, but takes those of the environment first.
      ["MAKE", { text: `make${words.join("")}`, asks: ["MAKE", "MAKE_COMMAND"] }],
      [".SHELLFLAGS", { text: "-c", asks: [".SHELLFLAGS"] }],
      ...given.map(([name, text]) => [name, { text, asks: [] }] as const),
    ]),
    fixed: new Set(given.map(([name]) => name)),
    immediate: new Set(),
    ...{ hidden: new Set(), overridden: new Set(), declared: new Set() },
  };
};

/** Those that make sets, and no Makefile hands on by setting them: SHELL is that of recipes alone. */
export const isOwnOfMake = (name: string): boolean =>
  ["MAKE", "CURDIR", "MAKEFLAGS", "MFLAGS", "SHELL", ".SHELLFLAGS"].includes(name);

/** A name whose value changes how make, or a make below it, reads and runs everything. */
export const isReserved = (name: string): boolean =>
  [".RECIPEPREFIX", ".EXTRA_PREREQS", "GNUMAKEFLAGS", "MAKEFILES", "MAKEOVERRIDES"].includes(name);

/** Undefined for a line that sets none. */
export const assignmentOf = (line: string): Assignment | undefined => {
  const [whole, modifiers = "", name = "", operator = "", value = ""] = pattern.exec(line) ?? [];
  if (whole === undefined) return undefined;
  const has = (modifier: string): boolean => modifiers.split(/\s/).includes(modifier);
  return {
    ...{ name, operator, value },
    ...{ isOverride: has("override"), isPrivate: has("private"), isExported: has("export") },
  };
};

interface Setting extends Assignment {
  isConditional: boolean;
  /** Of one target, with the others around it. */
  isOwn?: boolean;
}

/** Set a variable; says what can't be told because of it. */
export const assign = (variables: Variables, setting: Setting, expansion: Expansion): string | undefined => {
  const { name, value, operator, isOverride, isPrivate, isOwn = false } = setting;
  const { values, fixed, overridden, hidden } = variables;
  if (name === "MAKEFLAGS") return areHarmless(value) ? undefined : `it sets MAKEFLAGS to "${value}"`;
  if (isReserved(name)) return `it sets ${name}`;
  // Also where it does not count, and for whatever is said of the variable later.
  if (isPrivate) hidden.add(name);
  if (fixed.has(name) && !isOverride) {
    if (isLost(variables, setting)) values.set(name, undefined);
    return undefined;
  }
  if (isOverride && !isOwn) {
    fixed.add(name);
    overridden.add(name);
  }
  if (operator === "?=" && values.has(name)) return undefined;
  const added = writtenValue(variables, setting, expansion);
  const result = operator === "+=" ? joinedValue(variables, name, added) : added;
  values.set(name, isUnknown(variables, setting) ? undefined : result);
  return undefined;
};

// --- internal ---

const pattern = /^((?:(?:export|override|private)\s+)*)([\w.-]+)\s*(:::?=|::?=|\?=|\+=|!=|=)\s*(.*)/s;

/** Of one that is fixed. For a target it counts against `override`, and not against the command line. */
const isLost = ({ hidden, overridden }: Variables, { name, operator, isOwn = false }: Setting): boolean =>
  hidden.has(name) || (isOwn && (operator === "+=" || overridden.has(name)));

/** What is set only perhaps, or joins what is set elsewhere. */
const isUnknown = (
  { hidden, declared }: Variables,
  { name, operator, isConditional, isOwn = false }: Setting,
): boolean => {
  if (isConditional || operator === "!=" || hidden.has(name)) return true;
  return operator === "?=" ? isOwn || declared.has(name) : isOwn && operator === "+=";
};

/** One that is expanded here is not expanded again: what is defined below does not change it. */
const writtenValue = (
  { immediate }: Variables,
  { name, operator, value }: Assignment,
  expansion: Expansion,
): MakeValue => {
  if (operator.startsWith(":")) immediate.add(name);
  else if (operator !== "+=") immediate.delete(name);
  if (!immediate.has(name)) return { text: value, asks: operator === "?=" ? [name] : [] };
  const asked = new Set<string>();
  const open = new Set<string>();
  const text = expandText(value, { ...expansion, asked, open }).replaceAll("$", "$$$$");
  return { text, asks: [...asked], open: [...open] };
};

/** What nothing else sets is joined to what the environment has of that name. */
const joinedValue = ({ values }: Variables, name: string, added: MakeValue): MakeValue | undefined => {
  const before = values.get(name);
  if (before === undefined) return values.has(name) ? undefined : { ...added, asks: [...added.asks, name] };
  const text = before.text === "" ? added.text : `${before.text} ${added.text}`;
  const asks = [...new Set([...before.asks, ...added.asks])];
  return { text, asks, open: [...new Set([...(before.open ?? []), ...(added.open ?? [])])] };
};
