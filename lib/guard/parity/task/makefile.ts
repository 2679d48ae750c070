/**
 * A Makefile with what it includes: its rules and recipes, each with its place.
 *
 * GNU make's manual, "Writing Makefiles", "Writing Rules", "Writing Recipes in Rules".
 *
 * @module
 */
import { joined } from "../shell/state.ts";
import { type Expansion, expandText, isOpen } from "./make-expand.ts";
import { conditional, conditionalStep, type Definition, logicalLines } from "./make-lines.ts";
import {
  type Assignment,
  assign,
  assignmentOf,
  createVariables,
  isReserved,
  type Variables,
} from "./make-variables.ts";
import { inDirectory, type TaskFiles } from "./task.ts";

/** One line of a recipe, continued lines joined as they stand. */
export interface RecipeLine {
  text: string;
  /** Offset of `text` in the file. */
  at: number;
  file: MakeText;
}

export interface MakeText {
  path: string;
  text: string;
}

export interface MakeRule {
  prerequisites: readonly string[];
  recipe: RecipeLine[];
  /** It, or a line of its recipe, stands in a conditional: whether it counts is known only when it runs. */
  isConditional: boolean;
}

export interface Makefile {
  rules: Map<string, MakeRule[]>;
  variables: Variables;
  /** Variables of single targets, and of patterns. */
  own: Map<string, Variables>;
  /** The target without a name. */
  first: string | undefined;
  /** What is not understood, whatever the target. */
  doubts: string[];
}

/** How make is called. */
export interface MakeCall {
  cwd: string;
  /** Another Makefile than the usual one. */
  file: string | undefined;
  /** Variables of the command line. */
  variables: readonly (readonly [string, string])[];
}

/** Read the Makefile that make takes. Undefined when git tracks none. */
export const readMakefile = async (call: MakeCall, files: TaskFiles): Promise<Makefile | undefined> => {
  const { cwd } = call;
  const names = call.file === undefined ? ["GNUmakefile", "makefile", "Makefile"] : [call.file];
  const variables = createVariables(call.variables);
  const made: Makefile = { rules: new Map(), variables, own: new Map(), first: undefined, doubts: [] };
  for (const name of names) {
    const path = joined(cwd, name);
    const text = path === undefined ? undefined : await files.text(path);
    if (path === undefined || text === undefined) continue;
    await readText({ path, text }, made, { cwd, files, seen: new Set([path]), isConditional: false });
    return made;
  }
  return undefined;
};

/** Expansion by `variable`, in a directory. */
export const expansionIn = (cwd: string, { paths }: TaskFiles, variable: Expansion["variable"]): Expansion => {
  let tracked: Set<string> | undefined;
  const isTracked = (path: string): boolean => {
    tracked ??= new Set(paths);
    return tracked.has(inDirectory(cwd, path));
  };
  return { variable, isTracked, left: { count: 100_000 } };
};

// --- internal ---

interface Reading {
  cwd: string;
  files: TaskFiles;
  seen: Set<string>;
  isConditional: boolean;
}

