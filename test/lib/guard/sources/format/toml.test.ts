import { describe, expect, test } from "vitest";
import { parseSource } from "../../../../../lib/guard/sources/index.ts";
import { faultOf, spot, usual } from "../support.ts";

const parse = (text: string) => parseSource("a.toml", text);

describe("TOML", () => {
  test("gives tables, dotted names and lists of tables with their places", async () => {
    const tree = await parse(
      [
        'title = "t"',
        "[project]",
        'name = "x" # no',
        'urls.home = "u"',
        "[tool.poetry.dependencies]",
        'python = "^3.12"',
        'foo = { version = "1", extras = ["a", "b"] }',
        "[[tool.list]]",
        "n = 1",
        "[tool.list.sub]",
        "m = 2",
        "[[tool.list]]",
        "n = 3",
        '["a.b"."c"]',
        "'d e' = true",
      ].join("\n"),
    );
    expect(usual(tree.get([])?.value)).toEqual({
      title: "t",
      project: { name: "x", urls: { home: "u" } },
      tool: {
        poetry: { dependencies: { python: "^3.12", foo: { version: "1", extras: ["a", "b"] } } },
        list: [{ n: 1, sub: { m: 2 } }, { n: 3 }],
      },
      "a.b": { c: { "d e": true } },
    });
    expect(spot(tree.text(["project", "name"]))).toBe('3:8 "x"');
    expect(spot(tree.text(["project", "urls", "home"]))).toBe('4:13 "u"');
    expect(spot(tree.get(["tool", "list", 0, "sub", "m"]))).toBe("11:5 2");
    expect(spot(tree.get(["tool", "list", 1, "n"]))).toBe("13:5 3");
    expect(tree.names([]).map(spot)).toEqual(['1:1 "title"', '2:2 "project"', '5:2 "tool"', '14:2 "a.b"']);
    expect(tree.names(["tool", "poetry", "dependencies"]).map(spot)).toEqual(['6:1 "python"', '7:1 "foo"']);
    expect(tree.items(["tool", "list"]).map(({ line, column }) => [line, column])).toEqual([
      [8, 8],
      [12, 8],
    ]);
    expect(tree.items(["tool", "poetry", "dependencies", "foo", "extras"]).map(spot)).toEqual(['7:34 "a"', '7:39 "b"']);
  });

  test("gives lists of tables at any depth", async () => {
    const tree = await parse("[[x]]\n[[a.b.c]]\nn = 1\n[[a.b.c]]\nn = 2\n[[x]]\n[[a.b.c.d]]");
    expect(usual(tree.get([])?.value)).toEqual({ x: [{}, {}], a: { b: { c: [{ n: 1 }, { n: 2, d: [{}] }] } } });
  });

  test("has an empty map for an empty file", async () => {
    expect(usual((await parse("# nothing\n")).get([])?.value)).toEqual({});
  });

  test("keeps dates as they are written", async () => {
    expect((await parse("d = 2026-01-02")).text(["d"])?.value).toBe("2026-01-02");
    expect((await parse("d = 2026-01-02T03:04:05Z")).text(["d"])?.value).toBe("2026-01-02T03:04:05Z");
  });

  test("reads what TOML 1.1 added", async () => {
    expect(usual((await parse('a = {\n  b = "\\e",\n}')).get([])?.value)).toEqual({ a: { b: "\u001b" } });
  });

  test("a name like any other: __proto__", async () => {
    const tree = await parse("[__proto__]\nname = 1");
    expect(spot(tree.get(["__proto__", "name"]))).toBe("2:8 1");
    expect(tree.get(["name"])).toBeUndefined();
  });

  test.each([
    ["a = 1\na = 2", /^2:1 Defining a key/],
    ["[a]\n[b]\n[a]", /^3:\d+ Defining a key/],
    ["a.b = 1\n[a]", /^2:\d+ Defining a key/],
    ["a = [1]\n[[a]]", /^2:\d+ Defining a key/],
    ["a = {b = 1}\n[a.c]", /^2:\d+ Defining a key/],
    ["a = {b = 1, b = 2}", /^1:13 Defining a key/],
    ["a = \n", /^2:1 /],
    ["a = 1 b = 2", /^1:\d+ /],
    ["a", /^1:\d+ /],
    ['a = "x', /^1:\d+ /],
    ["a = 1\rb = 2", /^1:\d+ /],
    ["<<<<<<< HEAD\na = 1", /^1:1 /],
  ])("refuses %j", async (text, reason) => {
    expect(await faultOf(() => parse(text))).toMatch(reason);
  });

  test("follows 64 levels and no more, in lists, maps, names and headers", async () => {
    expect(await parse(`a = ${"[".repeat(63)}${"]".repeat(63)}`)).toBeDefined();
    expect(await parse(`${"a.".repeat(63)}a = 1`)).toBeDefined();
    expect(await parse(`[${"a.".repeat(39)}a]\nb = ${"[".repeat(24)}${"]".repeat(24)}`)).toBeDefined();
    for (const text of [
      `a = ${"[".repeat(65)}${"]".repeat(65)}`,
      `a = ${"{a=".repeat(65)}1${"}".repeat(65)}`,
      `${"a.".repeat(64)}a = 1`,
      `[${"a.".repeat(70)}a]`,
      `[${"a.".repeat(39)}a]\nb = ${"[".repeat(25)}${"]".repeat(25)}`,
      `[${"a.".repeat(60)}a]\n${"a.".repeat(60)}a = 1`,
      `a = ${"[".repeat(1_000_000)}`,
    ]) {
      expect(await faultOf(() => parse(text))).toMatch(/nesting deeper than 64/);
    }
  });

  test("counts what is open before it is parsed", async () => {
    expect(await faultOf(() => parse(`a = ${"{a=".repeat(1001)}`))).toBe("1:3005 nesting deeper than 64");
    expect(await faultOf(() => parse(`a = ${"[".repeat(1001)}`))).toBe("1:1005 nesting deeper than 64");
    expect(await faultOf(() => parse(`a = "${"[".repeat(1000)}" x`))).not.toMatch(/nesting/);
    expect((await parse(`a = [\n${"[], {},\n".repeat(600)}]`)).items(["a"])).toHaveLength(1200);
    expect((await parse(`a = "${"]".repeat(2000)}"\nb = "${"[".repeat(1000)}"`)).text(["b"])).toBeDefined();
  });

  test("a string that the parser can't hold is an error, too", async () => {
    expect(await faultOf(() => parse(`a = "${"x".repeat(1_000_000)}"`))).toMatch(/^1:1 nesting too deep, or a string/);
  });
});
