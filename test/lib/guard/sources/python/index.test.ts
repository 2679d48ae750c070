// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions of other languages stand in the data
import { describe, expect, it } from "vitest";
import { type PythonValue, parsePython } from "../../../../../lib/guard/sources/python/index.ts";

const plain = ({ tree }: PythonValue): unknown => (tree === undefined ? "computed" : tree.get([])?.value);
/** The value of `x` in `f(x=…)`, behind `before`. */
const readX = (written: string, before = ""): unknown => {
  const [call] = parsePython("a.py", `${before}\nf(x=${written})\n`).calls((name) => name === "f");
  const value = call?.keywords.get("x");
  return value === undefined ? "no value" : plain(value);
};

describe("literals of Python", () => {
  it.each<[string, unknown]>([
    ['"a"', "a"],
    ["'a' \"b\" # c\n 'c'", "abc"],
    ["'''a\n'b''c'''", "a\n'b''c"],
    ['r"\\d"', "\\d"],
    ['u"\\u00e4\\n\\x41\\101\\\\\\q"', "ä\nAA\\\\q"],
    ['"a\\\nb"', "ab"],
    ['"a\\\r\nb"', "ab"],
    ['"\\U0001F600\\U0010ABCD\\x4a\\12\\uFfFd\\X41"', "\u{1F600}\u{10ABCD}J\n\ufffd\\X41"],
    ['"\\U00101234\\U0010zzzz"', "\u{101234}\\U0010zzzz"],
    ['R"\\d" U"a"', "\\da"],
    ["3.10", 3.1],
    ["1_000", 1000],
    ["True", true],
    ["None", null],
    ["[]", []],
    ["()", []],
    ["{}", {}],
    ["{'a': 'b', 'a': 'c'}", { a: "c" }],
    ["['a', 'b', 'c',]", ["a", "b", "c"]],
    [`${"[".repeat(21)}${"]".repeat(21)}`, Array.from({ length: 20 }).reduce((inner) => [inner], [])],
    ["('a')", "a"],
    ["('a',)", ["a"]],
    ["['a', (1, False,),]", ["a", [1, false]]],
    ["{'a': ['b'], 'c': 'd',}", { a: ["b"], c: "d" }],
    ["{'a', 'b'}", ["a", "b"]],
  ])("reads %s", (written, expected) => {
    expect(readX(written)).toEqual(expected);
  });

  it.each([
    'f"{y}"',
    "f\"{d['a']}\"",
    'f"{d["a"]} {{ {f"{1:{2}}"}"',
    "f\"{'{'}\"",
    'f"\\""',
    'f"\\\r\n"',
    "f'''a\n'b'{c}'''",
    "f\"{'''a\"'b'''}\"",
    "f\"{if'{'}\"",
    "f'{f'{1}'!r:>{x['a']}}'",
    `f"{x:'}" "b"`,
    `f"{x:#x}" "b"`,
    'f"{"a":>3}"',
    `${'f"{'.repeat(20)}1${'}"'.repeat(20)}`,
    'b"a"',
    "'a' in'b'",
    "'a' if'b'else 'c'",
    '"\\N{BULLET}"',
    '"a" + "b"',
    '"a" % b',
    '"a" if b else "c"',
    '"a".strip()',
    "[*A]",
    "[y for y in z]",
    "{**A}",
    "{1: 2}",
    "read()",
    "A",
    "os.environ['A']",
    "constructor",
    "True and x",
    "1 + 2",
    "\u00a0",
    '["a"][0]',
    '("a")("b")',
    "['a',,'b']",
    "{'a': 'b': 'c'}",
    "{'a':}",
    "{'a': b}",
    "{'a': 'b', 'c'}",
    "{'a': 'b', **A}",
    `${"[".repeat(22)}${"]".repeat(22)}`,
    "-1",
    "...",
    "lambda: 'a'",
    "",
  ])("takes %s for computed", (written) => {
    expect(readX(written)).toBe("computed");
  });

  it.each<[string, string, unknown]>([
    ["a constant", 'A = "a"\n', "a"],
    ["one bound in an expression", 'A = "a"\nif (A := "b"): pass\n', "computed"],
    ["one that is compared", 'A = "a"\nif A == "b" or A != "c": pass\n', "a"],
    ["an attribute of the same name", 'A = "a"\nx.A = "b"\nx.A, y = "b", "c"\n', "a"],
    ["a name at the end of the file", 'A = "a"\nA', "computed"],
    ["one that a branch changes", 'A = ["a"]\nif x: A += ["b"]\n', "computed"],
    ["one that a branch shifts", "A = 3\nif x: A //= 2\n", "computed"],
    ["one that a branch binds among others", 'A = "a"\nif x: B, A, C = g()\n', "computed"],
    ["the first of others", 'A = "a"\nif x: A, B = g()\n', "computed"],
    ["the last of others", 'A = "a"\nif x: B, A = C, D = g()\n', "computed"],
    ["one of others in brackets", 'A = "a"\n(B, A) = g()\n', "computed"],
    ["one that stands in a tuple", 'A = "a"\nB = A, C\n', "a"],
    ["one that is only read beside a keyword", 'A = "a"\nB = A, g(c="d")\n', "a"],
    ["one that is only read among others", 'A = "a"\nassert A, "b"\ndef g():\n  return B, A\n', "a"],
    ["one that a loop binds among others", 'A = "a"\nfor B, A in c: pass\n', "computed"],
    ["one that is imported among others", 'A = "a"\nfrom b import (c, A)\n', "computed"],
    ["a parameter", 'A = "a"\ndef g(b, A): pass\n', "computed"],
    ["a parameter of a lambda", 'A = "a"\nb = lambda A: A\n', "computed"],
    ["another name's type", 'A: str\nB: str = "b"\n', "computed"],
    ["the else of a branch", 'else: A = "a"\n', "computed"],
    ["one with a type", 'A: Final[str] = "a"\n', "a"],
    ["one of several lines", 'A = (\n  "a"\n  "b"\n)\n', "ab"],
    ["a constant of a constant", 'B = "a"\nA = B\n', "a"],
    ["one that names itself", "A = A\n", "computed"],
    ["one bound twice", 'A = "a"\nA = "b"\n', "computed"],
    ["one bound in a branch", 'if x:\n    A = "a"\n', "computed"],
    ["one that a branch rebinds", 'A = "a"\nif x: A = "b"\n', "computed"],
    ["one that is added to", 'A = ["a"]\nA += ["b"]\n', "computed"],
    ["one that is changed in place", 'A = ["a"]\nA.append("b")\n', "computed"],
    ["one that a loop binds", 'A = "a"\nfor A in b: pass\n', "computed"],
    ["one that an import binds", 'A = "a"\nfrom b import A\n', "computed"],
    ["two in a line", 'A = "a"; B = "b"\n', "computed"],
    ["a tuple of names", 'A, B = "a", "b"\n', "computed"],
    ["a keyword of the same name", 'A = "a"\ng(A="b")\n', "a"],
  ])("knows of a name: %s", (_, before, expected) => {
    expect(readX("A", before)).toEqual(expected);
  });

  it("takes an element of a constant", () => {
    expect(readX("A[0]", 'A = ["a", "b"]')).toBe("a");
    expect(readX("A[-1]", 'A = ["a", "b"]')).toBe("b");
    expect(readX("A[2]", 'A = ["a", "b"]')).toBe("computed");
    expect(readX("A[1:]", 'A = ["a", "b"]')).toBe("computed");
    expect(readX("A[10]", `A = [${"'a', ".repeat(10)}'b']`)).toBe("b");
    for (const written of ["A.b[0]", "A[0].b", "B[0]", "C[0]"])
      expect(readX(written, 'A = ["a", "b"]\nC = "c"')).toBe("computed");
  });
});

