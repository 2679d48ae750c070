import { expect, test } from "vitest";
import { parse } from "yaml";
import { yamlText } from "../../../lib/adopt/yaml-text.ts";

const texts = [
  "npm ci",
  "a: b",
  "a #b",
  "#",
  "a:",
  "a ",
  " a",
  "",
  "it's",
  '"',
  "- a",
  "true",
  "No",
  "1.10",
  "~",
  "null",
];
const odd = [
  "a\nb",
  "a\r\n  b",
  "\t",
  "a\u2028b",
  "\u0085",
  "\ufeffa",
  "\u0000",
  "{a: b}",
  "|",
  "*x",
  "&x",
  "%",
  "`",
  "é",
];

test.each([...texts, ...odd])("yamlText of %j is read as that text, by both versions of YAML", (text) => {
  for (const version of ["1.1", "1.2"] as const) {
    const document = `- run: ${yamlText(text)}\n- b\n`;
    expect(parse(document, { version })).toEqual([{ run: text }, "b"]);
  }
});
