/**
 * Characters beyond ASCII that stand for letters and digits of ASCII: full width, circled, mathematical, ligatures.
 *
 * Tokens of ASCII letters are looked for in bytes, which is fast. Where such characters stand, they are written as what they
 * stand for, and those bytes are looked at once more; a text without any is only looked through. Where each of them stood is
 * asked when something was found.
 *
 * @module
 */
import { isLetter } from "./normal-form.ts";

/** A character at `[start, end)` that stands for `form`. */
export interface Compatible {
  start: number;
  end: number;
  form: Uint8Array;
}

/**
 * The letters and digits of ASCII that a character stands for in the compatibility form (NFKC); undefined for one that has
 * other letters, too, and for ASCII itself.
 */
export const formOf = (codePoint: number): Uint8Array | undefined => {
  let state = states[codePoint] ?? none;
  if (state === unknown) {
    const form = findForm(String.fromCodePoint(codePoint));
    state = form === undefined ? none : forms.push(form) - 1;
    states[codePoint] = state;
  }
  return forms[state];
};

/** Those in bytes that are read as UTF-8 (RFC 3629). */
export const compatibleInUtf8 = (bytes: Uint8Array): Compatible[] => {
  const found: Compatible[] = [];
  for (let at = 0; at < bytes.length; at += 1) {
    const lead = bytes[at] as number;
    if (lead < 0xc2 || lead > 0xf0) continue;
    const length = lengthOf(lead);
    const form = formOf(codePointAt(bytes, at, length));
    if (form === undefined) continue;
    found.push({ start: at, end: at + length, form });
    at += length - 1;
  }
  return found;
};

/** Those in bytes from `parity` on that are read as UTF-16, by units. `low`: where the low byte of each stands. */
export const compatibleInUtf16 = (bytes: Uint8Array, parity: number, low: number): Compatible[] => {
  const found: Compatible[] = [];
  const length = (bytes.length - parity) >> 1;
  for (let unit = 0; unit < length; unit += 1) {
    const codePoint = unitsAt(bytes, parity + 2 * unit, low);
    const form = formOf(codePoint);
    if (form !== undefined) found.push({ start: unit, end: unit + unitsOf(codePoint), form });
  }
  return found;
};

/**
 * UTF-8 with what stands for letters as these letters, from `around` bytes before the first one, which is `from`, to as many
 * behind the last; undefined when there is none.
 */
export const plainUtf8 = (bytes: Uint8Array, around: number): { plain: Uint8Array; from: number } | undefined => {
  let plain: Uint8Array | undefined;
  let [from, length, done] = [0, 0, 0];
  for (let at = 0; at < bytes.length; at += 1) {
    const lead = bytes[at] as number;
    if (lead < 0xc2 || lead > 0xf0) continue;
    const size = lengthOf(lead);
    const form = formOf(codePointAt(bytes, at, size));
    if (form === undefined) continue;
    if (plain === undefined) {
      plain = new Uint8Array(bytes.length * widest.utf8);
      from = Math.max(0, at - around);
      done = from;
    }
    for (; done < at; done += 1, length += 1) plain[length] = bytes[done] as number;
    for (let letter = 0; letter < form.length; letter += 1, length += 1) plain[length] = form[letter] as number;
    done = at + size;
    at = done - 1;
  }
  if (plain === undefined) return undefined;
  for (const last = Math.min(bytes.length, done + around); done < last; done += 1, length += 1)
    plain[length] = bytes[done] as number;
  return { plain: plain.subarray(0, length), from };
};

