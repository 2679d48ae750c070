/**
 * Where nothing may be written: inside a bundle, which is whole with what it lists and nothing else.
 *
 * @module
 */
import { existsSync, lstatSync, readlinkSync, realpathSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { errnoOf, KprovError } from "./errors.ts";

/**
 * The absolute path that `path` leads to through symbolic links, also when there is nothing yet. What can't be followed stays as it
 * is: opening it says what is wrong.
 */
export const realPlace = (path: string): string => {
  const absolute = resolve(path);
  try {
    return realpathSync(absolute);
  } catch (error) {
    if (errnoOf(error) !== "ENOENT" || dirname(absolute) === absolute) return absolute;
  }
  const above = realPlace(dirname(absolute));
  const isLink = lstatSync(absolute, { throwIfNoEntry: false })?.isSymbolicLink() === true;
  return isLink ? realPlace(resolve(above, readlinkSync(absolute))) : join(above, basename(absolute));
};

/** Throws `E_USAGE` when `path`, which `shown` names for people, would lie inside a bundle, also by way of a symbolic link. */
export const assertOutsideBundles = ({ path, shown }: { path: string; shown: string }): void => {
  for (let dir = dirname(realPlace(path)); ; dir = dirname(dir)) {
    if (existsSync(join(dir, "manifest.json")) && existsSync(join(dir, "run_summary.json")))
      throw new KprovError("E_USAGE", `Cannot write "${shown}": it would lie inside the bundle "${dir}"`, {
        hint: "name a place outside of it",
      });
    if (dirname(dir) === dir) return;
  }
};
