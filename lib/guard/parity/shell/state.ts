/**
 * What a shell knows while it goes through a script.
 *
 * @module
 */
import type { Fault } from "../fault.ts";
import type { Places } from "../places.ts";
import { type Node, ShellFault, type Simple, type Word } from "./syntax.ts";

/** Undefined: it depends. */
export type Option = boolean | undefined;

/** How a shell is started. */
export interface ShellOptions {
  /** `-e`. */
  errexit: Option;
  /** `-o pipefail`. */
  pipefail: Option;
  /** It need not be bash: dash, BusyBox, bash as sh. */
  isSh?: boolean;
  /** `-a`, or perhaps: functions that are defined are handed on to other shells. */
  isExporting?: boolean;
}

/** Whether a shell that is called like this need not be bash. */
export const isSh = (program: string): boolean => !/(?:^|\/)bash$/.test(program);

/** A piece of a script with the text that it stands in. */
export interface Written<T extends Node = Node> {
  node: T;
  text: string;
  places: Places;
}

/** What a name may stand for; undefined among it: no function, but a program. */
export type Functions = ReadonlyMap<string, readonly (Written | undefined)[]>;

/** A change of the directory. */
export interface Went {
  /** As written. */
  written: string;
  /** It can't fail: it goes only through directories that surely are there. */
  isSure: boolean;
}

/** A script in a file. */
export interface Called {
  /** By this name. */
  by: string;
  cwd: string | undefined;
}

export interface ShellState extends ShellOptions {
  /** Directory from the repository's top; undefined when only a run can tell. */
  cwd: string | undefined;
  /** Where `popd` goes, the next one last; undefined when only a run can tell. */
  stack: readonly (string | undefined)[] | undefined;
  /** The last command that changed the directory. */
  went?: Went | undefined;
  /** What variables surely hold: `known.ts`. */
  known: ReadonlyMap<string, string>;
  /** How the script was called that stands in a file: `$0`, and from where. */
  called?: Called | undefined;
  functions: Functions;
  /** The same, as long as no other state holds it. */
  own?: Map<string, readonly (Written | undefined)[]> | undefined;
  /** What is true of every command from here on: the shell may have ended, or a trap decides its status. */
  lasting: readonly Fault[];
  /** Traps that change no status, unless a function changes its meaning. */
  traps: readonly Written<Simple>[];
  /** Of the script or function that is read: `"$@"`; undefined when only a run can tell. */
  args: readonly Word[] | undefined;
  /** A file, an alias or what only a run knows may have redefined functions. */
  isRedefined?: boolean;
  /** It looks for aliases. */
  isExpanding?: boolean;
  /** That there are some which may stand for anything. */
  alias?: Fault | undefined;
  /** That one is. */
  handed?: Fault | undefined;
  /** It runs the last part of a pipe itself. */
  isLastpipe?: boolean;
}

/** A shell of its own begins like the one around it. What is in it is replaced, not changed. */
export const forked = (state: ShellState): ShellState => {
  state.own = undefined;
  return { ...state };
};

/** After branches of which one was taken. */
export const merge = (state: ShellState, branches: readonly ShellState[]): void => {
  for (const option of ["errexit", "pipefail", "cwd", "args", "stack"] as const) {
    const values = new Set(branches.map((branch) => branch[option]));
    const [value] = values;
    Object.assign(state, { [option]: values.size === 1 ? value : undefined });
  }
  state.went = branches.find(({ cwd }) => cwd === undefined)?.went ?? branches.find(({ went }) => went)?.went;
  state.known = branches.map(({ known }) => known).reduce(common);
  for (const once of ["isRedefined", "isExpanding", "isExporting", "isLastpipe"] as const)
    state[once] = branches.some((branch) => branch[once] === true);
  for (const found of ["alias", "handed"] as const)
    state[found] = branches.find((branch) => branch[found] !== undefined)?.[found];
  state.lasting = bounded(together(branches.map(({ lasting }) => lasting)));
  state.traps = together(branches.map(({ traps }) => traps));
  state.functions = alternatives([...new Set(branches.map(({ functions }) => functions))]);
};

/** What two of them hold alike. */
export const common = (one: ShellState["known"], other: ShellState["known"]): ShellState["known"] =>
  one === other ? one : new Map([...one].filter(([name, text]) => other.get(name) === text));

/** From here on; what is said already is not said again. */
export const addLasting = (state: ShellState, fault: Fault): void => {
  const said = keyOf(fault);
  if (!state.lasting.some((one) => keyOf(one) === said)) state.lasting = bounded([...state.lasting, fault]);
};

/** What `name` may stand for from here on. Throws `ShellFault` for more functions than can be followed. */
export const define = (state: ShellState, name: string, bodies: readonly (Written | undefined)[]): void => {
  if (state.functions.size >= mostFunctions) throw new ShellFault(0, "it defines more functions than can be followed");
  state.own ??= new Map(state.functions);
  state.functions = state.own.set(name, bodies);
};

/** `set -euo pipefail`, `set +e`, `bash -eo pipefail`: what the words switch; the rest of them is left alone. */
export const readOptions = (words: readonly Word[], options: Switches): void => {
  let isNamed: boolean | undefined;
  for (const { value } of words) {
    if (value === undefined) {
      // `set $flags`: anything may be switched, and what stands behind may be no flag.
      Object.assign(options, { errexit: undefined, pipefail: undefined, isExporting: true });
      return;
    }
    // Without a name behind it -o only shows them all.
    if (isNamed !== undefined && !/^[-+]/.test(value)) {
      if (isOption(value)) options[value] = isNamed;
      if (value === "allexport") options.isExporting = isNamed;
      isNamed = undefined;
      continue;
    }
    const [, sign, letters = ""] = /^([-+])([A-Za-z]+)$/.exec(value) ?? [];
    if (sign === undefined) return;
    switchLetters(letters, sign === "-", options);
    if (letters.includes("o")) isNamed = sign === "-";
  }
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

/** No function. */
const program: readonly undefined[] = [undefined];

const mostFunctions = 4000;

/** Of what is true from here on: each is said of every command behind it. */
const mostLasting = 100;

/** The one that stands for all that are left out is never taken away, at the end of a loop or a function. */
const bounded = (lasting: readonly Fault[]): readonly Fault[] => {
  if (lasting.length <= mostLasting) return lasting;
  const [last] = lasting.slice(mostLasting);
  const why = "the shell may end, or lose a status, in more places than can be followed";
  return [...lasting.slice(0, mostLasting - 1), ...(last ? [{ ...last, level: "undecided" as const, why }] : [])];
};

/** What stands in any of them. */
const together = <T>(lists: readonly (readonly T[])[]): readonly T[] => {
  const [first = [], ...others] = new Set(lists);
  return others.length === 0 ? first : [...new Set([first, ...others].flat())];
};

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
  if (letters.includes("a")) options.isExporting = isOn;
  // With -t the shell ends behind the command that follows.
  if (/[nt]/.test(letters)) options.noexec = isOn;
};

/** What each name may stand for in one of them. */
const alternatives = (all: readonly Functions[]): Functions => {
  const [first = new Map<string, typeof program>(), ...others] = all;
  if (others.length === 0) return first;
  const joined = new Map(first);
  for (const functions of all) {
    for (const name of functions.keys()) {
      const known = first.get(name);
      if (others.every((other) => other.get(name) === known)) continue;
      const bodies = all.flatMap((one) => one.get(name) ?? program);
      joined.set(name, [...new Map(bodies.map((one) => [one?.node, one])).values()]);
    }
  }
  return joined;
};
