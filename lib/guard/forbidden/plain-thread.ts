/**
 * The quick look of the second thread where there is no kernel for it.
 *
 * @module
 */
import type { Group, Thread } from "./matcher.ts";

/** Searches all that `groups` have. */
export const plainThread = (groups: readonly Group[]): Thread => ({
  code,
  data: groups.map(({ patterns, needsZero }) => ({ needsZero, patterns: patterns.map((one) => one.bytes) })),
  longest: groups.flatMap(({ patterns }) => patterns).reduce((most, { bytes }) => Math.max(most, bytes.length), 0),
});

// --- internal ---

/** It does what `hasMatch` in matcher.ts does, and is a string for the reasons of sweep-helper.ts. */
const code = `
const createHasMatch = (groups) => {
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
return (bytes, end) => {
  for (const { needsZero, find } of finders) {
    const zero = needsZero ? bytes.indexOf(0) : 0;
    if (zero === -1 || zero >= end) continue;
    if (find(bytes, needsZero ? Math.max(0, zero - longest) : 0, end)) return true;
  }
  return false;
};
};
`;
