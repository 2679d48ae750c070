import { describe, expect, it } from "vitest";
import { encode, encodings } from "../../../../lib/guard/forbidden/tokens.ts";
import { decodeUtf8, decodeUtf16 } from "../../../../lib/guard/private/wide.ts";
import { matcherFor } from "../../../support/deny.ts";

const found = (tokens: readonly string[], text: string): string[] => {
  const bytes = Buffer.from(text);
  return matcherFor(tokens)
    .matches(bytes)
    .map(({ start, end }) => bytes.toString("utf8", start, end));
};

const shown = (characters: ReturnType<typeof decodeUtf8>) =>
  characters.map(({ text, start, end, width }) => [text, start, end, width]);

describe("a token with letters beyond ASCII", () => {
  it.each([
    // In one word it may stand anywhere.
    ["évo", "xévoy", ["évo"]],
    ["évo", "év", []],
    ["éà", "x éà", ["éà"]],
    // Across a gap it begins and ends where words do.
    ["évo", "x é-vo y", ["é-vo"]],
    ["évo", "xé-vo", []],
    ["évo", "é-vox", []],
    ["évo", "é-vo日", []],
    ["évo", "1é-vo2", ["é-vo"]],
    ["évo", "xÉ-voX", ["É-vo"]],
    ["évo", "XÉv-o", ["Év-o"]],
    ["évo", "XÉ-vo", []],
    ["évo", "XÉV-o", []],
    ["évo", "É-VOXx", ["É-VO"]],
    ["évo", "É-VOXX", []],
    ["évo", "É-VOX-x", []],
    ["évo", "é-----vo", ["é-----vo"]],
    ["évo", "é------vo", []],
    ["évo", "é-v------o", []],
    ["évo", "é----\n-vo", []],
    ["évo", "é\r\n----vo", ["é\r\n----vo"]],
    ["évo", "évo\r", ["évo"]],
    ["évo", "------é-vo", ["é-vo"]],
    // Eight bytes are long.
    ["évoabcd", "xévo-abcdx", ["évo-abcd"]],
    ["évoabc", "xévo-abcx", []],
    // One character may be several letters, and is never half of them.
    ["fixé", "ﬁxé", ["ﬁxé"]],
    ["ixéx", "ﬁxéx", []],
    ["éxaf", "éxaﬁ", []],
    ["évo", "㎃É-vo", ["É-vo"]],
    ["évo", "ŉÉ-vo", []],
    ["évo", "½É-vo", ["É-vo"]],
    // Case doesn't count.
    ["straße", "STRAẞE", ["STRAẞE"]],
    ["GROẞE", "grosse GROSSE große", ["grosse", "GROSSE", "große"]],
    // Marks belong to the letter before them, if there is one.
    ["scène", "sce\u0300ne", ["sce\u0300ne"]],
    ["évo", "\u0308évo", ["évo"]],
    ["évo", "évo\u0308", []],
    ["évo", "e\u0301vo", ["e\u0301vo"]],
  ])("%j in %j is %j", (token, text, places) => {
    expect(found([token], text)).toEqual(places);
  });

  it("is found beside another that begins as it does", () => {
    expect(found(["éabc", "éabd"], "éabd")).toEqual(["éabd"]);
    expect(found(["éabcd", "éabc"], "éabcd")).toEqual(["éabcd", "éabc"]);
    expect(found(["éabcd", "éabc"], "éabc")).toEqual(["éabc"]);
  });

  it.each(encodings)("is found as %s wherever it stands, in pairs of units too", (encoding) => {
    const { matches } = matcherFor(["𠮷野家"]);
    for (const [before, behind] of [
      ["", ""],
      ["é ", "\n"],
      ["x𠮷", "𠮷x"],
    ] as const) {
      const [start, text] = [encode(before, encoding).length, encode(`${before}𠮷野家${behind}`, encoding)];
      // What is no mark of an order of bytes, but a zero byte.
      const bytes = Buffer.concat([text, Buffer.alloc(2)]);
      const place = { token: 0, encoding, start, end: start + encode("𠮷野家", encoding).length };
      expect(matches(bytes)).toContainEqual(place);
    }
  });

  it.each<[number[], boolean]>([
    [[0xff, 0xfe], true],
    [[0xfe, 0xff], true],
    [[0xff, 0x41], false],
    [[0xfe, 0x41], false],
    [[0x41, 0xfe], false],
    [[0x41, 0xff], false],
    [[0xc3, 0x00], true],
  ])("is looked for in UTF-16 behind %j: %s", (mark, isFound) => {
    for (const encoding of ["UTF-16 LE", "UTF-16 BE"] as const) {
      const bytes = Buffer.concat([Buffer.from(mark), encode("ЗЕНИТ", encoding)]);
      expect(matcherFor(["Зенит"]).hasMatch(bytes)).toBe(isFound);
    }
  });
});

it("decodeUtf8 reads what RFC 3629 calls UTF-8, and everything else byte by byte", () => {
  expect(shown(decodeUtf8(Buffer.from("aé€😀")))).toEqual([
    ["a", 0, 1, 1],
    ["é", 1, 3, 2],
    ["€", 3, 6, 3],
    ["😀", 6, 10, 4],
  ]);
  for (const bytes of [
    [0x80],
    [0xc1, 0x81],
    [0xc3],
    [0xe2, 0x82],
    [0xe0, 0x9f, 0xbf],
    [0xed, 0xa0, 0x80],
    [0xf0, 0x8f, 0xbf, 0xbf],
    [0xf4, 0x90, 0x80, 0x80],
    [0xf8, 0x88, 0x80, 0x80, 0x80],
    [0xff],
  ])
    expect(shown(decodeUtf8(Buffer.from([...bytes, 0x61])))).toEqual([
      ...bytes.map((_, at) => ["\ufffd", at, at + 1, 1]),
      ["a", bytes.length, bytes.length + 1, 1],
    ]);
});

it("decodeUtf16 reads units from any byte on, in either order, and leaves half of one", () => {
  const text = Buffer.from("aé😀", "utf16le");
  const characters = [
    ["a", 0, 2, 1],
    ["é", 2, 4, 1],
    ["😀", 4, 8, 2],
  ];
  const moved = characters.map(([one, start, end, width]) => [one, Number(start) + 1, Number(end) + 1, width]);
  for (const order of [0, 1] as const) {
    const bytes = order === 0 ? text : Buffer.from(text).swap16();
    const before = Buffer.from(bytes);
    expect(shown(decodeUtf16(bytes, 0, order))).toEqual(characters);
    expect(shown(decodeUtf16(Buffer.concat([bytes, Buffer.of(1)]), 0, order))).toEqual(characters);
    expect(shown(decodeUtf16(Buffer.concat([Buffer.of(1), bytes]), 1, order))).toEqual(moved);
    expect(shown(decodeUtf16(Buffer.concat([Buffer.of(1), bytes, Buffer.of(1)]), 1, order))).toEqual(moved);
    expect(bytes).toEqual(before);
  }
  expect(decodeUtf16(Buffer.of(), 1, 0)).toEqual([]);
});