const readText = async (file: MakeText, made: Makefile, reading: Reading): Promise<void> => {
  const expansion = expansionIn(reading.cwd, reading.files, (name) => made.variables.values.get(name));
  let rules: MakeRule[] = [];
  let depth = reading.isConditional ? 1 : 0;
  // A text of several lines can make them, too.
  if (/\$[({]\s*eval\b/.test(file.text)) made.doubts.push("it makes lines of its own with eval");
  for (const { text, at, definition } of logicalLines(file.text)) {
    if (definition !== undefined) define(made, definition, depth > 0);
    else if (text.startsWith("\t") && rules.length > 0) {
      addToRecipes(rules, { text: text.slice(1), at: at + 1, file }, depth > 0);
    } else {
      const line = withoutComment(text);
      depth += conditionalStep(line);
      if (line === "" || conditional.test(line)) continue;
      const read: Line = { line, text, at, file, isConditional: depth > 0 };
      rules = include.test(line)
        ? await readIncludes(line, made, { ...reading, isConditional: depth > 0 }, expansion)
        : readLine(read, made, expansion);
    }
  }
};

const define = ({ variables, doubts }: Makefile, { name }: Definition, isConditional: boolean): void => {
  if (name !== undefined) variables.values.set(name, undefined);
  else if (isConditional) doubts.push('where "define" ends in a conditional is not understood');
  if (name === "MAKEFLAGS" || isReserved(name ?? "") || name?.includes("$")) doubts.push(`it defines ${name}`);
};

const addToRecipes = (rules: readonly MakeRule[], line: RecipeLine, isConditional: boolean): void => {
  for (const rule of rules) {
    rule.recipe.push(line);
    rule.isConditional ||= isConditional;
  }
};

const include = /^[-s]?include\s/;

interface Line {
  line: string;
  text: string;
  at: number;
  file: MakeText;
  isConditional: boolean;
}

/** The rules whose recipe follows. */
const readLine = (line: Line, made: Makefile, expansion: Expansion): MakeRule[] => {
  const assignment = assignmentOf(line.line);
  const [, removed] = /^undefine\s+(\S+)/.exec(line.line) ?? [];
  if (removed !== undefined) made.variables.values.set(removed, undefined);
  else if (assignment !== undefined) {
    const doubt = assign(made.variables, { ...assignment, isConditional: line.isConditional }, expansion);
    if (doubt !== undefined) made.doubts.push(doubt);
  } else if (!/^(?:export|unexport|vpath)\b/.test(line.line)) return readRule(line, made, expansion);
  return [];
};

const withoutComment = (text: string): string =>
  text
    .replace(/[ \t]*\\\r?\n\s*/g, " ")
    .replace(/(^|[^\\])#.*$/s, "$1")
    .trim();

const readIncludes = async (
  line: string,
  made: Makefile,
  reading: Reading,
  expansion: Expansion,
): Promise<MakeRule[]> => {
  const { cwd, files, seen } = reading;
  for (const name of wordsOf(expandText(line.replace(/^\S+/, ""), expansion))) {
    const path = joined(cwd, name);
    const isKnown = path !== undefined && !/[$*?[]/.test(name);
    if (isKnown && seen.has(path)) {
      made.doubts.push(`it includes "${name}" more than once`);
      continue;
    }
    const text = isKnown ? await files.text(path) : undefined;
    if (isKnown && text !== undefined) {
      seen.add(path);
      await readText({ path, text }, made, reading);
    } else if (isKnown) made.doubts.push(`it includes "${name}", which git does not track`);
    else made.doubts.push(`it includes "${name}", which is known only when it runs`);
  }
  return [];
};

/** Make expands targets and prerequisites when it reads them. */
const readRule = ({ line, text, at, file, isConditional }: Line, made: Makefile, expansion: Expansion): MakeRule[] => {
  const [whole, names = "", rest = ""] = /^([^:=]+?)\s*&?::?(?!=)\s*(.*)$/s.exec(line) ?? [];
  if (whole === undefined || names.split(/[({]/).length !== names.split(/[)}]/).length) {
    // $(info …), or $(if …) that comes to nothing; a colon in it makes no rule.
    if (expandText(line, expansion) !== "") made.doubts.push(`what it says with "${line}" is not understood`);
    return [];
  }
  const head = expandText(names, expansion);
  if (isOpen(head)) made.doubts.push(`which targets "${names}" are is known only when it runs`);
  const targets = wordsOf(head);
  const assignment = rest.startsWith(";") ? undefined : assignmentOf(rest);
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
  const rule: MakeRule = {
    prerequisites: wordsOf(expandText(prerequisites, expansion)).filter((one) => one !== "|"),
    recipe,
    isConditional,
  };
  for (const target of targets) {
    made.rules.set(target, [...(made.rules.get(target) ?? []), rule]);
    if (!/^\.[^/]*$|%/.test(target)) made.first ??= target;
  }
  return [rule];
};

const wordsOf = (text: string): string[] => text.split(/\s+/).filter((one) => one !== "");

const setOwn = (
  { own, variables, doubts }: Makefile,
  target: string,
  assignment: Assignment & { isConditional: boolean },
  expansion: Expansion,
): void => {
  const found = own.get(target) ?? { values: new Map(), fixed: variables.fixed, immediate: new Set() };
  own.set(target, found);
  const doubt = assign(found, { ...assignment, isOwn: true }, expansion);
  if (doubt !== undefined) doubts.push(doubt);
};
