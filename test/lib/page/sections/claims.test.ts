import { describe, expect, test } from "vitest";
import { formatClaims, formatFindings } from "../../../../lib/page/sections/claims.ts";
import { place, viewOf, words } from "../../../support/page.ts";

describe("findings", () => {
  test("are grouped by code, what is wrong first, each with what to do", () => {
    const finding = (code: "MEMBER_EXTRA" | "ORIGIN_UNPROVED", level: "violation" | "undecided", path: string) => ({
      ...{ code, level, path, message: "It is so", expected: "x" },
    });
    const said = words(
      formatFindings(
        [
          finding("ORIGIN_UNPROVED", "undecided", "o"),
          finding("MEMBER_EXTRA", "violation", "a"),
          finding("MEMBER_EXTRA", "violation", "b"),
        ],
        place,
      ),
    );
    expect(said).toMatch(
      /^Findings 3 findings .* violation MEMBER_EXTRA .* a : It is so expected x b : .* undecided ORIGIN_UNPROVED/,
    );
    expect(formatFindings([], place)).toBeNull();
  });
});

describe("claims", () => {
  test("say by what, what would change them, and under which trust file", async () => {
    const { verdict } = await viewOf();
    const trust = { path: "/home/ann/trust.json", sha256: "ab".repeat(32) };
    const open = { claim: "origin", verdict: "unverified", detail: "nobody", change: "ask" } as const;
    const said = words(formatClaims({ ...verdict, claims: [...verdict.claims, open], trust }, place));
    expect(said).toContain("integrity ✓ proved whole, unchanged, in agreement with itself");
    expect(said).toContain("origin ? unverified nobody To change it: ask");
    expect(said).toContain(`sha256: ${"ab".repeat(32)}`.replace(": ", ":"));
    expect(said).not.toContain("/home/ann");
    expect(said).toContain("members: 11 of 11 examined");
  });
});
