import { describe, expect, test } from "vitest";
import { parseSource } from "../../../../../lib/guard/sources/index.ts";
import { faultOf, spot, usual } from "../support.ts";

const read = async (text: string, path = "a.json") => usual((await parseSource(path, text)).get([])?.value);

describe("JSON", () => {
  test.each([
    "{}",
    "[]",
    " [ 1 , -0.5e+3 , 0 ] ",
    '"\\u00e9\\ud83d\\ude00\\n\\/"',
    '{"a":{"b":[true,false,null]},"é":"ü"}',
    "\t\r\n1\n",
    '"//"',
  ])("agrees with JSON.parse on %s", async (text) => {
    expect(await read(text)).toEqual(JSON.parse(text));
  });

  test.each([
    ["", "1:1 expected a value, found the end of the file"],
    ["{", "1:2 expected a name in double quotes, found the end of the file"],
    ["{a:1}", '1:2 expected a name in double quotes, found "a"'],
    ['{"a" 1}', '1:6 expected ":", found "1"'],
    ['{"a":1 "b":2}', '1:8 expected "," or "}", found """'],
    ['{"a":1,}', '1:8 expected an element, found "}"'],
    ["[1,]", '1:4 expected an element, found "]"'],
    ["[,]", '1:2 expected a value, found ","'],
    ["[1\n 2]", '2:2 expected "," or "]", found "2"'],
    ["1 2", '1:3 expected the end of the file, found "2"'],
    ["// a\n1", '1:1 expected a value, found "/"'],
    ["01", "1:1 not a JSON value: 01"],
    ["1.", "1:1 not a JSON value: 1."],
    ["nul", "1:1 not a JSON value: nul"],
    ["'a'", `1:1 expected a value, found "'"`],
    ['"a\nb"', '1:1 expected a value, found """'],
    ['"\\x"', '1:1 not a JSON value: "\\x"'],
    ['"a', '1:1 expected a value, found """'],
    [`"${"\\x".repeat(30)}"`, `1:1 not a JSON value: "${"\\x".repeat(19)}…`],
  ])("refuses %j", async (text, reason) => {
    expect(() => JSON.parse(text)).toThrow();
    expect(await faultOf(() => read(text))).toBe(reason);
  });

  test.each([
    ['{"a":1,\n"\\u0061":2}', '2:1 duplicate key "a"'],
    ['{"__proto__":1,"__proto__":2}', '1:16 duplicate key "__proto__"'],
  ])("refuses %j, of which JSON.parse takes the last", async (text, reason) => {
    expect(() => JSON.parse(text)).not.toThrow();
    expect(await faultOf(() => read(text))).toBe(reason);
  });

  test("follows 64 levels and no more", async () => {
    expect(await read(`${"[".repeat(64)}1${"]".repeat(64)}`)).toBeDefined();
    expect(await faultOf(() => read(`${"[".repeat(65)}1${"]".repeat(65)}`))).toBe("1:66 nesting deeper than 64");
    expect(await faultOf(() => read("[".repeat(1_000_000)))).toBe("1:66 nesting deeper than 64");
    expect(await read(`${'{"a":'.repeat(64)}1${"}".repeat(64)}`)).toBeDefined();
    expect(await faultOf(() => read(`${'{"a":'.repeat(65)}1`))).toBe("1:326 nesting deeper than 64");
  });

  test("counts lines by LF, CR LF and CR, columns by UTF-16 units", async () => {
    const tree = await parseSource("a.json", '{\r\n"a":\r1,\n"😀": 2}');
    expect([tree.get(["a"]), tree.get(["😀"])].map(spot)).toEqual(["3:1 1", "4:7 2"]);
  });
});

describe("JSON with comments", () => {
  const path = "devcontainer.json";

  test("allows comments and commas at the end", async () => {
    const text = '// "x": {\n{ /* 1 **/ "a": [1, /*a*bcd**ef***/ 2, /**/], // b\r "c": "/* no */ // no",\n}\n/* end */';
    expect(await read(text, path)).toEqual({ a: [1, 2], c: "/* no */ // no" });
    expect(spot((await parseSource(path, text)).get(["c"]))).toBe('3:7 "/* no */ // no"');
  });

  test.each([
    [" ", 4_000_000],
    ["/**/", 250_000],
    ["/* */ //\n", 50_000],
  ])("reads much of %j", async (blank, count) => {
    expect(await read(`${blank.repeat(count)}1`, path)).toBe(1);
  });

  test.each([
    ["/* open", '1:1 expected a value, found "/"'],
    ["[1,,]", '1:4 expected a value, found ","'],
    ["[,]", '1:2 expected a value, found ","'],
    ["{,}", '1:2 expected a name in double quotes, found ","'],
    ["1 / 2", '1:3 expected the end of the file, found "/"'],
  ])("refuses %j", async (text, reason) => {
    expect(await faultOf(() => read(text, path))).toBe(reason);
  });
});
