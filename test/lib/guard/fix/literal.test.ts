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
    ["what would be another type", "a.yml", "name: old\n", one(1, 7, "old", "1.0")],
    ["what would be another type of YAML", "a.yml", "name: old\n", one(1, 7, "old", "true")],
    ["nothing to look for", "a.toml", 'name = ""\n', one(1, 8, "", "new")],
    ["a file that is broken", "a.toml", 'name = "old"\n]', one(1, 8)],
    ["a quote that is not closed there", "Dockerfile", 'LABEL a="old b"\n', one(1, 9)],
  ])("refuses %s", async (_, path, text, replacements) => {
    expect(await replaceWords(path, text, replacements)).toHaveProperty("why");
  });

  it("refuses what changes another value, too", async () => {
    const text = "a: &x old\nb: *x\n";
    expect(await replaceWords("a.yml", text, one(1, 7))).toHaveProperty("why");
  });
});
