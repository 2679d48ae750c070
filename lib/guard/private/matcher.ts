/**
 * A private list as the scan for forbidden tokens wants it: entries instead of words.
 *
 * @module
 */
import { isAscii } from "node:buffer";
import type { Edges, Encoding, Match, Matcher, Secrecy } from "../forbidden/index.ts";
import { canaryPlants } from "./canary.ts";
import type { OpenEntry } from "./entry.ts";
import type { Keys } from "./keys.ts";
import { context, spanOf } from "./letters.ts";
import { type Candidate, createLetterSearch } from "./search.ts";
import { threadOf } from "./thread-code.ts";
import { type Character, createWideSearch, decodeUtf8, decodeUtf16 } from "./wide.ts";

export interface MatcherOptions {
  keys: Keys;
  /** The name of each entry, by its index; it says nothing about the token. */
  names: readonly string[];
  secrecy: Secrecy;
}

/**
 * A matcher for `entries`. Its tokens are names of entries; the last one is the canary.
 *
 * Bytes are read as ASCII, and where there are zero bytes as UTF-16 in both orders; with an entry that has letters beyond
 * ASCII, bytes that have some are decoded, too.
 */
export const createPrivateMatcher = (entries: readonly OpenEntry[], options: MatcherOptions): Matcher => {
  const { keys, names, secrecy } = options;
  const letters = createLetterSearch(entries, keys);
  const wide = createWideSearch(
    entries.filter(({ isWide }) => isWide),
    keys,
  );
  // A unit of UTF-16 has two bytes.
  const longest = 2 * entries.reduce((most, { length }) => Math.max(most, spanOf(length)), 0);

  const search = (bytes: Buffer, take: Take): boolean =>
    searchLetters(bytes, take) || (!wide.isEmpty && mayBeWide(bytes) && searchWide(bytes, take));

  const searchLetters = (bytes: Buffer, take: Take): boolean => {
    if (letters.find(bytes, (found) => take(found, "UTF-8"))) return true;
    const [first, last] = [bytes.indexOf(0), bytes.lastIndexOf(0)];
    if (first === -1) return false;
    const from = Math.max(0, first - longest);
    const part = bytes.subarray(from, last + longest);
    return alignments.some(({ parity, low, encoding }) => {
      const placed = ({ entry, start, end }: Candidate): Candidate => {
        const at = (unit: number) => from + parity + 2 * unit;
        return { entry, start: at(start), end: at(end) };
      };
      return letters.find(narrow(part, parity, low), (found) => take(placed(found), encoding));
    });
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
      search(bytes, ({ entry, start, end }, encoding) => {
        if (isJudgedElsewhere(bytes, { start, end }, edges)) return false;
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

type Take = (found: Candidate, encoding: Encoding) => boolean;

const whole: Edges = { isStart: true, isEnd: true };

/** So near to an edge of the window that what decides about it is not in it: another window has it whole. */
const isJudgedElsewhere = (bytes: Buffer, { start, end }: { start: number; end: number }, edges: Edges): boolean =>
  (!edges.isStart && start < 2 * context) || (!edges.isEnd && end > bytes.length - 2 * context);

/** Cyrillic in UTF-16 has bytes of ASCII only; what the text has of ASCII itself, as a space, has zero bytes then. */
const mayBeWide = (bytes: Buffer): boolean => !isAscii(bytes) || bytes.includes(0);

/** Every way in which bytes can be UTF-16. */
const alignments: readonly { parity: 0 | 1; low: 0 | 1; encoding: Encoding }[] = [
  { parity: 0, low: 0, encoding: "UTF-16 LE" },
  { parity: 0, low: 1, encoding: "UTF-16 BE" },
  { parity: 1, low: 0, encoding: "UTF-16 LE" },
  { parity: 1, low: 1, encoding: "UTF-16 BE" },
];

/** The units that are ASCII as one byte each, all others as one that is no letter. */
const narrow = (bytes: Buffer, parity: number, low: number): Uint8Array => {
  const units = new Uint8Array(bytes.length >> 1);
  for (let unit = 0, at = parity; unit < units.length; unit += 1, at += 2)
    units[unit] = bytes[at + 1 - low] === 0 ? (bytes[at + low] as number) : 0;
  return units;
};

const hasMark = (bytes: Buffer): boolean =>
  (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
