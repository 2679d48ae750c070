import { describe, expect, test } from "vitest";
import { baseOf, formatRecheck } from "../../../../lib/page/sections/recheck.ts";
import { place, viewOf, words } from "../../../support/page.ts";

describe("verify it yourself", () => {
  test("gives the exact command, without where the page was made", async () => {
    const run = await viewOf();
    const named = { ...run, name: "it's a run" };
    expect(words(formatRecheck(named, place))).toContain(
      "$ kprovengine verify --integrity &#39;it&#39;\\&#39;&#39;s a run&#39;",
    );
    const trust = { path: "/home/ann/my trust.json", sha256: "0".repeat(64) };
    const trusted = { ...run, name: "x.tar", verdict: { ...run.verdict, trust, origin: "proved" as const } };
    const said = words(formatRecheck(trusted, place));
    expect(said).toContain("$ kprovengine verify --trust &#39;my trust.json&#39; x.tar");
    expect(said).not.toMatch(/\/home\/ann|sha256sum/);
    expect(words(formatRecheck(run, place))).toContain("sha256sum -c SHA256SUMS");
  });

  test.each([
    ["/a/b", "b"],
    ["a/b//", "b"],
    ["C:\\x\\y.json", "y.json"],
    ["x", "x"],
    ["/", "/"],
  ])("baseOf(%j)", (path, expected) => expect(baseOf(path)).toBe(expected));
});
