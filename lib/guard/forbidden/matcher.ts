/**
 * All patterns over one piece of bytes, each byte looked at as few times as possible.
 *
 * @module
 */
import { createSearch, type Search } from "../../search.ts";
import type { Case } from "../../simd/index.ts";
import { type Encoding, type Pattern, patternsOf } from "./tokens.ts";

/** One occurrence: the token stands in the bytes at `[start, end)`. */
export interface Match {
  token: number;
  encoding: Encoding;
  start: number;
  end: number;
}

/** Whether the bytes are all that there is, on either side. */
export interface Edges {
  isStart: boolean;
  isEnd: boolean;
}

/** Something that every run plants, and must find. */
export interface Plant {
  /** As which token it must be found. */
  token: number;
  text: string;
  /** What it is, for people, as the beginning of a sentence. */
  what: string;
}

/** A quick look of another kind for the second thread of the sweep. */
export interface Thread {
  /**
   * Defines `createHasMatch`, which takes `data` and returns what `hasMatch` is here, over the first `end` bytes; with a
   * property `buffer` where it wants files to be read into that.
   */
  code: string;
  data: unknown;
  /** As {@link Matcher.longest}. */
  longest: number;
}

/** How to speak of tokens that nobody may read. */
export interface Secrecy {
  /** Names a text without showing it: a keyed digest. */
  blind(text: string): string;
  /** What people call a token. */
  labelOf(token: string): string;
}

/** Patterns that are searched together. */
export interface Group {
  patterns: readonly Pattern[];
  /** All of them have a zero byte in them. */
  needsZero: boolean;
}

export interface Matcher {
  /** With `secrecy`: names that say nothing about the tokens. */
  readonly tokens: readonly string[];
  readonly groups: readonly Group[];
  readonly plants: readonly Plant[];
  /** `ignore`: what the groups have may stand in any case of A to Z, and is suspicious only. Left out: it stands as it is. */
  readonly letters?: Case;
  /** Left out: both threads search the groups, as quick.ts does. */
  readonly thread?: Thread;
  /** Left out: the tokens may be read by everybody. */
  readonly secrecy?: Secrecy;
  /** Bytes of the longest pattern. */
  readonly longest: number;
  /** Whether anything matches anywhere in `bytes`. */
  hasMatch(bytes: Buffer): boolean;
  /**
   * Every occurrence of every pattern, overlapping ones too, in no order; at most about `limit` of them. `edges` of a window:
   * what can't be judged without the bytes beyond is left to the window that has them. Default: `bytes` are everything.
   */
  matches(bytes: Buffer, limit?: number, edges?: Edges): Match[];
  /** The same without some of the tokens, which keep their numbers. */
  without(tokens: ReadonlySet<number>): Matcher;
}

/**
 * Prepare a search for `tokens`.
 *
 * Patterns with a zero byte (every UTF-16 form of a word in Latin letters) are only looked for in bytes that have one,
 * which is asked at the speed of memory: text is searched for the others alone. And a short pattern would shorten the
 * jumps of all, so these have a search of their own.
 */
export const createMatcher = (tokens: readonly string[]): Matcher => fromPatterns(tokens, patternsOf(tokens));

// --- internal ---

/** Bytes; facts: below four, the search looks at nearly every byte. */
const short = 4;

const fromPatterns = (tokens: readonly string[], patterns: readonly Pattern[]): Matcher => {
  const groups = groupsOf(patterns);
  const searches = groups.map((group) => ({ ...group, ...createFinder(group.patterns) }));
  const longest = patterns.reduce((most, { bytes }) => Math.max(most, bytes.length), 0);
  /** Where a group can match first, or undefined. */
  const startOf = ({ needsZero }: Group, bytes: Buffer): number | undefined => {
    if (!needsZero) return 0;
    const zero = bytes.indexOf(0);
    return zero === -1 ? undefined : Math.max(0, zero - longest);
  };
  return {
    tokens,
    groups,
    longest,
    plants: tokens.map((text, token) => ({ token, text, what: `The forbidden token "${text}"` })),
    hasMatch: (bytes) => {
      for (const group of searches) {
        const from = startOf(group, bytes);
        if (from !== undefined && group.search.find(bytes, from) !== undefined) return true;
      }
      return false;
    },
    matches: (bytes, limit = Number.POSITIVE_INFINITY) =>
      searches.flatMap((group) => {
        const from = startOf(group, bytes);
        return from === undefined ? [] : group.all(bytes, from, limit);
      }),
    without: (found) =>
      fromPatterns(
        tokens,
        patterns.filter(({ token }) => !found.has(token)),
      ),
  };
};

const groupsOf = (patterns: readonly Pattern[]): Group[] =>
  [false, true].flatMap((needsZero) => {
    const some = patterns.filter(({ bytes }) => bytes.includes(0) === needsZero);
    const [brief, rest] = [some.filter(isShort), some.filter((pattern) => !isShort(pattern))];
    return [rest, brief].filter(({ length }) => length > 0).map((group) => ({ patterns: group, needsZero }));
  });

const isShort = ({ bytes }: Pattern): boolean => bytes.length < short;

const createFinder = (patterns: readonly Pattern[]): { search: Search; all: All } => {
  const search = createSearch(patterns.map(({ bytes }) => bytes));
  const alsoAt = createNested(patterns);
  const all: All = (bytes, from, limit) => {
    const matches: Match[] = [];
    for (let found = search.find(bytes, from); found !== undefined; found = search.find(bytes, found.start + 1)) {
      for (const { token, encoding, bytes: own } of alsoAt(found.index)) {
        matches.push({ token, encoding, start: found.start, end: found.start + own.length });
      }
      if (matches.length >= limit) break;
    }
    return matches;
  };
  return { search, all };
};

type All = (bytes: Buffer, from: number, limit: number) => Match[];

/** The search tells the longest pattern at a place; this tells all that stand there with it: its beginnings and equals. */
const createNested = (patterns: readonly Pattern[]): ((index: number) => readonly Pattern[]) => {
  let byBytes: Map<string, Pattern[]> | undefined;
  const known = new Map<number, readonly Pattern[]>();
  return (index) => {
    let nested = known.get(index);
    if (nested === undefined) {
      byBytes ??= groupByBytes(patterns);
      const groups = byBytes;
      const whole = patterns[index]?.bytes.toString("latin1") ?? "";
      const beginnings = Array.from(whole, (_, at) => whole.slice(0, at + 1));
      nested = beginnings.flatMap((beginning) => groups.get(beginning) ?? []);
      known.set(index, nested);
    }
    return nested;
  };
};

const groupByBytes = (patterns: readonly Pattern[]): Map<string, Pattern[]> => {
  const groups = new Map<string, Pattern[]>();
  for (const pattern of patterns) {
    const key = pattern.bytes.toString("latin1");
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [pattern]);
    else group.push(pattern);
  }
  return groups;
};
