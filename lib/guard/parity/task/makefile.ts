/**
 * A Makefile with what it includes: its rules and recipes, each with its place.
 *
 * GNU make's manual, "Writing Makefiles", "Writing Rules", "Writing Recipes in Rules".
 *
 * @module
 */
import { placesOfFile } from "../places.ts";
import { joined } from "../shell/state.ts";
import { isMissed } from "../variables.ts";
import { createLeft, type Expansion, expandText, isOpen, referenceAt } from "./make-expand.ts";
import { conditional, conditionalStep, type Definition, logicalLines } from "./make-lines.ts";
import { isOfADeveloper, madeUp, renewed } from "./make-renewed.ts";
import { type Line, type MakeRule, type MakeText, type RecipeLine, type Ruled, readRule } from "./make-rules.ts";
import { assign, assignmentOf, createVariables, type Given, isReserved } from "./make-variables.ts";
import { changesFiles, lineMaking, makesLines, writing } from "./make-writes.ts";
import { inDirectory, splitWords, type TaskFiles } from "./task.ts";

export interface Makefile extends Ruled, Pick<Expansion, "isTracked" | "left"> {
  /** Every variable is handed on to programs of recipes. */
  isAllExported: boolean;
  /** Names of the environment by which its rules would be others. */
  asked: Set<string>;
  /** Of all that is read, as written. */
  texts: string[];
  /** Patterns of files that are searched in other directories, too. */
  searched: string[];
  /** Files from the top that it includes where they are there, and that git does not track. */
  absent: string[];
}

/** How make is called. */
export interface MakeCall {
  cwd: string;
  /** Another Makefile than the usual one. */
  file: string | undefined;
  /** Variables of the command line. */
  variables: Given;
}

/** The names of it, in the order in which make looks for them. */
export const namesOf = ({ file }: Pick<MakeCall, "file">): readonly string[] =>
  file === undefined ? ["GNUmakefile", "makefile", "Makefile"] : [file];

/** Read the Makefile that make takes. Undefined when git tracks none. */
export const readMakefile = async (call: MakeCall, files: TaskFiles): Promise<Makefile | undefined> => {
  const { cwd } = call;
  const names = namesOf(call);
  const variables = createVariables(call.variables);
  const tracked = new Set(files.paths);
  const made: Makefile = {
    ...{ rules: new Map(), variables, own: new Map(), first: undefined, doubts: [], left: createLeft() },
    ...{ exported: new Set(call.variables.map(([name]) => name)), isAllExported: false },
    ...{
      asked: new Set(),
      searched: [],
      absent: [],
      texts: [],
      isTracked: (name) => tracked.has(inDirectory(cwd, name)),
    },
  };
  for (const name of names) {
    const path = joined(cwd, name) ?? "";
    const text = await files.text(path);
    if (text === undefined) continue;
    const seen = new Set([path]);
    await readText({ text, places: placesOfFile(path, text) }, made, { cwd, files, seen, isConditional: false });
    const expansion = expansionOf(made);
    if (made.texts.some((one) => changesFiles(one, (command) => expandText(command, expansion))))
      made.doubts.push(writing);
    made.doubts.push(
      ...renewed(made, cwd, { paths: [...seen], tracked }),
      ...madeUp(made, cwd, { paths: made.absent, tracked }),
    );
    if (made.rules.get(".ONESHELL")?.every(({ isConditional }) => isConditional) === true)
      made.doubts.push('whether ".ONESHELL" counts is known only when it runs');
    return made;
  }
  return undefined;
};

/** Expansion by the variables of all targets, or by others. */
export const expansionOf = (
  { isTracked, left, variables }: Makefile,
  variable: Expansion["variable"] = (name) => variables.values.get(name),
): Expansion => ({ variable, isTracked, left, asked: new Set(), open: new Set() });

// --- internal ---

interface Reading {
  cwd: string;
  files: TaskFiles;
  seen: Set<string>;
  isConditional: boolean;
}

