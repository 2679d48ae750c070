import { expect, test } from "vitest";
import { nameOf } from "../../../../lib/guard/surface/names.ts";

test.each([
  ["a b\\x", "a b\\x"],
  ["\u00e9\n", "\u00e9\n"],
])("nameOf gives a name in UTF-8 as it is: %j", (name, shown) => {
  expect(nameOf(Buffer.from(name))).toBe(shown);
});

test("nameOf writes out what is no UTF-8, and backslashes beside it", () => {
  expect(nameOf(Buffer.from("a\\\x7f\x80\xe9\xff", "latin1"))).toBe("a\\x5c\x7f\\x80\\xe9\\xff");
});
