/**
 * Paths and files: finding them, naming them, writing them so that they last.
 *
 * @module
 */
import {
  close,
  closeSync,
  constants,
  type Dirent,
  fstatSync,
  fsync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  open,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  type Stats,
  statSync,
  writeSync,
} from "node:fs";
import { dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { promisify } from "node:util";
import { errnoOf } from "./errors.ts";
import { compileGlobs, globBase, isGlob } from "./glob.ts";
import { compareBytes } from "./report.ts";

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

export interface FindOptions {
  cwd: string;
  /** Absolute directories that a walk leaves out, beside every `.git`. */
  exclude?: readonly string[];
}

export interface Found {
  files: FoundFile[];
  faults: Fault[];
  /** Patterns that matched no file. */
  unmatched: string[];
}

/**
 * Files that `patterns` name: a file, a directory (everything below it), or a glob.
 *
 * Symbolic links are followed and recorded with their target; a link to a directory is recorded beside
 * what lies below it. Loops are not entered. Sockets, FIFOs, devices, unreadable directories and names
 * that are not UTF-8 are faults. Sorted by bytes of the path, each path once.
 */
export const findFiles = (patterns: readonly string[], options: FindOptions): Found => {
  const files = new Map<string, FoundFile>();
  const faults = new Map<string, Fault>();
  const unmatched: string[] = [];
  for (const pattern of patterns) {
    const walk = createWalk(pattern, options);
    walkPattern(pattern, walk, options);
    for (const file of walk.files) files.set(file.path, file);
    for (const fault of walk.faults) faults.set(fault.path, fault);
    if (walk.files.length === 0 && walk.faults.length === 0) unmatched.push(pattern);
  }
  const byPath = <T extends { path: string }>(items: Iterable<T>) =>
    [...items].sort((a, b) => compareBytes(a.path, b.path));
  return { files: byPath(files.values()), faults: byPath(faults.values()), unmatched };
};

/** How documents name `absolute`: relative to `cwd` in POSIX form, or absolute when it was given so and lies outside. */
export const recordedPath = (absolute: string, cwd: string, givenAbsolute: boolean): string => {
  const path = relative(cwd, absolute);
  const isOutside = path === ".." || path.startsWith(`..${sep}`) || isAbsolute(path);
  const chosen = isOutside && givenAbsolute ? absolute : path === "" ? "." : path;
  return sep === "/" ? chosen : chosen.replaceAll(sep, "/");
};

/**
 * Read a small regular file. Throws for anything else in its place: a FIFO is not waited for, and nothing larger than
 * `maxBytes` is read.
 */
export const readSmallFile = (path: string, maxBytes: number): Buffer => {
  const fd = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const stats = fstatSync(fd);
    if (!stats.isFile() || stats.size > maxBytes)
      throw new Error(`"${path}" is not a file of at most ${maxBytes} bytes`);
    return readFileSync(fd);
  } finally {
    closeSync(fd);
  }
};

/** Write a new file and keep its bytes: fsync before close. Throws when it exists. */
export const writeNewFile = (path: string, content: Uint8Array | string | Iterable<string>): void => {
  const fd = openSync(path, "wx");
  try {
    for (const bytes of inChunks(content)) for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
};

/**
 * Make a directory and those above it; one that exists is fine. Node 20's own recursive form never returns
 * below /proc.
 */
export const makeDirectory = (dir: string, mode = 0o777): void => {
  if (statSync(dir, { throwIfNoEntry: false })?.isDirectory() === true) return;
  if (dirname(dir) !== dir) makeDirectory(dirname(dir), mode);
  try {
    mkdirSync(dir, { mode });
  } catch (error) {
    if (errnoOf(error) !== "EEXIST" || !statSync(dir).isDirectory()) throw error;
  }
};

/** fsync files and directories that were written before, several at once. */
export const syncAll = async (paths: readonly string[]): Promise<void> => {
  const queue = [...paths];
  const worker = async (): Promise<void> => {
    for (let path = queue.pop(); path !== undefined; path = queue.pop()) await syncOne(path);
  };
  await Promise.all(Array.from({ length: 4 }, worker));
};

// --- internal ---

function* inChunks(content: Uint8Array | string | Iterable<string>): Generator<Uint8Array> {
  if (content instanceof Uint8Array) return yield content;
  let pending = "";
  for (const piece of typeof content === "string" ? [content] : content) {
    pending += piece;
    if (pending.length < 2 ** 18) continue;
    yield Buffer.from(pending);
    pending = "";
  }
  yield Buffer.from(pending);
}

interface Walk {
  cwd: string;
  givenAbsolute: boolean;
  matches: (path: string) => boolean;
  /** Identities of directories that are not entered. */
  exclude: ReadonlySet<string>;
  /** Directory → how often links led into it. */
  entered: Map<string, number>;
  files: FoundFile[];
  faults: Fault[];
}

const createWalk = (pattern: string, options: FindOptions): Walk => ({
  cwd: options.cwd,
  givenAbsolute: isAbsolute(pattern),
  matches: () => true,
  exclude: new Set((options.exclude ?? []).flatMap((path) => directoryIdentity(statOrUndefined(path)) ?? [])),
  entered: new Map(),
  files: [],
  faults: [],
});

const walkPattern = (pattern: string, walk: Walk, { cwd }: FindOptions): void => {
  const literal = resolve(cwd, pattern);
  // A file that is really called "a[1].csv" is meant by its name, not as a glob.
  const stats = lstatOrUndefined(literal);
  if (stats !== undefined) return visit(literal, stats, walk, []);
  if (!isGlob(pattern)) return;
  const base = globBase(pattern);
  const absolute = resolve(cwd, base);
  const rest = pattern.slice(base === "" ? 0 : base.endsWith("/") ? base.length : base.length + 1);
  const prefix = recordedPath(absolute, cwd, walk.givenAbsolute);
  const matchesRest = compileGlobs([rest]);
  const skip = prefix === "." ? 0 : prefix.endsWith("/") ? prefix.length : prefix.length + 1;
  walk.matches = (path) => matchesRest(path.slice(skip));
  const start = statOrUndefined(absolute);
  if (start?.isDirectory() === true) visitDirectory(absolute, start, walk, []);
};

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
    const below = join(absolute, entry.name);
    // Nearly all entries are plain files: the directory says so, and asking each one again is felt at 20,000.
    if (entry.isFile() && !isDamaged(entry)) {
      addFile(path === "." ? entry.name : `${path}/${entry.name}`, below, walk);
      continue;
    }
    const belowStats = lstatOrUndefined(below);
    if (belowStats !== undefined) visit(below, belowStats, walk, line);
  }
};

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

const [openAsync, fsyncAsync, closeAsync] = [promisify(open), promisify(fsync), promisify(close)];

const syncOne = async (path: string): Promise<void> => {
  const fd = await openAsync(path, "r");
  try {
    await fsyncAsync(fd);
  } finally {
    await closeAsync(fd);
  }
};
