/**
 * Exact search for many byte patterns at once.
 *
 * @module
 */

/** One occurrence: `patterns[index]` stands in the haystack at `[start, end)`. */
export interface Found {
  index: number;
  start: number;
  end: number;
}

export interface Search {
  /**
   * The leftmost occurrence that starts at or after `from`; of several that start there, the longest; of
   * equal patterns, the first given.
   */
  find(haystack: Uint8Array, from?: number): Found | undefined;
  /**
   * Where the earliest occurrence begins, at or after `from`, that more bytes could still complete or lengthen;
   * the haystack's length when there is none. A stream may settle everything before it.
   */
  findOpen(haystack: Uint8Array, from?: number): number;
  /** Length of the longest pattern, 0 without patterns. */
  readonly longest: number;
  /** There is nothing to find. Empty patterns don't count: they never match. */
  readonly isEmpty: boolean;
}

/**
 * Prepare a search for `patterns`, which must not change afterwards.
 *
 * Wu and Manber's method ("A fast algorithm for multi-pattern searching", 1994): a window as long as the shortest
 * pattern jumps over the haystack by what its last bytes allow, so longer patterns make it faster, and a single
 * pattern of one byte makes it look at every byte. Texts that repeat one shared beginning of many patterns cost
 * their product.
 */
export const createSearch = (patterns: readonly Uint8Array[]): Search => {
  const index = createIndex(patterns);
  if (index === undefined) {
    return { find: () => undefined, findOpen: (haystack) => haystack.length, longest: 0, isEmpty: true };
  }
  return {
    find: (haystack, from = 0) => find(index, haystack, from),
    findOpen: (haystack, from = 0) => findOpen(index, haystack, from),
    longest: index.longest,
    isEmpty: false,
  };
};

// --- internal ---

interface Pattern {
  bytes: Uint8Array;
  index: number;
}

interface Index {
  /** The window's length: that of the shortest pattern. */
  width: number;
  longest: number;
  /** Key of a window's last bytes → how far it may jump; 0: look closer. */
  shifts: Uint8Array;
  /** The same key → patterns whose beginning has these last bytes, longest first. */
  buckets: ReadonlyMap<number, Pattern[]>;
  /** First byte → patterns, longest first. */
  byFirst: ReadonlyMap<number, Pattern[]>;
  keyOf: (bytes: Uint8Array, last: number, shifts: Uint8Array) => number;
  skip: (bytes: Uint8Array, last: number, shifts: Uint8Array) => number;
}

const createIndex = (given: readonly Uint8Array[]): Index | undefined => {
  const patterns = given
    .map((bytes, index) => ({ bytes, index }))
    .filter(({ bytes }) => bytes.length > 0)
    .sort((a, b) => b.bytes.length - a.bytes.length || a.index - b.index);
  const width = patterns.at(-1)?.bytes.length;
  if (width === undefined) return undefined;
  const { block, keyOf, skip, size } = methodOf(width, patterns.length);
  const farthest = Math.min(width - block + 1, 255);
  const shifts = new Uint8Array(size).fill(farthest);
  const buckets = new Map<number, Pattern[]>();
  const byFirst = new Map<number, Pattern[]>();
  for (const pattern of patterns) {
    for (let last = block - 1; last < width; last += 1) {
      const key = keyOf(pattern.bytes, last, shifts);
      shifts[key] = Math.min(at(shifts, key), width - 1 - last);
    }
    addTo(buckets, keyOf(pattern.bytes, width - 1, shifts), pattern);
    addTo(byFirst, at(pattern.bytes, 0), pattern);
  }
  return { width, longest: patterns[0]?.bytes.length ?? 0, shifts, buckets, byFirst, keyOf, skip };
};

const addTo = (lists: Map<number, Pattern[]>, key: number, pattern: Pattern): void => {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [pattern]);
  else list.push(pattern);
};

/**
 * Wider blocks are rarer in the text, but cost jump width: three bytes pay from windows of six on. Thousands of patterns
 * would fill a table of 64 Ki keys, and no jump would be left: they get four bytes and a table that stays nearly empty.
 */
const methodOf = (width: number, count: number) => {
  const entries = count * (width - 3);
  if (width >= 7 && entries > 0x2000) {
    const size = 2 ** Math.min(24, Math.ceil(Math.log2(entries * 16)));
    return { block: 4, keyOf: keyOf4, skip: skip4, size };
  }
  if (width >= 6) return { block: 3, keyOf: keyOf3, skip: skip3, size: 0x10000 };
  if (width >= 2) return { block: 2, keyOf: keyOf2, skip: skip2, size: 0x10000 };
  return { block: 1, keyOf: at, skip: skip1, size: 0x10000 };
};