const readText = async (file: MakeText, made: Makefile, reading: Reading): Promise<void> => {
  const expansion = { ...expansionOf(made), asked: made.asked };
  let rules: MakeRule[] = [];
  let depth = reading.isConditional ? 1 : 0;
  let own = "";
  let past = 0;
  for (const { text, at, definition } of logicalLines(file.text)) {
    if (definition !== undefined) define(made, definition, depth > 0);
    else if (text.startsWith("\t") && rules.length > 0) {
      addToRecipes(rules, { text: text.slice(1), at: at + 1, file }, depth > 0);
      own += file.text.slice(past, at);
      past = at + text.length;
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
  own += file.text.slice(past);
  // A text of several lines can make them, too.
  if (makesLines(own)) made.doubts.unshift(lineMaking);
  made.texts.push(own);
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

/** Far above what Makefiles of projects include of a developer's own. */
const mostAbsent = 20;

/** The rules whose recipe follows. */
const readLine = (line: Line, made: Makefile, expansion: Expansion): MakeRule[] => {
  const assignment = assignmentOf(line.line);
  const [, word = "", rest = ""] = /^(undefine|export|unexport|vpath)(?=\s|$)(.*)/s.exec(line.line) ?? [];
  if (assignment !== undefined) {
    if (assignment.isExported) made.exported.add(assignment.name);
    if (assignment.name === "VPATH") made.searched.push("%");
    const doubt = assign(made.variables, { ...assignment, isConditional: line.isConditional }, expansion);
    if (doubt !== undefined) made.doubts.push(doubt);
  } else if (word === "") return readRule(line, made, expansion);
  else readDirective(made, word, splitWords(expandText(rest, expansion)));
  return [];
};

const readDirective = (made: Makefile, word: string, names: readonly string[]): void => {
  if (word.endsWith("export")) for (const name of names) made.variables.declared.add(name);
  if (word === "vpath") made.searched.push(...names.slice(0, 1));
  else if (word === "export") {
    made.isAllExported ||= names.length === 0 || names.some(isOpen);
    for (const name of names) made.exported.add(name);
  } else {
    for (const name of names) if (word === "undefine") made.variables.values.set(name, undefined);
    const lost = names.find((name) => isOpen(name) || isMissed(name));
    if (lost !== undefined) made.doubts.push(`it takes "${lost}" away from what the recipes run`);
  }
};

const withoutComment = (text: string): string => {
  const joined = text.replace(/(?<![ \t])[ \t]*\\\r?\n\s*/g, " ");
  return joined.slice(0, commentAt(joined)).trim();
};

/** None begins in a reference: there the sign is a letter, or make before 4.3 finds no end of it. */
const commentAt = (text: string): number => {
  let at = 0;
  while (at < text.length && (text.charAt(at) !== "#" || text.charAt(at - 1) === "\\"))
    at += text.charAt(at) === "$" ? referenceAt(text, at)[0].length : 1;
  return at;
};

const readIncludes = async (
  line: string,
  made: Makefile,
  reading: Reading,
  expansion: Expansion,
): Promise<MakeRule[]> => {
  const { cwd, files, seen } = reading;
  for (const name of splitWords(expandText(line.replace(/\S+/, ""), expansion))) {
    const path = joined(cwd, name);
    const isKnown = path !== undefined && !/[$*?[]/.test(name);
    if (isKnown && seen.has(path)) {
      made.doubts.push(`it includes "${name}" more than once`);
      continue;
    }
    const text = isKnown ? await files.text(path) : undefined;
    if (isKnown && text !== undefined) {
      seen.add(path);
      await readText({ text, places: placesOfFile(path, text) }, made, reading);
    } else if (
      isKnown &&
      (!line.startsWith("include") || reading.isConditional) &&
      isOfADeveloper(path) &&
      made.absent.length < mostAbsent
    ) {
      made.absent.push(path);
    } else if (isKnown) made.doubts.push(`it includes "${name}", which git does not track`);
    else made.doubts.push(`it includes "${name}", which is known only when it runs`);
  }
  return [];
};
