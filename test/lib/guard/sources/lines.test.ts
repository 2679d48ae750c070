import { describe, expect, test } from "vitest";
import { parseToolVersions, readLines } from "../../../../lib/guard/sources/index.ts";
import { faultOf, spot } from "./support.ts";

describe("readLines", () => {
  test("gives values without comments and blanks, with their places", () => {
    expect(readLines(".nvmrc", "# node\n\n  v20.1 # lts\r\n\t\nlts/*#1\n")).toEqual([
      { value: "v20.1", path: ".nvmrc", line: 3, column: 3 },
      { value: "lts/*#1", path: ".nvmrc", line: 5, column: 1 },
    ]);
    expect(readLines(".nvmrc", "20")).toEqual([{ value: "20", path: ".nvmrc", line: 1, column: 1 }]);
    expect(readLines(".nvmrc", `${String.fromCharCode(0xfeff)}20`).map(spot)).toEqual(['1:1 "20"']);
  });

  test("finds nothing in nothing", () => {
    expect(["", "\n", "# a", "  # a\n \n"].map((text) => readLines("a", text))).toEqual([[], [], [], []]);
  });

  // As pip 24 does.
  test.each([
    ["a==1 \\\n  --hash=x\nb", ['1:1 "a==1   --hash=x"', '3:1 "b"']],
    ["a \\\n# c\nb", ['1:1 "a"', '3:1 "b"']],
    ["# c \\\nb", ['2:1 "b"']],
    ["a # c \\\nb\nc", ['1:1 "a"', '3:1 "c"']],
    ["a \\", ['1:1 "a"']],
    ["\\\\\nb", ['1:1 "b"']],
    ["a#b \\\nc", ['1:1 "a#b c"']],
    ["  # a \\\nb", ['2:1 "b"']],
    ["a# b", ['1:1 "a# b"']],
    ["git+https://x/y#egg=z", ['1:1 "git+https://x/y#egg=z"']],
    ["# c\rb", ['2:1 "b"']],
  ])("joins lines: %j", (text, found) => {
    expect(readLines("requirements.txt", text).map(spot)).toEqual(found);
  });

  test("refuses what is no text, and too much of it", async () => {
    expect(await faultOf(() => readLines("a", "2\x000"))).toMatch(/^1:2 a NUL character/);
    expect(await faultOf(() => readLines("a", "\n".repeat(4 * 2 ** 20 + 1)))).toMatch(/^1:1 expected at most/);
  });

  test("hostile lines take no time", { timeout: 5000 }, () => {
    expect(readLines("a", `${" ".repeat(3_000_000)}x`).map(({ value }) => value)).toEqual(["x"]);
    expect(readLines("a", `x${"\\".repeat(1_000_000)}y`)).toHaveLength(1);
  });
});

describe("parseToolVersions", () => {
  test("gives tools and versions with their places", () => {
    const tools = parseToolVersions(".tool-versions", "# a\nnodejs 20.1.0  18 # lts\n\n python\t3.12\n");
    expect([...tools].map(([name, versions]) => [name, versions.map(spot)])).toEqual([
      ["nodejs", ['2:8 "20.1.0"', '2:16 "18"']],
      ["python", ['4:9 "3.12"']],
    ]);
    expect(tools.get("nodejs")?.[0]?.path).toBe(".tool-versions");
  });

  test.each([
    ["nodejs", '1:1 expected a version of "nodejs"'],
    ["nodejs # 20", '1:1 expected a version of "nodejs"'],
    ["a 1\n a 2", '2:2 "a" a second time'],
  ])("refuses %j", async (text, reason) => {
    expect(await faultOf(() => parseToolVersions("a", text))).toBe(reason);
  });
});
