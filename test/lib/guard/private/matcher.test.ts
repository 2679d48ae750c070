import { describe, expect, it } from "vitest";
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

  it.each(encodings)("with letters beyond ASCII across gaps in text as %s, as wide as among others", (encoding) => {
    const { hasMatch, matches } = matcherFor(["Zürich Plan", "Bern Plan"]);
    // A line break is one, however it is written; five units are a gap, six are none.
    for (const gap of [
      " ",
      "     ",
      " – ",
      "\n // ",
      "\r\n // ",
      "\r\n\r\n * ",
      "\r\r\r\r\r",
      "------",
      "\r\r\r\r\r\r",
    ])
      for (const town of ["ZÜRICH", "Bern"]) {
        const text = encode(`(${town}${gap}Plan)`, encoding);
        const isGap = !["------", "\r\r\r\r\r\r"].includes(gap);
        const places = matches(text).map(({ token, start, end }) => [token, start, end]);
        const [before, behind] = [encode("(", encoding).length, encode(")", encoding).length];
        const whole = [town === "Bern" ? 1 : 0, before, text.length - behind];
        if (isGap) expect(places, JSON.stringify(town + gap)).toContainEqual(whole);
        else expect(places, JSON.stringify(town + gap)).toEqual([]);
        expect(hasMatch(text)).toBe(isGap);
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

describe("createPrivateMatcher finds a token of ASCII letters", () => {
  it.each([
    [
      "nova",
      [
        "ｎｏｖａ",
        "ＮＯＶＡ",
        "nｏva",
        "𝐧𝐨𝐯𝐚",
        "ⓝⓞⓥⓐ",
        "𝓃ℴ𝓋𝒶",
        "ⁿᵒᵛᵃ",
        "🄝🄞🄥🄐",
        "n⃝o⃝v⃝a⃝",
        "ＮｏＶａ",
        "ｎｏ-ｖａ",
        "𝚗𝚘\r\n𝚟𝚊",
      ],
    ],
    ["acme corp", ["ａｃｍｅ　ｃｏｒｐ", "ＡｃｍｅＣｏｒｐ", "ⓐⓒⓜⓔ – 𝕔𝕠𝕣𝕡", "ａcmecorp", "acmecorｐ"]],
    ["finance", ["ﬁnance", "ﬁ-nance", "ﬁｎａｎｃｅ"]],
    ["plan viii 20", ["Plan Ⅷ ⑳", "ｐｌａｎ ⅷ ２０"]],
    ["waffle 12", ["waﬄe¹²", "ｗａﬄｅ ¹₂"]],
    ["skunk", ["ſkunK", "ſ\u212aun\u212a"]],
  ])("%j in compatibility forms", (token, texts) => {
    const { hasMatch, matches, thread } = matcherFor([token]);
    const look = new Function(`${thread?.code}; return createHasMatch;`)()(thread?.data);
    for (const text of texts)
      for (const encoding of encodings)
        for (const [before, behind] of [
          ["", "\n"],
          ["ｘ・", "・ｘ\n"],
          ["é ", " é\n"],
          ["²", "\n"],
        ] as const) {
          const bytes = encode(before + text + behind, encoding);
          const start = encode(before, encoding).length;
          const places = matches(bytes).map((match) => [match.start, match.end, match.encoding]);
          expect(places, `${before + text} ${encoding}`).toContainEqual([
            start,
            // Marks behind the last letter are not the token's own.
            start + encode(text.replace(/\u20dd$/, ""), encoding).length,
            encoding,
          ]);
          expect([hasMatch(bytes), look(bytes, bytes.length)], `${before + text} ${encoding}`).toEqual([true, true]);
        }
  });

  it("in UTF-16 with a mark and no letter of ASCII, or far from the next one", () => {
    const { hasMatch, thread } = matcherFor(["nova"]);
    const look = new Function(`${thread?.code}; return createHasMatch;`)()(thread?.data);
    for (const [text, isFound] of [
      ["\ufeffｎｏｖａ", true],
      ["\ufeffⓝⓞⓥⓐ", true],
      ["ⓝⓞⓥⓐ", false],
      [`\n${"東".repeat(5000)}ｎｏｖａ${"東".repeat(5000)}`, true],
    ] as const)
      for (const encoding of ["UTF-16 LE", "UTF-16 BE"] as const) {
        const bytes = encode(text, encoding);
        expect([hasMatch(bytes), look(bytes, bytes.length)], `${text.slice(0, 9)} ${encoding}`).toEqual([
          isFound,
          isFound,
        ]);
      }
  });

  it("as its compatibility form says, by the rules of words", () => {
    expect(found("nova", "ｘｎｏ－ｖａ")).toEqual([]);
    expect(found("nova", "ｎｏ－ｖａｘ")).toEqual([]);
    expect(found("nova", "ｃａｓｉｎｏ ｖａｌｕｅ")).toEqual([]);
    expect(found("nova", "ＨＴＴＰ＿ｎｏ－ｖａ")).toEqual(["ｎｏ－ｖａ"]);
    expect(found("nova", "no²va")).toEqual(["no²va"]);
    expect(found("acmecorp", "аcmeсorp")).toEqual([]); // Cyrillic letters that only look alike.
  });

  it("nowhere in bytes that are no characters", () => {
    // Cut off, of too many bytes, and half of a pair.
    for (const bytes of ["efbd8e6f7661efbd", "f08f8e6f7661", "c16f7661", "ed a0 80 6f 76 61", "efbd"])
      expect(found("nova", Buffer.from(bytes.replaceAll(" ", ""), "hex"))).toHaveLength(
        bytes.startsWith("efbd8e") ? 1 : 0,
      );
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
    ["acmecorp", "a......cmecorp"],
    ["acmecorp", "acmecor......p"],
    // Equal in their first letters, and in all that the quick look compares.
    ["acmerutemu", "acmesofino"],
    // Three letters that look to it like the first four.
    ["hooli", "isg"],
    // Written without letters beyond ASCII, it is not looked for in decoded text.
    ["strasse", "Straße"],
    ["müll", "mull"],
    ["müll", "mü – – lls"],
  ])("%j in %j", (token, text) => {
    expect(found(token, text)).toEqual([]);
    expect(matcherFor([token]).hasMatch(Buffer.from(text))).toBe(false);
  });

  it("across a gap inside words, unless it is long", () => {
    expect(found("nova", "no-va")).toEqual(["no-va"]);
    expect(found("nova", "isNoVa")).toEqual(["NoVa"]);
    expect(found("nova", "HTTP_no_vaX")).toEqual(["no_va"]);
    expect(found("nova", "xno_va")).toEqual([]);
    expect(found("nova", "no_vax")).toEqual([]);
    expect(found("nova", "HTTPNo-va")).toEqual(["No-va"]);
    expect(found("nova", "no-VAXxx")).toEqual(["no-VA"]);
    expect(found("nova", "HTTPNO-va")).toEqual([]);
    expect(found("nova", "no-VAXX")).toEqual([]);
    expect(found("nova", "1no-va2")).toEqual(["no-va"]);
    expect(found("nova", "in xnovax")).toEqual(["nova"]);
    expect(found("meridian", "xmeri_dianx")).toEqual(["meri_dian"]);
    expect(found("meridia", "xmeri_diax")).toEqual([]);
  });
});

describe("createPrivateMatcher", () => {
  it("tells tokens apart, overlapping ones too", () => {
    const { matches } = matcherFor(["acme", "acmecorp", "corp"]);
    expect(new Set(matches(Buffer.from("AcmeCorp")).map(({ token }) => token))).toEqual(new Set([0, 1, 2]));
  });

  it("finds no more than it is asked for", () => {
    const { matches } = matcherFor(["nova"]);
    const bytes = Buffer.from("nova nova nova");
    for (const most of [1, 2, 3]) expect(matches(bytes, most)).toHaveLength(most);
    expect(matches(bytes)).toHaveLength(3);
  });

  it("leaves out what `without` names, and keeps the numbers of the rest", () => {
    const rest = matcherFor(["acme", "globex"]).without(new Set([0]));
    expect(rest.matches(Buffer.from("acme globex")).map(({ token }) => token)).toEqual([1]);
  });

  it("names no token: neither in its names nor in what it gives to a thread", () => {
    const matcher = matcherFor(["acme-corp"]);
    const said = JSON.stringify([matcher.tokens, matcher.plants, matcher.groups, matcher.thread?.data]);
    expect(said.toLowerCase()).not.toMatch(/acme|corp/);
  });
});
