/**
 * How far a declaration reaches: over its directory and all below it.
 *
 * @module
 */

/** The directory that a file at `path` speaks for; `""` is all of the repository. */
export const scopeOf = (path: string): string => {
  // In `mise/config.toml` the directory belongs to the file's name.
  const elements = path
    .replace(/(?<=^|\/)mise\/(?=config(?:\.local)?\.toml$)/, "")
    .split("/")
    .slice(0, -1);
  const hidden = elements.findIndex((element) => containers.has(element));
  return (hidden === -1 ? elements : elements.slice(0, hidden)).join("/");
};

/** Whether there is a place that both speak for. */
export const areRelated = (a: string, b: string): boolean =>
  isBelow(scopeOf(a), scopeOf(b)) || isBelow(scopeOf(b), scopeOf(a));

/** Whether a file at `path` speaks for all of the repository. */
export const isAtTop = (path: string): boolean => scopeOf(path) === "";

// --- internal ---

/** Directories that hold a project's settings, and are no part of it. */
const containers = new Set([".github", ".devcontainer", ".mise", ".config"]);

const isBelow = (scope: string, above: string): boolean => above === "" || `${scope}/`.startsWith(`${above}/`);
