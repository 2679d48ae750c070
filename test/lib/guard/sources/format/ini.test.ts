import { describe, expect, test } from "vitest";
import { parseSource } from "../../../../../lib/guard/sources/index.ts";
import { faultOf, spot, usual } from "../support.ts";

const parse = (text: string) => parseSource("setup.cfg", text);
const read = async (text: string) => usual((await parse(text)).get([])?.value);

// What is expected here is what configparser of Python 3.11 says.
describe("INI", () => {
  test("reads sections, options and comments", async () => {
    const text =
      "# c\n; c\n[metadata]\nName = x ; kept\nversion: 1\n# between\n[options.entry_points]\nempty =\na=b=c:d";
    expect(await read(text)).toEqual({
      metadata: { name: "x ; kept", version: "1" },
      "options.entry_points": { empty: "", a: "b=c:d" },
    });
  });

  test("continues values on deeper lines, blank lines and comments between them", async () => {
    const tree = await parse("[a]\nlist =\n    one # kept\n    # gone\n\n    two=2\n  three\nnext = 1\n\n");
    expect(spot(tree.text(["a", "list"]))).toBe('3:5 "\\none # kept\\n\\ntwo=2\\nthree"');
    expect(tree.items(["a", "list"]).map(spot)).toEqual(['3:5 "one # kept"', '6:5 "two=2"', '7:3 "three"']);
    expect(spot(tree.text(["a", "next"]))).toBe('8:8 "1"');
  });

  test("takes for a section what begins with a bracket, and nothing else", async () => {
    expect(await read("[a]\nb = [c]\nd = 1 [e]\n[f] ; x")).toEqual({ a: { b: "[c]", d: "1 [e]" }, f: {} });
  });

  test("measures depth from the line of the option", async () => {
    expect(await read("[a]\n  b = 1\n    c = 2\n  d = 3")).toEqual({ a: { b: "1\nc = 2", d: "3" } });
    expect(await read("[a]\nb = 1\n [c]")).toEqual({ a: { b: "1\n[c]" } });
    expect(await read("[a]\n [c]\nb = 1")).toEqual({ a: {}, c: { b: "1" } });
  });

  test("gives places of sections, names and values", async () => {
    const tree = await parse("[a]\n  Key  :   value");
    expect(tree.names([]).map(spot)).toEqual(['1:2 "a"']);
    expect(tree.names(["a"]).map(spot)).toEqual(['2:3 "key"']);
    expect(spot(tree.text(["a", "key"]))).toBe('2:12 "value"');
    expect(tree.items(["a", "key"]).map(spot)).toEqual(['2:12 "value"']);
  });

  test("lets sections inherit from DEFAULT, wherever that stands", async () => {
    const text = "[a]\nx = 1\n[DEFAULT]\nx = 0\ny = 2\n[DEFAULT]\nz = 3";
    expect(await read(text)).toEqual({ a: { x: "1", y: "2", z: "3" }, DEFAULT: { x: "0", y: "2", z: "3" } });
  });

  test("ends lines with LF, CR LF and CR, as Python does", async () => {
    expect(await read("[a]\r\nb = 1\r# x\rc = 2\n")).toEqual({ a: { b: "1", c: "2" } });
  });

  test("reads nothing from nothing", async () => {
    expect(await read("\n# c\n")).toEqual({});
  });

  test.each([
    ["a = 1", "1:1 expected a [section] first"],
    ["[a]\nb", '2:1 expected "name = value"'],
    ["[a]\n= b", '2:1 expected "name = value"'],
    ["[a]\n[]", '2:1 expected "name = value"'],
    ["[a]\n[b]\n[a]", '3:2 duplicate key "a"'],
    ["[a]\nb = 1\nB = 2", '3:1 duplicate key "b"'],
    ["[a]\nb = 1\n<<<<<<< HEAD", '3:1 expected "name = value"'],
  ])("refuses %j", async (text, reason) => {
    expect(await faultOf(() => parse(text))).toBe(reason);
  });

  test("refuses defaults that multiply", async () => {
    const many = (form: (index: number) => string) =>
      Array.from({ length: 1000 }, (_, index) => form(index)).join("\n");
    const text = `[DEFAULT]\n${many((index) => `k${index} = 1`)}\n${many((index) => `[s${index}]`)}`;
    expect(await faultOf(() => parse(text))).toBe("1:2 defaults that stand for over 100000 values");
    const few = text.slice(0, text.indexOf("[s99]"));
    expect((await parse(few)).text(["s98", "k999"])?.value).toBe("1");
    expect(await faultOf(() => parse(`${few}[s99]`))).toBe("1:2 defaults that stand for over 100000 values");
  });
});
