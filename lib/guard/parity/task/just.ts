/**
 * `just NAME`: recipes of a justfile.
 *
 * @module
 */
import { posix } from "node:path";
import { placesOfFile } from "../places.ts";
import type { Word } from "../shell/syntax.ts";
import {
  type Asked,
  inDirectory,
  isShell,
  shellWith,
  type Task,
  type TaskFiles,
  type TaskScript,
  wordsOf,
} from "./task.ts";

/** Recipes of a justfile; undefined for another program. */
export const justTask = async ({ argv, cwd }: Asked, files: TaskFiles): Promise<Task | undefined> => {
  if (argv[0] !== "just") return undefined;
  const [, name, ...rest] = argv;
  if (name === undefined || rest.length > 0 || name.startsWith("-"))
    return { why: "how just is called here is not understood" };
  const prefix = cwd === "" ? "" : `${cwd}/`;
  const path = files.paths.find((one) => one.startsWith(prefix) && /^\.?justfile$/i.test(one.slice(prefix.length)));
  if (path === undefined) return { why: "git tracks no justfile" };
  const texts: string[] = [];
  await gather(path, files, texts, new Set());
  const all = texts.join("\n");
  const recipe = await recipeOf(path, name, { files, cwd, all }, 0);
  if (recipe === undefined) return { why: `its justfile has no recipe "${name}"` };
  if ("why" in recipe) return recipe;
  const assignments = await settingsOf(all, cwd, files);
  return { scripts: recipe.scripts.map((script) => ({ ...script, assignments })) };
};

// --- internal ---

interface Looking {
  files: TaskFiles;
  /** Of the first justfile: recipes of those that it imports run there, too. */
  cwd: string;
  /** The text of all justfiles: settings and variables of each count for the recipes of every one. */
  all: string;
}

