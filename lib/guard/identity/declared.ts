/**
 * The files that declare the identity, and may therefore hold what they forbid.
 *
 * @module
 */
import { realpathSync } from "node:fs";
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { recordPath } from "../governance/record-path.ts";
import { topLevel } from "../surface/top-level.ts";
import { type ForbiddenTokens, filesOf } from "./forbidden-list.ts";

export interface DeclaredOptions {
  /** Anywhere in the work tree. */
  cwd: string;
  /** The configuration's file, absolute; null without one. */
  path: string | null;
  /** The configuration's directory. */
  root: string;
  forbidden: ForbiddenTokens;
}

/** Tracked paths, from the top: each exempts its own contents, and only from what it declares. */
export interface Declared {
  /** Where the display name is declared: the configuration, and the record of governance. */
  name: readonly string[];
  /** Where the tokens are declared: the file that the configuration names, else the configuration. */
  tokens: readonly string[];
}

/** Their paths from the repository's top; those outside of it are left out. Throws as `git` does. */
export const declaredPaths = ({ cwd, path, root, forbidden }: DeclaredOptions): Declared => {
  const top = realpathSync(topLevel(cwd));
  const fromTop = (file: string): string[] => {
    const found = relative(top, withRealDirectory(file)).split(sep).join("/");
    return found.startsWith("../") || isAbsolute(found) ? [] : [found];
  };
  const own = path === null ? [] : fromTop(path);
  // The record repeats what the configuration says; tokens stand in it as digests.
  const name = path === null ? [] : [...own, ...fromTop(resolve(root, recordPath))];
  const { file } = filesOf(forbidden);
  return { name, tokens: file === undefined ? own : fromTop(resolve(root, file)) };
};

// --- internal ---

/** Links above the file are resolved, because git knows the file by its real place; the file itself may be a link. */
const withRealDirectory = (file: string): string => {
  try {
    return join(realpathSync(dirname(file)), basename(file));
  } catch {
    return file; // It is not there: nothing has that path.
  }
};
