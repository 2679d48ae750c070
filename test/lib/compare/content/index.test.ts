import { describe, expect, test } from "vitest";
import { compareContents } from "../../../../lib/compare/index.ts";

const kind = (name: string, before: string | Buffer, after: string | Buffer) =>
  compareContents(name, Buffer.from(before as string), Buffer.from(after as string)).kind;

describe("compareContents", () => {
  test.each([
    ["a table", "a.csv", "a,b\n1,2\n", "a,b\n1,3\n", "csv"],
    ["a table that is none any more", "a.csv", "a,b\n1,2\n", "nothing\n", "text"],
    ["JSON under any name", "model", '{"a":1}', '{"a":2}', "json"],
    ["JSON that is none any more", "a.json", '{"a":1}', '{"a":', "text"],
    ["text", "a.log", "a\n", "b\n", "text"],
    ["an empty file", "a.csv", "", "a,b\n", "text"],
  ])("compares %s", (_, name, before, after, expected) => {
    expect(kind(name, before, after)).toBe(expected);
  });

  test.each([
    ["values of", "1,2\n3,4\n", "1,5\n3,4\n", { added: 0, removed: 0, changed: 1 }],
    ["a header of", "1,2\n3,4\n", "a,b\n1,2\n3,4\n", { added: 1, removed: 0, changed: 0 }],
    ["the first row of", "1,2\n3,4\n", "3,4\n", { added: 0, removed: 1, changed: 0 }],
  ])("takes %s a table without a header for no columns", (_, before, after, rows) => {
    expect(compareContents("a.csv", Buffer.from(before), Buffer.from(after))).toMatchObject({
      ...{ kind: "csv", rows },
      columns: { added: [], removed: [], moved: false },
    });
  });

  test("says sizes and the first byte of binaries", () => {
    expect(compareContents("a.csv", Buffer.from([0, 1]), Buffer.from([0, 2, 3]))).toEqual({
      kind: "binary",
      before: 2,
      after: 3,
      offset: 1,
    });
  });
});