const find = (index: Index, haystack: Uint8Array, from: number): Found | undefined => {
  const { width, shifts, buckets, keyOf, skip } = index;
  for (
    let last = skip(haystack, from + width - 1, shifts);
    last < haystack.length;
    last = skip(haystack, last + 1, shifts)
  ) {
    const bucket = buckets.get(keyOf(haystack, last, shifts)) ?? [];
    const start = last - width + 1;
    for (const pattern of bucket) {
      const end = start + pattern.bytes.length;
      if (end <= haystack.length && isAt(pattern.bytes, haystack, start, end))
        return { index: pattern.index, start, end };
    }
  }
  return undefined;
};

const findOpen = (index: Index, haystack: Uint8Array, from: number): number => {
  const { width, longest, shifts, buckets, byFirst, keyOf, skip } = index;
  const { length } = haystack;
  const first = Math.max(from, length - longest + 1);
  const isOpenAt = (candidates: readonly Pattern[], start: number): boolean =>
    candidates.some(({ bytes }) => bytes.length > length - start && isAt(bytes, haystack, start, length));
  for (let last = skip(haystack, first + width - 1, shifts); last < length; last = skip(haystack, last + 1, shifts)) {
    const start = last - width + 1;
    if (isOpenAt(buckets.get(keyOf(haystack, last, shifts)) ?? [], start)) return start;
  }
  // What remains is shorter than the window.
  for (let start = Math.max(first, length - width + 1); start < length; start += 1) {
    if (isOpenAt(byFirst.get(at(haystack, start)) ?? [], start)) return start;
  }
  return length;
};

/** Whether `haystack[start, end)` is the beginning of `bytes`. */
const isAt = (bytes: Uint8Array, haystack: Uint8Array, start: number, end: number): boolean => {
  for (let offset = 0; start + offset < end; offset += 1) {
    if (bytes[offset] !== haystack[start + offset]) return false;
  }
  return true;
};

/** Inside the bounds by construction; the fallback only tells the compiler. */
const at = (bytes: Uint8Array, offset: number): number => bytes[offset] ?? 0;

const keyOf2 = (bytes: Uint8Array, last: number): number => (at(bytes, last - 1) << 8) | at(bytes, last);

const keyOf3 = (bytes: Uint8Array, last: number): number =>
  (at(bytes, last - 2) << 8) ^ (at(bytes, last - 1) << 4) ^ at(bytes, last);

/** Multiplied by the golden ratio (Knuth's method), cut to the table, whose length is a power of two. */
const keyOf4 = (bytes: Uint8Array, last: number, shifts: Uint8Array): number => {
  const block =
    (at(bytes, last - 3) << 24) | (at(bytes, last - 2) << 16) | (at(bytes, last - 1) << 8) | at(bytes, last);
  return Math.imul(block, 0x9e3779b1) >>> (Math.clz32(shifts.length) + 1);
};

// Four loops instead of one with a function inside: the engine then compiles each to plain table look-ups.

const skip1 = (bytes: Uint8Array, last: number, shifts: Uint8Array): number => {
  let position = last;
  while (position < bytes.length && at(shifts, at(bytes, position)) !== 0) position += 1;
  return position;
};

const skip2 = (bytes: Uint8Array, last: number, shifts: Uint8Array): number => {
  let position = last;
  while (position < bytes.length) {
    const shift = at(shifts, keyOf2(bytes, position));
    if (shift === 0) break;
    position += shift;
  }
  return position;
};

const skip3 = (bytes: Uint8Array, last: number, shifts: Uint8Array): number => {
  let position = last;
  while (position < bytes.length) {
    const shift = at(shifts, keyOf3(bytes, position));
    if (shift === 0) break;
    position += shift;
  }
  return position;
};

const skip4 = (bytes: Uint8Array, last: number, shifts: Uint8Array): number => {
  const down = Math.clz32(shifts.length) + 1;
  let position = last;
  while (position < bytes.length) {
    const block =
      (at(bytes, position - 3) << 24) |
      (at(bytes, position - 2) << 16) |
      (at(bytes, position - 1) << 8) |
      at(bytes, position);
    const shift = at(shifts, Math.imul(block, 0x9e3779b1) >>> down);
    if (shift === 0) break;
    position += shift;
  }
  return position;
};