describe("parsePython", () => {
  it("finds calls by their dotted names, with places", () => {
    const source = parsePython("a.py", "@nox.session(python='3.12')\ndef f(x=1):\n  y = g().nox.session(python='1')\n");
    const calls = source.calls((name) => name === "nox.session");
    expect(calls).toMatchObject([
      { name: { value: "nox.session", path: "a.py", line: 1, column: 2 }, isDecorator: true },
    ]);
    expect(calls[0]?.keywords.get("python")?.written).toEqual({ value: "'3.12'", path: "a.py", line: 1, column: 21 });
    expect(source.calls((name) => name === "f")).toEqual([]);
  });

  it.each<[string, string[]]>([
    ["a.b()", ["a.b"]],
    ["a(b(c.d()))", ["a", "b", "c.d"]],
    ["(a)\n[b](c)\nd = (e)\nf[g]", []],
    ["''.join(a)\na().b()\n.c()", ["a"]],
    ["class A(B): pass\ndef f(): pass", []],
  ])("knows what is called: %j", (text, names) => {
    expect(
      parsePython("a.py", text)
        .calls(() => true)
        .map(({ name }) => name.value),
    ).toEqual(names);
  });

  it("tells a decorator from a product", () => {
    const calls = parsePython("a.py", "@a()\ndef f(): pass\nb()\nx = y @ c()\n(d())\n-e()").calls(() => true);
    expect(calls.map(({ isDecorator }) => isDecorator)).toEqual([true, false, false, false, false]);
  });

  it("takes for keywords what is given by name", () => {
    const [call] = parsePython("a.py", "f(a, b=1, 'c'=2, d.e=3, g==4, h(i=5), j=6,)").calls(() => true);
    expect([...(call?.keywords.keys() ?? [])]).toEqual(["b", "j"]);
  });

  it("shows the beginning of what is long, and nothing of nothing", () => {
    const source = parsePython("a.py", `x = ${"y".repeat(100)}\nz =`);
    expect(source.assigned("x")[0]?.written.value).toBe(`${"y".repeat(79)}…`);
    expect(source.assigned("z")[0]).toEqual({
      written: { value: "", path: "a.py", line: 2, column: 3 },
      tree: undefined,
    });
  });

  it("sees what may give any keyword", () => {
    const [call] = parsePython("a.py", "setup(*a, name='x', **more)").calls(() => true);
    expect([...(call?.keywords.keys() ?? [])]).toEqual(["name"]);
    expect(call?.spread).toEqual({ value: "**more", path: "a.py", line: 1, column: 21 });
  });

  it("knows what is assigned at the top of the module", () => {
    const source = parsePython("a.py", "nox.options.pythons = '3.11', '3.12'\nif x:\n  nox.options.pythons = []\n");
    expect(source.assigned("nox.options.pythons").map(plain)).toEqual([["3.11", "3.12"]]);
    expect(parsePython("a.py", "a += 'b'\na(c='d')\na: str").assigned("a")).toEqual([]);
    expect([source.mentions("options"), source.mentions("option")]).toEqual([true, false]);
  });

  it.each([
    ["an open string", "a = 'b\nc'", "1:5: a string that is never closed"],
    ["a string over lines that end with CR", "a = 'b\rc'", "1:5: a string that is never closed"],
    ["an open f-string", "a = f'{b'", "1:5: a string that is never closed"],
    ["an f-string over two lines", "a = f'b\nc'", "1:5: a string that is never closed"],
    ["an open string in a field", "a = f'{\"b}'", "1:5: a string that is never closed"],
    ["an open field in a format", "a = f'{b:{c'", "1:5: a string that is never closed"],
    ["a format over two lines", "a = f'''{b:\n}'''", "1:5: a string that is never closed"],
    [
      "a format in a format without end",
      `a = f"${"{b:".repeat(21)}${"}".repeat(21)}"`,
      "1:5: a string that is never closed",
    ],
    ["a format that is left open at the end", "a = f'{b:c", "1:5: a string that is never closed"],
    ["an f-string that is left open at the end", "a = f'b", "1:5: a string that is never closed"],
    ["a field that is left open at the end", "a = f'{b", "1:5: a string that is never closed"],
    ["a brace behind the quote of a format", "a = f'{b:'}'", "1:5: a string that is never closed"],
    ["a comment in a field, its brace included", "a = f'''{b # }\n}'''", "1:5: a string that is never closed"],
    ["a format that the quote ends", "a = f'{b:' + '}'", "1:5: a string that is never closed"],
    ["a comment in a field", "a = f'''{b # '\n}'''", "1:5: a string that is never closed"],
    ["f-strings in f-strings", `a = ${'f"{'.repeat(21)}1${'}"'.repeat(21)}`, "1:5: a string that is never closed"],
    ["an open bracket", "a = (\n", "1:5: a bracket that is never closed"],
    ["a lonely bracket", "a = )\n", '1:5: ")" without its opening bracket'],
    ["brackets of two kinds", "a = (]\n", '1:6: "]" without its opening bracket'],
    ["brackets without end", "(".repeat(300), "1:201: more than 200 open brackets"],
    ["what is no text", "a\0", "1:2: a NUL character, so this is not text"],
  ])("throws E_SOURCE for %s", (_, text, message) => {
    const place = /^(\d+):(\d+): (.*)$/.exec(message) ?? [];
    expect(() => parsePython("a.py", text)).toThrow(
      expect.objectContaining({ code: "E_SOURCE", line: Number(place[1]), column: Number(place[2]), reason: place[3] }),
    );
  });

  it("takes quotes in f-strings as Python 3.12 does, so that none hides what follows", () => {
    const strings = [
      `f"\\{x['"']}" + '"""'`,
      `f"{x:'}" + '"""'`,
      `f"{1 if'{'else 2}" + '"""'`,
      `f"{x['"']:'>{y['"']}}" + '"""'`,
      `f"{(lambda: '"')()}" + '"""'`,
      `1 if'"'else '"""'`,
    ];
    for (const written of strings) {
      const calls = parsePython("a.py", `x = ${written}\nf(a=1)\n"""\n"""`).calls((name) => name === "f");
      expect(calls, written).toHaveLength(1);
    }
  });

  it("refuses names that multiply", () => {
    const list = (name: string) => `[${`${name}, `.repeat(10)}]`;
    const bomb = (levels: number, more: string) => {
      const lines = Array.from({ length: levels }, (_, level) => `A${level + 1} = ${list(`A${level}`)}`);
      return ["A0 = 'x'", ...lines, `f(x=A${levels}, ${more})`].join("\n");
    };
    const read = (text: string) => parsePython("a.py", text).calls((name) => name === "f")[0]?.keywords;
    expect(read(bomb(3, ""))?.get("x")?.tree?.items([])).toHaveLength(10);
    expect(() => read(bomb(12, ""))).toThrow(
      expect.objectContaining({ code: "E_SOURCE", reason: "names that stand for over 100000 values" }),
    );
    const names = (count: number) => `A = "x"\nf(x=[${"A,".repeat(count)}])`;
    expect(read(names(100_000))?.get("x")?.tree?.items([])).toHaveLength(100_000);
    expect(
      parsePython("a.py", `A = [${"1,".repeat(100_001)}]`)
        .assigned("A")[0]
        ?.tree?.items([]),
    ).toHaveLength(100_001);
    expect(() => read(names(100_001))).toThrow(expect.objectContaining({ code: "E_SOURCE", line: 1, column: 5 }));
  });

  it("follows half a million words and signs, and no more", () => {
    expect(parsePython("a.py", ". ".repeat(500_000)).mentions(".")).toBe(true);
    expect(() => parsePython("a.py", ". ".repeat(500_001))).toThrow(
      expect.objectContaining({ code: "E_SOURCE", reason: "more than 500000 words and signs", column: 1_000_001 }),
    );
  });

  it("takes hostile files in a few seconds at most", () => {
    const begun = process.cpuUsage();
    for (const text of [
      "a:\n".repeat(200_000),
      "a ".repeat(2_000_000),
      "setup(".repeat(190) + ")".repeat(190),
      "f'{".repeat(100_000),
      "a=".repeat(200_000),
    ]) {
      try {
        const source = parsePython("a.py", text.repeat(text.length < 2000 ? 500 : 1));
        source.calls(() => true);
        source.assigned("a");
      } catch (error) {
        expect(error).toMatchObject({ code: "E_SOURCE" });
      }
    }
    // Of the processor's time: the clock's is shared with other tests.
    expect(process.cpuUsage(begun).user / 1000).toBeLessThan(5000);
  });
});
