/**
 * What a shell knows while it goes through a script.
 *
 * @module
 */
import type { Fault } from "../fault.ts";
import type { Places } from "../places.ts";
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

/** A piece of a script with the text that it stands in. */
export interface Written<T extends Node = Node> {
  node: T;
  text: string;
  places: Places;
}

/** What a name may stand for; undefined among it: no function, but a program. */
export type Functions = ReadonlyMap<string, readonly (Written | undefined)[]>;

export interface ShellState extends ShellOptions {
  /** Directory from the repository's top; undefined when only a run can tell. */
  cwd: string | undefined;
  functions: Map<string, readonly (Written | undefined)[]>;
  /** What is true of every command from here on: the shell may have ended, or a trap decides its status. */
  lasting: Fault[];
  /** Traps that change no status, unless a function changes its meaning. */
  traps: readonly Written<Simple>[];
  /** Of the script or function that is read: `"$@"`; undefined when only a run can tell. */
  args: readonly Word[] | undefined;
  /** A file, an alias or what only a run knows may have redefined functions. */
  isRedefined?: boolean;
}

/** A shell of its own begins like the one around it. */
export const forked = (state: ShellState): ShellState => ({
  ...state,
  functions: new Map(state.functions),
  lasting: [...state.lasting],
});

/** After branches of which one was taken. */
export const merge = (state: ShellState, branches: readonly ShellState[]): void => {
  for (const option of ["errexit", "pipefail", "cwd", "args"] as const) {
    const values = new Set(branches.map((branch) => branch[option]));
    const [value] = values;
    Object.assign(state, { [option]: values.size === 1 ? value : undefined });
  }
  state.isRedefined = branches.some(({ isRedefined }) => isRedefined === true);
  state.lasting = [...new Set(branches.flatMap(({ lasting }) => lasting))];
  state.traps = [...new Set(branches.flatMap(({ traps }) => traps))];
  const names = new Set(branches.flatMap(({ functions }) => [...functions.keys()]));
  state.functions = new Map([...names].map((name) => [name, alternatives(branches, name)]));
};

/** From here on; what is said already is not said again. */
export const addLasting = ({ lasting }: ShellState, fault: Fault): void => {
  const said = keyOf(fault);
  if (!lasting.some((one) => keyOf(one) === said)) lasting.push(fault);
};

/** `set -euo pipefail`, `set +e`, `bash -eo pipefail`: what the words switch; the rest of them is left alone. */
export const readOptions = (words: readonly Word[], options: Switches): void => {
  let isNamed: boolean | undefined;
  for (const { value } of words) {
    if (value === undefined) {
      // `set $flags`: anything may be switched, and what stands behind may be no flag.
      options.errexit = undefined;
      options.pipefail = undefined;
      return;
    }
    if (isNamed !== undefined) {
      if (isOption(value)) options[value] = isNamed;
      isNamed = undefined;
      continue;
    }
    const [, sign, letters = ""] = /^([-+])([A-Za-z]+)$/.exec(value) ?? [];
    if (sign === undefined) return;
    switchLetters(letters, sign === "-", options);
    if (letters.includes("o")) isNamed = sign === "-";
  }
};

/** The directory behind `cd`. */
export const changedDirectory = (cwd: string | undefined, { words }: Simple): string | undefined => {
  const to = words.slice(1).find(({ value }) => !/^-[PLe@-]/.test(value ?? ""))?.value;
  // `cd -`, `pushd +1`, `pushd -n`: by what the shell remembers.
  if (cwd === undefined || to === undefined || /^[-+]/.test(to)) return undefined;
  return joined(cwd, to);
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

const keys = new WeakMap<Fault, string>();

const keyOf = (fault: Fault): string => {
  const key = keys.get(fault) ?? JSON.stringify(fault);
  keys.set(fault, key);
  return key;
};

type Switches = ShellOptions & { noexec?: boolean };

const isOption = (name: string): name is "errexit" | "pipefail" | "noexec" =>
  ["errexit", "pipefail", "noexec"].includes(name);

const switchLetters = (letters: string, isOn: boolean, options: Switches): void => {
  if (letters.includes("e")) options.errexit = isOn;
  // With -t the shell ends behind the command that follows.
  if (/[nt]/.test(letters)) options.noexec = isOn;
};

const alternatives = (branches: readonly ShellState[], name: string): (Written | undefined)[] => {
  const all = branches.flatMap(({ functions }) => functions.get(name) ?? [undefined]);
  return [...new Map(all.map((one) => [one?.node, one])).values()];
};
