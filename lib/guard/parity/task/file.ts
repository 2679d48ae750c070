/**
 * Scripts of the repository, run by their path or by a shell.
 *
 * @module
 */
import { placesOfFile } from "../places.ts";
import { joined } from "../shell/state.ts";
import {
  type Asked,
  isShell,
  shellWith,
  splitWords,
  type Task,
  type TaskFiles,
  unknownArguments,
  wordsOf,
} from "./task.ts";

/** A tracked script that is run by its path or by a shell, or read by the shell itself; undefined for another program. */
export const fileTask = async ({ argv, words, cwd, at }: Asked, files: TaskFiles): Promise<Task | undefined> => {
  const isByShell = isReading(argv[0]) || isShell(argv[0] ?? "");
  const index = isByShell ? scriptIndex(argv) : 0;
  const program = argv[index];
  if (program === undefined || (!isByShell && !program.includes("/"))) return undefined;
  const path = joined(cwd, program) ?? "";
  const text = await files.text(path);
  if (text === undefined) return undefined;
  const [interpreter = "", ...flags] = interpreterOf(text);
  if (!isByShell && !isShell(interpreter)) return undefined;
  const { options, faults } = isByShell
    ? shellWith(argv[0] ?? "", words.slice(1, index), at)
    : shellWith(interpreter, wordsOf(flags.join(" ")), at);
  const called = isReading(argv[0]) ? undefined : program;
  const args = argumentsOf(words, index);
  return { scripts: [{ ...options, text, places: placesOfFile(path, text), cwd, faults, args, called }] };
};

// --- internal ---

/** The shell reads it itself. */
const isReading = (program = ""): boolean => /^(?:\.|source)$/.test(program);

/** What the script at `index` is given. */
const argumentsOf = (words: Asked["words"], index: number): Asked["words"] => {
  const [program, ...before] = words.slice(0, index).map(({ value }) => value ?? "");
  // What stands behind a command is for the shell that runs it.
  if (before.some((word) => /^-\w*c/.test(word))) return [];
  const args = words.slice(index + 1);
  // Without any it has those of the shell that reads it, and by dash always.
  return isReading(program) && args.length === 0 ? unknownArguments : args;
};

/** The words behind `#!`, without what searches the first of them. */
const interpreterOf = (text: string): string[] => {
  const [first = ""] = text.split("\n", 1);
  const words = first.startsWith("#!") ? splitWords(first.slice(2)) : [];
  if (words[0] !== "/usr/bin/env") return words;
  return words.slice(words[1] === "-S" ? 2 : 1);
};

/** The first word that is no flag, nor the name behind `-o`, which may stand in the midst of other letters. */
const scriptIndex = (argv: Asked["argv"]): number =>
  argv.findIndex((word, index) => {
    const isName = /^[-+]\w*o/.test(argv[index - 1] ?? "");
    return index > 0 && !isName && (word === undefined || !/^[-+]/.test(word));
  });
