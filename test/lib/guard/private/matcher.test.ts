import { describe, expect, it } from "vitest";
import { createCollector } from "../../../../lib/guard/forbidden/index.ts";
import { longestSide } from "../../../../lib/guard/forbidden/lines.ts";
import { encode, encodings } from "../../../../lib/guard/forbidden/tokens.ts";
import { matcherFor } from "../../../support/deny.ts";

/** Texts that are found, by where they begin and end. */
const found = (token: string, text: string | Buffer): string[] => {
  const bytes = Buffer.from(text as string);
  const { matches } = matcherFor([token]);
  return matches(bytes)
    .sort((a, b) => a.start - b.start)
    .map(({ start, end }) => bytes.toString("utf8", start, end));
};

/** Every spelling of words that somebody may write. */
const spellings = (words: readonly string[]): string[] => {
  const capital = (word: string) => word.slice(0, 1).toUpperCase() + word.slice(1);
  const cases: ((words: readonly string[]) => string[])[] = [
    (all) => [...all],
    (all) => all.map((word) => word.toUpperCase()),
    (all) => all.map(capital),
    (all) => all.map((word, index) => (index === 0 ? word : capital(word))),
  ];
  const glues = ["", "-", "_", ".", " ", "/", "::", "\n", "\r\n", " - ", "\n * ", "\n// ", "\t", "\\", " – ", "\u00a0"];
  return cases.flatMap((change) => glues.map((glue) => change(words).join(glue)));
};

const contexts: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => ` ${text} `,
  (text) => `"${text}"`,
  (text) => `the ${text}, and`,
  (text) => `https://${text}.example.com/`,
  (text) => `x = ${text};`,
  (text) => `é${text}é`,
  (text) => `_${text}_`,
  (text) => `${"-".repeat(40)}${text}`,
];

describe("createPrivateMatcher finds a token", () => {
  it.each([
    ["acme corp", ["acme", "corp"]],
    ["AcmeCorp", ["acme", "corp"]],
    ["acmecorp", ["acme", "corp"]],
    ["ACME_CORP", ["acme", "corp"]],
    ["Blue Bird 42", ["blue", "bird", "42"]],
  ])("%j in every spelling and surrounding", (token, words) => {
    const { hasMatch, matches } = matcherFor([token]);
    const missed = spellings(words).flatMap((spelled) =>
      contexts
        .map((around) => around(spelled))
        .filter((text) => {
          const bytes = Buffer.from(text);
          const inBytes = matches(bytes).map(({ start, end }) => bytes.toString("utf8", start, end));
          return !hasMatch(bytes) || !inBytes.includes(spelled);
        }),
    );
    expect(missed).toEqual([]);
  });

  it("wherever a plain list would find it as one word", () => {
    for (const text of ["acmecorp", "theacmecorpinc", "xACMECORPx", "1acmecorp2", "AcMeCoRp"])
      expect(found("acmecorp", text)).toHaveLength(1);
  });

  it.each(encodings)("in text as %s, at every alignment", (encoding) => {
    const { matches } = matcherFor(["acme-corp", "zürich"]);
    for (const text of ["Acme_Corp", "ACMECORP", "ZÜRICH", "acme – corp"])
      for (const before of [0, 1, 2, 3]) {
        const planted = encode(text, encoding);
        const bytes = Buffer.concat([Buffer.alloc(before, 0xff), planted, Buffer.from([0xff, 0xff, 0, 0])]);
        const places = matches(bytes).map(({ start, end }) => [start, end]);
        expect(places, `${text} ${before}`).toContainEqual([before, before + planted.length]);
      }
  });

  it.each([
    ["Müller", ["müller", "MÜLLER", "Mu\u0308ller", "x müller-haus"]],
    ["straße", ["STRASSE", "Straße", "stras-se"]],
    ["東京計画", ["東京計画", "x東京計画x", "東京 計画", "東京・計画"]],
    ["한국어", ["한국어", "한국어".normalize("NFD")]],
    ["ﬁnance", ["finance", "FINANCE"]],
    ["ΣΑΣ ΠΛΑΝ", ["σας-πλαν", "ΣΑΣ_ΠΛΑΝ"]],
  ])("with letters beyond ASCII: %j", (token, texts) => {
    const { hasMatch, matches } = matcherFor([token]);
    for (const text of texts) {
      expect(hasMatch(Buffer.from(text)), text).toBe(true);
      expect(matches(Buffer.from(text)), text).toHaveLength(1);
    }
  });
});

