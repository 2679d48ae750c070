/**
 * Places of other documents, by the rules of those of reports.
 *
 * @module
 */

/** Why no document of ours can be meant to stand at `path`, absolute; undefined when one can. Throws as `lstat` does. */
export const whyNoPlace = async (path: string, cwd: string): Promise<string | undefined> =>
  (await import("./place.ts")).whyNoPlace(path, cwd);

/** Whether two paths, absolute, name one file, over whatever links. */
export const isSameFile = async (a: string, b: string): Promise<boolean> => (await import("./place.ts")).isSame(a, b);
