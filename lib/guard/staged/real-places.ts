/**
 * Where paths really lie.
 *
 * @module
 */
import { realpathSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";

export const isBelow = (dir: string, path: string): boolean => path === dir || path.startsWith(join(dir, sep));

/** In the work tree `top`, and not in what a checkout of it has as well. */
export const isOutside = (path: string, top: string, linked: readonly string[]): boolean =>
  isBelow(top, path) && !linked.some((dir) => isBelow(dir, path));

/** Without links; what is not there is looked for from the last directory above it that is. */
export const realOf = (path: string): string => {
  const whole = resolve(path);
  for (let at = whole; ; at = dirname(at)) {
    try {
      return join(realpathSync(at), relative(at, whole));
    } catch {
      if (at === dirname(at)) return whole;
    }
  }
};
