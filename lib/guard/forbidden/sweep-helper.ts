/**
 * The second thread of the sweep.
 *
 * @module
 */
import type { Listing } from "../surface/listing.ts";
import type { Group } from "./matcher.ts";

export interface HelperOptions extends Listing {
  root: string;
  /** One state for each entry; the next entry that nobody has taken; bytes that the helper has read. */
  shared: { states: Uint8Array; turn: Int32Array; read: BigInt64Array };
  groups: readonly Group[];
  canaries: readonly Buffer[];
  openFlags: number;
  bufferSize: number;
}

export interface Helper {
  /** Nothing is left to take. Numbers of the canaries that it did not find; all, when it could not run. */
  done: Promise<number[]>;
  stop(): void;
}

/** Start it. What it sees, it writes into the shared states. */
export const startHelper = (options: HelperOptions): Helper => {
  const { bytes, entries, groups, canaries, ...plain } = options;
  // Loaded here, because most runs read too little to need it.
  const threads = process.getBuiltinModule("node:worker_threads");
  const worker = new threads.Worker(helperCode, {
    eval: true,
    execArgv: [],
    workerData: {
      ...plain,
      names: share(bytes),
      places: placesOf(entries),
      groups: groups.map(({ patterns, needsZero }) => ({ needsZero, patterns: patterns.map((one) => one.bytes) })),
      canaries,
    },
  });
  const done = new Promise<number[]>((resolve) => {
    worker.once("message", resolve);
    // What it did not finish has no state, and is looked at again; what it finished is not believed.
    worker.once("error", () => resolve(canaries.map((_, index) => index)));
  });
  return { done, stop: () => void worker.terminate() };
};

// --- internal ---

const placesOf = (entries: HelperOptions["entries"]): Uint32Array => {
  const places = new Uint32Array(2 * entries.length);
  for (const [index, { start, end }] of entries.entries()) {
    places[2 * index] = start;
    places[2 * index + 1] = end;
  }
  return places;
};

const share = (bytes: Buffer): Uint8Array => {
  const shared = new Uint8Array(new SharedArrayBuffer(bytes.length));
  shared.set(bytes);
  return shared;
};

/**
 * Its code is a string, so that sources, bundles and the one-file form all find it. It does what `readOne` in sweep.ts
 * and `hasMatch` in matcher.ts do; the canaries prove in every run that it sees.
 */
const helperCode = `
const { workerData, parentPort } = require("node:worker_threads");
const { openSync, readSync, closeSync } = require("node:fs");
const { root, names, places, shared: { states, turn, read }, groups, canaries, openFlags, bufferSize } = workerData;

// Wu and Manber's search, as in lib/search.ts. Three loops instead of one with a function inside, as there.
const kinds = {
  1: { keyOf: (b, i) => b[i], skip: (b, i, end, shifts) => {
    while (i < end && shifts[b[i]] !== 0) i += 1;
    return i;
  } },
  2: { keyOf: (b, i) => (b[i - 1] << 8) | b[i], skip: (b, i, end, shifts) => {
    while (i < end) { const shift = shifts[(b[i - 1] << 8) | b[i]]; if (shift === 0) break; i += shift; }
    return i;
  } },
  3: { keyOf: (b, i) => (b[i - 2] << 8) ^ (b[i - 1] << 4) ^ b[i], skip: (b, i, end, shifts) => {
    while (i < end) { const shift = shifts[(b[i - 2] << 8) ^ (b[i - 1] << 4) ^ b[i]]; if (shift === 0) break; i += shift; }
    return i;
  } },
};
const isAt = (pattern, bytes, start, end) => {
  if (start + pattern.length > end) return false;
  for (let i = 0; i < pattern.length; i += 1) if (pattern[i] !== bytes[start + i]) return false;
  return true;
};
const createFinder = (patterns) => {
  const width = patterns.reduce((least, { length }) => Math.min(least, length), Infinity);
  const block = width >= 6 ? 3 : width >= 2 ? 2 : 1;
  const { keyOf, skip } = kinds[block];
  const shifts = new Uint8Array(0x10000).fill(Math.min(width - block + 1, 255));
  const buckets = new Map();
  for (const pattern of patterns) {
    for (let i = block - 1; i < width; i += 1) {
      const key = keyOf(pattern, i);
      shifts[key] = Math.min(shifts[key], width - 1 - i);
    }
    const key = keyOf(pattern, width - 1);
    if (buckets.has(key)) buckets.get(key).push(pattern);
    else buckets.set(key, [pattern]);
  }
  return (bytes, from, end) => {
    for (let i = skip(bytes, from + width - 1, end, shifts); i < end; i = skip(bytes, i + 1, end, shifts)) {
      for (const pattern of buckets.get(keyOf(bytes, i)) ?? []) {
        if (isAt(pattern, bytes, i - width + 1, end)) return true;
      }
    }
    return false;
  };
};

const finders = groups.map(({ patterns, needsZero }) => ({ needsZero, find: createFinder(patterns) }));
const longest = groups.flatMap(({ patterns }) => patterns).reduce((most, { length }) => Math.max(most, length), 0);
const hasMatch = (bytes, end) => {
  for (const { needsZero, find } of finders) {
    const zero = needsZero ? bytes.indexOf(0) : 0;
    if (zero === -1 || zero >= end) continue;
    if (find(bytes, needsZero ? Math.max(0, zero - longest) : 0, end)) return true;
  }
  return false;
};

const buffer = Buffer.allocUnsafe(bufferSize);
const prefix = Buffer.from(root + "/");
const longestName = places.reduce((most, place, at) => at % 2 ? Math.max(most, place - places[at - 1]) : most, 0);
const path = Buffer.concat([prefix, Buffer.alloc(longestName)]);
const readOne = (index) => {
  let fd, total = 0;
  try {
    const [start, end] = [places[2 * index], places[2 * index + 1]];
    path.set(names.subarray(start, end), prefix.length);
    fd = openSync(path.subarray(0, prefix.length + end - start), openFlags);
    for (let kept = 0; ; ) {
      const count = readSync(fd, buffer, kept, buffer.length - kept, null);
      if (count === 0) break;
      total += count;
      const end = kept + count;
      if (hasMatch(buffer.subarray(0, end), end)) { states[index] = 2; return total; }
      kept = Math.min(longest, end);
      buffer.copyWithin(0, end - kept, end);
    }
    states[index] = 1;
  } catch {
    states[index] = 3;
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
  return total;
};

const missed = canaries.flatMap((bytes, index) => hasMatch(Buffer.from(bytes), bytes.length) ? [] : [index]);
const count = places.length / 2;
for (let index = Atomics.add(turn, 0, 1); index < count; index = Atomics.add(turn, 0, 1)) {
  Atomics.add(read, 0, BigInt(readOne(index)));
}
parentPort.postMessage(missed);
`;
