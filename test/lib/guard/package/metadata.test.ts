import { describe, expect, it } from "vitest";
import { parseMetadata } from "../../../../lib/guard/package/metadata.ts";

describe("parseMetadata", () => {
  it.each<[string, string, [name: string, value: string, line: number, column: number][]]>([
    [
      "fields and their places",
      "Name: a\nVersion:  1\n",
      [
        ["name", "a", 1, 7],
        ["version", "1", 2, 11],
      ],
    ],
    ["a field without a gap", "Home-page:x", [["home-page", "x", 1, 11]]],
    [
      "a field without a value",
      "Name:\nVersion: 1",
      [
        ["name", "", 1, 6],
        ["version", "1", 2, 10],
      ],
    ],
    ["no white space at the end of a value", "Name: a \t\n", [["name", "a", 1, 7]]],
    [
      "every kind of line end",
      "A: 1\rB: 2\r\nC: 3\nD: 4",
      [
        ["a", "1", 1, 4],
        ["b", "2", 2, 4],
        ["c", "3", 3, 4],
        ["d", "4", 4, 4],
      ],
    ],
    ["no mark of the byte order", "\ufeffName: a", [["name", "a", 1, 7]]],
    ["a mark of the byte order elsewhere", "Name: \ufeffa", [["name", "\ufeffa", 1, 7]]],
    [
      "what goes on in further lines",
      "A: 1\n  2 \n\t3\nB: 4",
      [
        ["a", "1\n2\n3", 1, 4],
        ["b", "4", 4, 4],
      ],
    ],
    ["nothing of the description", "A: 1\n\nB: 2", [["a", "1", 1, 4]]],
    ["nothing of lines that are no fields", "B C: 1\nno field\n x\nA: 1\nD : 2\nmore", [["a", "1", 4, 4]]],
    [
      "what stands behind another kind of line end",
      "A: 1\u20282\u2029\nB: 3",
      [
        ["a", "1\u20282", 1, 4],
        ["b", "3", 2, 4],
      ],
    ],
    ["nothing of an empty text", "", []],
  ])("finds %s", (_, text, expected) => {
    const { fields } = parseMetadata(text);
    expect(fields.map(({ name, value, line, column }) => [name, value, line, column])).toEqual(expected);
  });
});
