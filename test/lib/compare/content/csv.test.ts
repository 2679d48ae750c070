import { describe, expect, test } from "vitest";
import { isTableName, readTable, withoutHeader } from "../../../../lib/compare/content/csv.ts";

describe("readTable", () => {
  test.each<[string, string, string[][]]>([
    [
      "commas",
      "a,b\n1,2\n",
      [
        ["a", "b"],
        ["1", "2"],
      ],
    ],
    [
      "no newline at the end",
      "a,b\n1,2",
      [
        ["a", "b"],
        ["1", "2"],
      ],
    ],
    [
      "semicolons",
      "a;b\n1,5;2\n",
      [
        ["a", "b"],
        ["1,5", "2"],
      ],
    ],
    [
      "tabs",
      "a\tb\n1\t2\n",
      [
        ["a", "b"],
        ["1", "2"],
      ],
    ],
    [
      "CRLF",
      'a,b\r\n1,"2"\r\n',
      [
        ["a", "b"],
        ["1", "2"],
      ],
    ],
    [
      "quotes, commas and newlines in quotes",
      'a,b\n"1\n,""x""",2\n',
      [
        ["a", "b"],
        ['1\n,"x"', "2"],
      ],
    ],
    [
      "empty cells",
      "a,b\n,\n",
      [
        ["a", "b"],
        ["", ""],
      ],
    ],
    ["a byte order mark", "\ufeffa,b\n", [["a", "b"]]],
    [
      "a quoted cell before a plain row",
      'a,b\n"1",2\n3,4\n',
      [
        ["a", "b"],
        ["1", "2"],
        ["3", "4"],
      ],
    ],
  ])("reads %s", (_, text, rows) => {
    const table = readTable(text);
    expect(table === undefined ? undefined : [table.header, ...table.rows]).toEqual(rows);
  });

  test.each([
    ["one column", "a\n1\n"],
    ["rows of another width", "a,b\n1\n"],
    ["two columns of one name", "a,a\n1,2\n"],
    ["a quote that is not closed", 'a,b\n"1,2\n'],
    ["text behind a closing quote", 'a,b\n"1"x,2\n'],
    ["nothing", ""],
  ])("takes %s for no table", (_, text) => {
    expect(readTable(text)).toBeUndefined();
  });

  test("ends soon for nothing but quotes", () => {
    expect(readTable(`a,b\n${'"'.repeat(2_000_001)}`)).toBeUndefined();
    expect(readTable(`a,b\n${'x",\n'.repeat(200_000)}`)?.rows).toHaveLength(200_000);
  });
});

describe("a first row of data", () => {
  test.each([
    ["numbers over numbers", "1,2\n3,4\n", true],
    ["a number over numbers beside names", "ann,1\nbob,2\n", true],
    ["two equal numbers", "1,1\n2,3\n", true],
    ["nothing but numbers", "1,-2e3\n", true],
    ["a name over numbers", "1,loss\n2,3\n", false],
    ["names alone", "ann,x\nbob,y\n", false],
    ["names over numbers", "a,b\n1,2\n", false],
  ])("%s", (_, text, isData) => {
    const table = readTable(text);
    expect(table?.isHeaderless === true).toBe(isData);
    if (isData) expect(table?.header).toEqual(["column 1", "column 2"]);
  });

  test("withoutHeader keeps every row", () => {
    const table = withoutHeader({ header: ["a", "b"], rows: [["1", "2"]] });
    expect(table.rows).toEqual([
      ["a", "b"],
      ["1", "2"],
    ]);
    expect(withoutHeader(table)).toBe(table);
  });
});

test("isTableName goes by the ending", () => {
  expect(["a.csv", "b/A.TSV", "a.csv.gz", "csv"].map(isTableName)).toEqual([true, true, false, false]);
});
