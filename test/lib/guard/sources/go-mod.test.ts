import { describe, expect, test } from "vitest";
import { parseGoMod } from "../../../../lib/guard/sources/index.ts";
import { faultOf, spot } from "./support.ts";

const read = (text: string) => {
  const { module, go, toolchain } = parseGoMod("go.mod", text);
  return [spot(module), spot(go), spot(toolchain)];
};

describe("parseGoMod", () => {
  test("finds the three directives among others", () => {
    const text =
      "// module no/no\nmodule example.com/a/v2 // c\r\n\ngo 1.22.3\ntoolchain go1.23.0//c\nrequire (\n\tgo v1 // indirect\n\tb v1\n)\nretract [v1.0.0, v1.1.0]\nreplace a => ../a\n";
    expect(read(text)).toEqual(['2:8 "example.com/a/v2"', '4:4 "1.22.3"', '5:11 "go1.23.0"']);
    expect(parseGoMod("sub/go.mod", text).go).toEqual({ value: "1.22.3", path: "sub/go.mod", line: 4, column: 4 });
  });

  test.each([
    ['module "example.com/a"', '1:8 "example.com/a"'],
    ["module `example.com/a`", '1:8 "example.com/a"'],
    ["module (\n  example.com/a // c\n)", '2:3 "example.com/a"'],
    ["module(\nexample.com/a\n)", '2:1 "example.com/a"'],
    ['module "a//b"', '1:8 "a//b"'],
  ])("reads %j", (text, module) => {
    expect(read(text)[0]).toBe(module);
  });

  test("finds nothing in nothing", () => {
    expect(read("")).toEqual([undefined, undefined, undefined]);
    expect(read("// go 1.22\n")).toEqual([undefined, undefined, undefined]);
  });

  test.each([
    ["go 1.22\ngo 1.23", '2:4 "go" a second time'],
    ["module a\nmodule (\nb\n)", '3:1 "module" a second time'],
    ["go", '1:1 expected one value of "go", found 0'],
    ["go 1.22 1.23", '1:4 expected one value of "go", found 2'],
    ["module (\na (\n)", '2:1 expected one value of "module", found 2'],
    ["module ( a\n)", '1:8 expected one value of "module", found 2'],
    ["module (\n) a\n)", '2:1 expected one value of "module", found 2'],
    ["require (\n)\n)\ngo 1.22", '3:1 ")" without its block'],
    ["require (\n a v1\n", '1:1 the block "require" is never closed'],
    ['module "a', "1:8 a string that is never closed"],
    ["module `a", "1:8 a string that is never closed"],
    ["/* c */ go 1.22", "1:1 expected // for a comment"],
    ['module "\\x41"', '1:8 a string that can\'t be understood: "\\x41"'],
    [`module "${"\\x".repeat(30)}"`, `1:8 a string that can't be understood: "${"\\x".repeat(19)}…`],
    ["go 1.22\0", /^1:8 a NUL/],
  ])("refuses %j", async (text, reason) => {
    const found = await faultOf(() => parseGoMod("go.mod", text));
    if (typeof reason === "string") expect(found).toBe(reason);
    else expect(found).toMatch(reason);
  });
});
