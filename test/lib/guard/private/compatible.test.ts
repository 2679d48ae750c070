import { beforeEach, expect, it } from "vitest";

type Compatible = typeof import("../../../../lib/guard/private/compatible.ts");

let { compatibleInUtf8, compatibleInUtf16, formOf, narrow, placesIn, plainUtf8 } = {} as Compatible;

let turn = 0;

/** What it remembers of one test, it owes to that one alone. */
beforeEach(async () => {
  turn += 1;
  const { href } = new URL(`../../../../lib/guard/private/compatible.ts?${turn}`, import.meta.url);
  ({ compatibleInUtf8, compatibleInUtf16, formOf, narrow, placesIn, plainUtf8 } = (await import(href)) as Compatible);
});

const told = (form: Uint8Array | undefined) => form && Buffer.from(form).toString();

/** What Unicode says of every character there is. */
const all = function* (): Generator<[number, string, string]> {
  for (let codePoint = 0x80; codePoint < 0x110000; codePoint += 1) {
    if (codePoint >= 0xd800 && codePoint <= 0xdfff) continue;
    const character = String.fromCodePoint(codePoint);
    const form = character.normalize("NFKC");
    // Most are none: asked in a way that is quick.
    if (form !== character && /[0-9a-z]/i.test(form))
      yield [codePoint, character, form.replace(/[^\p{L}\p{M}\p{N}]/gu, "")];
  }
};

it("formOf and both readings know every character that stands for letters of ASCII", () => {
  let count = 0;
  for (const [codePoint, character, letters] of all()) {
    const form = /^[0-9a-z]+$/i.test(letters) ? letters : undefined;
    const said = [
      formOf(codePoint),
      compatibleInUtf8(Buffer.from(character))[0]?.form,
      narrow(Buffer.from(character, "utf16le"), 0, 0).plain,
      compatibleInUtf16(Buffer.from(character, "utf16le").swap16(), 0, 1)[0]?.form,
    ];
    expect(
      said.map((one) => one && Buffer.from(one).toString()),
      codePoint.toString(16),
    ).toEqual([form, form, form, form]);
    if (form !== undefined) count += 1;
  }
  expect(count).toBeGreaterThan(1300);
});

it.each([
  [0xaa, "a"],
  [0x1f1, "DZ"],
  [0x2167, "VIII"],
  [0x24d0, "a"],
  [0x249c, "a"],
  [0xbd, "12"],
  [0x33af, "rads2"],
  [0xff21, "A"],
  [0x1d7ff, "9"],
])("formOf knows that %x is %s, and does not ask again", (codePoint, letters) => {
  const form = formOf(codePoint);
  expect(told(form)).toBe(letters);
  expect(told(formOf(0xff42))).toBe("b");
  expect(formOf(codePoint)).toBe(form);
});

it("formOf knows each after it was asked for all of them", () => {
  for (let codePoint = 0; codePoint < 0x20000; codePoint += 1) formOf(codePoint);
  expect([0x61, 0xb2, 0x1d400, 0x1d7ff, 0x1e900].map((codePoint) => told(formOf(codePoint)))).toEqual([
    ...[undefined, "2", "A", "9", undefined],
  ]);
});

it.each([
  0, 0x2f, 0x30, 0x41, 0x7a, 0x7f, 0x80, 0xdf, 0x338d, 0x33c0, 0xe9, 0x131, 0x430, 0x6771, 0xff01, 0xd835, 0x1f600,
  0x2f800, 0x10ffff,
])("formOf knows none for %x", (codePoint) => expect(formOf(codePoint)).toBeUndefined());

it("placesIn says of each part where it stood", () => {
  const bytes = Buffer.from(`${"-".repeat(9)}aｂc⑳d${"-".repeat(9)}`);
  const { plain, from } = plainUtf8(bytes, 1) ?? { plain: Buffer.alloc(0), from: 0 };
  expect([Buffer.from(plain).toString(), from]).toEqual(["abc20d", 9]);
  const place = placesIn(compatibleInUtf8(bytes), from);
  const places = Array.from("abc20d", (_, at) => place(at, at + 1).map((one) => one - 9));
  expect(places).toEqual([
    [0, 1],
    [1, 4],
    [4, 5],
    [5, 8],
    [5, 8],
    [8, 9],
  ]);
  expect(place(0, 6)).toEqual([9, 18]);
  const wide = Buffer.from("aｂc𝟚d", "utf16le");
  expect(Buffer.from(narrow(wide, 0, 0).plain ?? []).toString()).toBe("abc2d");
  const units = placesIn(compatibleInUtf16(wide, 0, 0), 0);
  expect(Array.from("abc2d", (_, at) => units(at, at + 1))).toEqual([
    [0, 1],
    [1, 2],
    [2, 3],
    [3, 5],
    [5, 6],
  ]);
  expect(plainUtf8(Buffer.from("é東京"), 9)).toBeUndefined();
  expect(narrow(Buffer.from("aé東", "utf16le"), 0, 0)).toEqual({ units: new Uint8Array([97, 0, 0]), plain: undefined });
});

