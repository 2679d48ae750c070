/**
 * `just NAME`: recipes of a justfile.
 *
 * @module
 */
import { posix } from "node:path";
import type { Fault } from "../fault.ts";
import { placesOfFile } from "../places.ts";
import { readOptions, type ShellOptions } from "../shell/state.ts";
import { type Asked, plainShell, type Task, type TaskFiles, type TaskScript } from "./task.ts";

/** Recipes of a justfile; undefined for another program. */
export const justTask = async ({ argv, cwd }: Asked, files: TaskFiles): Promise<Task | undefined> => {
  if (argv[0] !== "just") return undefined;
  const [, name, ...rest] = argv;
  if (name === undefined || rest.length > 0 || name.startsWith("-"))
    return { why: "how just is called here is not understood" };
  const prefix = cwd === "" ? "" : `${cwd}/`;
  const path = files.paths.find((one) => one.startsWith(prefix) && /^\.?justfile$/i.test(one.slice(prefix.length)));
  if (path === undefined) return { why: "git tracks no justfile" };
  const recipe = await recipeOf(path, name, files, 0);
  if (recipe === undefined) return { why: `its justfile has no recipe "${name}"` };
  return recipe;
};

// --- internal ---

const recipeOf = async (path: string, name: string, files: TaskFiles, depth: number): Promise<Task | undefined> => {
  const text = await files.text(path);
  if (text === undefined || depth > 8) return undefined;
  const found = readRecipe(path, name, text);
  if (found !== undefined) return found;
  for (const [, , imported = ""] of text.matchAll(/^import\??\s+(['"])([^'"]+)\1/gm)) {
    const below = await recipeOf(posix.join(posix.dirname(path), imported), name, files, depth + 1);
    if (below !== undefined) return below;
  }
  return undefined;
};

const readRecipe = (path: string, name: string, text: string): Task | undefined => {
  const lines = numbered(text);
  const start = lines.findIndex(({ line }) => recipeLine.exec(line)?.[1] === name);
  const head = lines[start];
  if (head === undefined) return undefined;
  const dependencies = recipeLine.exec(head.line)?.[2] ?? "";
  if (dependencies.replace(/#.*/, "").trim() !== "") return { why: `its recipe "${name}" has others before it` };
  const rest = lines.slice(start + 1);
  const end = rest.findIndex(({ line }) => /^\S/.test(line));
  const body = rest.slice(0, end === -1 ? undefined : end).filter(({ line }) => line.trim() !== "");
  if (body[0]?.line.trim().startsWith("#!") === true)
    return { why: `its recipe "${name}" is a program of another language` };
  const shell = shellOf(text);
  return { scripts: body.map((one) => scriptOf(one, { path, text, shell })) };
};

const recipeLine = /^@?([A-Za-z_][\w-]*)[^:=]*:(?!=)(.*)$/;

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

/** `set shell := ["bash", "-euo", "pipefail", "-c"]`. */
const shellOf = (text: string): ShellOptions => {
  const options: ShellOptions = { ...plainShell };
  const list = /^set\s+shell\s*:=\s*\[([^\]]*)\]/m.exec(text)?.[1] ?? "";
  const flags = [...list.matchAll(/["']([^"']*)["']/g)].slice(1).map(({ 1: flag = "" }) => flag.replace(/c$/, ""));
  const words = flags.filter((flag) => flag.length > 1).map((value) => ({ value, raw: value, at: 0, end: 0 }));
  readOptions(words, options);
  return options;
};

const scriptOf = (
  { line, at }: Line,
  { path, text, shell }: { path: string; text: string; shell: ShellOptions },
): TaskScript => {
  const places = placesOfFile(path, text);
  const [, prefix = "", script = ""] = /^\s*([@-]*)(.*)$/.exec(line) ?? [];
  const start = at + line.length - script.length;
  const why = "a recipe line that begins with - may fail";
  const dash = places(at + line.indexOf("-"));
  const faults: Fault[] = prefix.includes("-") ? [{ kind: "masked", level: "violation", at: dash, why }] : [];
  const placeOf = (offset: number) => places(start + Math.min(offset, Math.max(0, script.length - 1)));
  return { ...shell, text: expandJust(script, text), places: placeOf, cwd: "", faults };
};

/** `{{ name }}` of a variable that is a text, or that chooses between two programs of which both are ours. */
const expandJust = (script: string, text: string): string =>
  script.replace(/\{\{\s*(\w+)\s*\}\}/g, (whole, name: string) => {
    const value = new RegExp(`^${name}\\s*:=\\s*(.*)$`, "m").exec(text)?.[1]?.trim() ?? "";
    const quoted = /^(?:'''([\s\S]*)'''|"([^"\\]*)"|'([^']*)')$/.exec(value);
    if (quoted !== null) return quoted[1] ?? quoted[2] ?? quoted[3] ?? whole;
    const choice =
      /^if path_exists\(.*\) == "true" \{ "node_modules\/\.bin\/kprovengine" \} else \{ "([^"]*)" \}$/.exec(value);
    return choice?.[1] ?? whole;
  });
