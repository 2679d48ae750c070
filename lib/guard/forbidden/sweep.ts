/**
 * The quick look through the work tree: which files have nothing at all in them?
 *
 * Reads synchronously into one reused buffer, because a promise per file costs more than searching a small file does; one
 * more thread joins when it turns out that there is enough to do. What is not clean is looked at again, closely.
 *
 * @module
 */
import { isAscii } from "node:buffer";
import { closeSync, openSync, readSync } from "node:fs";
import { elapsed } from "../../clock.ts";
import type { Listing } from "../surface/listing.ts";
import type { Matcher } from "./matcher.ts";
import { createQuick, missedBy, type Quick } from "./quick.ts";
import { type Helper, startHelper } from "./sweep-helper.ts";
import { openFlags } from "./work-tree.ts";

/** What a file turned out to be; 0 while nobody has looked. */
export const states = { clean: 1, suspicious: 2, failed: 3 } as const;

export interface SweepOptions {
  root: string;
  matcher: Matcher;
  /** What every thread must find. */
  canaries: readonly Buffer[];
  /** Called now and then with the bytes read so far; may throw to stop. */
  onProgress?: ((bytes: number) => void) | undefined;
  /** For tests. Milliseconds of work after which a second thread, which costs about 30 to start, is likely to pay. */
  threadAfter?: number;
}

export interface Sweep {
  /** One state for each of the entries. */
  states: Uint8Array;
  /** Bytes read. */
  bytes: number;
  /** Numbers of canaries that a thread did not find: the states are then worth nothing. */
  missed: number[];
}

/** Sweep the files of `entries`, which are paths in `bytes`. Never fails for a file. */
export const sweep = async (
  { bytes, entries }: Listing,
  { root, matcher, canaries, onProgress, threadAfter = 20 }: SweepOptions,
): Promise<Sweep> => {
  const { length } = entries;
  const shared = {
    states: new Uint8Array(new SharedArrayBuffer(length)),
    turn: new Int32Array(new SharedArrayBuffer(4)),
    read: new BigInt64Array(new SharedArrayBuffer(8)),
  };
  if (length === 0) return { states: shared.states, bytes: 0, missed: [] };
  const quick = createQuick(matcher, bufferSize);
  const missed = new Set(missedBy(quick, canaries));
  const reading = { quick, longest: matcher.longest, states: shared.states };
  const pathOf = createPaths(root, bytes, entries);
  let helper: Helper | undefined;
  let due = elapsed() + (length > many ? 0 : threadAfter);
  let own = 0;
  let looked = 0;
  const lookAtOne = (index: number): void => {
    own += readOne(pathOf(index), index, reading);
  };
  try {
    for (let index = Atomics.add(shared.turn, 0, 1); index < length; index = Atomics.add(shared.turn, 0, 1)) {
      lookAtOne(index);
      looked += 1;
      // A look at the clock costs as much as a small file's search.
      if (looked % 8 !== 0 || elapsed() < due) continue;
      if (helper === undefined && length - index > enough) {
        helper = startHelper({ root, bytes, entries, shared, canaries, openFlags, bufferSize, thread: quick.thread });
      }
      onProgress?.(own + Number(Atomics.load(shared.read, 0)));
      await new Promise(setImmediate);
      due = elapsed() + 50;
    }
    for (const number of (await helper?.done) ?? []) missed.add(number);
    // What a thread took and did not finish.
    for (let index = 0; index < length; index += 1) if (shared.states[index] === 0) lookAtOne(index);
    return { states: shared.states, bytes: own + Number(shared.read[0]), missed: [...missed].sort((a, b) => a - b) };
  } finally {
    helper?.stop();
  }
};

// --- internal ---

/** Fits a core's own cache, so that what was just read is searched there. */
const bufferSize = 256 * 1024;
/** Files left, for a second thread to be worth its start. */
const enough = 200;
/** Files for which nobody need wait and see. */
const many = 5000;

/** The path of an entry below `root`: where all is ASCII as text, which is faster, else in a buffer that is used again. */
const createPaths = (
  root: string,
  bytes: Buffer,
  entries: Listing["entries"],
): ((index: number) => Buffer | string) => {
  if (isAscii(bytes)) {
    const text = bytes.toString("latin1");
    return (index) => `${root}/${text.slice(entries[index]?.start, entries[index]?.end)}`;
  }
  const prefix = Buffer.from(`${root}/`);
  const longest = entries.reduce((most, { start, end }) => Math.max(most, end - start), 0);
  const path = Buffer.alloc(prefix.length + longest);
  prefix.copy(path);
  return (index) => {
    const entry = entries[index];
    if (entry === undefined) return path.subarray(0, 0);
    const { start, end } = entry;
    bytes.copy(path, prefix.length, start, end);
    return path.subarray(0, prefix.length + end - start);
  };
};

interface Reading {
  quick: Quick;
  longest: number;
  states: Uint8Array;
}

/** Returns bytes read. Reads until the file says that it ends: its size may be a lie. */
const readOne = (path: Buffer | string, index: number, { quick, longest, states: into }: Reading): number => {
  const { buffer } = quick;
  let fd: number | undefined;
  let total = 0;
  try {
    fd = openSync(path, openFlags);
    for (let filled = 0; ; ) {
      // A token may lie across two readings.
      if (filled === buffer.length) filled = moveToFront(buffer, longest);
      const count = readSync(fd, buffer, filled, buffer.length - filled, null);
      if (count === 0) break;
      total += count;
      filled += count;
      if (quick.hasMatch(filled)) {
        into[index] = states.suspicious;
        return total;
      }
    }
    into[index] = states.clean;
  } catch {
    into[index] = states.failed;
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
  return total;
};

/** Keep the last bytes of a full buffer: so many are filled then. */
const moveToFront = (buffer: Buffer, longest: number): number => {
  buffer.copyWithin(0, buffer.length - longest);
  return longest;
};
