import { describe, expect, test } from "vitest";
import { mergesIn, parseSource } from "../../../../../lib/guard/sources/index.ts";
import { faultOf, spot, usual } from "../support.ts";

const parse = (text: string) => parseSource("a.yml", text);
const read = async (text: string) => usual((await parse(text)).get([])?.value);

describe("YAML", () => {
  test("gives maps and lists with their places", async () => {
    const tree = await parse(
      [
        "on: push",
        "jobs:",
        "  test: # a job",
        "    matrix:",
        "      python: ['3.11', \"3.12\", 3.13]",
        "    steps:",
        "      - uses: a@b",
        "        with: { k: v }",
        "      -",
        "        run: |",
        "          x",
        "          y",
      ].join("\n"),
    );
    expect(usual(tree.get([])?.value)).toEqual({
      on: "push",
      jobs: {
        test: {
          matrix: { python: ["3.11", "3.12", 3.13] },
          steps: [{ uses: "a@b", with: { k: "v" } }, { run: "x\ny\n" }],
        },
      },
    });
    const steps = ["jobs", "test", "steps"];
    expect(tree.items(["jobs", "test", "matrix", "python"]).map(spot)).toEqual([
      '5:16 "3.11"',
      '5:24 "3.12"',
      "5:32 3.13",
    ]);
    expect(spot(tree.text([...steps, 0, "with", "k"]))).toBe('8:20 "v"');
    expect(tree.names([...steps, 0]).map(spot)).toEqual(['7:9 "uses"', '8:9 "with"']);
    expect(tree.text([...steps, 1, "run"])?.line).toBe(10);
  });

  test("has null where there is nothing", async () => {
    expect(await read("")).toBeNull();
    expect(await read("# only a comment\n")).toBeNull();
    expect(await read("---\n...\n")).toBeNull();
    expect(await read("a:\nb: ~\n? c\n")).toEqual({ a: null, b: null, c: null });
  });

  test("keeps names that are no strings as they are written", async () => {
    expect(await read("1.10: a\ntrue: b\nnull: c\non: d")).toEqual({ "1.10": "a", true: "b", null: "c", on: "d" });
    expect(await read('"a\\tb": 1\n? |\n  c\n: 2\n: 3')).toEqual({ "a\tb": 1, "c\n": 2, "": 3 });
  });

  test("tags change nothing but the type that they name", async () => {
    expect(await read("a: !reference [x, y]\nb: !!str 3.10")).toEqual({ a: ["x", "y"], b: "3.10" });
    expect(await read("a: !!timestamp 2001-01-01\nb: !!binary aGk=")).toEqual({ a: "2001-01-01", b: "aGk=" });
    expect(await read("%YAML 1.1\n---\non: 2001-01-01\n<<: {a: 1}")).toEqual({ on: "2001-01-01", a: 1 });
  });

  test("aliases stand for what they name, in its place", async () => {
    const tree = await parse("a: &x\n  k: 1\nb: *x\nc: &x 2\nd: *x\n*x : e");
    expect(usual(tree.get([])?.value)).toEqual({ a: { k: 1 }, b: { k: 1 }, c: 2, d: 2, "2": "e" });
    expect(spot(tree.get(["b", "k"]))).toBe("2:6 1");
  });

  test("an alias means the anchor before it, whatever was followed in between", async () => {
    expect(await read("- &x {k: &a 1}\n- &a 2\n- *x\n- *a")).toEqual([{ k: 1 }, 2, { k: 1 }, 2]);
  });

  test("merge keys give way to the map's own names and to maps merged before", async () => {
    const text =
      "a: &a {x: 1, y: 1}\nb: &b {x: 2, z: 2}\nc:\n  <<: [*a, *b]\n  y: 3\nd: {y: 4, <<: *b}\ne: {'<<': *a}\nf: {<<: 5}\ng: {<<: [*a, 5]}\nh: {<<: []}";
    const a = { x: 1, y: 1 };
    const b = { x: 2, z: 2 };
    expect(await read(text)).toEqual({
      a,
      b,
      c: { y: 3, x: 1, z: 2 },
      d: { y: 4, x: 2, z: 2 },
      e: { "<<": a },
      f: { "<<": 5 },
      g: { "<<": [a, 5] },
      h: {},
    });
  });

  test.each([
    ["a: 1\nb: 2\na: 3", '3:1 duplicate key "a"'],
    ["1: a\n'1': b", '2:1 duplicate key "1"'],
    ["{a: 1, a: 2}", '1:8 duplicate key "a"'],
    ["a: 1\n---\nb: 2", "2:1 a second document; expected one"],
    ["a: 1\n...\nb: 2", "3:1 a second document; expected one"],
    ["---\n---\n", "2:1 a second document; expected one"],
    ["a: *b", '1:4 no anchor for the alias "b"'],
    ["a: *b\nc: &b 1", '1:4 no anchor for the alias "b"'],
    ["a: !!omap [x: 1]", "1:11 an element that is no value"],
    ["? [a]\n: 1", "1:3 a map or list as a key"],
    ["a: 1 # x\rb: 2", "1:9 a carriage return without a line feed"],
    ...["0085", "2028", "2029"].flatMap((code): [string, string][] => {
      const character = String.fromCharCode(Number.parseInt(code, 16));
      const why = `the character U+${code}, at which some readers begin another line; leave it out, or write "\\u${code}"`;
      return [
        [`a: 1 # x${character}  b: 2`, `1:9 ${why}`],
        [`a: |\n  # x${character}  exit 0\n`, `2:6 ${why}`],
        [`a: "true${character}#; b"`, `1:9 ${why}`],
      ];
    }),
    ["&a [*a]", /nesting deeper than 64/],
    ["a:\n\tb: 1", /^2:1 Tabs are not allowed/],
    ["a: [1", /^1:\d+ /],
    ["a: 'x", /^1:\d+ /],
    ["a: b: c", /^1:\d+ /],
    ["a: 1\n b: 2", /^\d:\d+ /],
    ["a: @x", /^1:4 /],
    ["<<<<<<< HEAD\na: 1", /^\d:\d+ /],
  ])("refuses %j", async (text, reason) => {
    const found = await faultOf(() => parse(text));
    if (typeof reason === "string") expect(found).toBe(reason);
    else expect(found).toMatch(reason);
  });

  test("says where maps are merged, once for each place, whatever stands for it", async () => {
    const places = async (text: string) => mergesIn(await parse(text)).map(({ line, column }) => `${line}:${column}`);
    expect(await places("a: &a {x: 1}\nb: &b\n  <<: *a\nc: [*b, {<<: [*a], y: *b}]\n")).toEqual(["3:3", "4:10"]);
    expect(await places("a: {'<<': {x: 1}}\nb: {<<: 5}\nc: {d: <<}")).toEqual([]);
    expect(await places("a: &a {x: 1}\nb: *a")).toEqual([]);
    expect(mergesIn(await parseSource("a.json", '{"<<": {"a": 1}}'))).toEqual([]);
    expect(mergesIn(await parse("<<: {a: 1}"))).toEqual([{ value: "<<", path: "a.yml", line: 1, column: 1 }]);
  });

  test("many documents are no way around the first", async () => {
    expect(await faultOf(() => parse("a: 1\n".concat("---\n".repeat(1000))))).toBe(
      "2:1 a second document; expected one",
    );
  });

  test("follows 64 levels and no more, of every kind", async () => {
    expect(await parse(`${"[".repeat(64)}1${"]".repeat(64)}`)).toBeDefined();
    expect(await parse(`${"- ".repeat(64)}1`)).toBeDefined();
    expect(await parse(`${"{a: ".repeat(64)}1${"}".repeat(64)}`)).toBeDefined();
    const indented = (depth: number) =>
      Array.from({ length: depth }, (_, level) => `${" ".repeat(level)}a:\n`).join("");
    expect(await parse(indented(64))).toBeDefined();
    for (const text of [
      `${"[".repeat(65)}1${"]".repeat(65)}`,
      `${"- ".repeat(65)}1`,
      `${"{a: ".repeat(65)}1${"}".repeat(65)}`,
      indented(66),
      "[".repeat(1_000_000),
      "- ".repeat(1_000_000),
      "? ".repeat(100_000),
      `a: &a ${"[".repeat(40)}1${"]".repeat(40)}\nb: ${"[".repeat(40)}*a${"]".repeat(40)}`,
    ]) {
      expect(await faultOf(() => parse(text))).toMatch(/nesting deeper than 64/);
    }
  });

  test("aliases that multiply are refused, many plain ones are not", async () => {
    const list = (name: string) => `[${Array(10).fill(name).join(",")}]`;
    const bomb = [
      `a: &a0 ${list("x")}`,
      ...Array.from({ length: 9 }, (_, level) => `b${level}: &a${level + 1} ${list(`*a${level}`)}`),
    ];
    expect(await faultOf(() => parse(bomb.join("\n")))).toMatch(/aliases that stand for over 100000 values/);
    const much = `- &a [${"1,".repeat(999)}]\n${"- *a\n".repeat(100)}- &b x\n`;
    expect((await parse(much)).items([])).toHaveLength(102);
    expect(await faultOf(() => parse(`${much}- *b`))).toBe("102:6 aliases that stand for over 100000 values");
  });

  test("a map of 20,000 names is read at once", { timeout: 10_000 }, async () => {
    const text = Array.from({ length: 20_000 }, (_, index) => `k${index}: 1`).join("\n");
    expect((await parse(text)).names([])).toHaveLength(20_000);
  });

  test("many faults cost no stack each, and later errors have theirs", async () => {
    const { stackTraceLimit } = Error;
    try {
      Error.stackTraceLimit = 7;
      expect(await faultOf(() => parse(`a: ["b"${"[c]".repeat(20_000)}`))).toMatch(/Missing , or :/);
      expect(Error.stackTraceLimit).toBe(7);
    } finally {
      Error.stackTraceLimit = stackTraceLimit;
    }
  });

  test("more than 500,000 words and signs are refused", async () => {
    expect(await read(`a: 1\n${"\n".repeat(499_992)}`)).toEqual({ a: 1 });
    expect(await faultOf(() => parse(`a: 1\n${"\n".repeat(499_993)}`))).toMatch(/more than 500000 words and signs/);
  });
});
