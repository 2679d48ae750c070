/**
 * Walking a tree of files: links are followed and recorded, loops are not entered, what can't be recorded is named.
 *
 * @module
 */
import { type Dirent, lstatSync, readdirSync, readlinkSync, type Stats, statSync } from "node:fs";
import { isAbsolute, relative, sep } from "node:path";
import { errnoOf } from "./errors.ts";

/** A file, or a link that leads to no file, found by a pattern. */
export interface FoundFile {
  /** As documents name it: relative to `cwd`, POSIX; absolute only when an absolute pattern led outside `cwd`. */
  path: string;
  /** Where to open it. */
  absolute: string;
  /** `link`: a symbolic link to a directory, to nothing, or into a loop; its own target text is what it holds. */
  kind: "file" | "link";
  /** Target text, when the last part of the path is a symbolic link. */
  link: string | null;
  /** Bytes, once it has been read; 0 until then, and for a link. */
  size: number;
}

/** Something that a pattern led to and that can't be recorded. */
export interface Fault {
  path: string;
  why: string;
}

export interface WalkOptions {
  cwd: string;
  /** What lies outside `cwd` is named by its absolute path. */
  givenAbsolute: boolean;
  /** Whether the file of this recorded path is wanted. Default: every one is. */
  matches?: (path: string) => boolean;
  /** Absolute directories that are left out, beside every `.git`. */
  exclude?: readonly string[] | undefined;
}

export interface Walked {
  files: FoundFile[];
  faults: Fault[];
}

/** What lies at `absolute` and, when it is a directory, below it; undefined when nothing is there. In no order. */
export const walkPath = (absolute: string, options: WalkOptions): Walked | undefined => {
  const stats = lstatOrUndefined(absolute);
  if (stats === undefined) return undefined;
  const walk = createWalk(options);
  visit(absolute, stats, walk, []);
  return walk;
};

/** What lies below the directory `absolute`, which may be a link; undefined when it is no directory. In no order. */
export const walkBelow = (absolute: string, options: WalkOptions): Walked | undefined => {
  const stats = statOrUndefined(absolute);
  if (stats?.isDirectory() !== true) return undefined;
  const walk = createWalk(options);
  visitDirectory(absolute, stats, walk, []);
  return walk;
};

/** How documents name `absolute`: relative to `cwd` in POSIX form, or absolute when it was given so and lies outside. */
export const recordedPath = (absolute: string, cwd: string, givenAbsolute: boolean): string => {
  const path = relative(cwd, absolute);
  const isOutside = path === ".." || path.startsWith(`..${sep}`) || isAbsolute(path);
  const chosen = isOutside && givenAbsolute ? absolute : path === "" ? "." : path;
  return sep === "/" ? chosen : chosen.replaceAll(sep, "/");
};

// --- internal ---

interface Walk extends Walked {
  cwd: string;
  givenAbsolute: boolean;
  matches: (path: string) => boolean;
  /** Identities of directories that are not entered. */
  exclude: ReadonlySet<string>;
  /** Directory → how often links led into it. */
  entered: Map<string, number>;
}

const createWalk = ({ cwd, givenAbsolute, matches = () => true, exclude = [] }: WalkOptions): Walk => ({
  cwd,
  givenAbsolute,
  matches,
  exclude: new Set(exclude.flatMap((path) => directoryIdentity(statOrUndefined(path)) ?? [])),
  entered: new Map(),
  files: [],
  faults: [],
});

const lstatOrUndefined = (path: string): Stats | undefined => {
  try {
    return lstatSync(path);
  } catch {
    return undefined; // Missing, or below something that is not a directory: the pattern matches nothing.
  }
};

const statOrUndefined = (path: string): Stats | undefined => {
  try {
    return statSync(path);
  } catch {
    return undefined; // Dangling or looping link: recorded as a link.
  }
};

