/**
 * A repository as it would be without us: what init wrote before is not there.
 *
 * @module
 */
import { lstatSync } from "node:fs";
import { join, posix } from "node:path";
import { errnoOf, messageOf } from "../errors.ts";
import { readSmallFile } from "../files.ts";
import { git, splitNul } from "../git.ts";
import type { Note } from "./facts.ts";
import { parse, type Tree } from "./parse.ts";

/** What earlier runs left: whole files, and texts put into files of others. */
export interface Ours {
  files: ReadonlySet<string>;
  /** The file without our text; null when nothing of it is left. */
  strip: (path: string, content: string) => string | null;
}

export interface View {
  /** Tracked files and untracked ones that are not ignored, POSIX, sorted by bytes. */
  readonly paths: readonly string[];
  readonly notes: Note[];
  has(path: string): boolean;
  /** True for a file that matches; names only, nothing is read. */
  some(pattern: RegExp): boolean;
  /** True when something is at `path` on disk, ignored or not. */
  exists(path: string): boolean;
  /** The text of a regular file; undefined when there is none that can be read. */
  text(path: string): string | undefined;
  /** The text of a regular file, also of one of ours. */
  written(path: string): string | undefined;
  /** The parsed file; undefined when there is none, or with a note when it can't be parsed. */
  tree(path: string): Promise<Tree | undefined>;
  /** Files that hold one of `tokens`, byte for byte. */
  holders(...tokens: string[]): Promise<string[]>;
}

/** Look at the repository whose top is `root`. Throws as `git` does. */
export const createView = async (root: string, ours: Ours): Promise<View> => {
  const listed = splitNul(await git(["ls-files", "-z", "--cached", "--others", "--exclude-standard"], { cwd: root }));
  const notes: Note[] = [];
  const read = (path: string): string | undefined => readText(root, path, notes);
  const text = (path: string): string | undefined => {
    if (ours.files.has(path)) return undefined;
    const content = read(path);
    return content === undefined ? undefined : (ours.strip(path, content) ?? undefined);
  };
  const isVisible = (path: string): boolean => {
    if (ours.files.has(path)) return false;
    const stats = lstatSync(join(root, path), { throwIfNoEntry: false });
    if (stats === undefined) return false;
    return !stats.isFile() || stats.size > 4096 || ours.strip(path, read(path) ?? " ") !== null;
  };
  const paths = [...new Set(listed)].filter(isVisible).sort((a, b) => (a < b ? -1 : 1));
  const known = new Set(paths);
  const trees = new Map<string, Promise<Tree | undefined>>();
  const tree = async (path: string): Promise<Tree | undefined> => {
    const content = text(path);
    if (content === undefined) return undefined;
    const result = await parse(path, content);
    if ("tree" in result) return result.tree;
    notes.push({ path, message: `it can't be parsed, so nothing was taken from it: ${result.why}` });
    return undefined;
  };
  return {
    paths,
    notes,
    text,
    written: read,
    has: (path) => known.has(path),
    some: (pattern) => paths.some((path) => pattern.test(path)),
    exists: (path) => lstatSync(join(root, path), { throwIfNoEntry: false }) !== undefined,
    tree(path) {
      const earlier = trees.get(path) ?? tree(path);
      trees.set(path, earlier);
      return earlier;
    },
    async holders(...tokens) {
      const search = async (...flags: string[]): Promise<string[]> => {
        const argv = ["grep", "-l", "-z", "-F", ...flags, "--no-color", ...tokens.flatMap((token) => ["-e", token])];
        return splitNul(await git(argv, { cwd: root, accept: [0, 1] }));
      };
      // With the untracked ones git leaves out those that it tracks although they are ignored.
      const found = new Set((await Promise.all([search(), search("--untracked")])).flat());
      return [...found].filter((path) => known.has(path) && path !== posix.join(".kprov", "adopted.json")).sort();
    },
  };
};

/** `dir/name`, or `name` at the top. */
export const below = (dir: string, name: string): string => (dir === "" ? name : `${dir}/${name}`);

// --- internal ---

const largest = 2 ** 22;

const readText = (root: string, path: string, notes: Note[]): string | undefined => {
  try {
    // A link may lead anywhere: what it leads to is not this repository's word.
    if (lstatSync(join(root, path), { throwIfNoEntry: false })?.isFile() !== true) return undefined;
    return readSmallFile(join(root, path), largest).toString("utf8");
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return undefined;
    notes.push({ path, message: `it can't be read: ${errnoOf(error) ?? messageOf(error)}` });
    return undefined;
  }
};
