/**
 * Files of ours that git would not take.
 *
 * @module
 */
import { git, splitNul } from "../git.ts";

/** Those of `paths` that no index has and that an ignore rule keeps out of it: no clone and no CI would see them. */
export const ignoredOf = async (root: string, paths: readonly string[]): Promise<string[]> => {
  if (paths.length === 0) return [];
  const input = paths.map((path) => `${path}\0`).join("");
  return splitNul(await git(["check-ignore", "--stdin", "-z"], { cwd: root, input, accept: [0, 1] }));
};
