/**
 * Paths that a command line names.
 *
 * @module
 */
import { statSync } from "node:fs";
import { isAbsolute, posix } from "node:path";

/**
 * What words of `argv` may name, relative to the top of the repository: each word that is no absolute path, and what stands after
 * its first `=`. A program without a slash is looked for in PATH, and is no such path.
 */
export const namedPaths = (argv: readonly string[], workingDirectory: string): string[] => {
  const words = argv.flatMap((word, index) => {
    if (index === 0) return word.includes("/") ? [word] : [];
    return word.includes("=") ? [word, word.slice(word.indexOf("=") + 1)] : [word];
  });
  const paths = words
    .filter((word) => word !== "" && !isAbsolute(word) && !word.includes("\0") && word.length < 4096)
    .map((word) => posix.join(workingDirectory, word))
    .filter((path) => path !== "." && path !== ".." && !path.startsWith("../"));
  return [...new Set(paths)];
};

/** Whether a plain file can be reached at `path`; a loop of links, or a name that is too long, leads to none. */
export const isFileAt = (path: string): boolean => {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
};
