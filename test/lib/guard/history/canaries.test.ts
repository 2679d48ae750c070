import { expect, it } from "vitest";
import { createMatcher, type Matcher } from "../../../../lib/guard/forbidden/index.ts";
import { findBlindness } from "../../../../lib/guard/history/canaries.ts";
import { matcherFor } from "../../../support/deny.ts";

it("finds nothing wrong with matchers that see", () => {
  expect(
    findBlindness([createMatcher(["acme-corp", "日本", "a b", "<x>"]), matcherFor(["acme-corp", "東京計画"])]),
  ).toEqual([]);
});

const commit = ["a message", "an author's name"];

const { matches } = createMatcher(["acme-corp"]);
const inPlanted = { token: 0, encoding: "UTF-8", start: 0, end: 1 } as const;

it.each<[string, Partial<Matcher>, string[]]>([
  ["the quick look is blind", { hasMatch: () => false }, commit],
  ["the close look is blind", { matches: () => [] }, [...commit, "a note", "the name of a branch"]],
  [
    "only something else is found",
    { matches: (bytes) => (bytes.includes("<") ? [] : [...matches(bytes), inPlanted]) },
    ["an author's name"],
  ],
])("names every surface on which a token is missed, when %s", (_, blind, surfaces) => {
  const missed = findBlindness([{ ...createMatcher(["acme-corp"]), ...blind }]);
  expect(missed.map(({ message }) => message.replace(/^.*: in (.*) of the history$/, "$1"))).toEqual(surfaces);
  for (const { code, level, message } of missed) {
    expect({ code, level }).toEqual({ code: "RULE_CANARY_MISSED", level: "undecided" });
    expect(message).toContain('"acme-corp" was not found where it was planted: in ');
  }
});
