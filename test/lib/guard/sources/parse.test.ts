import { describe, expect, test } from "vitest";
import { loadParsers, parseSource } from "../../../../lib/guard/sources/index.ts";
import { faultOf, spot, usual } from "./support.ts";

const bom = String.fromCharCode(0xfeff);

describe("parseSource", () => {
  test.each([
    ["pyproject.toml", "a = 1"],
    ["sub/Pipfile", "a = 1"],
    ["rust-toolchain", "a = 1"],
    ["package.json", '{"a": 1}'],
    [".devcontainer/devcontainer.json", '{"a": 1, /* b */}'],
    [".devcontainer.json", '{"a": 1,}'],
    ["tsconfig.build.json", '{"a": 1} // b'],
    ["some.jsonc", '{"a": 1} // b'],
    [".github/workflows/ci.yml", "a: 1"],
    ["environment.yaml", "a: 1"],
    ["CITATION.cff", "a: 1"],
  ])("knows %s by its name", async (path, text) => {
    const tree = await parseSource(path, text);
    expect(tree.path).toBe(path);
    expect(tree.get(["a"])).toMatchObject({ value: 1, path, line: 1 });
  });

  test.each(["setup.cfg", "tox.ini"])("knows %s by its name", async (path) => {
    expect((await parseSource(path, "[s]\na = 1")).text(["s", "a"])).toEqual({ value: "1", path, line: 2, column: 5 });
  });

  test.each(["README.md", "toml", "package.json.bak", "Cargo.lock"])("refuses %s, which is of no known kind", (path) =>
    expect(faultOf(() => parseSource(path, "a = 1"))).resolves.toMatch(/^1:1 expected TOML, JSON, YAML or INI/),
  );

  test("names path, line, column and reason", async () => {
    await expect(parseSource("a/b.toml", "x = 1\nx = 2")).rejects.toMatchObject({
      code: "E_SOURCE",
      message: 'Cannot read "a/b.toml" at line 2, column 1: Defining a key multiple times is invalid',
      path: "a/b.toml",
      line: 2,
      column: 1,
    });
  });

  test("knows the places of several texts by turns", async () => {
    const placeOf = async (text: string) => spot((await parseSource("a.yml", text)).get(["b"]));
    const texts = ["a: 1\nb: 2\n", "a:\n  - 1\r\n\n\n\nb: 3", "# a\n# c\n b: 4\n"];
    const places = ["2:4 2", "6:4 3", "3:5 4"];
    for (const _ of [1, 2]) expect(await Promise.all(texts.map(placeOf))).toEqual(places);
  });

  test.each(["a.toml", "a.json", "a.yml", "a.ini"])("refuses over 4 MiB: %s", async (path) => {
    const reason = await faultOf(() => parseSource(path, " ".repeat(4 * 2 ** 20 + 1)));
    expect(reason).toBe("1:1 expected at most 4194304 bytes, found 4194305");
  });

  test("counts bytes, not characters", async () => {
    const reason = await faultOf(() => parseSource("a.json", `"${"€".repeat(1_400_000)}"`));
    expect(reason).toBe("1:1 expected at most 4194304 bytes, found 4200002");
    expect((await parseSource("a.json", `"${"e".repeat(4 * 2 ** 20 - 2)}"`)).text([])?.column).toBe(1);
  });

  test.each(["a.toml", "a.json", "a.yml", "a.ini"])("refuses a NUL: %s", (path) =>
    expect(faultOf(() => parseSource(path, "\n \0"))).resolves.toMatch(/^2:2 a NUL character/),
  );

  test.each([
    ["a.toml", "a = 1", "1:5 1"],
    ["a.json", '{"a": 1}', "1:7 1"],
    ["a.yml", "a: 1", "1:4 1"],
  ])("skips a byte order mark: %s", async (path, text, where) => {
    expect(spot((await parseSource(path, bom + text)).get(["a"]))).toBe(where);
  });
});

describe("loadParsers", () => {
  test("gives what parses at once, for files of the kinds that were named", async () => {
    const parse = await loadParsers(["a.toml", "b/c.toml", "README.md", "x.json", "y.json"]);
    expect(spot(parse("b.toml", "a = 1").get(["a"]))).toBe("1:5 1");
    expect(parse("z.json", '{"a": 1}').path).toBe("z.json");
    expect(() => parse("a.yml", "a: 1")).toThrow('The parser of "a.yml" is not loaded');
    expect(await faultOf(() => parse("README.md", ""))).toMatch(/^1:1 expected TOML, JSON, YAML or INI/);
    expect(await faultOf(() => parse("a.json", "\0"))).toMatch(/^1:1 a NUL/);
  });

  test("has nothing where nothing was named", async () => {
    const parse = await loadParsers([]);
    expect(() => parse("a.json", "1")).toThrow(/not loaded/);
  });
});

describe("Tree", () => {
  const text = '{\n  "a": [1, {"b": "x"}],\n  "__proto__": {"c": null},\n  "": true\n}';

  test("get finds values and gives plain ones", async () => {
    const tree = await parseSource("a.json", text);
    expect(spot(tree.get(["a", 1, "b"]))).toBe('2:18 "x"');
    expect(usual(tree.get(["a"])?.value)).toEqual([1, { b: "x" }]);
    expect(spot(tree.get(["__proto__", "c"]))).toBe("3:22 null");
    expect(Object.keys(tree.get([])?.value as object)).toEqual(["a", "__proto__", ""]);
    expect(tree.get([""])?.value).toBe(true);
  });

  test.each([
    [["b"]],
    [["a", 2]],
    [["b", "c", "d"]],
    [["b", 0, 0]],
    [["a", "1"]],
    [["a", -1]],
    [["a", 0, "b"]],
    [[0]],
    [["toString"]],
    [["a", "length"]],
  ])("get finds nothing at %j", async (keys) => {
    const tree = await parseSource("a.json", text);
    expect([tree.get(keys), tree.text(keys), tree.names(keys), tree.items(keys)]).toEqual([
      undefined,
      undefined,
      [],
      [],
    ]);
  });

  test("text is for strings only", async () => {
    const tree = await parseSource("a.json", text);
    expect(spot(tree.text(["a", 1, "b"]))).toBe('2:18 "x"');
    expect([["a"], ["a", 0], [""], ["__proto__", "c"]].map((keys) => tree.text(keys))).toEqual(
      Array(4).fill(undefined),
    );
  });

  test("names and items have their places", async () => {
    const tree = await parseSource("a.json", text);
    expect(tree.names([]).map(spot)).toEqual(['2:3 "a"', '3:3 "__proto__"', '4:3 ""']);
    expect(tree.items(["a"]).map(({ line, column }) => [line, column])).toEqual([
      [2, 9],
      [2, 12],
    ]);
    expect([tree.names(["a"]), tree.items([])]).toEqual([[], []]);
  });
});
