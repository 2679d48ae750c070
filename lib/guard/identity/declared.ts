/**
 * The files that declare the identity, and may therefore hold what they forbid.
 *
 * @module
 */
import { realpathSync } from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { topLevel } from "../surface/top-level.ts";
import type { ForbiddenTokens } from "./forbidden-list.ts";

export interface DeclaredOptions {
  /** Anywhere in the work tree. */
  cwd: string;
  /** The configuration's file, absolute; null without one. */
  path: string | null;
  /** The configuration's directory. */
  root: string;
  forbidden: ForbiddenTokens;
}

/** Their paths from the repository's top; those outside of it are left out. Throws as `git` does. */
export const declaredPaths = ({ cwd, path, root, forbidden }: DeclaredOptions): string[] => {
  const top = realpathSync(topLevel(cwd));
  const files = [...(path === null ? [] : [path]), ...("file" in forbidden ? [resolve(root, forbidden.file)] : [])];
  return files.flatMap((file) => {
    const found = relative(top, withRealDirectory(file)).split(sep).join("/");
    return found.startsWith("../") || found.startsWith("/") ? [] : [found];
  });
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
