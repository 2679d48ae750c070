import { expect, test } from "vitest";
import { isAmbiguous, saysSizes } from "../../../../lib/guard/package/zip-extra.ts";

/** Id, size, content. */
const field = (id: number, content = "", size = content.length): Buffer =>
  Buffer.concat([Buffer.from([id & 0xff, id >> 8, size & 0xff, size >> 8]), Buffer.from(content)]);

test.each<[string, Buffer[], boolean]>([
  ["nothing", [], false],
  ["a time", [field(0x5455, "12345")], false],
  ["several fields", [field(0x5455, "12345"), field(0x7875, "x")], false],
  ["what looks like a name within another field", [field(2, "\x75\x70\0\0")], false],
  ["fewer bytes than a field has", [field(2, "x"), Buffer.from("up")], false],
  ["sizes", [field(1, "12345678")], true],
  ["no sizes where they would stand", [field(1)], true],
  ["sizes behind another field", [field(2, "x"), field(1, "12345678")], true],
  ["a name", [field(0x7075, "name")], true],
  ["an empty name", [field(0x7075)], true],
  ["a name behind another field", [field(2, "x"), field(0x7075, "name")], true],
  ["a field that reaches beyond the others", [field(2, "x", 2)], true],
  ["a large field that reaches beyond the others", [field(2, "x", 0x101)], true],
])("isAmbiguous of %s", (_, fields, expected) => {
  expect(isAmbiguous(Buffer.concat(fields))).toBe(expected);
  expect(isAmbiguous(Buffer.concat(fields), [3, 2])).toBe(expected);
  expect(saysSizes(Buffer.concat(fields), [3, 2])).toBe(false);
});

/** The two sizes of a zip64 field, each of eight bytes. */
const sizes = (...all: number[]): string => String.fromCharCode(...all.flatMap((one) => [one, 0, 0, 0, 0, 0, 0, 0]));

test.each<[string, Buffer[], boolean]>([
  ["the very sizes", [field(1, sizes(3, 2))], false],
  ["the very sizes between others", [field(2, "x"), field(1, sizes(3, 2)), field(0x5455, "12345")], false],
  ["the very sizes, and a name", [field(1, sizes(3, 2)), field(0x7075, "name")], true],
  ["the very sizes, and others", [field(1, sizes(3, 2)), field(1, sizes(3, 3))], true],
  ["the other way round", [field(1, sizes(2, 3))], true],
  ["another size", [field(1, sizes(4, 2))], true],
  ["another size of what is packed", [field(1, sizes(3, 3))], true],
  ["one of them", [field(1, sizes(3))], true],
  ["more than both", [field(1, sizes(3, 2, 0))], true],
  ["what agrees in its lower half only", [field(1, `${sizes(3).slice(0, 7)}\x01${sizes(2)}`)], true],
])("sizes of zip64 in front of a file of 3 bytes in 2: %s", (what, fields, expected) => {
  expect(isAmbiguous(Buffer.concat(fields), [3, 2])).toBe(expected);
  expect(isAmbiguous(Buffer.concat(fields))).toBe(true);
  expect(saysSizes(Buffer.concat(fields), [3, 2])).toBe(what.startsWith("the very sizes"));
});
