/**
 * How far a declaration reaches: over its directory and all below it.
 *
 * @module
 */

/** The directory that a file at `path` speaks for; `""` is all of the repository. */
export const scopeOf = (path: string): string => {
  const elements = path.split("/").slice(0, -1);
  const isMise = path.endsWith("mise/config.toml");
  const hidden = elements.findIndex((element) => containers.has(element) || (isMise && element === "mise"));
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

const isBelow = (scope: string, above: string): boolean =>
  above === "" || scope === above || scope.startsWith(`${above}/`);
