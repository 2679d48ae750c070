/**
 * Private tokens with letters beyond ASCII: text is decoded and folded, which is slow, and only done for lists that have any.
 *
 * @module
 */
import { isUtf8 } from "node:buffer";
import { type OpenEntry, prefixOf } from "./entry.ts";
import type { Keys } from "./keys.ts";
import { isWordEdge, type Kind, longForm, maxGap, shortestForm } from "./letters.ts";
import { foldText, isLetter } from "./normal-form.ts";
import { createConfirm, createPrefixes, type Visit } from "./search.ts";

/** One character as it stands in the bytes. */
export interface Character {
  text: string;
  start: number;
  end: number;
  /** What it adds to a gap: bytes of UTF-8, units of UTF-16. */
  width: number;
}

export interface WideSearch {
  /** As `LetterSearch.find`, over characters. */
  find(characters: readonly Character[], visit: Visit): boolean;
  readonly isEmpty: boolean;
}

export const createWideSearch = (entries: readonly OpenEntry[], keys: Keys): WideSearch => {
  const { of } = createPrefixes(entries);
  const confirm = createConfirm(keys);

  /** What begins with the letter `first`, at `start` of the folded text. */
  const lookAt = (start: number, first: number, { text, visit }: { text: Folded; visit: Visit }): boolean =>
    of(prefixOf(text.form.readInt32BE(start), keys.filter)).some((entry) => {
      const end = start + entry.length;
      const behind = text.places.get(end);
      // Undefined behind half a letter, and behind the text.
      if (behind === undefined || !isAllowed(text.letters, { first, behind, length: entry.length })) return false;
      if (!confirm(entry, text.form.subarray(start, end))) return false;
      const [from, to] = [text.letters[first] as Letter, text.letters[behind - 1] as Letter];
      return visit({ entry, start: from.start, end: to.end });
    });

  return {
    isEmpty: entries.length === 0,
    find: (characters, visit) => {
      const text = foldCharacters(characters);
      for (const [start, first] of text.places) {
        if (start + shortestForm > text.form.length) break;
        if (lookAt(start, first, { text, visit })) return true;
      }
      return false;
    },
  };
};

/** Bytes as UTF-8 (RFC 3629), whatever is none as one character that is no letter for each byte. */
export const decodeUtf8 = (bytes: Buffer): Character[] => {
  const characters: Character[] = [];
  for (let start = 0; start < bytes.length; ) {
    // As many bytes as the first one has leading ones; ASCII has none.
    const length = Math.max(1, Math.clz32(~((bytes[start] as number) << 24)));
    const whole = bytes.subarray(start, start + length);
    const part = isUtf8(whole) ? whole : whole.subarray(0, 1);
    const end = start + part.length;
    characters.push({ text: part.toString("utf8"), start, end, width: part.length });
    start = end;
  }
  return characters;
};

/** Bytes from `from` on as UTF-16; `low`: where the low byte of each unit stands. Half a pair is no letter. */
export const decodeUtf16 = (bytes: Buffer, from: number, low: 0 | 1): Character[] => {
  const units = Buffer.from(bytes.subarray(from, from + 2 * ((bytes.length - from) >> 1)));
  if (low === 1) units.swap16();
  let end = from;
  return Array.from(units.toString("utf16le"), (text) => {
    const start = end;
    end += 2 * text.length;
    return { text, start, end, width: text.length };
  });
};

// --- internal ---

/** With the marks behind it. */
interface Letter {
  start: number;
  end: number;
  /** As tokens have it. */
  form: Buffer;
  kind: Kind;
  /** Between it and the letter before it. */
  gap: number;
}

/** Letters alone, as UTF-8. */
interface Folded {
  form: Buffer;
  letters: readonly Letter[];
  /** By byte of the form, which letter begins there; and one more behind the last. */
  places: ReadonlyMap<number, number>;
}

const foldCharacters = (characters: readonly Character[]): Folded => {
  const letters = lettersOf(characters);
  const places = new Map<number, number>();
  let at = 0;
  for (const [index, { form }] of letters.entries()) {
    places.set(at, index);
    at += form.length;
  }
  places.set(at, letters.length);
  return { form: Buffer.concat(letters.map(({ form }) => form)), letters, places };
};

const lettersOf = (characters: readonly Character[]): Letter[] => {
  const letters: Letter[] = [];
  const joined = joinMarks(characters);
  let gap = 0;
  for (const [index, { text, start, end, width }] of joined.entries()) {
    const cased = [...text.normalize("NFKC")].filter(isLetter).join("");
    if (cased !== "") {
      letters.push({ start, end, form: Buffer.from(foldText(cased)), kind: kindOf(cased), gap });
      gap = 0;
    } else if (text !== "\r" || joined[index + 1]?.text !== "\n") {
      // As gapOf: a line break is one.
      gap += width;
    }
  }
  return letters;
};

const kindOf = (text: string): Kind => {
  if (/^\p{Lu}/u.test(text)) return "upper";
  if (/^\p{Ll}/u.test(text)) return "lower";
  return /\p{N}/u.test(text) ? "digit" : "letter";
};

/** Marks belong to the character before them, and so do vowels and finals of Hangul: Unicode composes them. */
const joinMarks = (characters: readonly Character[]): Character[] => {
  const joined: Character[] = [];
  for (const character of characters) {
    const last = joined.at(-1);
    const isJoined = /[\p{M}\u1160-\u11ff]/u.test(character.text);
    if (last === undefined || !isJoined) joined.push({ ...character });
    else Object.assign(last, { text: last.text + character.text, end: character.end });
  }
  return joined;
};

/** Letters of the token, and the one behind them: in one word, or whole words, or long. */
const isAllowed = (
  letters: readonly Letter[],
  { first, behind, length }: { first: number; behind: number; length: number },
): boolean => {
  const gaps = letters.slice(first + 1, behind).map(({ gap }) => gap);
  if (gaps.some((gap) => gap > maxGap)) return false;
  if (length >= longForm || gaps.every((gap) => gap === 0)) return true;
  return isEdge(letters, first) && isEdge(letters, behind);
};

/** Whether a word begins with this letter, or none is there any more. */
const isEdge = (letters: readonly Letter[], at: number): boolean => {
  const [before, after, next] = [letters[at - 1], letters[at], letters[at + 1]];
  if (before === undefined || after === undefined || after.gap > 0) return true;
  return isWordEdge(before.kind, after.kind, next?.gap === 0 ? next.kind : "none");
};
