import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { createSearch } from "../../../lib/search.ts";
import { createSimdSearch, type SimdSearch, threadCode } from "../../../lib/simd/index.ts";

const size = 512;

const bytes = (text: string): Buffer => Buffer.from(text, "latin1");

const open = (patterns: readonly Buffer[], letters: "keep" | "ignore" = "keep"): SimdSearch => {
  const search = createSimdSearch(patterns, { size, letters });
  if (search === undefined) throw new Error("This machine has no WebAssembly with SIMD");
  return search;
};

/** What another thread makes of the same data, in this one. */
const openThread = (search: SimdSearch): SimdSearch =>
  new Function("data", `${threadCode}; return { ...instantiate(data), data };`)(search.data) as SimdSearch;

/** Fill the buffer with `haystack`, and what lies behind it with bytes that must not matter. */
const look = ({ buffer, hasMatch }: SimdSearch, haystack: Buffer, behind: Buffer = Buffer.alloc(1)): boolean => {
  buffer.fill(behind);
  haystack.copy(buffer);
  return hasMatch(haystack.length);
};

const findNaively = (patterns: readonly Buffer[], haystack: Buffer): boolean =>
  patterns.some((pattern) => pattern.length > 0 && haystack.includes(pattern));

const fold = (some: Buffer): Buffer =>
  Buffer.from(some.map((byte) => (byte >= 0x41 && byte <= 0x5a ? byte + 32 : byte)));