/** UTF-16 as one byte for each unit: those of ASCII, and 0 for all others; and with what stands for letters, where there is any. */
export const narrow = (
  bytes: Uint8Array,
  parity: number,
  low: number,
): { units: Uint8Array; plain: Uint8Array | undefined } => {
  const units = new Uint8Array((bytes.length - parity) >> 1);
  let plain: Uint8Array | undefined;
  let [length, done] = [0, 0];
  for (let unit = 0, at = parity; unit < units.length; unit += 1, at += 2) {
    const [high, below] = [bytes[at + 1 - low] as number, bytes[at + low] as number];
    if (high === 0 && below < 0x80) {
      units[unit] = below;
      continue;
    }
    const codePoint = unitsAt(bytes, at, low);
    const form = formOf(codePoint);
    if (form === undefined) continue;
    plain ??= new Uint8Array(units.length * widest.unit);
    for (; done < unit; done += 1, length += 1) plain[length] = units[done] as number;
    for (let letter = 0; letter < form.length; letter += 1, length += 1) plain[length] = form[letter] as number;
    done = unit + unitsOf(codePoint);
  }
  if (plain === undefined) return { units, plain };
  for (; done < units.length; done += 1, length += 1) plain[length] = units[done] as number;
  return { units, plain: plain.subarray(0, length) };
};

/** Where `[start, end)` of such bytes stood, when `found`, in order, are what was written as letters from `from` on. */
export const placesIn = (
  found: readonly Compatible[],
  from: number,
): ((start: number, behind: number) => [number, number]) => {
  let longer = 0;
  /** Where the form of each begins. */
  const begins = found.map(({ start, end: behind, form }) => {
    const begin = start - from + longer;
    longer += form.length - (behind - start);
    return begin;
  });
  const originOf = (place: number): [number, number] => {
    const index = lastAtMost(begins, place);
    const [one, begin = 0] = [found[index], begins[index]];
    if (one === undefined) return [from + place, from + place + 1];
    const inside = place - begin - one.form.length;
    return inside < 0 ? [one.start, one.end] : [one.end + inside, one.end + inside + 1];
  };
  return (start, behind) => [originOf(start)[0], originOf(behind - 1)[1]];
};

// --- internal ---

/** The planes behind have Chinese characters and nothing that stands for a letter. */
const end = 0x20000;
const [unknown, none] = [0, 1];
/** ASCII stands for nothing else. */
const states = new Uint16Array(end).fill(none, 0, 0x80);
const forms: (Uint8Array | undefined)[] = [undefined, undefined];

/** Letters for each byte and each unit at most, as "rads2" for one of three bytes. */
const widest = { utf8: 2, unit: 6 };

const findForm = (character: string): Uint8Array | undefined => {
  const form = [...character.normalize("NFKC")].filter(isLetter).join("");
  return /^[0-9a-z]+$/i.test(form) ? Buffer.from(form) : undefined;
};

/** By its first four bits: 110x, 1110 or 1111. */
const lengthOf = (lead: number): number => Math.max(2, (lead >> 4) - 11);

/** Of a character of that many bytes; one without a form where there is none. */
const codePointAt = (bytes: Uint8Array, at: number, length: number): number => {
  let codePoint = (bytes[at] as number) & (0xff >> (length + 1));
  for (let next = at + 1; next < at + length; next += 1) {
    const byte = bytes[next] ?? 0;
    if ((byte & 0xc0) !== 0x80) return end;
    codePoint = (codePoint << 6) | (byte & 0x3f);
  }
  // A longer spelling than needed is none: a byte less has 16, 11 or 7 bits.
  return codePoint >> (length === 4 ? 16 : length === 3 ? 11 : 7) === 0 ? end : codePoint;
};

/** Units of UTF-16: those of the second plane are pairs. */
const unitsOf = (codePoint: number): number => (codePoint >> 16 === 0 ? 1 : 2);

/** The unit at a place, or the character of it and the one behind it. */
const unitsAt = (bytes: Uint8Array, at: number, low: number): number => {
  const unit = ((bytes[at + 1 - low] as number) << 8) | (bytes[at + low] as number);
  // With half a unit behind it, it has none.
  if ((unit & 0xfc00) !== 0xd800 || at + 3 >= bytes.length) return unit;
  const next = ((bytes[at + 3 - low] as number) << 8) | (bytes[at + 2 + low] as number);
  return (next & 0xfc00) === 0xdc00 ? 0x10000 + ((unit & 0x3ff) << 10) + (next & 0x3ff) : unit;
};

/** Index of the last of `sorted` that is `value` or less; -1 when there is none. */
const lastAtMost = (sorted: readonly number[], value: number): number => {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as number) <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
};
