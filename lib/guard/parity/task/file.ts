/**
 * Scripts of the repository, run by their path or by a shell.
 *
 * @module
 */
import type { Fault } from "../fault.ts";
import { placesOfFile } from "../places.ts";
import { shellFlagFaults } from "../shell/flags.ts";
import { joined, readOptions, type ShellOptions } from "../shell/state.ts";
import type { Word } from "../shell/syntax.ts";
import { type Asked, plainShell, type Task, type TaskFiles } from "./task.ts";

/** A tracked script that is run by its path or by a shell; undefined for another program. */
export const fileTask = async ({ argv, words, cwd, at }: Asked, files: TaskFiles): Promise<Task | undefined> => {
  const isShell = shells.test(argv[0] ?? "");
  const index = isShell ? scriptIndex(argv) : 0;
  const program = argv[index];
  if (index === -1 || program === undefined || (!isShell && !program.includes("/"))) return undefined;
  const path = joined(cwd, program);
  const text = path === undefined ? undefined : await files.text(path);
  if (path === undefined || text === undefined) return undefined;
  const [, interpreter = "", flags = ""] =
    /^#!\s*(?:\/usr\/bin\/env\s+(?:-S\s+)?)?(\S+)[ \t]*([^\n]*)/.exec(text) ?? [];
  if (!isShell && !shells.test(interpreter)) return undefined;
  const options: ShellOptions = { ...plainShell };
  const given = isShell ? words.slice(1, index) : wordsOf(flags);
  readOptions(given, options);
  const faults: Fault[] = shellFlagFaults(given.map(({ value }) => value)).map((fault) => ({ ...fault, at }));
  return {
    scripts: [{ ...options, text, places: placesOfFile(path, text), cwd, faults, args: words.slice(index + 1) }],
  };
};

// --- internal ---

const shells = /(?:^|\/)(?:ba|da|k|z)?sh$/;

/** The first word that is no flag, nor the name behind `-o`. */
const scriptIndex = (argv: Asked["argv"]): number =>
  argv.findIndex((word, index) => {
    const isName = /^[-+]\w*o$/.test(argv[index - 1] ?? "");
    return index > 0 && !isName && (word === undefined || !/^[-+]/.test(word));
  });

const wordsOf = (flags: string): Word[] =>
  flags
    .trim()
    .split(/\s+/)
    .filter((value) => value !== "")
    .map((value) => ({ value, raw: value, at: 0, end: 0 }));
