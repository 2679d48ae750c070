import { beforeEach, describe, expect, it, test, vi } from "vitest";
import { findBlindness, plantedContents } from "../../../../lib/guard/forbidden/canaries.ts";
import { createFoldedMatcher, matcherFor } from "../../../../lib/guard/forbidden/folded.ts";
import type { Match } from "../../../../lib/guard/forbidden/matcher.ts";
import { createQuick, missedBy } from "../../../../lib/guard/forbidden/quick.ts";
import { encode, encodings } from "../../../../lib/guard/forbidden/tokens.ts";

let { foldCase, formsOf, piecesOf } = await import("../../../../lib/guard/forbidden/cases.ts");

/** What it remembers of one test, it owes to that one alone. */
beforeEach(async () => {
  vi.resetModules();
  ({ foldCase, formsOf, piecesOf } = await import("../../../../lib/guard/forbidden/cases.ts"));
});

const show = (matches: readonly Match[]) =>
  matches.map(({ token, encoding, start, end }) => `${token} ${encoding} ${start}-${end}`).sort();

/** Numbers of a sequence that is always the same. */
const numbers = () => {
  let state = 1;
  return (below: number) => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return (state >>> 8) % below;
  };
};

/** The obvious way: at each place, letter by letter, in one encoding. */
const slowly = (tokens: readonly string[], text: string): string[] => {
  const characters = [...text];
  const placeOf = (index: number) => Buffer.byteLength(characters.slice(0, index).join(""));
  return tokens
    .flatMap((token, number) => {
      const wanted = [...token];
      return characters.flatMap((_, start) =>
        wanted.every((one, at) => formsOf(one).includes(characters[start + at] ?? ""))
          ? [`${number} UTF-8 ${placeOf(start)}-${placeOf(start + wanted.length)}`]
          : [],
      );
    })
    .sort();
};

