import { expect, it } from "vitest";
import { canaryEntry, canaryPlants } from "../../../../lib/guard/private/canary.ts";
import { openEntry } from "../../../../lib/guard/private/entry.ts";
import { plantedList } from "../../../../lib/guard/private/planted.ts";
import { keys, matcherFor } from "../../../support/deny.ts";

it("canaryPlants spells the canary in every way in which a token is found", () => {
  expect(
    canaryPlants("kprovabcdefghijklmnop", 3).map(({ token, text, what }) => [token, text, what]),
  ).toMatchInlineSnapshot(`
    [
      [
        3,
        "kprovabcdefghijklmnop",
        "The canary of the private list, in one word,",
      ],
      [
        3,
        "KPROVABCDEFGHIJKLMNOP",
        "The canary of the private list, in capitals,",
      ],
      [
        3,
        "kprovabCdefghiJklmnop",
        "The canary of the private list, in camel case,",
      ],
      [
        3,
        "xkprovabcdefghijklmnopx",
        "The canary of the private list, inside a longer word,",
      ],
      [
        3,
        "kprovab-cdefghi-jklmnop",
        "The canary of the private list, with dashes,",
      ],
      [
        3,
        "KPROVAB_CDEFGHI_JKLMNOP",
        "The canary of the private list, with underscores, in capitals,",
      ],
      [
        3,
        "ｋｐｒｏｖａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐ",
        "The canary of the private list, in letters of full width,",
      ],
      [
        3,
        "Kprovab Cdefghi Jklmnop",
        "The canary of the private list, with spaces,",
      ],
    ]
  `);
});

it("canaryEntry is one of letters of ASCII", () => {
  expect(openEntry(canaryEntry(keys), 7, keys)).toMatchObject({ index: 7, length: 21, isAscii: true, isWide: false });
});

it("a matcher finds each of its plants as the token that they are", () => {
  for (const { plants, matches, tokens } of [matcherFor(["acme"]), matcherFor(["Zürich", "acme"])]) {
    expect(plants).toHaveLength(8);
    for (const { text, token } of plants) {
      expect(matches(Buffer.from(text)).map((match) => match.token)).toEqual([token]);
      expect(tokens[token]).toBe("canary");
    }
  }
});

it("plantedList looks for its tokens, under a salt of its own", () => {
  const { matcher, digests, coverage } = plantedList(["Acme Corp", "Zürich"]);
  expect(coverage).toEqual({ unit: "private tokens", considered: 2, examined: 2, skipped: {} });
  expect(matcher.matches(Buffer.from("ACME_CORP, zürich")).map(({ token }) => token)).toEqual([0, 1]);
  expect(digests.map((digest) => digest.slice(0, 12))).toEqual(matcher.tokens.slice(0, 2));
  expect(matcher.tokens).not.toEqual(matcherFor(["Acme Corp", "Zürich"]).tokens);
});
