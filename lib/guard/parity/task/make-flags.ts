/**
 * Flags of make: GNU make's manual, "Summary of Options".
 *
 * @module
 */
import type { Fault } from "../fault.ts";
import { splitWords } from "./task.ts";

export interface MakeFlags {
  /** Of `-C`, in their order. */
  directories: string[];
  /** Of `-f`. */
  files: string[];
  /** Words that are no flags. */
  words: string[];
  /** Flags with which make can't fail, or runs nothing. */
  faults: (Pick<Fault, "kind" | "why"> & { written: string })[];
  /** A flag of which it is not known what make does with it. */
  unknown: string | undefined;
}

/** Of the words behind `make`. */
export const readFlags = (argv: readonly string[]): MakeFlags => {
  const flags: MakeFlags = { directories: [], files: [], words: [], faults: [], unknown: undefined };
  const rest = [...argv];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (!word.startsWith("-")) flags.words.push(word);
    else if (word.startsWith("--")) readLong(flags, word, rest);
    else readLetters(flags, word, rest);
  }
  return flags;
};

/** Whether a value of MAKEFLAGS, whose words need no dash, changes neither what is run nor whether it can fail. */
export const areHarmless = (value: string): boolean => {
  const { directories, files, faults, ...flags } = readFlags(
    splitWords(value).map((word) => (/^[A-Za-z]+$/.test(word) ? `-${word}` : word)),
  );
  return [directories, files, faults, flags.words].every(({ length }) => length === 0) && flags.unknown === undefined;
};

/** Whether a value that CI gives MAKEFLAGS says only how many jobs there are at once, and how they are shown: no letter comes first. */
export const areOfJobs = (value: string): boolean =>
  value
    .replace(/(?<=^|\s)(-[jl]|--jobs)\s+\d[\d.]*(?=\s|$)/g, "-j")
    .split(/\s/)
    .every((word) => jobFlag.test(word));

// --- internal ---

const longFlags: Readonly<Record<string, string>> = {
  ...{ "--directory": "C", "--file": "f", "--makefile": "f" },
  ...{ "--ignore-errors": "i", "--environment-overrides": "e" },
  ...{ "--dry-run": "n", "--just-print": "n", "--recon": "n", "--touch": "t", "--question": "q" },
  ...{ "--help": "h", "--version": "v" },
};

const harmlessLong =
  /^--(?:always-make|silent|quiet|no-silent|keep-going|no-keep-going|stop|print-directory|no-print-directory|no-builtin-rules|no-builtin-variables|trace|warn-undefined-variables|(?:jobs|load-average|max-load|output-sync|debug)(?:=.*)?)$/;

/** An abbreviated one is none that is known here. */
const readLong = (flags: MakeFlags, word: string, rest: string[]): void => {
  const [, name = "", value] = /^(--[a-z-]+)(?:=(.*))?$/s.exec(word) ?? [];
  const letter = longFlags[name];
  if (letter === "C" || letter === "f") takePlace(flags, letter, value ?? rest.shift());
  else if (letter !== undefined && value === undefined) readEffect(flags, letter, word);
  else if (!harmlessLong.test(word)) flags.unknown ??= word;
  // As behind -j, a number belongs to it.
  else if (word === "--jobs" && /^\d+$/.test(rest[0] ?? "")) rest.shift();
};

const readLetters = (flags: MakeFlags, word: string, rest: string[]): void => {
  const [, letters = "", last, behind = ""] = /-([^CfjlO]*)(?:([CfjlO])(.*))?/s.exec(word) ?? [];
  if (word === "-") flags.unknown ??= word;
  for (const letter of letters) readEffect(flags, letter, word);
  if (last === "C" || last === "f") takePlace(flags, last, behind === "" ? rest.shift() : behind);
  // How many jobs, and up to which load.
  if (last !== "j" && last !== "l") return;
  if (behind === "" && /^[\d.]+$/.test(rest[0] ?? "")) rest.shift();
  if (!/^[\d.]*$/.test(behind)) flags.unknown ??= word;
};

const takePlace = (flags: MakeFlags, letter: "C" | "f", value: string | undefined): void => {
  if (value === undefined) flags.unknown ??= `-${letter}`;
  else (letter === "C" ? flags.directories : flags.files).push(value);
};

const readEffect = (flags: MakeFlags, letter: string, written: string): void => {
  const { faults } = flags;
  if (letter === "i") faults.push({ kind: "masked", why: "make goes on whatever fails", written });
  else if (letter === "e") {
    faults.push({ kind: "masked", why: "variables of the environment take the place of the Makefile's", written });
  } else if (/[ntqhv]/.test(letter)) {
    faults.push({ kind: "skipped", why: `make ${written} does not run what it names`, written });
  } else if (!/[bBdkmprRsSw]/.test(letter)) flags.unknown ??= written;
};

const jobFlag =
  /^(?:-j\d*|-l\d[\d.]*|--jobs(?:=\d+)?|--(?:load-average|max-load)=\d[\d.]*|-O(?:line|target|recurse|none)?|--output-sync(?:=\w+)?|--no-print-directory)?$/;
