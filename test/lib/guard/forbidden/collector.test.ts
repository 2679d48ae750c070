import { describe, expect, it } from "vitest";
import { createCollector, type Hit } from "../../../../lib/guard/forbidden/collector.ts";
import { createMatcher, type Edges, type Matcher } from "../../../../lib/guard/forbidden/matcher.ts";
import { type Encoding, encode } from "../../../../lib/guard/forbidden/tokens.ts";

const collect = (tokens: readonly string[], content: Buffer, piece = content.length): Hit[] => {
  const collector = createCollector(createMatcher(tokens));
  for (let at = 0; at < content.length; at += piece) collector.push(content.subarray(at, at + piece));
  return collector.end();
};

const text = "one\r\ntwo é😀 acme acme\nacme, globex\n";

describe("createCollector", () => {
  it("gives line and column in UTF-16 units, byte and count of each token", () => {
    const hits = collect(["globex", "acme", "absent"], Buffer.from(text));
    expect(hits.map(({ lines: _, ...hit }) => hit)).toStrictEqual([
      { token: "globex", count: 1, isAtLeast: false, encoding: "UTF-8", offset: 32, place: { line: 3, column: 7 } },
      { token: "acme", count: 3, isAtLeast: false, encoding: "UTF-8", offset: 16, place: { line: 2, column: 9 } },
    ]);
    // Two of them stand on one line.
    expect(hits.map(({ lines }) => lines?.length)).toEqual([1, 2]);
  });

  it.each(["UTF-8", "UTF-16 LE", "UTF-16 BE"] as const)("takes a byte order mark for no column in %s", (encoding) => {
    expect(collect(["acme"], encode("\ufeffacme", encoding))[0]?.place).toEqual({ line: 1, column: 1 });
  });

  it.each(["UTF-16 LE", "UTF-16 BE"] as const)("gives the same place in %s with a mark", (encoding) => {
    const [hit] = collect(["acme"], encode(`\ufeff${text}`, encoding));
    expect(hit).toMatchObject({ count: 3, encoding, place: { line: 2, column: 9 } });
  });

  it.each([
    ["UTF-16 LE", 30],
    ["UTF-16 BE", 30],
  ] as const)("gives no place, but the byte, in %s without a mark", (encoding, offset) => {
    expect(collect(["acme"], encode(`${"x".repeat(15)}acme`, encoding))[0]).toEqual({
      token: "acme",
      count: 1,
      isAtLeast: false,
      encoding,
      offset,
    });
  });

  it("gives no place in binary contents", () => {
    expect(collect(["acme"], Buffer.from("\0\x01acme"))[0]).not.toHaveProperty("place");
  });

  it.each([1, 7, 1000, 65_537])("finds the same in pieces of %i bytes, wherever they are cut", (piece) => {
    for (const encoding of ["UTF-8", "UTF-16 LE", "UTF-16 BE"] satisfies Encoding[]) {
      const line = `${"x".repeat(61)}é\n`;
      // The windows of the collector end in the middle of tokens.
      const content = encode(`\ufeff${line.repeat(1023)}acme acme\n${"acme".repeat(10_000)}`, encoding);
      const hits = collect(["acme", "meac"], content, piece);
      expect(hits).toEqual(collect(["acme", "meac"], content));
      expect(hits).toMatchObject([
        { token: "acme", count: 10_002, encoding, place: { line: 1024, column: 1 } },
        { token: "meac", count: 9_999, encoding, place: { line: 1025, column: 3 } },
      ]);
    }
  });

  it("gives places in UTF-16 behind many windows, for a token that is longest in UTF-8, with an odd length", () => {
    const content = encode(`\ufeff${`${"x".repeat(70)}\n`.repeat(3000)}日本語`, "UTF-16 BE");
    expect(collect(["日本語"], content)).toMatchObject([{ encoding: "UTF-16 BE", place: { line: 3001, column: 1 } }]);
  });

  it("stops counting a page of one letter, and still finds what comes behind it", () => {
    const content = Buffer.from(`${"a".repeat(300_000)}\nglobex`);
    expect(collect(["a", "globex"], content)).toMatchObject([
      { token: "a", isAtLeast: true },
      { token: "globex", count: 1, isAtLeast: false, place: { line: 2, column: 1 } },
    ]);
  });

  it("counts as far in pieces as at once, when counting is given up", () => {
    const content = Buffer.from("ab".repeat(150_000));
    const whole = collect(["ab", "b"], content);
    expect(whole).toMatchObject([{ isAtLeast: true }, { isAtLeast: true }]);
    expect(collect(["ab", "b"], content, 1000)).toEqual(whole);
  });

  it("ends where counting is given up in the last bytes of a window, and still finds every token", () => {
    // 125 beginnings of "aaa…" stand 100,000 times in 862 of the letter: just what counting is given up at.
    const tokens = Array.from({ length: 125 }, (_, index) => "a".repeat(index + 1));
    const content = Buffer.concat([Buffer.alloc(64 * 1024 - 862, "x"), Buffer.alloc(862, "a"), Buffer.alloc(99, "y")]);
    const hits = collect(tokens, content);
    expect(hits.map(({ token }) => token)).toEqual(tokens);
    expect(hits.every(({ isAtLeast, offset }) => isAtLeast && offset === 64 * 1024 - 862)).toBe(true);
    const isGivenUp = (length: number) => collect(tokens, Buffer.alloc(length, "a")).map((hit) => hit.isAtLeast);
    expect(new Set(isGivenUp(862))).toEqual(new Set([true]));
    expect(new Set(isGivenUp(861))).toEqual(new Set([false]));
  });

  it.each([
    ["two of UTF-8, the second of which could be UTF-16 as well", "xaa\0", "UTF-8", 1, 2],
    ["one that is UTF-16 BE where it begins, and UTF-8 behind that", "x\0a", "UTF-16 BE", 1, 1],
    ["one that is as long as possible", "xxa\0", "UTF-16 LE", 2, 1],
    ["one in UTF-16 LE with zero bytes on both sides", "x\0a\0", "UTF-16 LE", 2, 1],
    ["one in UTF-16 BE with zero bytes on both sides", "xx\0a\0", "UTF-16 BE", 2, 1],
  ])("tells of a letter %s", (_, content, encoding, offset, count) => {
    expect(collect(["a"], Buffer.from(content))).toMatchObject([{ encoding, offset, count }]);
  });

  it("goes by place, whatever encoding is searched first", () => {
    const content = Buffer.concat([encode("acme", "UTF-16 LE"), Buffer.from("acme")]);
    expect(collect(["acme"], content)).toMatchObject([{ encoding: "UTF-16 LE", offset: 0, count: 2 }]);
  });

  it("shows the matcher windows, and which of them have the edges of the content", () => {
    const asked: (Edges | undefined)[] = [];
    const sound = createMatcher(["acme"]);
    const matches: Matcher["matches"] = (bytes, limit, edges) => {
      asked.push(edges);
      return sound.matches(bytes, limit, edges);
    };
    const show = (size: number) => {
      asked.length = 0;
      const collector = createCollector({ ...sound, matches });
      collector.push(Buffer.alloc(size, "x"));
      collector.end();
      return asked.map((edges) => `${edges?.isStart} ${edges?.isEnd}`);
    };
    expect(show(10)).toEqual(["true true"]);
    expect(show(2 * 64 * 1024)).toEqual(["true false", "false false", "false true"]);
  });

  it("says of a secret token how to speak of it", () => {
    const secrecy = { blind: () => "blind", labelOf: () => "label" };
    const collector = createCollector({ ...createMatcher(["acme"]), secrecy });
    collector.push(Buffer.from("acme"));
    expect(collector.end()).toMatchObject([{ token: "acme", secrecy, lines: ["blind"] }]);
  });

  it("finds nothing in nothing", () => {
    expect(collect(["a"], Buffer.alloc(0), 1)).toEqual([]);
  });
});
