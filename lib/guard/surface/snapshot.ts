/**
 * What git says about a repository, asked once and shared by all that judge it in one run.
 *
 * @module
 */
import { isAscii, isUtf8 } from "node:buffer";
import { type BigIntStats, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { sha256 } from "../../digest.ts";
import { git } from "../../git.ts";
import { type Change, listChanges } from "./changes.ts";
import { stagedIndexFile } from "./index-file.ts";
import { entriesOf, type Listing, listIndex, search, versionsOf } from "./listing.ts";
import { meantPlace, type Place } from "./meant.ts";
import { nameOf } from "./names.ts";
import { hasReplacements } from "./replaced.ts";
import { gitDirectory, topLevel } from "./top-level.ts";
import { type IndexEntry, ignoredArgs, parseIgnored } from "./tracked.ts";

export interface Snapshot {
  /** Where git is asked. */
  cwd: string;
  /** Top level of the work tree, without symbolic links. */
  root: string;
  /** Of the repository or linked work tree: its index is in it. */
  gitDir: string;
  /**
   * The index alone is judged: whoever reads a tracked file reads the index's blob, nothing in the work tree counts, and
   * every entry stands for its blob.
   */
  isStaged: boolean;
  /** The index file, absolute. */
  index: string;
  /** Every tracked path. Asked at the first call; throws as `git` does. */
  listing: () => Promise<Listing>;
  /** What git's comparison by stat does not call the same. Asked at the first call; throws as `git` does. */
  changes: () => Promise<readonly Change[]>;
  /** Tracked paths that the repository's own `.gitignore` files ignore. Asked at the first call; throws as `git` does. */
  ignored: () => Promise<ReadonlySet<string>>;
  /** Listing and changes as the checks want them. */
  tracked: () => Promise<Tracked>;
  /** Whether the index is the very file that it was when this was taken. */
  isCurrent: () => boolean;
  /**
   * SHA-256 of the index, all its bytes: its own trailer is zero under index.skipHash. Undefined for one that is split over
   * two files, that can't be read, or that is no longer the one that this was taken of.
   */
  digest: () => string | undefined;
}

export interface SnapshotOptions {
  /** Judge the index alone. Default false. */
  staged?: boolean;
  /** Where a hook says which repository and index are meant; asked only when `staged`. Default: that of this process. */
  env?: NodeJS.ProcessEnv;
  /** Judge this index file alone, which this program has made; absolute. */
  made?: string;
}

/** Take it around `cwd`. Throws `E_NO_REPOSITORY`, `E_TOOL_MISSING`, `E_GIT`, and `E_STAGED` for an index that is not git's own or another's. */
export const takeSnapshot = (cwd: string, options: SnapshotOptions = {}): Snapshot => {
  const { made, staged = false, env = process.env } = options;
  const isStaged = staged || made !== undefined;
  const { root, gitDir } = staged ? meantPlace(cwd, env) : placeOf(cwd);
  const index = made ?? (staged ? stagedIndexFile(gitDir, root, env) : join(gitDir, "index"));
  const taken = markOf(index);
  const listing = once(() => (isStaged ? listStaged(cwd, index) : listCompared(cwd, gitDir)));
  const changes = once(async () => (isStaged ? [] : listChanges(cwd, index)));
  const isCurrent = () => markOf(index) === taken;
  let digest: { of: string | undefined } | undefined;
  return {
    ...{ cwd, root, gitDir, isStaged, index, listing, changes, isCurrent },
    ignored: once(async () =>
      isStaged
        ? (await import("./ignored.ts")).listIgnoredByIndex({ cwd, root, gitDir, index, listing: await listing() })
        : parseIgnored(await git(ignoredArgs, { cwd })),
    ),
    tracked: once(async () => {
      const [changed, listed] = await Promise.all([changes(), listing()]);
      return createTracked(listed, changed);
    }),
    digest: () => {
      digest ??= { of: digestOfIndex(gitDir, index) };
      return isCurrent() ? digest.of : undefined;
    },
  };
};

/** The paths of a snapshot as the checks want them. */
export interface Tracked {
  listing: Listing;
  /** For people, in the listing's order; bytes that are not UTF-8 are written as `\xff`. */
  paths: readonly string[];
  /** Where `path` stands among the paths; undefined for one that is not tracked. */
  indexOf: (path: string) => number | undefined;
  /** The entry of the path at `index`. */
  at: (index: number) => Omit<IndexEntry, "ignored">;
}

// --- internal ---

const placeOf = (cwd: string): Place => {
  const root = topLevel(cwd);
  return { root, gitDir: gitDirectory(cwd, root) };
};

const listCompared = async (cwd: string, gitDir: string): Promise<Listing> => {
  const listed = await listIndex(cwd);
  if (hasReplacements(cwd, gitDir)) for (const entry of listed.entries) entry.isPlain = false;
  return listed;
};

/** No bit of an entry hides anything: there is nothing but its blob. */
const listStaged = async (cwd: string, index: string): Promise<Listing> => {
  const listed = await listIndex(cwd, index);
  for (const entry of listed.entries) entry.isPlain = entry.others === undefined;
  return listed;
};

const createTracked = (listing: Listing, changes: readonly Change[]): Tracked => {
  const { bytes, entries } = listing;
  const names = changes.map(({ name }) => name);
  const changed = entriesOf(listing, names);
  const paths = pathsOf(listing);
  const isPlainText = isUtf8(bytes);
  return {
    listing,
    paths,
    // git's order is by bytes; a name that is not UTF-8 is written in another way than it is sorted.
    indexOf: (path) => found(isPlainText ? findIn(paths, Buffer.from(path)) : paths.indexOf(path)),
    at: (index) => {
      const entry = entries[index];
      if (entry === undefined) throw new RangeError(`There is no entry ${index}`);
      const versions = entry.others === undefined ? [entry] : versionsOf(entry);
      const blobs = versions.flatMap(({ kind, blob }) => (kind === "file" ? [blob] : []));
      // Where the whole listing is UTF-8, each name is.
      const name = isPlainText ? undefined : bytes.subarray(entry.start, entry.end);
      return {
        path: paths[index] ?? "",
        kind: blobs.length > 0 ? "file" : entry.kind,
        blobs: blobs.length > 1 ? [...new Set(blobs)] : blobs,
        isSame: entry.isPlain && !changed.has(entry),
        ...(name !== undefined && !isUtf8(name) && { bytes: Buffer.from(name) }),
      };
    },
  };
};

const once = <Value>(ask: () => Promise<Value>): (() => Promise<Value>) => {
  let asked: Promise<Value> | undefined;
  return () => {
    asked ??= ask();
    asked.catch(() => undefined); // Whoever awaits it sees it.
    return asked;
  };
};

const found = (index: number): number | undefined => (index === -1 ? undefined : index);

const findIn = (paths: readonly string[], wanted: Buffer): number =>
  search(paths.length, (index) => wanted.compare(Buffer.from(paths[index] ?? "")));

const digestOfIndex = (gitDir: string, index: string): string | undefined => {
  try {
    if (readdirSync(gitDir).some((name) => name.startsWith("sharedindex."))) return undefined;
    return sha256(readFileSync(index));
  } catch {
    return undefined;
  }
};

/** git replaces the file as a whole, so that another index is another file. */
const markOf = (index: string): string | undefined => {
  const stats: BigIntStats | undefined = statSync(index, { bigint: true, throwIfNoEntry: false });
  return stats && [stats.dev, stats.ino, stats.size, stats.mtimeNs, stats.ctimeNs].join(" ");
};

/** Nearly always all of them are ASCII, and then they are pieces of one string. */
const pathsOf = ({ bytes, entries }: Listing): string[] => {
  if (!isAscii(bytes)) return entries.map(({ start, end }) => nameOf(bytes.subarray(start, end)));
  const text = bytes.toString("latin1");
  return entries.map(({ start, end }) => text.slice(start, end));
};
