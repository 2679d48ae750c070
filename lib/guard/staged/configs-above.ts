/**
 * Where the search for a configuration looks in an index.
 *
 * @module
 */
import { realpathSync } from "node:fs";
import { relative, sep } from "node:path";
import { findConfig } from "../../config/index.ts";
import type { Tracked } from "../surface/snapshot.ts";

/** Tracked configurations in `cwd` and above it, from the top, which is `root`. */
export const configsAbove = (
  { paths }: Pick<Tracked, "paths">,
  { root, cwd }: { root: string; cwd: string },
): string[] => {
  const here = `${placeOf(root, cwd)}/`;
  return paths.filter((path) => {
    const end = path.lastIndexOf("/") + 1;
    return path.startsWith("kprov.config.", end) && here.startsWith(path.slice(0, end));
  });
};

/** Whether a search from `cwd` finds the configuration at `path`, absolute: else it was named. Null: none was found. */
export const isFound = (path: string | null, cwd: string): boolean => {
  try {
    return path === null || findConfig(cwd)?.path === path;
  } catch {
    return false;
  }
};

/** `cwd` from the top; empty there. */
export const placeOf = (root: string, cwd: string): string => relative(root, realpathSync(cwd)).split(sep).join("/");
