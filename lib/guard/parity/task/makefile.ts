/**
 * A Makefile with what it includes: its rules, recipes and variables, each with its place.
 *
 * GNU make's manual, "Writing Makefiles", "Writing Rules", "Writing Recipes in Rules".
 *
 * @module
 */
import { posix } from "node:path";
import type { TaskFiles } from "./task.ts";

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
  recipe: readonly RecipeLine[];
  /** It stands in a conditional: whether it counts is known only when it runs. */
  isConditional: boolean;
}

export interface Makefile {
  rules: Map<string, MakeRule[]>;
  variables: Map<string, string>;
  /** Variables of single targets. */
  own: Map<string, Map<string, string>>;
  /** The target without a name. */
  first: string | undefined;
  /** What is not understood, whatever the target. */
  doubts: string[];
}

/** Read the Makefile that make takes in `cwd`, or `file`. Undefined when git tracks none. */
export const readMakefile = async (
  cwd: string,
  file: string | undefined,
  files: TaskFiles,
): Promise<Makefile | undefined> => {
  const names = file === undefined ? ["GNUmakefile", "makefile", "Makefile"] : [file];
  const made: Makefile = { rules: new Map(), variables: new Map(), own: new Map(), first: undefined, doubts: [] };
  for (const name of names) {
    const path = posix.normalize(posix.join(cwd, name));
    const text = await files.text(path);
    if (text === undefined) continue;
    await readText({ path, text }, made, { cwd, files, seen: new Set([path]) });
    return made;
  }
  return undefined;
};

// --- internal ---

interface Reading {
  cwd: string;
  files: TaskFiles;
  seen: Set<string>;
}

const readText = async (file: MakeText, made: Makefile, reading: Reading): Promise<void> => {
  let rules: { recipe: RecipeLine[] }[] = [];
  let depth = 0;
  for (const { text, at } of withoutDefines(logicalLines(file.text))) {
    if (text.startsWith("\t")) {
      for (const rule of rules) rule.recipe.push({ text: text.slice(1), at: at + 1, file });
      continue;
    }
    const line = text
      .replace(/\\\r?\n\s*/g, " ")
      .replace(/(^|[^\\])#.*$/s, "$1")
      .trim();
    depth += conditionalStep(line);
    if (line === "" || conditional.test(line)) continue;
    if (/^[-s]?include\s/.test(line)) await readIncludes(line, made, reading);
    else if (!readVariable(line, made)) rules = readRule({ line, text, at, file, isConditional: depth > 0 }, made);
  }
};

const conditional = /^(?:ifeq|ifneq|ifdef|ifndef|else|endif)\b/;

const conditionalStep = (line: string): number =>
  /^if(?:n?eq|n?def)\b/.test(line) ? 1 : /^endif\b/.test(line) ? -1 : 0;

/** Texts of several lines are not looked into. */
const withoutDefines = (lines: readonly { text: string; at: number }[]): { text: string; at: number }[] => {
  let isInside = false;
  return lines.filter(({ text }) => {
    const isHere = isInside || /^\s*define\s/.test(text);
    isInside = isHere && !/^\s*endef\b/.test(text);
    return !isHere;
  });
};

/** Lines with those that a backslash joins, as they stand. */
const logicalLines = (text: string): { text: string; at: number }[] => {
  const lines: { text: string; at: number }[] = [];
  for (let at = 0; at < text.length; ) {
    let end = text.indexOf("\n", at);
    while (end > 0 && /\\\r?$/.test(text.slice(Math.max(at, end - 2), end))) end = text.indexOf("\n", end + 1);
    const stop = end === -1 ? text.length : end;
    lines.push({ text: text.slice(at, stop).replace(/\r$/, ""), at });
    at = stop + 1;
  }
  return lines;
};

const readIncludes = async (line: string, made: Makefile, { cwd, files, seen }: Reading): Promise<void> => {
  for (const name of line.replace(/^\S+\s+/, "").split(/\s+/)) {
    const path = posix.normalize(posix.join(cwd, name));
    if (/[$*?[]/.test(name)) made.doubts.push(`it includes "${name}", which is known only when it runs`);
    else if (!seen.has(path)) {
      seen.add(path);
      const text = await files.text(path);
      if (text !== undefined) await readText({ path, text }, made, { cwd, files, seen });
      else made.doubts.push(`it includes "${name}", which git does not track`);
    }
  }
};

const assignment = /^(?:(?:export|override|private|unexport)\s+)*([\w.-]+)\s*(:::?=|::?=|\?=|\+=|!=|=)\s*(.*)$/s;

const readVariable = (line: string, { variables, doubts }: Makefile): boolean => {
  const [whole, name = "", operator, value = ""] = assignment.exec(line) ?? [];
  if (whole === undefined) return /^(?:export|unexport|vpath|undefine)\b/.test(line);
  if (operator === "!=") variables.set(name, `$(shell ${value})`);
  else if (operator === "+=")
    variables.set(name, [variables.get(name) ?? "", value].filter((one) => one !== "").join(" "));
  else if (operator !== "?=" || !variables.has(name)) variables.set(name, value);
  if (
    name === "MAKEFLAGS" &&
    value
      .split(/\s+/)
      .some((word) =>
        /^(?:--ignore-errors|--dry-run|--just-print|--touch|--question|-?[A-Za-z]*[intq][A-Za-z]*)$/.test(word),
      )
  ) {
    doubts.push(`it sets MAKEFLAGS to "${value}"`);
  }
  if (name === ".RECIPEPREFIX") doubts.push("it sets .RECIPEPREFIX");
  return true;
};

interface RuleLine {
  line: string;
  text: string;
  at: number;
  file: MakeText;
  isConditional: boolean;
}

const readRule = ({ line, text, at, file, isConditional }: RuleLine, made: Makefile) => {
  const [whole, names = "", rest = ""] = /^([^:=]+?)\s*&?::?(?!=)\s*(.*)$/s.exec(line) ?? [];
  // $(if …), $(eval …), $(error …) by itself.
  if (whole === undefined) return [];
  const targets = names.split(/\s+/);
  const variable = assignment.exec(rest);
  if (variable !== null && !rest.startsWith(";")) {
    for (const target of targets) setOwn(made, target, variable[1] ?? "", variable[3] ?? "");
    return [];
  }
  const [prerequisites = ""] = rest.split(";", 1);
  const recipe: RecipeLine[] = [];
  const semicolon = text.indexOf(";");
  if (rest.includes(";") && semicolon !== -1) {
    recipe.push({ text: text.slice(semicolon + 1), at: at + semicolon + 1, file });
  }
  const rule = {
    prerequisites: prerequisites.split(/\s+/).filter((one) => one !== "" && one !== "|"),
    recipe,
    isConditional,
  };
  for (const target of targets) {
    made.rules.set(target, [...(made.rules.get(target) ?? []), rule]);
    if (!target.startsWith(".") && !target.includes("%")) made.first ??= target;
  }
  return [rule];
};

const setOwn = ({ own }: Makefile, target: string, name: string, value: string): void => {
  own.set(target, (own.get(target) ?? new Map<string, string>()).set(name, value));
};
