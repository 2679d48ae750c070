/**
 * A private list as the scan for forbidden tokens wants it: entries instead of words.
 *
 * @module
 */
import { isAscii } from "node:buffer";
import type { Edges, Encoding, Match, Matcher, Secrecy } from "../forbidden/index.ts";
import { canaryPlants } from "./canary.ts";
import { compatibleInUtf8, compatibleInUtf16, narrow, placesIn, plainUtf8 } from "./compatible.ts";
import type { OpenEntry } from "./entry.ts";
import type { Keys } from "./keys.ts";
import { context, spanOf } from "./letters.ts";
import { type Candidate, createLetterSearch, type Visit } from "./search.ts";
import { threadOf } from "./thread-code.ts";
import { type Character, createWideSearch, decodeUtf8, decodeUtf16 } from "./wide.ts";

export interface MatcherOptions {
  keys: Keys;
  /** The name of each entry, by its index; it says nothing about the token. */
  names: readonly string[];
  secrecy: Secrecy;
}

/** Its tokens are names always. */
export type PrivateMatcher = Matcher & Required<Pick<Matcher, "secrecy">>;

/**
 * A matcher for `entries`. Its tokens are names of entries; the last one is the canary.
 *
 * Bytes are read as ASCII, with what stands for its letters in Unicode, and where there are zero bytes as UTF-16 in both orders; with an entry that has letters beyond
 * ASCII, bytes that have some are decoded, too.
 */
export const createPrivateMatcher = (entries: readonly OpenEntry[], options: MatcherOptions): PrivateMatcher => {
  const { keys, names, secrecy } = options;
  const letters = createLetterSearch(entries, keys);
  const wide = createWideSearch(
    entries.filter(({ isWide }) => isWide),
    keys,
  );
  // A unit of UTF-16 has two bytes; what stands for a letter has four at most, in either form.
  const longest = entries.reduce((most, { length }) => Math.max(most, 2 * spanOf(length) + 2 * length + beyond), 0);

  const search = (bytes: Buffer, take: Take): boolean =>
    searchLetters(bytes, take) || (!wide.isEmpty && mayBeWide(bytes) && searchWide(bytes, take));

  const searchLetters = (bytes: Buffer, take: Take): boolean => {
    if (letters.find(bytes, (found) => take(found, "UTF-8"))) return true;
    const isPlain = isAscii(bytes);
    if (!isPlain && searchCompatible(bytes, (found) => take(found, "UTF-8", beyond))) return true;
    const [first, last] = [bytes.indexOf(0), bytes.lastIndexOf(0)];
    if (first === -1 && (isPlain || !hasMark(bytes))) return false;
    // Letters of ASCII have a zero byte each; what stands for them has none.
    const from = isPlain ? Math.max(0, first - longest) : 0;
    const part = isPlain ? bytes.subarray(from, last + longest) : bytes;
    return alignments.some(({ parity, low, encoding }) => {
      const placed = ({ entry, start, end }: Candidate): Candidate => {
        const at = (unit: number) => from + parity + 2 * unit;
        return { entry, start: at(start), end: at(end) };
      };
      const { units, plain } = narrow(part, parity, low);
      if (letters.find(units, (candidate) => take(placed(candidate), encoding))) return true;
      if (plain === undefined) return false;
      const visit: Visit = (candidate) => take(placed(candidate), encoding, beyond);
      return letters.find(
        plain,
        placedBy(() => placesIn(compatibleInUtf16(part, parity, low), 0), visit),
      );
    });
  };

  /** Once more, with what stands for letters as these letters; nothing is searched where there is none. */
  const searchCompatible = (bytes: Buffer, visit: Visit): boolean => {
    const found = plainUtf8(bytes, longest);
    if (found === undefined) return false;
    const { plain, from } = found;
    return letters.find(
      plain,
      placedBy(() => placesIn(compatibleInUtf8(bytes), from), visit),
    );
  };

  const searchWide = (bytes: Buffer, take: Take): boolean => {
    const find = (characters: Character[], encoding: Encoding) =>
      wide.find(characters, (found) => take(found, encoding));
    if (find(decodeUtf8(bytes), "UTF-8")) return true;
    if (!bytes.includes(0) && !hasMark(bytes)) return false;
    return alignments.some(({ parity, low, encoding }) => find(decodeUtf16(bytes, parity, low), encoding));
  };

  return {
    ...{ tokens: names, groups: [], longest, secrecy },
    plants: canaryPlants(keys.canary, names.length - 1),
    thread: threadOf(entries, keys, longest),
    hasMatch: (bytes) => search(bytes, () => true),
    matches: (bytes, limit = Number.POSITIVE_INFINITY, edges = whole) => {
      const found = new Map<string, Match>();
      search(bytes, ({ entry, start, end }, encoding, around) => {
        if (isJudgedElsewhere(bytes, { start, end, around }, edges)) return false;
        const match = { token: entry.index, encoding, start, end };
        // Both searches find what they both can.
        found.set(Object.values(match).join(" "), match);
        return found.size >= limit;
      });
      return [...found.values()];
    },
    without: (tokens) =>
      createPrivateMatcher(
        entries.filter(({ index }) => !tokens.has(index)),
        options,
      ),
  };
};

// --- internal ---

/** `around`: how many bytes decide about the ends; default: those of two units of UTF-16. */
type Take = (found: Candidate, encoding: Encoding, around?: number) => boolean;

/** Bytes of as many characters that stand for letters. */
const beyond = 4 * context;

const whole: Edges = { isStart: true, isEnd: true };

/** So near to an edge of the window that what decides about it is not in it: another window has it whole. */
const isJudgedElsewhere = (
  bytes: Buffer,
  { start, end, around = 2 * context }: { start: number; end: number; around: number | undefined },
  edges: Edges,
): boolean => (!edges.isStart && start < around) || (!edges.isEnd && end > bytes.length - around);

/** Shows `visit` where a candidate stood. `load`: what knows it; asked when there is a candidate. */
const placedBy = (load: () => ReturnType<typeof placesIn>, visit: Visit): Visit => {
  let places: ReturnType<typeof placesIn> | undefined;
  return ({ entry, start, end }) => {
    places ??= load();
    const [from, to] = places(start, end);
    return visit({ entry, start: from, end: to });
  };
};

/** Cyrillic in UTF-16 has bytes of ASCII only; what the text has of ASCII itself, as a space, has zero bytes then. */
const mayBeWide = (bytes: Buffer): boolean => !isAscii(bytes) || bytes.includes(0);

/** Every way in which bytes can be UTF-16. */
const alignments: readonly { parity: 0 | 1; low: 0 | 1; encoding: Encoding }[] = [
  { parity: 0, low: 0, encoding: "UTF-16 LE" },
  { parity: 0, low: 1, encoding: "UTF-16 BE" },
  { parity: 1, low: 0, encoding: "UTF-16 LE" },
  { parity: 1, low: 1, encoding: "UTF-16 BE" },
];

const hasMark = (bytes: Buffer): boolean =>
  (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