describe("createFoldedMatcher", () => {
  const spellings: [string, string[], string[]][] = [
    ["acme-Corp", ["acme-Corp", "ACME-CORP", "xAcMe-cOrPx"], ["acme_corp", "acmecorp", "\u0000cme-corp"]],
    ["Müller", ["MÜLLER", "müller", "mÜller"], ["Muller", "Mu\u0308ller", "M\u00bcller"]],
    ["Газпромнефть", ["ГАЗПРОМНЕФТЬ", "газпромнефть", "гАзПрОмНеФтЬ"], ["газпром нефть", "газпромнефт"]],
    ["ⱥbc", ["Ⱥbc", "ȺBC", "ⱥBc"], ["abc"]],
    ["Straße", ["STRAßE", "straẞe", "\u017ftraße"], ["STRASSE"]],
    ["\u212aelvin", ["kelvin", "\u212aELVIN"], ["elvin"]],
    ["kelvin", ["KELVIN", "\u212aelv\u0131n"], ["\u0138elvin"]],
    ["ω-ς-ǆ", ["\u2126-Σ-ǅ", "Ω-σ-Ǆ"], ["w-s-dz"]],
    ["日本語 a", ["日本語 A"], ["日本語"]],
    ["a.b*c", ["A.B*C"], ["axbbc", "abc"]],
    // In one case it takes more bytes, or has another zero byte.
    ["ⱥⱥ", ["ȺȺ", "ⱥȺ"], ["ⱥ"]],
    ["ks", ["\u212aſ", "K\u017f"], ["k"]],
  ];
  it.each(spellings)("finds %s in any case, and nothing else", (token, spelled, others) => {
    const matcher = createFoldedMatcher([token]);
    const quick = createQuick(matcher, 4096);
    for (const encoding of encodings) {
      const inside = (text: string) => Buffer.concat([Buffer.from("\xff\xff", "latin1"), encode(text, encoding)]);
      for (const text of [token, ...spelled]) {
        const matches = matcher.matches(inside(text));
        expect(
          matches.map((match) => match.encoding),
          `${text} in ${encoding}`,
        ).toContain(encoding);
        expect(matcher.hasMatch(inside(text))).toBe(true);
        expect(missedBy(quick, [inside(text)]), `${text} in ${encoding}`).toEqual([]);
        expect(matcher.longest).toBeGreaterThanOrEqual(encode(token, encoding).length);
      }
      expect(missedBy(quick, [inside("nothing")]), "suspects everything").toEqual([0]);
      for (const text of others) {
        expect(matcher.matches(inside(text)), `${text} in ${encoding}`).toEqual([]);
        expect(matcher.hasMatch(inside(text))).toBe(false);
      }
    }
  });

  it("agrees with the obvious way on random texts, and the quick look suspects all that has a match", () => {
    const random = numbers();
    const alphabet = "aAbBüÜжЖ-ǅ";
    let total = 0;
    for (let round = 0; round < 300; round += 1) {
      const word = (most: number) => Array.from({ length: 1 + random(most) }, () => [...alphabet][random(10)]).join("");
      const tokens = [...new Set(Array.from({ length: 1 + random(5) }, () => word(6)))];
      const text = word(90);
      const matcher = createFoldedMatcher(tokens);
      const ofText = matcher.matches(Buffer.from(text)).filter(({ encoding }) => encoding === "UTF-8");
      const expected = slowly(tokens, text);
      expect(show(ofText), `${tokens} in ${text}`).toEqual(expected);
      if (expected.length > 0) expect(missedBy(createQuick(matcher, 1024), [Buffer.from(text)])).toEqual([]);
      total += expected.length;
    }
    expect(total).toBeGreaterThan(1000);
  });

  it("finds matches that overlap, up to a limit, and leaves tokens out without renumbering", () => {
    const matcher = createFoldedMatcher(["aAa", "b"]);
    const bytes = Buffer.from("AaAaB");
    expect(show(matcher.matches(bytes))).toEqual(["0 UTF-8 0-3", "0 UTF-8 1-4", "1 UTF-8 4-5"]);
    expect(matcher.matches(Buffer.from("a".repeat(1000)), 5)).toHaveLength(5);
    expect(show(matcher.without(new Set([0])).matches(bytes))).toEqual(["1 UTF-8 4-5"]);
    expect(matcher.without(new Set([0, 1])).hasMatch(bytes)).toBe(false);
  });

  it("plants every token in both cases, and is not blind to any of them", () => {
    const matcher = createFoldedMatcher(["Acme-Ж", "日本"]);
    expect(matcher.plants.map(({ token, text }) => `${token} ${text}`)).toEqual(["0 Acme-Ж", "0 aCME-ж", "1 日本"]);
    expect(findBlindness(matcher)).toEqual([]);
    const blind = createFoldedMatcher(["Acme-Ж", "other"]);
    const missed = findBlindness({ ...matcher, hasMatch: blind.without(new Set([0])).hasMatch });
    expect(missed.map(({ code }) => code)).toEqual(Array.from({ length: 9 }, () => "RULE_CANARY_MISSED"));
  });

  it("has a second thread that leaves everything to a close look where there is no kernel, and there alone", () => {
    const many = Array.from({ length: 400 }, (_, number) => `token-${number}-x`);
    const { thread, hasMatch, buffer } = createQuick(createFoldedMatcher(many), 64);
    const createHasMatch = new Function(`${thread.code}; return createHasMatch;`)() as (data: unknown) => () => boolean;
    expect(createHasMatch(thread.data)()).toBe(true);
    expect(hasMatch(buffer.write("a TOKEN-399-X"))).toBe(true);
    expect(hasMatch(buffer.write("a TOKEN-400-X"))).toBe(false);
    expect(thread.longest).toBe(2 * "token-399-x".length);
    expect(createQuick(createFoldedMatcher(many.slice(0, 2)), 64).thread.code).not.toBe(thread.code);
  });
});

