import { expect, it } from "vitest";
import { createMatcher } from "../../../../lib/guard/forbidden/index.ts";
import { findBlindness } from "../../../../lib/guard/history/canaries.ts";
import { matcherFor } from "../../../support/deny.ts";

it("finds nothing wrong with matchers that see", () => {
  expect(
    findBlindness([createMatcher(["acme-corp", "日本", "a b", "<x>"]), matcherFor(["acme-corp", "東京計画"])]),
  ).toEqual([]);
});

it.each([
  ["the quick look", { hasMatch: () => false }],
  ["the close look", { matches: () => [] }],
])("names every surface on which %s is blind", (_, blind) => {
  const missed = findBlindness([{ ...createMatcher(["acme-corp"]), ...blind }]);
  expect(missed.length).toBeGreaterThanOrEqual(2);
  for (const { code, level, message } of missed) {
    expect({ code, level }).toEqual({ code: "RULE_CANARY_MISSED", level: "undecided" });
    expect(message).toContain('"acme-corp" was not found where it was planted: in ');
  }
});
