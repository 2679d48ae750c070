import { describe, expect, test } from "vitest";
import { compareText, firstDifference, isText } from "../../../../lib/compare/content/text.ts";

const compare = (before: string, after: string) => compareText(Buffer.from(before), Buffer.from(after));

describe("compareText", () => {
  test("counts lines that came and went, and shows the first with their numbers", () => {
    expect(compare("same\nold\nsame 2\n", "same\nnew\nsame 2\nmore\n")).toEqual({
      kind: "text",
      added: 2,
      removed: 1,
      before: 3,
      after: 4,
      first: [
        { line: { before: 2, after: 2 }, before: "old", after: "new" },
        { line: { before: null, after: 4 }, before: null, after: "more" },
      ],
    });
  });

  test.each([
    ["a newline that is gone", "a\nb\n", "a\nb", "the last line has no newline any more"],
    ["a newline that is new", "a", "a\n", "the last line has its newline now"],
    ["line ends alone", "a\r\nb\r\n", "a\nb\n", "only line ends differ (CRLF and LF)"],
  ])("remarks on %s", (_, before, after, note) => {
    expect(compare(before, after).note).toBe(note);
  });

  test("knows an empty text", () => {
    expect(compare("", "a\n")).toMatchObject({ before: 0, after: 1, added: 1, removed: 0 });
  });

  test("cuts long lines and keeps ten examples", () => {
    const lines = Array.from({ length: 50 }, (_, index) => `${index} ${"x".repeat(1000)}`);
    const { first } = compare("", `${lines.join("\n")}\n`);
    expect(first).toHaveLength(10);
    expect(first[0]?.after).toHaveLength(120);
  });

  test("shows long lines where they differ first", () => {
    const line = (middle: string) => `${"a".repeat(300)}${middle}${"z".repeat(300)}\n`;
    const [change] = compare(line("old"), line("new")).first;
    expect(change).toMatchObject({
      before: expect.stringMatching(/^…a{30}oldz+… \(column 301\)$/),
      after: expect.stringMatching(/^…a{30}newz+… \(column 301\)$/),
    });
    expect(change?.before).toHaveLength(120);
  });

  test.each([0, 1, 50, 88, 89, 90, 118, 119, 120, 121, 5000])("no difference is cut off, at column %i + 1", (at) => {
    const line = (middle: string, more: number) => `${"é".repeat(at)}${middle}${"\ud83d\ude00".repeat(more)}\n`;
    for (const [before, after] of [
      [line("a", 200), line("b", 200)],
      [line("", 0), line("b", 0)],
      [line("\ud83d\ude00", 100), line("\ud83d\ude01", 100)],
    ] as const) {
      const [change] = compare(before, after).first;
      expect(change?.before).not.toBe(change?.after);
      for (const text of [change?.before, change?.after]) {
        expect(text?.length).toBeLessThanOrEqual(120);
        expect(text).not.toMatch(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/);
      }
    }
  });

  test("compares a million lines", () => {
    const text = (changed: number) =>
      `${Array.from({ length: 1_000_000 }, (_, index) => (index === changed ? "changed" : `line ${index}`)).join("\n")}\n`;
    expect(compare(text(10), text(999_990))).toMatchObject({ added: 2, removed: 2, before: 1e6, after: 1e6 });
  }, 60_000);
});

describe("isText", () => {
  test.each([
    ["ASCII", Buffer.from("a\tb\n"), true],
    ["UTF-8", Buffer.from("ü\u001b[31m"), true],
    ["a NUL", Buffer.from("a\0"), false],
    ["bytes that are no UTF-8", Buffer.from([0x61, 0xff]), false],
  ])("judges %s", (_, bytes, expected) => {
    expect(isText(bytes)).toBe(expected);
  });
});

test("firstDifference is the length of what is the start of the other", () => {
  expect(firstDifference(Buffer.from("ab"), Buffer.from("abc"))).toBe(2);
});