const visit = (absolute: string, lstats: Stats, walk: Walk, ancestors: readonly string[]): void => {
  const path = recordedPath(absolute, walk.cwd, walk.givenAbsolute);
  if (!lstats.isSymbolicLink()) return visitReal({ absolute, path, stats: lstats, link: null, walk, ancestors });
  const link = readlinkSync(absolute);
  const stats = statOrUndefined(absolute);
  const asLink = () => {
    if (walk.matches(path)) walk.files.push({ path, absolute, kind: "link", link, size: 0 });
  };
  if (stats === undefined) return asLink();
  if (!stats.isDirectory()) return visitReal({ absolute, path, stats, link, walk, ancestors });
  asLink();
  const identity = directoryIdentity(stats) ?? "";
  const times = (walk.entered.get(identity) ?? 0) + 1;
  walk.entered.set(identity, times);
  if (times <= maxEntries) visitDirectory(absolute, stats, walk, ancestors);
  else if (times === maxEntries + 1)
    walk.faults.push({ path, why: `links lead into it more than ${maxEntries} times` });
};

/** Directories that link to each other have more paths than anybody can walk; each one of them stays finite. */
const maxEntries = 100;

/** By identity, not by path: a link may lead there as well. */
const directoryIdentity = (stats: Stats | undefined): string | undefined =>
  stats === undefined ? undefined : `${stats.dev}:${stats.ino}`;

interface Visit {
  absolute: string;
  path: string;
  stats: Stats;
  link: string | null;
  walk: Walk;
  ancestors: readonly string[];
}

const visitReal = ({ absolute, path, stats, link, walk, ancestors }: Visit): void => {
  if (stats.isDirectory()) return visitDirectory(absolute, stats, walk, ancestors);
  if (!walk.matches(path)) return;
  if (!path.isWellFormed()) walk.faults.push({ path, why: "its name is not valid Unicode" });
  else if (!stats.isFile()) walk.faults.push({ path, why: `it is ${describeKind(stats)}, not a file` });
  else walk.files.push({ path, absolute, kind: "file", link, size: 0 });
};

const visitDirectory = (absolute: string, stats: Stats, walk: Walk, ancestors: readonly string[]): void => {
  const identity = directoryIdentity(stats) ?? "";
  const path = recordedPath(absolute, walk.cwd, walk.givenAbsolute);
  const isExcluded = walk.exclude.has(identity);
  if (isExcluded && ancestors.length === 0) walk.faults.push({ path, why: "it is where bundles are written" });
  if (isExcluded || ancestors.includes(identity)) return;
  const line = [...ancestors, identity];
  const start = withSeparator(absolute);
  let entries: Dirent[];
  try {
    entries = readdirSync(absolute, { withFileTypes: true });
  } catch (error) {
    walk.faults.push({ path, why: `the directory can't be read (${errnoOf(error)})` });
    return;
  }
  const isDamaged = ({ name }: Dirent): boolean => name.includes("\ufffd");
  if (entries.some(isDamaged)) reportUndecodable(absolute, path, walk);
  for (const entry of entries) {
    if (entry.name === ".git") continue;
    const below = `${start}${entry.name}`;
    // Nearly all entries are plain files: the directory says so, and asking each one again is felt at 20,000.
    if (entry.isFile() && !isDamaged(entry)) {
      addFile(path === "." ? entry.name : `${path}/${entry.name}`, below, walk);
      continue;
    }
    const belowStats = lstatOrUndefined(below);
    if (belowStats !== undefined) visit(below, belowStats, walk, line);
  }
};

/** What is resolved already: "join" would look at every letter of every path again. */
const withSeparator = (absolute: string): string => (absolute.endsWith(sep) ? absolute : `${absolute}${sep}`);

const addFile = (path: string, absolute: string, walk: Walk): void => {
  if (!walk.matches(path)) return;
  if (path.isWellFormed()) walk.files.push({ path, absolute, kind: "file", link: null, size: 0 });
  else walk.faults.push({ path, why: "its name is not valid Unicode" });
};

/** Names that are not UTF-8 can't be written into a JSON document: say which, byte by byte. */
const reportUndecodable = (absolute: string, path: string, walk: Walk): void => {
  for (const name of readdirSync(absolute, { encoding: "buffer" })) {
    if (name.equals(Buffer.from(name.toString("utf8")))) continue;
    const shown = name
      .toString("latin1")
      .replace(/[^\x20-\x7e]/g, (byte) => `\\x${byte.charCodeAt(0).toString(16).padStart(2, "0")}`);
    walk.faults.push({ path: path === "." ? shown : `${path}/${shown}`, why: "its name is not valid UTF-8" });
  }
};

const describeKind = (stats: Stats): string => {
  if (stats.isFIFO()) return "a FIFO";
  if (stats.isSocket()) return "a socket";
  return "a device";
};
