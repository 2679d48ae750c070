import { describe, expect, test } from "vitest";
import { formatTable, leastWidth, paint } from "../../../../lib/catalog/text/table.ts";
import { columnsOf } from "../../../../lib/columns.ts";

const columns = [
  { title: "name", least: 5 },
  { title: "size", isRight: true },
  { title: "tags", least: 4 },
];
const row = (...texts: string[]) => texts.map((text) => ({ text }));
const wide = { width: Number.POSITIVE_INFINITY, colour: false };

describe("formatTable", () => {
  test("aligns cells by what they take on a terminal", () => {
    const rows = [row("日本", "1", "x"), row("abc", "12,345", "")];
    expect(formatTable(columns, rows, wide)).toBe("name    size  tags\n日本       1  x\nabc   12,345");
  });

  test("cuts what may be cut, the widest first, and never the rest", () => {
    const rows = [row("a".repeat(30), "123456789", "b".repeat(10))];
    const narrow = formatTable(columns, rows, { width: 32, colour: false });
    expect(narrow.split("\n")[1]).toBe(
      `${"a".repeat(8)}…  123456789  ${"b".repeat(9)}…`.replace("bbbbbbbbb…", "bbbbbbbbbb"),
    );
    for (const line of formatTable(columns, rows, { width: 5, colour: false }).split("\n"))
      expect(columnsOf(line)).toBeLessThanOrEqual(leastWidth(columns, rows));
    expect(formatTable(columns, rows, { width: 5, colour: false })).toContain("123456789");
  });

  test("lets no text leave its cell or its line", () => {
    const hostile = "a\n\u001b[2Jb\u202ec\u0000";
    const text = formatTable(columns, [row(hostile, "1", hostile)], { width: 40, colour: true });
    expect(text.split("\n")).toHaveLength(2);
    expect(text).not.toContain("\u001b[2J");
    expect(text).not.toContain("\u202e");
  });

  test("colours cells only when asked", () => {
    const cells = [[{ text: "x", style: "red" as const }, { text: "" }, { text: "" }]];
    expect(formatTable(columns, cells, { ...wide, colour: true })).toContain("\u001b[31mx   \u001b[0m");
    expect(formatTable(columns, cells, wide)).not.toContain("\u001b");
    expect(paint("red", "x", false)).toBe("x");
  });
});
