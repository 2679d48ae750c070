import { describe, expect, test } from "vitest";
import type { Word } from "../../../../lib/catalog/query/parse.ts";
import { matchOf, nearOf, partsOf, termsOf, tokensOf } from "../../../../lib/catalog/search/words.ts";

const word = (text: string, more: Partial<Word> = {}): Word => ({ text, isPhrase: false, isNegated: false, ...more });
const match = (...words: Word[]) => matchOf(termsOf(words), "all");

describe("matchOf", () => {
  test.each<[string, Word[], string | null]>([
    ["a short word", [word("out")], '"out"'],
    [
      "two words",
      [word("disk"), word("of")],
      '("disk" OR "disks" OR "diske" OR "diskes" OR "disked" OR "disking") AND "of"',
    ],
    ["a phrase", [word("Row 17", { isPhrase: true })], '"row 17"'],
    ["a word that full text divides", [word("customer_id")], '"customer id"'],
    ["the beginning of a word", [word("train*")], '"train"*'],
    ["a word that must not occur", [word("out"), word("of", { isNegated: true })], '("out") NOT ("of")'],
    ["nothing", [], null],
    ["signs beside a word", [word("***"), word("out"), word('")(')], '"out"'],
    ["only a word that must not occur", [word("of", { isNegated: true })], null],
    ["accents and capitals", [word("ORLÉANS", { isPhrase: true })], '"orleans"'],
  ])("makes a query of %s", (_, words, wanted) => {
    expect(match(...words)).toBe(wanted);
  });

  test.each(["💥", "*", "(", "%", ":", "+", "_", "***  )(", ""])("refuses %j, in which there is no word", (text) => {
    const words = text.split(" ").flatMap((each) => [word(each), word(each, { isNegated: true })]);
    expect(() => termsOf(words)).toThrow(
      expect.objectContaining({ code: "E_USAGE", message: expect.stringContaining("a letter or a digit") }),
    );
  });

  test.each([
    "a AND b",
    "a OR NOT b",
    "NEAR(a b, 2)",
    "names : x",
    "^x",
    '"unclosed',
    "{a b} : c",
    "a + b",
    "x'; DROP TABLE run; --",
    "a\0b",
    "-- a",
  ])("has nothing of %j as an operator", (text) => {
    expect(match(...text.split(" ").map((each) => word(each)))).toMatch(
      /^(?:(?:\((?:"[\p{L}\p{N} ]+"(?: OR )?)+\)|"[\p{L}\p{N} ]+")(?: AND )?)+$/u,
    );
  });

  test("knows the forms of a word, British and American", () => {
    expect(termsOf([word("failures")])[0]?.forms.flat()).toContain("failure");
    expect(termsOf([word("training")])[0]?.forms.flat()).toEqual(
      expect.arrayContaining(["training", "train", "trained"]),
    );
    expect(termsOf([word("normalize")])[0]?.forms.flat()).toEqual(
      expect.arrayContaining(["normalised", "normalizing"]),
    );
    expect(termsOf([word("class")])[0]?.forms).toEqual([["class"]]);
    expect(termsOf([word("1f3a9c42")])[0]?.forms).toEqual([["1f3a9c42"]]);
  });

  test("refuses what would cost too much: 33 words, the beginning with one letter", () => {
    expect(() => termsOf(Array.from({ length: 33 }, () => word("x")))).toThrow(
      "Cannot search for 33 words: expected 32 at most",
    );
    expect(() => termsOf([word("x*")])).toThrow('Cannot search for "x*": expected two letters or more');
  });
});

test("nearOf asks for all words near each other, and for neighbours", () => {
  expect(nearOf(termsOf([word("out"), word("of"), word("oom")]))).toEqual({
    all: 'NEAR("out" "of" "oom", 8)',
    pairs: 'NEAR("out" "of", 2) OR NEAR("of" "oom", 2)',
  });
  expect(nearOf(termsOf([word("out")]))).toBeNull();
});

test("tokensOf divides as the tokenizer of the full text does", () => {
  expect(tokensOf("data/claims-2026_Q1.csv  Zürich")).toEqual(["data", "claims", "2026", "q1", "csv", "zurich"]);
});

test("partsOf divides a name of a program and leaves words alone", () => {
  expect([partsOf("MemoryError"), partsOf("customerId2"), partsOf("Memory"), partsOf("NASA"), partsOf("été")]).toEqual([
    ["Memory", "Error"],
    ["customer", "Id2"],
    [],
    [],
    [],
  ]);
});
