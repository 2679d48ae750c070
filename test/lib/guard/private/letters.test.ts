import { expect, it } from "vitest";
import { gapOf, isWordEdge, type Kind, kindOf } from "../../../../lib/guard/private/letters.ts";
import { matcherFor } from "../../../support/deny.ts";

it.each<[string, number[]]>([
  ["--", [1, 1]],
  ["\r\n", [0, 1]],
  ["\n\r", [1, 1]],
  ["\r\r\n\n", [1, 0, 1, 1]],
  ["\r", [1]],
])("gapOf counts %j", (text, counts) => {
  const bytes = Buffer.from(text);
  expect(Array.from(bytes, (_, at) => gapOf(bytes, at))).toEqual(counts);
});

it("kindOf knows every byte", () => {
  const kinds = Array.from({ length: 256 }, (_, byte) => `${String.fromCharCode(byte)} ${kindOf(byte)}`);
  const of = (kind: Kind) =>
    kinds
      .filter((one) => one.endsWith(` ${kind}`))
      .map((one) => one.slice(0, 1))
      .join("");
  expect([of("digit"), of("upper"), of("lower")]).toEqual([
    ...["0123456789", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz"],
  ]);
  expect([of("none").length, kindOf()]).toEqual([256 - 62, "none"]);
});

it("isWordEdge is where a word begins: these pairs, whatever stands behind, and a last capital", () => {
  const kinds: Kind[] = ["none", "digit", "lower", "upper", "letter"];
  const edges = kinds.flatMap((before) =>
    kinds.flatMap((after) => {
      const behind = kinds.filter((next) => isWordEdge(before, after, next));
      if (behind.length === 0) return [];
      return [`${before} ${after}${behind.length === kinds.length ? "" : ` ${behind.join(" ")}`}`];
    }),
  );
  expect(edges).toEqual([
    ...["none none", "none digit", "none lower", "none upper", "none letter"],
    ...["digit none", "digit lower", "digit upper", "digit letter"],
    ...["lower none", "lower digit", "lower upper"],
    ...["upper none", "upper digit", "upper upper lower"],
    ...["letter none", "letter digit"],
  ]);
});

it("a matcher is told how long the widest spelling is, with what decides about its ends", () => {
  const token = "abcdefghijklmnopqrstuvwxyz0123456789";
  const { longest, matches } = matcherFor(["acme", token, "globex"]);
  // Mathematical letters and digits, bold: a pair of units each, as what stands beside them may be.
  const bold = (letter: string) =>
    String.fromCodePoint(letter >= "a" ? 0x1d41a + letter.charCodeAt(0) - 0x61 : 0x1d7ce + Number(letter));
  const spelled = Buffer.from(Array.from(token, bold).join("\r\n".repeat(5)), "utf16le");
  expect(longest).toBe(spelled.length + 16);
  const bytes = Buffer.concat([Buffer.alloc(3000, "x"), spelled, Buffer.alloc(3000, "x")]);
  expect(matches(bytes)).toEqual([{ token: 1, encoding: "UTF-16 LE", start: 3000, end: 3000 + spelled.length }]);
  expect(matcherFor(["acme"]).without(new Set([0, 1])).longest).toBe(0);
});
