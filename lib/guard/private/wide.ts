/**
 * Private tokens with letters beyond ASCII: text is decoded and folded, which is slow, and only done for lists that have any.
 *
 * @module
 */
import type { OpenEntry } from "./entry.ts";
import { prefixOf } from "./entry.ts";
import type { Keys } from "./keys.ts";
import { isWordEdge, type Kind, longForm, maxGap } from "./letters.ts";
import { foldText, isLetter } from "./normal-form.ts";
import { createConfirm, createPrefixes, type Visit } from "./search.ts";

/** One character as it stands in the bytes. */
export interface Character {
  text: string;
  start: number;
  end: number;
}

export interface WideSearch {
  /** As `LetterSearch.find`, over characters. */
  find(characters: readonly Character[], visit: Visit): boolean;
  readonly isEmpty: boolean;
}

export const createWideSearch = (entries: readonly OpenEntry[], keys: Keys): WideSearch => {
  const { marks, of } = createPrefixes(entries);
  const confirm = createConfirm(keys);
  const { filter } = keys;

  /** What begins at `start` of the folded text. */
  const lookAt = (start: number, { form, places }: Folded, visit: Visit): boolean =>
    of(prefixOf(form.readInt32BE(start), filter)).some((entry) => {
      const end = start + entry.length;
      if (end > form.length || !isAllowed(places.slice(start, end + 1), entry.length)) return false;
      if (!confirm(entry, form.subarray(start, end))) return false;
      const [from, to] = [places[start]?.start ?? 0, places[end - 1]?.end ?? 0];
      return visit({ entry, start: from, end: to });
    });

  return {
    isEmpty: entries.length === 0,
    find: (characters, visit) => {
      const text = foldCharacters(characters);
      for (let start = 0; start + 4 <= text.form.length; start += 1) {
        const isMarked = marks[prefixOf(text.form.readInt32BE(start), filter)] !== 0;
        if (isMarked && lookAt(start, text, visit)) return true;
      }
      return false;
    },
  };
};

/** Bytes as UTF-8, whatever is none as one character that is no letter for each byte. */
export const decodeUtf8 = (bytes: Uint8Array): Character[] => {
  const characters: Character[] = [];
  for (let start = 0; start < bytes.length; ) {
    const { code, length } = codePointAt(bytes, start);
    characters.push({ text: String.fromCodePoint(code), start, end: start + length });
    start += length;
  }
  return characters;
};

/** Bytes from `from` on as UTF-16; `low`: where the low byte of each unit stands. */
export const decodeUtf16 = (bytes: Uint8Array, from: number, low: 0 | 1): Character[] => {
  const unitAt = (at: number) => (bytes[at + low] ?? 0) | ((bytes[at + 1 - low] ?? 0) << 8);
  const characters: Character[] = [];
  for (let start = from; start + 1 < bytes.length; ) {
    const text = String.fromCodePoint(...pairAt(unitAt(start), start + 3 < bytes.length ? unitAt(start + 2) : 0));
    const end = start + 2 * text.length;
    characters.push({ text, start, end });
    start = end;
  }
  return characters;
};

// --- internal ---

/** Where a byte of the folded text comes from. */
interface Place {
  start: number;
  end: number;
  /** Bytes between this letter and the one before it; 0 inside of a letter. */
  gap: number;
  /** A letter begins here, and perhaps a word. */
  isFirst: boolean;
  isEdge: boolean;
}

/** Letters alone, as UTF-8, and where each of the bytes comes from. */
interface Folded {
  form: Buffer;
  places: Place[];
}

const foldCharacters = (characters: readonly Character[]): Folded => {
  const letters = lettersOf(characters);
  const places: Place[] = [];
  const forms: Buffer[] = [];
  let last: (typeof letters)[number] | undefined;
  for (const [index, letter] of letters.entries()) {
    const { start, end, form, kind } = letter;
    const gap = last === undefined ? 0 : start - last.end;
    const next = letters[index + 1];
    const following = next !== undefined && next.start === end ? next.kind : "none";
    const isEdge = gap > 0 || isWordEdge(last?.kind ?? "none", kind, following);
    for (let at = 0; at < form.length; at += 1)
      places.push({ start, end, gap: at === 0 ? gap : 0, isFirst: at === 0, isEdge: at === 0 && isEdge });
    forms.push(form);
    last = letter;
  }
  return { form: Buffer.concat(forms), places };
};

/** Each with the marks behind it, in the form that tokens have. */
const lettersOf = (characters: readonly Character[]) =>
  joinMarks(characters).flatMap(({ text, start, end }) => {
    const cased = [...text.normalize("NFKC")].filter(isLetter).join("");
    if (cased === "") return [];
    return [{ start, end, form: Buffer.from(foldText(cased)), kind: kindOf(cased) }];
  });

const kindOf = (text: string): Kind => {
  if (/^\p{Lu}/u.test(text)) return "upper";
  if (/^\p{Ll}/u.test(text)) return "lower";
  return /^\p{N}/u.test(text) ? "digit" : "letter";
};

/** Marks belong to the character before them, and so do vowels and finals of Hangul: Unicode composes them. */
const joinMarks = (characters: readonly Character[]): Character[] => {
  const joined: Character[] = [];
  for (const character of characters) {
    const last = joined.at(-1);
    const isJoined = character.text >= "\u0300" && /^[\p{M}\u1160-\u11ff]/u.test(character.text);
    if (last === undefined || !isJoined) joined.push({ ...character });
    else Object.assign(last, { text: last.text + character.text, end: character.end });
  }
  return joined;
};

/** `places`: of the token, and the one behind it. In one word, or whole words, or long; never half a letter. */
const isAllowed = (places: readonly Place[], length: number): boolean => {
  const [first, behind] = [places[0], places[length]];
  const inner = places.slice(1, length);
  if (first?.isFirst !== true || behind?.isFirst === false) return false;
  if (inner.some(({ gap }) => gap > maxGap)) return false;
  if (inner.every(({ gap }) => gap === 0) || length >= longForm) return true;
  return first.isEdge && behind?.isEdge !== false;
};

const nothing = { code: 0xfffd, length: 1 };

/** RFC 3629, section 3. */
const codePointAt = (bytes: Uint8Array, at: number): { code: number; length: number } => {
  const first = bytes[at] ?? 0;
  if (first < 0x80) return { code: first, length: 1 };
  const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4) return nothing;
  let code = first & (0x7f >> length);
  for (let offset = 1; offset < length; offset += 1) {
    const byte = bytes[at + offset] ?? 0;
    if ((byte & 0xc0) !== 0x80) return nothing;
    code = (code << 6) | (byte & 0x3f);
  }
  const isOverlong = code < (length === 4 ? 0x10000 : length === 3 ? 0x800 : 0x80);
  return isOverlong || code > 0x10ffff || (code >= 0xd800 && code < 0xe000) ? nothing : { code, length };
};

/** One code point; of half a pair, something that is no letter. */
const pairAt = (unit: number, next: number): number[] => {
  if (unit < 0xd800 || unit > 0xdfff) return [unit];
  const isPair = unit < 0xdc00 && next >= 0xdc00 && next < 0xe000;
  return isPair ? [0x10000 + ((unit - 0xd800) << 10) + (next - 0xdc00)] : [0xfffd];
};
