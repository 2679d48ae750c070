import { describe, expect, test } from "vitest";
import { excerptOf, rangesOf } from "../../../../lib/catalog/search/highlight.ts";
import { termsOf } from "../../../../lib/catalog/search/words.ts";

const terms = (text: string, isPhrase = false) =>
  termsOf(
    isPhrase
      ? [{ text, isPhrase, isNegated: false }]
      : text.split(" ").map((each) => ({ text: each.replace(/^-/, ""), isPhrase, isNegated: each.startsWith("-") })),
  );
const pieces = (text: string, wanted: ReturnType<typeof terms>) =>
  rangesOf(text, wanted).map(([from, to]) => text.slice(from, to));

describe("rangesOf", () => {
  test.each<[string, string, string, string[]]>([
    ["words and their forms", "Disk is full: disks failed", "disk failing", ["Disk", "disks", "failed"]],
    ["no part of a word", "diskette", "disk", []],
    ["accents in the text", "Orléans and ORLEANS", "orleans", ["Orléans", "ORLEANS"]],
    ["an accent that stands by itself", "Orle\u0301ans", "orléans", ["Orle\u0301ans"]],
    ["the beginning of words", "training trains", "tra*", ["training", "trains"]],
    ["what divides a word", "the customer-id is", "customer_id", ["customer-id"]],
    ["a part of a name", "MemoryError: x", "memory", ["Memory"]],
    ["nothing that must not occur", "disk full", "-disk full", ["full"]],
    ["letters beyond the first plane", "😀 full 😀", "full", ["full"]],
  ])("finds %s", (_, text, question, wanted) => {
    expect(pieces(text, terms(question))).toEqual(wanted);
    // A long text goes another way.
    expect(pieces(`${text} ${"- ".repeat(1500)}`, terms(question))).toEqual(wanted);
  });

  test("takes a phrase as a whole", () => {
    expect(pieces("row 1, row 17: row-17", terms("row 17", true))).toEqual(["row 17", "row-17"]);
  });

  test("ends after a thousand places", () => {
    expect(rangesOf("full ".repeat(5000), terms("full"))).toHaveLength(1000);
  });
});

describe("excerptOf", () => {
  test("is the line where the words are, and says what was cut", () => {
    const text = `${"nothing here\n".repeat(100)}writing failed: disk full on /scratch\n${"more\n".repeat(100)}`;
    const excerpt = excerptOf(text, terms("disk full"), 60);
    expect(excerpt).toMatchObject({ isCutBefore: true, isCutBehind: true });
    expect(excerpt?.text).toMatch(/^writing failed: disk full on \/scratch/);
    expect(excerpt?.ranges.map(([from, to]) => excerpt.text.slice(from, to))).toEqual(["disk", "full"]);
  });

  test("is where most of the words stand together", () => {
    const text = `disk ${"x ".repeat(200)} the disk is full ${"y ".repeat(200)} full`;
    expect(excerptOf(text, terms("disk full"), 40)?.ranges).toHaveLength(2);
  });

  test("has one line, and no half of a character at its end", () => {
    const text = `full\n\t${"😀".repeat(300)}`;
    const excerpt = excerptOf(text, terms("full"), 41);
    expect(excerpt?.text).not.toMatch(/[\n\t]/);
    expect(excerpt?.text.isWellFormed()).toBe(true);
  });

  test("is null where no word stands", () => {
    expect(excerptOf("nothing", terms("full"))).toBeNull();
    expect(excerptOf("", terms("full"))).toBeNull();
  });
});