/** A small linear congruential generator: the same numbers in every run. */
const createRandom = (seed: number) => {
  let state = seed >>> 0;
  return (below: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
};

const draw = (random: (below: number) => number, alphabet: Buffer, length: number): Buffer =>
  Buffer.from(Array.from({ length }, () => alphabet[random(alphabet.length)] ?? 0));

const alphabets: [string, Buffer][] = [
  ["two letters", bytes("ab")],
  // The tables can't tell these from each other: same lower half.
  ["equal lower halves", Buffer.of(0x01, 0x11, 0x41, 0x51, 0x61, 0x71, 0x81, 0xf1)],
  ["zeros and ones", Buffer.of(0, 1)],
  ["letters of both cases, and their neighbours", bytes("aAbBzZ@[`{")],
  ["every byte", Buffer.from(Array.from({ length: 256 }, (_, byte) => byte))],
];

describe.each(alphabets)("the kernel, over %s", (_, alphabet) => {
  it.each([1, 2, 3, 4, 5, 11])(
    "agrees with a naive search and with Wu and Manber's, patterns of %i bytes and more",
    (shortest) => {
      const random = createRandom(shortest);
      let [hits, misses] = [0, 0];
      for (let round = 0; round < 50; round += 1) {
        const patterns = Array.from({ length: 1 + random(12) }, () => draw(random, alphabet, shortest + random(8)));
        const search = open(patterns);
        const [thread, known] = [openThread(search), createSearch(patterns)];
        const folded = open(patterns, "ignore");
        for (let turn = 0; turn < 4; turn += 1) {
          const haystack = draw(random, alphabet, random(80));
          // Planted in half of the rounds, at any place, also cut off by the end.
          if (turn % 2 === 0) patterns[random(patterns.length)]?.copy(haystack, random(haystack.length + 1));
          const expected = findNaively(patterns, haystack);
          const behind = patterns[0] ?? Buffer.alloc(1);
          expect(look(search, haystack, behind)).toBe(expected);
          expect(look(thread, haystack, behind)).toBe(expected);
          expect(known.find(haystack) !== undefined).toBe(expected);
          expect(look(folded, haystack, behind)).toBe(findNaively(patterns.map(fold), fold(haystack)));
          if (expected) hits += 1;
          else misses += 1;
        }
      }
      expect(hits).toBeGreaterThan(10);
      expect(misses).toBeGreaterThan(10);
    },
  );
});

describe("the kernel", () => {
  it.each([1, 3, 4, 15, 16, 17, 33, 200])(
    "finds a pattern of %i bytes at every place, and not when it is cut",
    (length) => {
      const pattern = Buffer.from(Array.from({ length }, (_, at) => 33 + ((at * 7) % 90)));
      const search = open([pattern, bytes("something-else")]);
      for (let start = 0; start + length <= size; start += start < 70 || start + length > size - 40 ? 1 : 13) {
        const haystack = Buffer.concat([Buffer.alloc(start, 0xee), pattern]);
        expect(look(search, haystack, Buffer.of(0xee))).toBe(true);
        // Its last byte lies behind the end; and its first one is missing.
        search.buffer.fill(0xee);
        pattern.copy(search.buffer, start);
        expect(search.hasMatch(start + length - 1)).toBe(false);
        search.buffer[start] = 0xee;
        expect(search.hasMatch(size)).toBe(false);
      }
    },
  );

  it("finds each of two hundred patterns, in text and among zero bytes", () => {
    const random = createRandom(3);
    const alphabet = bytes("abcdefghijklmnopqrstuvwxyz0123456789-_.");
    const patterns = Array.from({ length: 200 }, (_, index) => {
      const word = draw(random, alphabet, 5 + (index % 20));
      return index % 3 === 0 ? Buffer.from(word.toString("latin1"), "utf16le") : word;
    });
    const search = open(patterns);
    expect(look(search, Buffer.alloc(size, "the quick brown fox. "))).toBe(false);
    expect(look(search, Buffer.alloc(size))).toBe(false);
    for (const pattern of patterns) {
      expect(look(search, Buffer.concat([Buffer.alloc(random(100), "x "), pattern, bytes("yy")]))).toBe(true);
      expect(look(search, Buffer.concat([Buffer.alloc(random(100)), pattern, Buffer.alloc(3)]))).toBe(true);
    }
  });

  it("finds a pattern as long as the buffer, and none that is longer than what is there", () => {
    const pattern = Buffer.alloc(size, "abcdefghijk");
    expect(look(open([pattern]), pattern)).toBe(true);
    expect(look(open([pattern]), pattern.subarray(0, -1))).toBe(false);
    expect(look(open([pattern]), Buffer.of())).toBe(false);
  });

  it.each([
    ["CAFé", "café", true],
    ["ACME-Corp", "aCmE-cOrP", true],
    ["a@b", "a`b", false],
    ["x[y", "x{y", false],
    ["É", "é", false],
  ])("with case ignored, %s finds %s: %s", (token, text, isFound) => {
    expect(look(open([Buffer.from(token)], "ignore"), Buffer.from(`-${text}-`))).toBe(isFound);
    expect(look(open([Buffer.from(token)]), Buffer.from(`-${text}-`))).toBe(false);
    const wide = Buffer.from(text, "utf16le");
    expect(look(open([Buffer.from(token, "utf16le")], "ignore"), wide)).toBe(isFound);
  });

  it("leaves patterns by the thousand to the other search, and nothing to nobody", () => {
    const many = Array.from({ length: 1001 }, (_, index) => bytes(`token-${index}`));
    expect(createSimdSearch(many, { size })).toBeUndefined();
    expect(createSimdSearch(many.slice(1), { size })).toBeDefined();
    expect(createSimdSearch([], { size })).toBeUndefined();
    expect(createSimdSearch([Buffer.of()], { size })).toBeUndefined();
  });

  it.each([
    ["--jitless", "none"],
    ["--no-warnings", "true"],
  ])("is there, or says that it is not: node %s: %s", (flag, expected) => {
    const room = fileURLToPath(new URL("../../../lib/simd/index.ts", import.meta.url));
    const code = `import(${JSON.stringify(room)}).then(({ createSimdSearch }) => {
      const search = createSimdSearch([Buffer.from("acme")], { size: 64 });
      console.log(search === undefined ? "none" : search.buffer.write("an acme") === 7 && search.hasMatch(7));
    });`;
    const argv = [flag, "--import", "tsx", "--input-type=module", "-e", code];
    const said = execFileSync(process.execPath, argv, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
    expect(said.trim()).toBe(expected);
  });
});