describe("piecesOf", () => {
  it.each([
    ["Acme-1 日本", ["acme-1 日本"]],
    ["Üb", ["Üb", "üb"]],
    // The long s, the Kelvin sign and the dotless i are avoided where enough is left.
    ["kestrel-analytics", ["trel-analyt"]],
    ["acm-dorpжacm", ["acm-dorp"]],
    ["skip", ["skip", "ſkip", "s\u212aip", "ſ\u212aip", "skıp", "ſkıp", "s\u212aıp", "ſ\u212aıp"]],
  ])("of %s are %j", (token, pieces) => {
    expect(piecesOf(token).sort()).toEqual(pieces.sort());
  });

  it.each([
    ["жжжжжacm-жжж", "жжжжacm-"],
    ["жжжжжжжж", "жжжж"],
  ])("are sixteen for a long token of letters beyond A to Z: %s", (token, piece) => {
    const pieces = piecesOf(token);
    expect(pieces).toHaveLength(16);
    expect(new Set(pieces.map((one) => one.toLowerCase()))).toEqual(new Set([piece]));
  });

  it("are few for whatever can be a token, and no token is without one", () => {
    const random = numbers();
    for (let round = 0; round < 500; round += 1) {
      const token = String.fromCodePoint(...Array.from({ length: 3 + random(20) }, () => 0x41 + random(0x2f00)));
      const pieces = piecesOf(token);
      expect(pieces.length).toBeLessThanOrEqual(256);
      expect(Math.min(...pieces.map(({ length }) => length))).toBeGreaterThanOrEqual(3);
    }
  });
});

describe("formsOf", () => {
  it("has whatever a mapping of this Node's Unicode connects, of every character", () => {
    const characters = Array.from({ length: 0x1f000 }, (_, code) => code)
      .filter((code) => code < 0xd800 || code > 0xdfff)
      .map((code) => String.fromCodePoint(code));
    for (const character of characters) {
      for (const form of [character.toLowerCase(), character.toUpperCase()]) {
        if ([...form].length !== 1 || form === character) continue;
        const both = [formsOf(character).includes(form), formsOf(form).includes(character)];
        expect(both, `${character} and ${form}`).toEqual([true, true]);
      }
    }
  });

  it.each([
    ["s", "sSſ"],
    ["ſ", "ſsS"],
    ["-", "-"],
    ["ß", "ßẞ"],
    ["ﬁ", "ﬁ"],
    ["ǆ", "ǆǄǅ"],
    ["\u03b8", "\u03b8\u0398\u03d1\u03f4"],
    ["\ua64b", "\ua64b\ua64a\u1c88"],
  ])("of %s are %s, whether it was asked before or not", (character, forms) => {
    for (let round = 0; round < 2; round += 1) expect([...formsOf(character)].sort()).toEqual([...forms].sort());
  });

  it("agrees with expressions that ignore the case, and tells more apart from none", () => {
    const letters = [..."aksiåßωθµжüǆＡ𐐀"];
    for (const one of letters) {
      for (const form of formsOf(one)) if (!/[ıẞ]/.test(form)) expect(form).toMatch(new RegExp(`^${one}$`, "iu"));
    }
  });
});

test("foldCase makes one of spellings that differ in case alone, character by character", () => {
  expect(foldCase("\u212aſ-ÜЖ")).toBe(foldCase("ks-üж"));
  expect(foldCase("acme")).not.toBe(foldCase("acne"));
  // Records of earlier versions have digests of it.
  expect(foldCase("Acme-ü")).toBe("ACME-Ü");
  expect([...foldCase("😀A")]).toHaveLength(2);
});

test("matcherFor takes the case as it is unless somebody asks", () => {
  expect(matcherFor(["acme"]).hasMatch(Buffer.from("ACME"))).toBe(false);
  expect(matcherFor(["acme"], "keep").hasMatch(Buffer.from("ACME"))).toBe(false);
  expect(matcherFor(["acme"], "ignore").hasMatch(Buffer.from("ACME"))).toBe(true);
  expect(plantedContents(["a"])).toHaveLength(3);
});
