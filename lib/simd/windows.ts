/**
 * By which four bytes each pattern is to be known, and with which others it shares a bucket.
 *
 * @module
 */
import { width } from "./records.ts";

/** One pattern in its bucket. */
export interface Member {
  pattern: Uint8Array;
  /** Bytes of the pattern before its window. */
  offset: number;
}

export interface Bucket {
  members: Member[];
  /** For each place of the window a bit for each of the lower halves of bytes that may stand there. */
  halves: number[];
}

/** Choose windows and buckets, which are eight, for `patterns`, none of them empty. The same ones for the same patterns. */
export const planWindows = (patterns: readonly Uint8Array[]): Bucket[] => {
  const buckets = Array.from({ length: 8 }, (): Bucket => ({ members: [], halves: [0, 0, 0, 0] }));
  const given = patterns.map((pattern) => ({ pattern, alone: placesOf(pattern).map(riskAlone(pattern)) }));
  const best = new Map(given.map((one) => [one, Math.min(...one.alone)]));
  // Those that have no rare window choose first: a bucket for themselves, if there is one.
  for (const one of given.sort((a, b) => (best.get(b) ?? 0) - (best.get(a) ?? 0))) putIn(buckets, one);
  return buckets;
};

// --- internal ---

/** Shares of bytes, by their lower half, in the sources of a large program: the space, the zero and "p" share the first. */
const shares = [
  ...[0.221, 0.045, 0.059, 0.075, 0.079, 0.082, 0.035, 0.02],
  ...[0.035, 0.085, 0.042, 0.019, 0.039, 0.037, 0.042, 0.085],
];

/** How much likelier a letter is behind another letter: words are no random letters. */
const bond = 3;

interface Given {
  pattern: Uint8Array;
  /** The risk of each of its windows, by offset. */
  alone: number[];
}

/** Where it adds least to the share of a text's places that look like a pattern and have to be compared. */
const putIn = (buckets: readonly Bucket[], { pattern, alone }: Given): void => {
  let best: { cost: number; bucket: Bucket; offset: number } | undefined;
  for (const bucket of buckets) {
    const before = riskOf(bucket.halves);
    for (const [offset, own] of alone.entries()) {
      const cost = riskOf(bucket.halves, pattern, offset) - before + own;
      if (best === undefined || cost < best.cost) best = { cost, bucket, offset };
    }
  }
  if (best === undefined) return;
  const { bucket, offset } = best;
  bucket.members.push({ pattern, offset });
  bucket.halves = bucket.halves.map((some, place) => some | halfAt(pattern, offset + place));
};

/** Where its window may begin. */
const placesOf = ({ length }: Uint8Array): number[] =>
  Array.from({ length: Math.max(1, Math.min(length - width + 1, mostPlaces)) }, (_, place) => place);

/** Places that are tried: a very long pattern has a good one early on. */
const mostPlaces = 32;

/** Behind the end of a short pattern anything may stand. */
const halfAt = (pattern: Uint8Array, at: number): number => {
  const byte = pattern[at];
  return byte === undefined ? 0xffff : 1 << (byte & 15);
};

/** Of a bucket, or of one that gets the pattern's window as well. */
const riskOf = (halves: readonly number[], pattern?: Uint8Array, offset = 0): number => {
  let risk = 1;
  for (let place = 0; place < width; place += 1) {
    const more = pattern === undefined ? 0 : halfAt(pattern, offset + place);
    risk *= shareOf((halves[place] ?? 0) | more);
  }
  return risk;
};

const shareOf = (some: number): number => {
  let sum = 0;
  for (let rest = some; rest !== 0; rest &= rest - 1) sum += shares[31 - Math.clz32(rest & -rest)] ?? 0;
  return sum;
};

/** Of the window's very bytes, which stand in texts more often than chance says. */
const riskAlone =
  (pattern: Uint8Array) =>
  (offset: number): number => {
    let risk = 1;
    for (let at = offset; at < offset + width; at += 1) {
      risk *= shareOf(halfAt(pattern, at));
      if (at > offset && isLetter(pattern[at]) && isLetter(pattern[at - 1])) risk *= bond;
    }
    return risk;
  };

const isLetter = (byte = 0): boolean => (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a;
