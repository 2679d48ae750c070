import { describe, expect, it } from "vitest";
import { createSearch, type Found } from "../../lib/search.ts";

const bytes = (text: string): Buffer => Buffer.from(text, "latin1");

/** A small linear congruential generator: the same numbers in every run. */
const createRandom = (seed: number) => {
  let state = seed >>> 0;
  return (below: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
};

const findNaively = (patterns: readonly Buffer[], haystack: Buffer, from: number): Found | undefined => {
  for (let start = from; start < haystack.length; start += 1) {
    let best: Found | undefined;
    patterns.forEach((pattern, index) => {
      const end = start + pattern.length;
      if (pattern.length === 0 || end > haystack.length || !haystack.subarray(start, end).equals(pattern)) return;
      if (best === undefined || end > best.end) best = { index, start, end };
    });
    if (best !== undefined) return best;
  }
  return undefined;
};

const findOpenNaively = (patterns: readonly Buffer[], haystack: Buffer, from: number): number => {
  for (let start = from; start < haystack.length; start += 1) {
    const rest = haystack.subarray(start);
    if (patterns.some((pattern) => pattern.length > rest.length && pattern.subarray(0, rest.length).equals(rest)))
      return start;
  }
  return haystack.length;
};

const drawWord = (random: (below: number) => number, letters: number, length: number): Buffer =>
  Buffer.from(Array.from({ length }, () => 97 + random(letters)));

describe("createSearch", () => {
  it.each([1, 2, 3, 5, 6, 9, 17])(
    "finds and leaves open what a naive search does, shortest pattern %i bytes",
    (shortest) => {
      const random = createRandom(shortest);
      let hits = 0;
      for (let round = 0; round < 400; round += 1) {
        const letters = 1 + random(3);
        const patterns = Array.from({ length: 1 + random(8) }, () => drawWord(random, letters, shortest + random(12)));
        const haystack = drawWord(random, letters, random(120));
        const from = random(10);
        const search = createSearch(patterns);
        const expected = findNaively(patterns, haystack, from);
        expect(search.find(haystack, from)).toEqual(expected);
        expect(search.findOpen(haystack, from)).toBe(
          Math.max(findOpenNaively(patterns, haystack, from), Math.min(from, haystack.length)),
        );
        if (expected !== undefined) hits += 1;
      }
      expect(hits).toBeGreaterThan(20);
    },
  );

  it("finds planted patterns of any byte in random bytes, each where it was planted", () => {
    const random = createRandom(7);
    const patterns = Array.from({ length: 200 }, (_, index) =>
      Buffer.from(Array.from({ length: 8 + (index % 300) }, () => random(256))),
    );
    const search = createSearch(patterns);
    patterns.forEach((pattern, index) => {
      const before = Buffer.from(Array.from({ length: random(50) }, () => random(256)));
      const haystack = Buffer.concat([before, pattern, Buffer.from([0, 255])]);
      expect(search.find(haystack)).toEqual({ index, start: before.length, end: before.length + pattern.length });
    });
    expect(search.longest).toBe(207);
  });

  it("prefers the leftmost, then the longest, then the first given", () => {
    const search = createSearch([bytes("cdefghij"), bytes("abc"), bytes("abcd"), bytes("abcd")]);
    expect(search.find(bytes("xxabcdefghij"))).toEqual({ index: 2, start: 2, end: 6 });
    expect(search.find(bytes("xxabcdefghij"), 3)).toEqual({ index: 0, start: 4, end: 12 });
    expect(search.find(bytes("xxabc"))).toEqual({ index: 1, start: 2, end: 5 });
  });

  it("matches at both ends, and not beyond them", () => {
    const search = createSearch([bytes("needle")]);
    expect(search.find(bytes("needle"))).toEqual({ index: 0, start: 0, end: 6 });
    expect(search.find(bytes("needl"))).toBeUndefined();
    expect(search.find(bytes("a needle").subarray(0, 7))).toBeUndefined();
    expect(search.find(bytes("needle"), 6)).toBeUndefined();
    expect(search.find(bytes("needle"), 100)).toBeUndefined();
  });

  it("handles patterns longer than the largest jump", () => {
    const long = Buffer.alloc(5000, "abcdefg");
    const haystack = Buffer.concat([Buffer.alloc(3001, "x"), long, bytes("tail")]);
    expect(createSearch([long]).find(haystack)).toEqual({ index: 0, start: 3001, end: 8001 });
    expect(createSearch([long]).findOpen(haystack.subarray(0, 4000))).toBe(3001);
  });

  it("has nothing to find without patterns, and never matches an empty one", () => {
    for (const patterns of [[], [bytes("")]]) {
      const search = createSearch(patterns);
      expect(search.isEmpty).toBe(true);
      expect(search.longest).toBe(0);
      expect(search.find(bytes("abc"))).toBeUndefined();
      expect(search.findOpen(bytes("abc"))).toBe(3);
    }
    expect(createSearch([bytes(""), bytes("b")]).find(bytes("abc"))).toEqual({ index: 1, start: 1, end: 2 });
  });

  it("searches plain byte arrays as well as buffers", () => {
    expect(createSearch([new Uint8Array([0, 1])]).find(new Uint8Array([9, 0, 1]))).toEqual({
      index: 0,
      start: 1,
      end: 3,
    });
  });
});

describe("createSearch with thousands of patterns", () => {
  const random = (() => {
    let state = 7;
    return (below: number) => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    };
  })();
  const word = (length: number, letters: string) =>
    Buffer.from(Array.from({ length }, () => letters[random(letters.length)]).join(""));
  const patterns = Array.from({ length: 4000 }, () => word(8 + random(12), "abcdefghijkl"));

  it("finds what a search one by one finds, at every place, and stays open where it must", () => {
    const { find, findOpen, longest } = createSearch(patterns);
    expect(longest).toBe(19);
    for (let round = 0; round < 60; round += 1) {
      const planted = [word(random(30), "abcdefghijkl"), patterns[random(4000)], word(random(30), "abcdefghijkl")];
      const haystack = Buffer.concat(planted.map((piece) => piece ?? Buffer.alloc(0)));
      const starts = patterns.map((pattern) => haystack.indexOf(pattern)).filter((start) => start >= 0);
      const first = Math.min(...starts);
      const here = patterns.filter((pattern) => haystack.subarray(first).indexOf(pattern) === 0);
      const end = first + Math.max(...here.map(({ length }) => length));
      expect(find(haystack)).toMatchObject({ start: first, end });
      const cut = haystack.subarray(0, first + 1 + random(end - first - 1));
      expect(findOpen(cut)).toBeLessThanOrEqual(first);
    }
  });

  it("still jumps: a megabyte costs a fraction of a second", () => {
    const { find } = createSearch(patterns);
    const haystack = word(2 ** 20, "ABCDEFGHIJKLmnopqrstuvwxyz0123456789 \n");
    const started = process.cpuUsage();
    expect(find(haystack)).toBeUndefined();
    expect(process.cpuUsage(started).user).toBeLessThan(400_000);
  });
});
