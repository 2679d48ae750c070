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
  return {
    code,
    data: { marks, hints, hasWide, folded, shifts, maxGap, kernel: kernelBase64, ...filter, around: longest },
    longest,
  };
};

// --- internal ---

/**
 * Its code is a string for the reasons of sweep-helper.ts. It does what search.ts does, but takes equal hashes for equal
 * words, and bytes that may hold a token beyond ASCII for suspicious: this thread only has to clear files.
 */
const code = `
const createHasMatch = ({ marks, hints, hasWide, folded, shifts, maxGap, kernel, seed, factor, around }) => {
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
  // What stands for letters of ASCII, as in compatible.ts.
  const states = new Uint16Array(0x20000);
  const forms = [undefined, undefined];
  const findForm = (character) => {
    const form = [...character.normalize("NFKC")].filter((one) => /[\\p{L}\\p{M}\\p{N}]/u.test(one)).join("");
    return /^[0-9a-z]+$/i.test(form) ? Buffer.from(form) : undefined;
  };
  const formOf = (codePoint) => {
    if (codePoint >= 0x20000) return undefined;
    if (states[codePoint] === 0) {
      const form = findForm(String.fromCodePoint(codePoint));
      states[codePoint] = form === undefined ? 1 : forms.push(form) - 1;
    }
    return forms[states[codePoint]];
  };
  const codePointAt = (b, at, length) => {
    let codePoint = b[at] & (0xff >> (length + 1));
    for (let next = at + 1; next < at + length; next += 1) {
      if ((b[next] & 0xc0) !== 0x80) return 0x20000;
      codePoint = (codePoint << 6) | (b[next] & 0x3f);
    }
    return codePoint < (length === 3 ? 0x800 : length === 4 ? 0x10000 : 0x80) ? 0x20000 : codePoint;
  };
  // Null where nothing stands for a letter.
  const plain = (b, end) => {
    let out = null, length = 0, done = 0;
    for (let at = 0; at < end; at += 1) {
      const lead = b[at];
      if (lead < 0xc2 || lead > 0xf0) continue;
      const size = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
      if (at + size > end) break;
      const form = formOf(codePointAt(b, at, size));
      if (form === undefined) continue;
      if (out === null) {
        done = Math.max(0, at - around);
        out = new Uint8Array(2 * (end - done));
      }
      for (; done < at; done += 1, length += 1) out[length] = b[done];
      for (let i = 0; i < form.length; i += 1, length += 1) out[length] = form[i];
      done = at + size;
      at = done - 1;
    }
    if (out === null) return null;
    for (const last = Math.min(end, done + around); done < last; done += 1, length += 1) out[length] = b[done];
    return out.subarray(0, length);
  };
  // The units as they are, and with what stands for letters where there is any.
  const narrow = (b, end, parity, low) => {
    const units = new Uint8Array((end - parity) >> 1);
    let out = null, length = 0, done = 0;
    for (let unit = 0, at = parity; unit < units.length; unit += 1, at += 2) {
      const high = b[at + 1 - low], below = b[at + low];
      if (high === 0 && below < 128) { units[unit] = below; continue; }
      let codePoint = (high << 8) | below, behind = unit + 1;
      if (high >= 0xd8 && high <= 0xdb) {
        if (behind >= units.length) continue;
        const next = (b[at + 3 - low] << 8) | b[at + 2 + low];
        if (next < 0xdc00 || next > 0xdfff) continue;
        codePoint = 0x10000 + ((codePoint - 0xd800) << 10) + (next - 0xdc00);
        behind += 1;
      }
      const form = formOf(codePoint);
      if (form === undefined) continue;
      out ??= new Uint8Array(6 * units.length);
      for (; done < unit; done += 1, length += 1) out[length] = units[done];
      for (let i = 0; i < form.length; i += 1, length += 1) out[length] = form[i];
      done = behind;
    }
    if (out === null) return [units];
    for (; done < units.length; done += 1, length += 1) out[length] = units[done];
    return [units, out.subarray(0, length)];
  };
  const { isAscii: isPlain } = process.getBuiltinModule("node:buffer");
  const hasMark = (b) => (b[0] === 0xff && b[1] === 0xfe) || (b[0] === 0xfe && b[1] === 0xff);
  return (b, end) => {
    const zero = b.indexOf(0);
    const hasZero = zero !== -1 && zero < end;
    const isBeyond = !isPlain(b.subarray(0, end));
    if (hasWide && (isBeyond || hasZero)) return true;
    if (find(b, end)) return true;
    const letters = isBeyond ? plain(b, end) : null;
    if (letters !== null && find(letters, letters.length)) return true;
    if (!hasZero && !hasMark(b)) return false;
    for (const parity of [0, 1]) for (const low of [0, 1])
      for (const units of narrow(b, end, parity, low)) if (find(units, units.length)) return true;
    return false;
  };
};
`;