/** What the shell of a recipe gets: exported variables, and those of the nearest `.env`. */
const settingsOf = async (all: string, cwd: string, files: TaskFiles): Promise<string[]> => {
  const exported = /^set\s+export\s*(?::=\s*true\s*)?(?:#.*)?$/m.test(all)
    ? /^(?:export\s+)?(\w+)\s*:=\s*(.*)$/gm
    : /^export\s+(\w+)\s*:=\s*(.*)$/gm;
  const settings = [...all.matchAll(exported)].map(([, name, value]) => `${name}=${value}`);
  if (!/^set\s+dotenv-(?:load|required)\b(?!\s*:=\s*false)/m.test(all)) return settings;
  for (let directory = cwd; ; directory = directory.replace(/\/?[^/]*$/, "")) {
    const text = await files.text(inDirectory(directory, ".env"));
    if (text !== undefined) return [...settings, ...text.split("\n").filter((line) => /^[^#]*=/.test(line))];
    if (directory === "") return settings;
  }
};

const importLine = /^import\??\s+(['"])([^'"]+)\1/gm;

const gather = async (path: string, files: TaskFiles, texts: string[], seen: Set<string>): Promise<void> => {
  const text = seen.has(path) ? undefined : await files.text(path);
  seen.add(path);
  if (text === undefined) return;
  texts.push(text);
  for (const [, , imported = ""] of text.matchAll(importLine))
    await gather(posix.join(posix.dirname(path), imported), files, texts, seen);
};

const recipeOf = async (path: string, name: string, looking: Looking, depth: number): Promise<Task | undefined> => {
  const text = await looking.files.text(path);
  if (text === undefined || depth > 8) return undefined;
  const found = readRecipe(path, name, text, looking);
  if (found !== undefined) return found;
  for (const [, , imported = ""] of text.matchAll(importLine)) {
    const below = await recipeOf(posix.join(posix.dirname(path), imported), name, looking, depth + 1);
    if (below !== undefined) return below;
  }
  return undefined;
};

const readRecipe = (path: string, name: string, text: string, { cwd, all }: Looking): Task | undefined => {
  const lines = numbered(text);
  const starts = lines.flatMap(({ line }, index) => (recipeLine.exec(line)?.[1] === name ? [index] : []));
  const [start = -1] = starts;
  const head = lines[start];
  if (head === undefined) return undefined;
  const why = doubtAbout(
    head.line,
    lines.slice(0, start).map(({ line }) => line),
    starts.length,
  );
  if (why !== undefined) return { why: `its recipe "${name}" ${why}` };
  const rest = lines.slice(start + 1);
  const end = rest.findIndex(({ line }) => /^\S/.test(line));
  const body = rest.slice(0, end === -1 ? undefined : end).filter(({ line }) => line.trim() !== "");
  if (body[0]?.line.trim().startsWith("#!") === true)
    return { why: `its recipe "${name}" is a program of another language` };
  if (body.some(({ line }) => /\\\s*$/.test(line)))
    return { why: `its recipe "${name}" has lines that go on in the next` };
  const shell = shellOf(all);
  if ("why" in shell) return shell;
  return { scripts: body.map((one) => scriptOf(one, { path, text, all, shell, cwd })) };
};

const recipeLine = /^@?([A-Za-z_][\w-]*)([^:=]*):(?!=)(.*)$/;

/** What of a recipe is not read: attributes can choose another system, directory or language. */
const doubtAbout = (head: string, before: readonly string[], count: number): string | undefined => {
  const [, , parameters = "", dependencies = ""] = recipeLine.exec(head) ?? [];
  if (count > 1) return "stands there more than once";
  if (parameters.trim() !== "") return "has parameters";
  if (dependencies.replace(/#.*/, "").trim() !== "") return "has others before it";
  const odd = attributesOf(before).find((line) => !plainAttribute.test(line));
  return odd === undefined ? undefined : `is chosen or changed by ${odd.trim()}`;
};

const plainAttribute =
  /^\[\s*(?:private|no-exit-message|(?:group|doc)(?:\s*[(:]\s*(?:'[^']*'|"[^"\\]*")\s*\)?)?|\s*,\s*(?=[a-z]))+\s*\]\s*(?:#.*)?$/;

/** The lines in brackets before a recipe; also the end of one that has several lines. */
const attributesOf = (before: readonly string[]): string[] => {
  const found: string[] = [];
  for (const line of [...before].reverse()) {
    const bare = line.replace(/'[^']*'|"[^"]*"/g, "").replace(/#.*/, "");
    if (line.startsWith("[") || bare.split("]").length > bare.split("[").length) found.push(line);
    else if (!/^\s*(?:#.*)?$/.test(line)) break;
  }
  return found;
};

interface Line {
  line: string;
  /** Offset in the file. */
  at: number;
}

const numbered = (text: string): Line[] => {
  let at = 0;
  return text.split("\n").map((line) => {
    const start = at;
    at += line.length + 1;
    return { line, at: start };
  });
};

interface Shell {
  program: string;
  flags: Word[];
}

/** `set shell := ["bash", "-euo", "pipefail", "-c"]`: its flags. */
const shellOf = (text: string): Shell | { why: string } => {
  const odd = /^set\s+(?:working-directory|script-interpreter|dotenv-(?:path|filename))\b/m.exec(text)?.[0];
  if (odd !== undefined) return { why: `what its justfile changes by "${odd}" is not known` };
  const list = /^set\s+shell\s*:=\s*\[([^\]]*)\]/m.exec(text)?.[1];
  const { length: count } = [...text.matchAll(/^set\s+shell\b/gm)];
  if (count > 1 || (count === 1 && list === undefined)) return { why: "which shell its justfile sets is not known" };
  if (list === undefined) return { program: "sh", flags: [] };
  const [program = "", ...flags] = [...list.matchAll(/["']([^"']*)["']/g)].map(({ 1: word = "" }) => word);
  if (!isShell(program)) return { why: `what "${program}" does with a recipe is not known` };
  return { program, flags: wordsOf(flags.join(" ")) };
};

const scriptOf = (
  { line, at }: Line,
  { path, text, all, shell, cwd }: { path: string; text: string; all: string; shell: Shell; cwd: string },
): TaskScript => {
  const places = placesOfFile(path, text);
  const [, prefix = "", script = ""] = /^\s*([@-]*)(.*)$/.exec(line) ?? [];
  const start = at + line.length - script.length;
  const why = "a recipe line that begins with - may fail";
  const dash = places(at + line.indexOf("-"));
  const { options, faults } = shellWith(shell.program, shell.flags, places(start));
  if (prefix.includes("-")) faults.push({ kind: "masked", level: "violation", at: dash, why });
  const placeOf = (offset: number) => places(start + Math.min(offset, Math.max(0, script.length - 1)));
  const expanded = expandJust(script, all);
  const open = expanded.match(/\{\{.*?(?:\}\}|$)/g) ?? [];
  return { ...options, text: expanded, places: placeOf, cwd, faults, open };
};

/** `{{ name }}` of a variable that is a text, or that chooses between two programs of which both are ours. */
const expandJust = (script: string, text: string): string =>
  script.replace(/\{\{\s*(\w+)\s*\}\}/g, (whole, name: string) => {
    const values = [...text.matchAll(new RegExp(`^(?:export\\s+)?${name}\\s*:=\\s*(.*)$`, "gm"))];
    const value = values.length === 1 ? (values[0]?.[1]?.trim() ?? "") : "";
    const quoted = /^(?:'''([\s\S]*)'''|"([^"\\]*)"|'([^']*)')$/.exec(value);
    if (quoted !== null) return quoted[1] ?? quoted[2] ?? quoted[3] ?? whole;
    const choice =
      /^if path_exists\(.*\) == "true" \{ "node_modules\/\.bin\/kprovengine" \} else \{ "([^"]*)" \}$/.exec(value);
    return choice?.[1] ?? whole;
  });
