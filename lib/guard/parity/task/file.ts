/**
 * Scripts of the repository, run by their path or by a shell.
 *
 * @module
 */
import { placesOfFile } from "../places.ts";
import { joined } from "../shell/state.ts";
import { type Asked, isShell, shellWith, type Task, type TaskFiles, wordsOf } from "./task.ts";

/** A tracked script that is run by its path or by a shell; undefined for another program. */
export const fileTask = async ({ argv, words, cwd, at }: Asked, files: TaskFiles): Promise<Task | undefined> => {
  const isByShell = isShell(argv[0] ?? "");
  const index = isByShell ? scriptIndex(argv) : 0;
  const program = argv[index];
  if (index === -1 || program === undefined || (!isByShell && !program.includes("/"))) return undefined;
  const path = joined(cwd, program);
  const text = path === undefined ? undefined : await files.text(path);
  if (path === undefined || text === undefined) return undefined;
  const [, interpreter = "", flags = ""] =
    /^#!\s*(?:\/usr\/bin\/env\s+(?:-S\s+)?)?(\S+)[ \t]*([^\n]*)/.exec(text) ?? [];
  if (!isByShell && !isShell(interpreter)) return undefined;
  const { options, faults } = isByShell
    ? shellWith(argv[0] ?? "", words.slice(1, index), at)
    : shellWith(interpreter, wordsOf(flags), at);
  return {
    scripts: [{ ...options, text, places: placesOfFile(path, text), cwd, faults, args: words.slice(index + 1) }],
  };
};

// --- internal ---

/** The first word that is no flag, nor the name behind `-o`. */
const scriptIndex = (argv: Asked["argv"]): number =>
  argv.findIndex((word, index) => {
    const isName = /^[-+]\w*o$/.test(argv[index - 1] ?? "");
    return index > 0 && !isName && (word === undefined || !/^[-+]/.test(word));
  });
