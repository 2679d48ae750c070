/**
 * What a shell knows while it goes through a script.
 *
 * @module
 */
import type { Fault } from "../fault.ts";
import type { Node, Simple, Word } from "./syntax.ts";

/** Undefined: it depends. */
export type Option = boolean | undefined;

/** How a shell is started. */
export interface ShellOptions {
  /** `-e`. */
  errexit: Option;
  /** `-o pipefail`. */
  pipefail: Option;
}

export interface ShellState extends ShellOptions {
  /** Directory from the repository's top; undefined when only a run can tell. */
  cwd: string | undefined;
  functions: Map<string, Node>;
  /** What is true of every command from here on: the shell may have ended, or a trap decides its status. */
  lasting: Fault[];
  /** Of the script that is read: `"$@"`. */
  args: readonly Word[];
}

/** A shell of its own begins like the one around it. */
export const forked = (state: ShellState): ShellState => ({
  ...state,
  functions: new Map(state.functions),
  lasting: [...state.lasting],
});

/** After branches of which one was taken. */
export const merge = (state: ShellState, branches: readonly ShellState[]): void => {
  for (const option of ["errexit", "pipefail", "cwd"] as const) {
    const values = new Set(branches.map((branch) => branch[option]));
    const [value] = values;
    Object.assign(state, { [option]: values.size === 1 ? value : undefined });
  }
  state.lasting = [...new Set(branches.flatMap(({ lasting }) => lasting))];
  for (const { functions } of branches) for (const [name, body] of functions) state.functions.set(name, body);
};

/** `set -euo pipefail`, `set +e`, `bash -eo pipefail`: what the words switch; the rest of them is left alone. */
export const readOptions = (words: readonly Word[], options: Switches): void => {
  let isNamed: boolean | undefined;
  for (const { value } of words) {
    if (value === undefined) {
      // `set $flags`: anything may be switched.
      options.errexit = undefined;
      options.pipefail = undefined;
    } else if (isNamed !== undefined) {
      if (isOption(value)) options[value] = isNamed;
      isNamed = undefined;
    } else {
      const [, sign, letters = ""] = /^([-+])([A-Za-z]+)$/.exec(value) ?? [];
      if (sign === undefined) break;
      switchLetters(letters, sign === "-", options);
      if (letters.includes("o")) isNamed = sign === "-";
    }
  }
};

/** The directory behind `cd`. */
export const changedDirectory = (cwd: string | undefined, { words }: Simple): string | undefined => {
  const to = words.slice(1).find(({ value }) => value === undefined || !value.startsWith("-"));
  if (cwd === undefined || to?.value === undefined) return undefined;
  return joined(cwd, to.value);
};

/** `below` in `cwd`, from the top; undefined outside of the repository. */
export const joined = (cwd: string, below: string): string | undefined => {
  if (below.startsWith("/") || below.startsWith("~")) return undefined;
  const parts = cwd === "" ? [] : cwd.split("/");
  for (const part of below.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join("/");
};

// --- internal ---

type Switches = ShellOptions & { noexec?: boolean };

const isOption = (name: string): name is "errexit" | "pipefail" | "noexec" =>
  ["errexit", "pipefail", "noexec"].includes(name);

const switchLetters = (letters: string, isOn: boolean, options: Switches): void => {
  if (letters.includes("e")) options.errexit = isOn;
  if (letters.includes("n")) options.noexec = isOn;
};
