/**
 * Files that a configuration goes by beside itself.
 *
 * @module
 */
import { posix } from "node:path";

/**
 * Of the tracked `paths`: everything below the `.kprov` of the configuration's directory `place` but programs, and every file
 * that any string of `config` names from there. What a reader of the policy needs and is not here counts as missing.
 */
export const namedFiles = (config: object, { place, paths }: { place: string; paths: readonly string[] }): string[] => {
  const own = place === "" ? ".kprov/" : `${place}/.kprov/`;
  const named = new Set(stringsOf(config).map((text) => posix.join(place, text)));
  return paths.filter((path) => named.has(path) || (path.startsWith(own) && !/\.[mc]js$/.test(path)));
};

// --- internal ---

/** A rule's function is no part of it: somebody else's may have itself among its properties. */
const stringsOf = (value: unknown): string[] => {
  if (typeof value === "string") return [value];
  return Object.values(typeof value === "function" ? {} : (value ?? {})).flatMap(stringsOf);
};
