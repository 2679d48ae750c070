/**
 * Which tokens stand in one content, how often, and where first; for contents of any size, in pieces.
 *
 * @module
 */
import { createLineList, type LineList, lineAround, longestSide } from "./lines.ts";
import type { Match, Matcher, Secrecy } from "./matcher.ts";
import { createPlaces, type Place } from "./places.ts";
import type { Encoding } from "./tokens.ts";

/** One token in one content. */
export interface Hit {
  token: string;
  /** Occurrences that don't overlap. */
  count: number;
  /** There may be more: counting was given up. */
  isAtLeast: boolean;
  encoding: Encoding;
  /** Bytes before the first occurrence. */
  offset: number;
  /** Of the first occurrence, where the content is text in its encoding. */
  place?: Place;
  /** The token is one that nobody may read. */
  secrecy?: Secrecy;
  /** A digest of the text of each line that has it, sorted; none where the content is known by all of its bytes alone. */
  lines?: string[];
}

export interface Collector {
  /** The next piece; it may be used again afterwards. */
  push(piece: Buffer): void;
  /** Everything was pushed: what was found, in the order of the tokens. */
  end(): Hit[];
}

/** Start a new content. Memory: about 128 KiB, whatever its size. */
export const createCollector = (given: Matcher): Collector => {
  let matcher = given;
  let pending: Buffer[] = [];
  let size = 0;
  let window: Buffer = Buffer.alloc(0);
  let start = 0;
  let seen = 0;
  const places = createPlaces();
  const hits = new Map<number, Open>();

  const take = (match: Match, isLast: boolean): void => {
    const offset = start + match.start;
    const known = hits.get(match.token);
    // Found already in the bytes that two windows share, or on top of another encoding's.
    if (known !== undefined && offset < known.end) return;
    const list = known?.list ?? createLineList(matcher.secrecy?.blind);
    if (list.needs(offset)) {
      list.add(lineAround({ window, match, kind: places.kind(), isFirst: start === 0, isLast }), start);
    }
    if (known !== undefined) {
      known.count += 1;
      known.end = start + match.end;
      return;
    }
    const place = places.at(window, match);
    const hit = {
      token: matcher.tokens[match.token] ?? "",
      count: 1,
      isAtLeast: false,
      encoding: match.encoding,
      offset,
      ...(matcher.secrecy !== undefined && { secrecy: matcher.secrecy }),
    };
    hits.set(match.token, { ...hit, ...(place !== undefined && { place }), end: start + match.end, list });
  };

  const giveUpCounting = (): void => {
    for (const hit of hits.values()) hit.isAtLeast = true;
    matcher = matcher.without(new Set(hits.keys()));
    seen = 0;
  };

  const flush = (isLast: boolean): void => {
    // What is kept may hold the beginning of a match, and the line around one. An even start keeps UTF-16 units whole.
    const keep = Math.min(matcher.longest + 2 * longestSide, window.length) & ~1;
    places.pass(window, window.length - keep);
    start += window.length - keep;
    window = Buffer.concat([window.subarray(window.length - keep), ...pending]);
    [pending, size] = [[], 0];
    places.begin(window);
    for (;;) {
      const matches = matcher.matches(window, most, { isStart: start === 0, isEnd: isLast });
      // The others are found again when their line is there as a whole.
      const end = isLast || matches.length >= most ? window.length : window.length - longestSide;
      for (const match of inOrder(matches)) if (match.end <= end) take(match, isLast);
      seen += matches.length;
      if (seen < most) return;
      giveUpCounting();
    }
  };

  return {
    push: (piece) => {
      // Windows of one size, however the content comes: else what is counted would differ from run to run.
      for (let at = 0; at < piece.length; ) {
        const part = piece.subarray(at, at + windowSize - size);
        pending.push(Buffer.from(part));
        at += part.length;
        size += part.length;
        if (size === windowSize) flush(false);
      }
    },
    end: () => {
      flush(true);
      return [...hits].sort(([a], [b]) => a - b).map(([, hit]) => closed(hit));
    },
  };
};

// --- internal ---

/** A hit that may have more occurrences. */
interface Open extends Hit {
  /** Bytes before the end of the last one. */
  end: number;
  list: LineList;
}

const closed = ({ end: _, list, ...hit }: Open): Hit => {
  const lines = hit.isAtLeast ? undefined : list.end();
  return { ...hit, ...(lines !== undefined && { lines }) };
};

/** Bytes that are searched at once. */
const windowSize = 64 * 1024;

/** Matches in one content after which only tokens that were not found yet are looked for: a page of one letter. */
const most = 100_000;

/**
 * By place; and without those that are half a UTF-16 unit off: in "0a 00 61 00", the big-endian letter begins one byte
 * before the little-endian one that was meant.
 */
const inOrder = (matches: Match[]): Match[] => {
  const wide = new Set(matches.filter(isWide).map((match) => `${match.token} ${match.start}`));
  const isOff = (match: Match) =>
    isWide(match) && match.start % 2 === 1 && wide.has(`${match.token} ${match.start + 1}`);
  return matches.filter((match) => !isOff(match)).sort((a, b) => a.start - b.start || b.end - a.end);
};

const isWide = ({ encoding }: Match): boolean => encoding !== "UTF-8";