it.each<[string, number[], [number, number, string][]]>([
  [
    "what stands for letters, beside ASCII",
    [0x61, 0xef, 0xbc, 0xa1, 0xc2, 0xaa, 0x62],
    [
      [1, 4, "A"],
      [4, 6, "a"],
    ],
  ],
  ["the first character of a plane", [0xf0, 0x9d, 0x90, 0x80], [[0, 4, "A"]]],
  ["no character that begins with a letter", [0x62, 0xaa], []],
  ["none that ends with one", [0xef, 0xbc, 0x61, 0xef, 0x7c, 0xa1], []],
  ["none that ends early", [0xef, 0xbc], []],
  ["none that is written longer than needed", [0xe0, 0x82, 0xaa, 0xf0, 0x8f, 0xbc, 0xa1, 0xf0, 0x80, 0x82, 0xaa], []],
  ["none that begins with what begins none", [0xf8, 0x9d, 0x90, 0x80, 0x82, 0xaa], []],
  ["none behind the second plane", [0xf1, 0x9d, 0x90, 0x80, 0xf0, 0xaf, 0xa0, 0x80], []],
])("UTF-8 has %s", (_, codes, expected) => {
  const bytes = Uint8Array.from(codes);
  expect(compatibleInUtf8(bytes).map(({ start, end, form }) => [start, end, told(form)])).toEqual(expected);
  expect(plainUtf8(bytes, 9) === undefined).toBe(expected.length === 0);
});

it.each<[string, number[], [number, number, string][], string | undefined]>([
  [
    "what stands for letters, beside others",
    [0x61, 0xff21, 0x80, 0x24d0],
    [
      [1, 2, "A"],
      [3, 4, "a"],
    ],
    "aA\0a",
  ],
  [
    "the first and the last of a pair's second units",
    [0xd835, 0xdc00, 0xd835, 0xdfff],
    [
      [0, 2, "A"],
      [2, 4, "9"],
    ],
    "A9",
  ],
  [
    "a unit before half a pair",
    [0x24d0, 0xdc00, 0xff21, 0xdc00],
    [
      [0, 1, "a"],
      [2, 3, "A"],
    ],
    "a\0A\0",
  ],
  ["no pair without its second unit", [0xd835, 0x0041, 0xd835, 0x0721, 0xd834, 0xe001, 0xd835], [], undefined],
  ["no pair without its first", [0xdc00, 0xdfff], [], undefined],
])("UTF-16 has %s", (_, units, expected, plain) => {
  const little = Buffer.from(Uint16Array.from(units).buffer);
  // Behind the last unit stands half a one, and before the first: the first byte of what would stand for a letter.
  const half = Buffer.from([0xaa]);
  for (const [low, bytes] of [
    [0, little],
    [1, Buffer.from(little).swap16()],
  ] as const) {
    for (const parity of [0, 1]) {
      const text = parity === 0 ? Buffer.concat([bytes, half]) : Buffer.concat([half, bytes]);
      const longer = parity === 0 ? text : Buffer.concat([text, half]);
      for (const one of [text, longer]) {
        const found = compatibleInUtf16(one, parity, low);
        expect(found.map(({ start, end, form }) => [start, end, told(form)])).toEqual(expected);
        expect(narrow(one, parity, low)).toEqual({
          units: Uint8Array.from(units, (unit) => (unit < 0x80 ? unit : 0)),
          plain: plain === undefined ? undefined : new Uint8Array(Buffer.from(plain)),
        });
      }
    }
  }
});

it("half a unit behind a unit makes no pair", () => {
  const bytes = Buffer.from([0xd8, 0x35, 0xdc]);
  expect([compatibleInUtf16(bytes, 0, 1), narrow(bytes, 0, 1).plain]).toEqual([[], undefined]);
});

it("placesIn knows where stood what is before the first", () => {
  const bytes = Buffer.from("----ab-ｃd");
  const { plain, from } = plainUtf8(bytes, 3) ?? { plain: Buffer.alloc(0), from: 0 };
  expect([told(plain), from]).toEqual(["ab-cd", 4]);
  const place = placesIn(compatibleInUtf8(bytes), from);
  expect([place(1, 4), place(0, 2)]).toEqual([
    [5, 10],
    [4, 6],
  ]);
});
