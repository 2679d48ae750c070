/**
 * Absolute paths that lead from a clean copy back into the user's own work tree.
 *
 * @module
 */
import { existsSync, realpathSync } from "node:fs";
import { dirname, isAbsolute, join, resolve, sep } from "node:path";
import { below } from "./inputs.ts";

/**
 * The first of `words` that names a place in one of the work trees `tops`; undefined when none does. A word counts when it holds
 * the path of a top, or is an absolute path that leads there through links. The root of the file system is no work tree.
 */
export const findWayBack = (words: readonly string[], tops: readonly string[]): string | undefined => {
  const all = [...new Set(tops.flatMap((top) => [top, realOf(top)]))].filter((top) => top !== sep && top !== "");
  return words.find((word) => all.some((top) => holds(word, top)) || leadsInto(word, all));
};

/** Programs among `argv` that are an environment's own, such as `/repo/.venv/bin/python`, are used where they lie. */
export const withoutEnvironment = (argv: readonly string[]): readonly string[] => {
  const [program = "", ...rest] = argv;
  return isAbsolute(program) && existsSync(join(dirname(dirname(program)), "pyvenv.cfg")) ? rest : argv;
};

/** What a top is called by somebody who came there through a link: `cwd` without the part of it that lies below the top. */
export const spellingOfTop = (cwd: string, workingDirectory: string): string => {
  const tail = workingDirectory === "." ? "" : `${sep}${workingDirectory}`;
  return tail !== "" && cwd.endsWith(tail) ? cwd.slice(0, -tail.length) : cwd;
};

// --- internal ---

/** `/src/repo` is in `--out=/src/repo/x`, and is not in `/src/repository`. */
const holds = (word: string, top: string): boolean => {
  for (let at = word.indexOf(top); at !== -1; at = word.indexOf(top, at + 1))
    if (!/^[\p{L}\p{N}._-]/u.test(word.slice(at + top.length))) return true;
  return false;
};

const leadsInto = (word: string, tops: readonly string[]): boolean =>
  [word, word.slice(word.indexOf("=") + 1)]
    .filter((path) => isAbsolute(path) && !path.includes("\0"))
    .map((path) => realOf(resolve(path)))
    .some((real) => tops.some((top) => below(top, real) !== null));

/** Of the part that exists: an output need not be there yet. */
const realOf = (path: string): string => {
  if (existsSync(path) || dirname(path) === path) return existsSync(path) ? realpathSync(path) : path;
  return join(realOf(dirname(path)), path.slice(dirname(path).length).replace(/^\/+/, ""));
};
