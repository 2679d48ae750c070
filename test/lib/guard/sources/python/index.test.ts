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
    ["3.10", 3.1],
    ["1_000", 1000],
    ["True", true],
    ["None", null],
    ["[]", []],
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
    'b"a"',
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
    "-1",
    "...",
    "lambda: 'a'",
    "",
  ])("takes %s for computed", (written) => {
    expect(readX(written)).toBe("computed");
  });

  it.each<[string, string, unknown]>([
    ["a constant", 'A = "a"\n', "a"],
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

  it("sees what may give any keyword", () => {
    const [call] = parsePython("a.py", "setup(*a, name='x', **more)").calls(() => true);
    expect([...(call?.keywords.keys() ?? [])]).toEqual(["name"]);
    expect(call?.spread).toEqual({ value: "**more", path: "a.py", line: 1, column: 21 });
  });

  it("knows what is assigned at the top of the module", () => {
    const source = parsePython("a.py", "nox.options.pythons = '3.11', '3.12'\nif x:\n  nox.options.pythons = []\n");
    expect(source.assigned("nox.options.pythons").map(plain)).toEqual([["3.11", "3.12"]]);
    expect([source.mentions("options"), source.mentions("option")]).toEqual([true, false]);
  });

  it.each([
    ["an open string", "a = 'b\nc'", "1:5: a string that is never closed"],
    ["an open f-string", "a = f'{b'", "1:5: a string that is never closed"],
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
      } catch {}
    }
    // Of the processor's time: the clock's is shared with other tests.
    expect(process.cpuUsage(begun).user / 1000).toBeLessThan(5000);
  });
});