describe("createPrivateMatcher does not find a token", () => {
  it.each([
    ["nova", "there is no value in it"],
    ["nova", "casino value"],
    ["therapi", "the rapid"],
    ["acmecorp", "acme......corp"],
    ["acmecorp", "acme corporal".slice(0, 7)],
    ["acmecorp", "acme"],
    ["acmecorp", "acmecor"],
    ["acmecorp", "acmecqrp"],
    ["müll", "mull"],
    ["müll", "mü – – lls"],
  ])("%j in %j", (token, text) => {
    expect(found(token, text)).toEqual([]);
  });

  it("across a gap inside words, unless it is long", () => {
    expect(found("nova", "no-va")).toEqual(["no-va"]);
    expect(found("nova", "isNoVa")).toEqual(["NoVa"]);
    expect(found("nova", "HTTP_no_vaX")).toEqual(["no_va"]);
    expect(found("nova", "xno_va")).toEqual([]);
    expect(found("nova", "no_vax")).toEqual([]);
    expect(found("meridian", "xmeri_dianx")).toEqual(["meri_dian"]);
  });
});

describe("createPrivateMatcher", () => {
  it("tells tokens apart, overlapping ones too", () => {
    const { matches } = matcherFor(["acme", "acmecorp", "corp"]);
    expect(new Set(matches(Buffer.from("AcmeCorp")).map(({ token }) => token))).toEqual(new Set([0, 1, 2]));
  });

  it("leaves out what `without` names, and keeps the numbers of the rest", () => {
    const rest = matcherFor(["acme", "globex"]).without(new Set([0]));
    expect(rest.matches(Buffer.from("acme globex")).map(({ token }) => token)).toEqual([1]);
  });

  it("finds the same with bytes in pieces of any size, once each", () => {
    const matcher = matcherFor(["acme-corp", "zürich", "nova"]);
    const text = `${"x".repeat(65_530)}acme\n// corp${"- ".repeat(40_000)}ZÜRICH no_va ${"y".repeat(70_000)} acme`;
    const collect = (size: number) => {
      const collector = createCollector(matcher);
      const bytes = Buffer.from(text);
      for (let at = 0; at < bytes.length; at += size) collector.push(bytes.subarray(at, at + size));
      return collector.end().map(({ token, count, offset }) => ({ token, count, offset }));
    };
    const whole = collect(1e9);
    expect(whole.map(({ count }) => count)).toEqual([1, 1, 1]);
    for (const size of [1000, 4096, 65_536, 65_537]) expect(collect(size)).toEqual(whole);
  });

  it.each(["no-vax", "xno-va"])("does not take the edge of a window for that of a word: %s", (text) => {
    const matcher = matcherFor(["nova"]);
    const content = Buffer.alloc(140_000, "-");
    // Where the first window ends, and where the second one begins.
    const edges = [65_536, 65_536 - matcher.longest - 2 * longestSide];
    for (const before of edges.flatMap((edge) => Array.from({ length: 20 }, (_, at) => edge - 12 + at))) {
      content.write(text, before);
      const collector = createCollector(matcher);
      collector.push(content);
      expect(collector.end(), `${before}`).toEqual([]);
      content.fill("-", before, before + text.length);
    }
  });

  it("names no token: neither in its names nor in what it gives to a thread", () => {
    const matcher = matcherFor(["acme-corp"]);
    const said = JSON.stringify([matcher.tokens, matcher.plants, matcher.groups, matcher.thread?.data]);
    expect(said.toLowerCase()).not.toMatch(/acme|corp/);
  });
});
