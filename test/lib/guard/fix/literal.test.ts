import { describe, expect, it } from "vitest";
import { replaceWords } from "../../../../lib/guard/fix/literal.ts";

const one = (line: number, column: number, from = "old", to = "new") => [{ line, column, from, to }];

describe("replaceWords", () => {
  it.each([
    ["a.toml", '[project]\nname = "old"\n', one(2, 8), '[project]\nname = "new"\n'],
    ["a.toml", "[project]\r\nname = 'old' # old\r\n", one(2, 8), "[project]\r\nname = 'new' # old\r\n"],
    ["a.json", '{\n\t"name": "old",\n\t"x": "old"\n}', one(2, 10), '{\n\t"name": "new",\n\t"x": "old"\n}'],
    ["a.yml", "name: old\n", one(1, 7), "name: new\n"],
    ["a.yaml", "{a: old, b: ü}", one(1, 5), "{a: new, b: ü}"],
    ["setup.cfg", "[metadata]\nname = old\n", one(2, 8), "[metadata]\nname = new\n"],
    ["Dockerfile", 'LABEL a="old" b=old\n', one(1, 9), 'LABEL a="new" b=old\n'],
    ["Dockerfile", 'LABEL a="old" b=old\n', one(1, 17), 'LABEL a="old" b=new\n'],
    ["a.json", '{"x": null, "name": "old"}', one(1, 21), '{"x": null, "name": "new"}'],
    ["notes.toml.md", "name = old", one(1, 8), "name = new"],
    [
      "README.md",
      "ü 😀 [x](https://h/old) old",
      one(1, 10, "https://h/old", "https://h/new"),
      "ü 😀 [x](https://h/new) old",
    ],
  ])("replaces in %s: %j", async (path, text, replacements, expected) => {
    expect(await replaceWords(path, text, replacements)).toEqual({ text: expected });
  });

  it("replaces several, whatever their order", async () => {
    const text = 'a = "old"\nb = "old"\nc = "old"\n';
    const replacements = [...one(1, 5, "old", "longer"), ...one(3, 5, "old", "n")];
    expect(await replaceWords("a.toml", text, replacements)).toEqual({ text: 'a = "longer"\nb = "old"\nc = "n"\n' });
    expect(await replaceWords("a.toml", text, replacements.toReversed())).toEqual({
      text: 'a = "longer"\nb = "old"\nc = "n"\n',
    });
  });

  it("replaces several of one line, whatever their order, and words of several lines", async () => {
    const side = [...one(1, 6, "old", "longer"), ...one(1, 17, "old", "n")];
    for (const replacements of [side, side.toReversed()])
      expect(await replaceWords("a.json", '{"a":"old", "b":"old"}', replacements)).toEqual({
        text: '{"a":"longer", "b":"n"}',
      });
    const below = [...one(1, 1, "a\nb", "new"), ...one(3, 1)];
    for (const replacements of [below, below.toReversed()])
      expect(await replaceWords("README.md", "a\nb\nold", replacements)).toEqual({ text: "new\nnew" });
  });

  it.each([
    ["another place", "a.toml", 'name = "old"\n', one(1, 10)],
    ["a line that is not there", "a.toml", 'name = "old"\n', one(9, 8)],
    ["a column behind the end of the line", "a.toml", 'a = 1\nname = "old"\n', one(1, 15)],
    ["an escape", "a.toml", 'name = "\\u006fld"\n', one(1, 8)],
    ["a longer word", "a.toml", 'name = "older"\n', one(1, 8)],
    ["a longer bare word", "a.yml", "name: older\n", one(1, 7)],
    ["two words of YAML", "a.yml", "name: old thing\n", one(1, 7, "old", "new")],
    ["a quote in what comes", "a.toml", 'name = "old"\n', one(1, 8, "old", 'n"ew')],
    ["an escape in what comes", "a.toml", 'name = "old"\n', one(1, 8, "old", "n\\ew")],
    ["a newline in what comes", "a.toml", 'name = "old"\n', one(1, 8, "old", "n\new")],
    ["an expansion in what comes", "Dockerfile", 'LABEL a="old"\n', one(1, 9, "old", "$new")],
    ["an expansion at the end of what comes", "Dockerfile", 'LABEL a="old"\n', one(1, 9, "old", "new$x")],
    ["a second label in what comes", "Dockerfile", 'LABEL a="old"\n', one(1, 9, "old", 'new" b="x')],
    ["what would be another type", "a.yml", "name: old\n", one(1, 7, "old", "1.0")],
    ["what would be another type of YAML", "a.yml", "name: old\n", one(1, 7, "old", "true")],
    ["nothing to look for", "a.toml", 'name = ""\n', one(1, 8, "", "new")],
    ["a file that is broken", "a.toml", 'name = "old"\n]', one(1, 8)],
    ["a quote that is not closed there", "Dockerfile", 'LABEL a="old b"\n', one(1, 9)],
    ["another word in quotes where nothing is parsed", "Dockerfile", 'LABEL a="odd"\n', one(1, 9)],
    ["another bare word where nothing is parsed", "Dockerfile", "LABEL a=odd\n", one(1, 9)],
    ["a longer bare word where nothing is parsed", "Dockerfile", "LABEL a=older\n", one(1, 9)],
    ["two bare words where nothing is parsed", "Dockerfile", "LABEL a=old\n", one(1, 9, "old", "n ew")],
    ["an escape in what goes", "Dockerfile", 'LABEL a="o\\ld"\n', one(1, 9, "o\\ld", "new")],
    ["a line behind the last", "README.md", "old\n", one(9, 1)],
    ["what is only in a comment", "a.toml", "# old\n", one(1, 3)],
  ])("refuses %s", async (_, path, text, replacements) => {
    expect(await replaceWords(path, text, replacements)).toHaveProperty("why");
  });

  it.each([
    ["of a map", "a.json", '{"old": 1}', one(1, 2)],
    ["to the name of another", "a.json", '{"a": 1, "old": 1}', one(1, 10, "old", "a")],
    // The other value changes as it was asked to; what has the name is empty.
    ["of an empty map that a value goes by", "a.yml", "? &x old\n: {}\nother: *x\n", one(1, 6)],
    ["of an empty list below that a value goes by", "a.yml", "a:\n  ? &x old\n  : []\nother: *x\n", one(2, 8)],
  ])("refuses a change of a name: %s", async (_, path, text, replacements) => {
    expect(await replaceWords(path, text, replacements)).toEqual({ why: "more than that would change" });
  });

  it("refuses what changes another value, too", async () => {
    const text = "a: &x old\nb: *x\n";
    expect(await replaceWords("a.yml", text, one(1, 7))).toHaveProperty("why");
  });
});
