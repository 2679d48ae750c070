/**
 * What a justfile says of all of its recipes: variables, their shell, and what the shell gets.
 *
 * just.systems/man, "Settings", "Strings", "Dotenv Settings".
 *
 * @module
 */
import type { Word } from "../shell/syntax.ts";
import { isMissed } from "../variables.ts";
import type { JustCall } from "./just-call.ts";
import { inDirectory, isShell, type TaskFiles } from "./task.ts";

/** What the shell of a recipe gets: exported variables, and those of the nearest `.env`. */
export const settingsOf = async (
  all: string,
  { cwd, given = new Map() }: { cwd: string; given?: JustCall["given"] },
  files: TaskFiles,
): Promise<string[]> => {
  const isAll = isSet(all, "export");
  const exported = assignmentsOf(all).filter(({ modifiers }) => isAll || modifiers.includes("export"));
  const settings = exported.map(({ name, value }) => `${name}=${given.has(name) ? (given.get(name) ?? "$") : value}`);
  if (!loading.some((name) => isSet(all, name))) return settings;
  const parts = cwd.split("/");
  for (let length = parts.length; length >= 0; length -= 1) {
    const text = await files.text(inDirectory(parts.slice(0, length).join("/"), ".env"));
    if (text !== undefined) return [...settings, ...dotenvOf(text)];
  }
  return settings;
};

/** `["bash", "-euo", "pipefail", "-c"]` */
export interface Shell {
  program: string;
  flags: readonly Word[];
}

/** `set shell := ["bash", "-euo", "pipefail", "-c"]` */
export const shellOf = (all: string): Shell | { why: string } => {
  const unexported = [...all.matchAll(/^unexport[ \t]+(\w+)/gm)];
  const lost = unexported.find(([, name = ""]) => isMissed(name))?.[0];
  const odd = lost ?? /^set[ \t]+(?:working-directory|script-interpreter|dotenv-(?:path|filename))\b/m.exec(all)?.[0];
  if (odd !== undefined) return { why: `what its justfile changes by "${odd}" is not known` };
  const settings = assignmentsOf(all).filter(({ modifiers, name }) => modifiers === "set " && name === "shell");
  if (settings.length === 0) return { program: "sh", flags: [] };
  const list = /^set[ \t]+shell[ \t]*:=[ \t]*\[([^\]]*)\]/m.exec(all)?.[1] ?? "x";
  // What is no text is a variable, or a text of another kind.
  if (settings.length > 1 || /[^\s,]/.test(list.replace(plainText, "")))
    return { why: "which shell its justfile sets is not known" };
  const [program = "", ...flags] = [...list.matchAll(plainText)].map(([text]) => text.slice(1, -1));
  if (!isShell(program)) return { why: `what "${program}" does with a recipe is not known` };
  return { program, flags: flags.map((value) => ({ value, raw: value, at: 0, end: 0 })) };
};

/** Variables that are a text, or choose between two programs of which both are ours; undefined for others. */
export const variablesOf = (all: string): ReadonlyMap<string, string | undefined> => {
  const variables = new Map<string, string | undefined>();
  for (const { name, value } of assignmentsOf(all))
    variables.set(name, variables.has(name) ? undefined : textOf(value));
  return variables;
};

// --- internal ---

/** Each of them is enough. */
const loading = ["dotenv-load", "dotenv-required", "dotenv-override"];

/** Without anything in it that stands for something else. */
const plainText = /'[^']*'|"[^"\\]*"/g;

interface Assignment {
  /** The words before the name, each with a blank behind it. */
  modifiers: string;
  name: string;
  value: string;
}

const assignmentsOf = (all: string): Assignment[] =>
  [...all.matchAll(/^((?:\w+[ \t]+)*)([\w-]+)[ \t]*:=(.*)/gm)].map(([, modifiers = "", name = "", value = ""]) => ({
    modifiers: modifiers.replace(/[ \t]+/g, " "),
    name,
    value: value.trim(),
  }));

/** `set NAME`, `set NAME := true`; also where its value is none that is known. */
const isSet = (all: string, name: string): boolean =>
  [...all.matchAll(/^set[ \t]+([\w-]+)[ \t]*(.*)/gm)].some(([, one, value = ""]) => one === name && !isFalse(value));

const isFalse = (value: string): boolean => /^:=[ \t]*false\b/.test(value);

/** `export NAME = value`, without the blanks and the word that do not count. */
const dotenvOf = (text: string): string[] =>
  text.split("\n").flatMap((line) => {
    const [before = "", ...value] = line.split("=");
    if (value.length === 0 || before.includes("#")) return [];
    return [`${before.trimEnd().replace(/.*\W/s, "")}=${value.join("=").trim()}`];
  });

const textOf = (value: string): string | undefined => {
  const quoted = /^(?:'''((?:(?!''').)*)'''|"([^"\\]*)"|'([^']*)')$/.exec(value);
  const choice =
    /^if path_exists\([^{}]*\) == "true" \{ "node_modules\/\.bin\/kprovengine" \} else \{ "([^"\\]*)" \}$/.exec(value);
  return quoted?.[1] ?? quoted?.[2] ?? quoted?.[3] ?? choice?.[1];
};
