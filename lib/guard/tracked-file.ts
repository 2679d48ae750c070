/**
 * Whether git tracks a file that decides: what nobody can review decides nothing.
 *
 * @module
 */
import { existsSync, realpathSync } from "node:fs";
import { isAbsolute, join, relative, sep } from "node:path";
import { gitSync } from "../git.ts";
import { topLevel } from "./surface/top-level.ts";

/**
 * The place of `file`, absolute, from the top of the repository around `cwd`; undefined for one outside of it. Links on the
 * way to its directory named `root` are followed, and no others: a path is what people see. Throws as `git` does.
 */
export const pathFromTop = ({ cwd, root, file }: { cwd: string; root: string; file: string }): string | undefined => {
  const place = existsSync(root) ? realpathSync(root) : root;
  const path = relative(realpathSync(topLevel(cwd)), join(place, relative(root, file)));
  return path === ".." || path.startsWith(`..${sep}`) || isAbsolute(path) ? undefined : path.split(sep).join("/");
};

/**
 * Whether git tracks `file` as a file that lies at `path`, from the repository's top: behind a link it has another name than
 * the one that people see. The file has to be there. Throws as `git` does.
 */
export const isTrackedFile = ({ cwd, file, path }: { cwd: string; file: string; path: string }): boolean => {
  const straight = join(realpathSync(topLevel(cwd)), path);
  if (realpathSync(file) !== straight) return false;
  // A name stands for all below it, too: an untracked file may lie where the index has a directory.
  const named = [`:(top,literal)${path}`, `:(top,literal,exclude)${path}/`];
  const listed = gitSync(["ls-files", "-s", "-z", "--full-name", "--", ...named], { cwd });
  return /^100\d{3} /.test(listed.toString("latin1"));
};
