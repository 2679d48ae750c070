import { expect, test } from "vitest";
import { isAmbiguous } from "../../../../lib/guard/package/zip-extra.ts";

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
});
