import { expect, test } from "vitest";
import { codeSpan, plainText } from "../../../lib/adopt/markdown.ts";

test.each([
  ["a", "`a`"],
  ["a`b", "``a`b``"],
  ["``", "``` `` ```"],
  [" a ", "`  a  `"],
  ["", "`  `"],
  ["a\n# b", "`a\\u{a}# b`"],
])("codeSpan of %j is closed where it ends", (text, expected) => {
  expect(codeSpan(text)).toBe(expected);
});

test.each([
  ["claims-etl", "claims-etl"],
  ["my_tool", "my_tool"],
  ["größe 2", "größe 2"],
  ["a](http://x)", "`a](http://x)`"],
  ["<b>", "`<b>`"],
  ["a\n\n# b", "`a\\u{a}\\u{a}# b`"],
  ["_x_", "`_x_`"],
])("plainText of %j can't be anything but text", (text, expected) => {
  expect(plainText(text)).toBe(expected);
});
