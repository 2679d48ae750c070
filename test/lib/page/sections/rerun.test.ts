import { describe, expect, test } from "vitest";
import { formatRerun } from "../../../../lib/page/sections/rerun.ts";
import { place, viewOf, withSummary, words } from "../../../support/page.ts";

describe("what a rerun repeats", () => {
  test("and what had changed since", async () => {
    const { details } = await viewOf();
    expect(formatRerun(details, place)).toBeNull();
    const rerunOf = { runId: "first", bundleDigest: "0".repeat(64) };
    expect(words(formatRerun(withSummary(details, { rerunOf }), place))).toMatch(
      /Repeats first .*were those of that run/,
    );
    const drift = [{ kind: "input", subject: "in.csv", recorded: "aa", found: "bb" }] as const;
    expect(words(formatRerun(withSummary(details, { rerunOf, drift: [...drift] }), place))).toContain(
      "in.csv input aa bb",
    );
  });
});
