/**
 * The states of a real repository: its index, and what lies in the work tree where that differs.
 *
 * @module
 */
import { gitSync } from "../../git.ts";
import { compareBytes } from "../../report.ts";
import type { GitFacts } from "../../repository.ts";
import { readSizes, readWholeBlob } from "../surface/objects.ts";
import { type Snapshot, type Tracked, takeSnapshot } from "../surface/snapshot.ts";
import { readNamed } from "../surface/witness.ts";
import { type Found, placeOf, readWorkTree } from "../surface/work-tree.ts";
import { maxBytes, type State, UnreadableError } from "./state.ts";

export interface States {
  index: State;
  /** The index with the bytes of the work tree in place of those that it has. */
  workTree: State;
  /** Which of `paths` have other bytes in the work tree than in the index. None when the index alone is judged. */
  changedOf: (paths: readonly string[]) => ReadonlySet<string>;
}

/** Look at what git tracks around `cwd`. Throws `E_NO_REPOSITORY`, `E_TOOL_MISSING` or `E_GIT`. */
export const openStates = async (cwd: string, snapshot: Snapshot = takeSnapshot(cwd)): Promise<States> => {
  const [tracked, ignored] = await Promise.all([snapshot.tracked(), snapshot.ignored()]);
  const positions = new Map(tracked.paths.map((path, index) => [path, index]));
  const place: Place = { cwd, root: snapshot.root, tracked, positions, buffer: Buffer.alloc(0) };
  // git's order is by bytes already; a path that is not UTF-8 is written in another way than it is sorted.
  const paths = Object.freeze([...tracked.paths].sort(compareBytes));
  const facts: State["facts"] = (path) => ({
    kind: tracked.at(positionOf(place, path)).kind,
    ignored: ignored.has(path),
  });
  const shared = { paths, facts, git: lazily(() => factsOf(cwd)) };
  const index: State = { ...shared, read: remembering((path) => readIndex(place, path)) };
  const lying = (path: string) => (snapshot.isStaged ? undefined : readLying(place, path));
  return {
    index,
    workTree: { ...shared, read: remembering((path) => lying(path) ?? index.read(path)) },
    changedOf: (some) =>
      new Set(
        some.filter((path) =>
          isChanged(
            () => lying(path),
            () => index.read(path),
          ),
        ),
      ),
  };
};

// --- internal ---

interface Place {
  cwd: string;
  /** The top level of the work tree. */
  root: string;
  tracked: Tracked;
  /** Where each path stands: every file is asked for several times. */
  positions: ReadonlyMap<string, number>;
  /** What of it is free yet: files are read into it one behind the other, and stay there. */
  buffer: Buffer;
}

const positionOf = ({ positions }: Place, path: string): number => {
  const index = positions.get(path);
  if (index === undefined) throw new UnreadableError(`git does not track "${path}"`);
  return index;
};

/** Several files share their memory: to allocate some for each takes as long as to read them. */
const read = (place: Place, entry: ReturnType<Tracked["at"]>): ReturnType<typeof readWorkTree> => {
  const found = readWorkTree(place.root, entry, freeOf(place));
  place.buffer = place.buffer.subarray((found as Partial<Found>).whole?.length);
  return found;
};

const freeOf = (place: Place): Buffer => {
  if (place.buffer.length < largestShared) place.buffer = Buffer.allocUnsafe(8 * largestShared);
  return place.buffer.subarray(0, largestShared);
};

const largestShared = 2 ** 20;

const readIndex = (place: Place, path: string): Buffer => {
  const index = positionOf(place, path);
  const entry = place.tracked.at(index);
  if (entry.kind === "submodule") throw new UnreadableError("it is a submodule: its files are another repository's");
  const { blob = "", others } = place.tracked.listing.entries[index] ?? {};
  if (others !== undefined) throw new UnreadableError("it is in a merge conflict");
  // The usual case, for which git need not be asked.
  const whole = readNamed(placeOf(place.root, entry), blob, freeOf(place));
  place.buffer = place.buffer.subarray(whole?.length);
  if (whole !== undefined) return whole;
  const [size] = readSizes([blob], place.cwd);
  if (size === undefined) throw new UnreadableError("its content is not in this clone");
  if (size > maxBytes) throw tooLarge(size);
  return readWholeBlob(blob, place.cwd);
};

/** The bytes in the work tree of a file that git does not call the same; undefined when the index speaks for it. */
const readLying = (place: Place, path: string): Buffer | undefined => {
  const entry = place.tracked.at(positionOf(place, path));
  if (entry.kind !== "file" || entry.isSame) return undefined;
  const found = read(place, entry);
  if ("failed" in found) {
    if (found.failed === "absent") return undefined;
    throw new UnreadableError(`it can't be read in the work tree: ${found.failed}`);
  }
  if (found.size > maxBytes) throw tooLarge(found.size);
  if (found.whole !== undefined) return found.whole;
  // One byte more than it has: else a file that grows meanwhile would be cut off, and taken for whole.
  const { whole } = readWorkTree(place.root, entry, Buffer.allocUnsafe(found.size + 1)) as Partial<Found>;
  if (whole === undefined) throw new UnreadableError("it changed while it was read");
  return whole;
};

/** What can't be compared counts as changed: the rule meets the trouble itself. */
const isChanged = (lying: () => Buffer | undefined, published: () => Buffer): boolean => {
  try {
    const bytes = lying();
    return bytes !== undefined && !published().equals(bytes);
  } catch {
    return true;
  }
};

const tooLarge = (size: number): UnreadableError =>
  new UnreadableError(`expected at most ${maxBytes} bytes, found ${size}`);

/** Rules ask again and again for the same files; a repository may be larger than memory. */
const remembering = (read: State["read"]): State["read"] => {
  const known = new Map<string, Buffer>();
  let total = 0;
  return (path) => {
    const before = known.get(path);
    if (before !== undefined) return before;
    const bytes = read(path);
    if (total + bytes.length > budget) {
      known.clear();
      total = 0;
    }
    known.set(path, bytes);
    total += bytes.length;
    return bytes;
  };
};

/** Bytes; the last file that was read may be larger. */
const budget = 64 * 2 ** 20;

const lazily = <Value>(ask: () => Value): (() => Value) => {
  let asked: { value: Value } | undefined;
  return () => {
    asked ??= { value: ask() };
    return asked.value;
  };
};

/** Asked in full names: short ones differ where a branch and a tag are called the same. */
const factsOf = (cwd: string): GitFacts => {
  const lines = (...args: string[]) => `${gitSync(args, { cwd, accept: [0, 1] })}`.split("\n").filter(Boolean);
  const [commit = null] = lines("rev-parse", "--verify", "--quiet", "HEAD");
  const [head = ""] = lines("symbolic-ref", "--quiet", "HEAD");
  const branch = head.replace(/^refs\/heads\//, "") || null;
  const points = ["for-each-ref", "--points-at=HEAD", "--sort=refname", "--format=%(refname)", "refs/tags/"];
  const refs = commit === null ? [] : lines(...points);
  return { commit, branch, tags: refs.map((ref) => ref.slice("refs/tags/".length)) };
};
