/**
 * Finding files by what a user writes: a path, a directory, a glob.
 *
 * @module
 */
import { isAbsolute, resolve } from "node:path";
import { compileGlobs, globBase, isGlob } from "./glob.ts";
import { compareBytes } from "./report.ts";
import { type Fault, type FoundFile, recordedPath, type Walked, walkBelow, walkPath } from "./walk.ts";

export type { Fault, FoundFile } from "./walk.ts";

export interface FindOptions {
  cwd: string;
  /** Absolute directories that a walk leaves out, beside every `.git`. */
  exclude?: readonly string[];
}

export interface Found extends Walked {
  /** Patterns that matched no file. */
  unmatched: string[];
}

/**
 * Files that `patterns` name: a file, a directory (everything below it), or a glob.
 *
 * Symbolic links are followed and recorded with their target; a link to a directory is recorded beside
 * what lies below it. Loops are not entered. Sockets, FIFOs, devices, unreadable directories and names
 * that are not UTF-8 are faults. Sorted by bytes of the path, each path once.
 */
export const findFiles = (patterns: readonly string[], options: FindOptions): Found => {
  const files = new Map<string, FoundFile>();
  const faults = new Map<string, Fault>();
  const unmatched: string[] = [];
  for (const pattern of patterns) {
    const walked = walkPattern(pattern, options);
    for (const file of walked.files) files.set(file.path, file);
    for (const fault of walked.faults) faults.set(fault.path, fault);
    if (walked.files.length === 0 && walked.faults.length === 0) unmatched.push(pattern);
  }
  const byPath = <T extends { path: string }>(items: Iterable<T>) =>
    [...items].sort((a, b) => compareBytes(a.path, b.path));
  return { files: byPath(files.values()), faults: byPath(faults.values()), unmatched };
};

// --- internal ---

const walkPattern = (pattern: string, { cwd, exclude }: FindOptions): Walked => {
  const options = { cwd, exclude, givenAbsolute: isAbsolute(pattern) };
  const nothing: Walked = { files: [], faults: [] };
  // A file that is really called "a[1].csv" is meant by its name, not as a glob.
  const named = walkPath(resolve(cwd, pattern), options);
  if (named !== undefined) return named;
  if (!isGlob(pattern)) return nothing;
  const base = globBase(pattern);
  const absolute = resolve(cwd, base);
  const rest = pattern.slice(base === "" ? 0 : base.endsWith("/") ? base.length : base.length + 1);
  const prefix = recordedPath(absolute, cwd, options.givenAbsolute);
  const matchesRest = compileGlobs([rest]);
  const skip = prefix === "." ? 0 : prefix.endsWith("/") ? prefix.length : prefix.length + 1;
  return walkBelow(absolute, { ...options, matches: (path) => matchesRest(path.slice(skip)) }) ?? nothing;
};
