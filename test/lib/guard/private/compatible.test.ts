import { expect, it } from "vitest";
import {
  compatibleInUtf8,
  compatibleInUtf16,
  formOf,
  narrow,
  placesIn,
  plainUtf8,
} from "../../../../lib/guard/private/compatible.ts";

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

it.each([0x80, 0xdf, 0xe9, 0x131, 0x430, 0x6771, 0xff01, 0xd835, 0x1f600, 0x2f800, 0x10ffff])(
  "formOf knows none for %x",
  (codePoint) => expect(formOf(codePoint)).toBeUndefined(),
);

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
