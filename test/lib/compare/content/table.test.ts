import { describe, expect, test } from "vitest";
import { readTable, type Table } from "../../../../lib/compare/content/csv.ts";
import { compareTables } from "../../../../lib/compare/content/table.ts";

const compare = (before: string, after: string) => compareTables(readTable(before) as Table, readTable(after) as Table);

describe("compareTables", () => {
  test("tells rows apart by a key, wherever they stand, and counts cells by column", () => {
    expect(compare("id,x,gone\n1,a,0\n2,b,0\n3,c,0\n", "id,x,new\n3,c,0\n2,B,0\n4,d,0\n")).toEqual({
      kind: "csv",
      columns: { added: ["new"], removed: ["gone"], moved: false },
      rows: { before: 3, after: 3, added: 1, removed: 1, changed: 1 },
      key: "id",
      cells: [{ column: "x", changed: 1, first: { row: "id 2", before: "b", after: "B" } }],
      examples: [
        { what: "removed", row: 1, text: "1,a,0" },
        { what: "added", row: 3, text: "4,d,0" },
      ],
      note: "rows stand in another order",
    });
  });

  test("without a key, goes by the place among equal rows", () => {
    expect(compare("x,y\n1,1\n1,1\n2,2\n", "x,y\n1,1\n9,9\n1,1\n2,3\n")).toMatchObject({
      key: null,
      rows: { added: 1, removed: 0, changed: 1 },
      cells: [{ column: "y", changed: 1, first: { row: "row 4", before: "2", after: "3" } }],
    });
  });

  test("shows the first rows that came and went, quoted and bounded", () => {
    const many = Array.from({ length: 30 }, (_, index) => `n${index},"1,${'""'}${"x".repeat(500)}"\n`).join("");
    const { examples, rows } = compare("id,x\na,1\n", `id,x\na,1\n${many}`);
    expect(rows.added).toBe(30);
    expect(examples).toHaveLength(10);
    expect(examples[0]).toMatchObject({ what: "added", row: 2, text: expect.stringMatching(/^n0,"1,""x+…$/) });
    expect(examples[0]?.text).toHaveLength(120);
    expect(compare("x,y\n1,1\n1,1\n2,2\n", "x,y\n1,1\n").examples).toMatchObject([
      { what: "removed", row: 2, text: "1,1" },
      { what: "removed", row: 3, text: "2,2" },
    ]);
  });

  test("shows a cell where it differs first", () => {
    const [cell] = compare(`id,x\na,${"y".repeat(300)}1\n`, `id,x\na,${"y".repeat(300)}2\n`).cells;
    expect(cell?.first).toMatchObject({ before: expect.stringMatching(/y1 \(column 301\)$/) });
  });

  test("says that columns moved, or that only the writing differs", () => {
    expect(compare("a,b\n1,2\n", "b,a\n2,1\n")).toMatchObject({ columns: { moved: true }, rows: { changed: 0 } });
    expect(compare("a,b\n1,2\n", 'a,b\n"1",2\n').note).toBe("the same cells, written differently");
  });
});
