import { describe, expect, it } from "vitest";
import { findBlindness, missedContents } from "../../../../lib/guard/forbidden/canaries.ts";
import { createMatcher, type Matcher } from "../../../../lib/guard/forbidden/matcher.ts";

describe("findBlindness", () => {
  it.each([
    [["acme-corp", "globex"]],
    [["a", "aa", "aaa", "日本", "č", "😀", "planted"]],
    [["\uffff", "\u00ff", "ÿÿ"]],
  ])("finds nothing wrong with a matcher of %j", (tokens) => {
    expect(findBlindness(createMatcher(tokens))).toEqual([]);
  });

  it("names the token, encoding and surface that are missed, by the quick look or by the close one", () => {
    const sound = createMatcher(["acme-corp", "globex"]);
    const blind: Matcher = {
      ...sound,
      hasMatch: (bytes) => sound.hasMatch(bytes) && !bytes.includes("globex"),
      matches: (bytes) => sound.matches(bytes).filter(({ encoding, token }) => encoding === "UTF-8" || token === 0),
    };
    expect(findBlindness(blind).map(({ code, level, message }) => `${code} ${level} ${message}`)).toEqual(
      ["contents, as UTF-8", "contents or a link, as UTF-16 LE", "contents or a link, as UTF-16 BE"].map(
        (where) =>
          `RULE_CANARY_MISSED undecided The forbidden token "globex" was not found where it was planted: in ${where}`,
      ),
    );
    const nameless: Matcher = { ...sound, matches: (bytes) => (bytes.includes("100644") ? [] : sound.matches(bytes)) };
    expect(findBlindness(nameless).map(({ message }) => message.slice(-6))).toEqual(["a path", "a path"]);
  });

  it("tells what a thread has missed", () => {
    expect(missedContents(createMatcher(["acme-corp", "globex"]).plants, [4])).toMatchObject([
      { message: expect.stringContaining('"globex" was not found where it was planted: in contents, as UTF-16 LE') },
    ]);
  });

  it("tells a number that no plant has", () => {
    expect(missedContents([], [0])).toMatchObject([
      { message: expect.stringMatching(/^A forbidden token was not found/), level: "undecided" },
    ]);
  });

  it("shows each plant of a token by itself: the others don't speak for it", () => {
    const sound = createMatcher(["acme", "globex"]);
    const plants = [
      { token: 0, text: "acme", what: "One spelling" },
      { token: 1, text: "globex", what: "Another token" },
      { token: 0, text: "a-c-m-e", what: "Another spelling" },
    ];
    const messages = findBlindness({ ...sound, plants }).map(({ message }) => message);
    expect(messages).toHaveLength(7);
    expect(messages.every((message) => message.startsWith("Another spelling "))).toBe(true);
  });
});
