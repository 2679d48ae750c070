/**
 * The quick look for private tokens in the second thread of the sweep.
 *
 * @module
 */
import type { Thread } from "../forbidden/index.ts";
import type { OpenEntry } from "./entry.ts";
import { kernelBase64 } from "./kernel/kernel.gen.ts";
import type { Keys } from "./keys.ts";
import { folded, maxGap, shifts } from "./letters.ts";
import { createPrefixes } from "./search.ts";

/** What the thread gets: no key, and nothing that a digest could be made of. */
export const threadOf = (entries: readonly OpenEntry[], { filter }: Keys, longest: number): Thread => {
  const { marks } = createPrefixes(entries);
  const hints = entries.map(({ prefix, length, hash }) => ({ prefix, length, hash }));
  const hasWide = entries.some(({ isWide }) => isWide);
  return { code, data: { marks, hints, hasWide, folded, shifts, maxGap, kernel: kernelBase64, ...filter }, longest };
};

// --- internal ---

/**
 * Its code is a string for the reasons of sweep-helper.ts. It does what search.ts does, but takes equal hashes for equal
 * words, and bytes that may hold a token beyond ASCII for suspicious: this thread only has to clear files.
 */
const code = `
const createHasMatch = ({ marks, hints, hasWide, folded, shifts, maxGap, kernel, seed, factor }) => {
  const lists = new Map();
  for (const hint of hints) lists.set(hint.prefix, [...(lists.get(hint.prefix) ?? []), hint]);
  const gapOf = (b, i) => b[i] === 13 && b[i + 1] === 10 ? 0 : 1;
  const startOf = (b, last) => {
    let at = last, left = 3;
    while (left > 0) {
      at -= 1;
      if (at < 0) return -1;
      if (folded[b[at]] !== 0) left -= 1;
    }
    return at;
  };
  const hashFrom = (b, end, start, length) => {
    let hash = seed, filled = 0, gap = 0;
    for (let i = start; i < end; i += 1) {
      const letter = folded[b[i]];
      if (letter === 0) { gap += gapOf(b, i); if (gap > maxGap) return -1; continue; }
      hash = Math.imul(hash ^ letter, 0x01000193);
      gap = 0;
      filled += 1;
      if (filled === length) return hash >>> 0;
    }
    return -1;
  };
  const look = (b, end, last, prefix) => {
    const start = startOf(b, last);
    if (start === -1) return false;
    for (const hint of lists.get(prefix) ?? []) if (hashFrom(b, end, start, hint.length) === hint.hash) return true;
    return false;
  };
  // As in kernel/index.ts.
  const open = () => {
    try {
      const memory = new WebAssembly.Memory({ initial: 6 });
      const module = new WebAssembly.Module(Buffer.from(kernel, "base64"));
      const bytes = new Uint8Array(memory.buffer);
      bytes.set(folded, 0);
      bytes.set(shifts, 256);
      bytes.set(marks, 512);
      return { bytes, ...new WebAssembly.Instance(module, { kernel: { memory } }).exports };
    } catch {
      return null;
    }
  };
  const fast = open();
  const findFast = (b, end) => {
    fast.reset();
    for (let from = 0; from < end; from += 262144) {
      const to = Math.min(end, from + 262144);
      fast.bytes.set(b.subarray(from, to), 131072);
      const last = 131072 + to - from;
      for (let at = fast.find(131072, last, seed, factor); at !== -1; at = fast.find(at + 1, last, seed, factor)) {
        if (look(b, end, from + at - 131072, fast.prefix())) return true;
      }
    }
    return false;
  };
  const find = (b, end) => fast === null ? findSlowly(b, end) : findFast(b, end);
  const findSlowly = (b, end) => {
    let letters = 0;
    for (let i = 0; i < end; i += 1) {
      const byte = b[i];
      letters = (letters << shifts[byte]) | folded[byte];
      const prefix = Math.imul(letters ^ seed, factor) >>> 16;
      if (marks[prefix] === 0 || folded[byte] === 0) continue;
      if (look(b, end, i, prefix)) return true;
    }
    return false;
  };
  const narrow = (b, end, parity, low) => {
    const units = new Uint8Array((end - parity) >> 1);
    for (let unit = 0, at = parity; unit < units.length; unit += 1, at += 2)
      units[unit] = b[at + 1 - low] === 0 ? b[at + low] : 0;
    return units;
  };
  const mayBeWide = (b, end) => {
    for (let i = 0; i < end; i += 1) if (b[i] > 127 || b[i] === 0) return true;
    return false;
  };
  return (b, end) => {
    if (hasWide && mayBeWide(b, end)) return true;
    if (find(b, end)) return true;
    const zero = b.indexOf(0);
    if (zero === -1 || zero >= end) return false;
    for (const parity of [0, 1]) for (const low of [0, 1]) {
      const units = narrow(b, end, parity, low);
      if (find(units, units.length)) return true;
    }
    return false;
  };
};
`;
