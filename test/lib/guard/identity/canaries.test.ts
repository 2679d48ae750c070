import { describe, expect, it } from "vitest";
import { findBlindRules } from "../../../../lib/guard/identity/canaries.ts";
import { type IdentityRules, identityRules } from "../../../../lib/guard/identity/rules.ts";
import { parseRepositoryUrl } from "../../../../lib/guard/identity/urls.ts";
import type { Finding } from "../../../../lib/report.ts";

const nothing = { name: null, display: null, repository: undefined };

/** Answers of rules that see nothing. */
const blind: IdentityRules = {
  judgeName: () => undefined,
  judgeTitle: () => undefined,
  judgeEntryPointNames: () => undefined,
  judgeReference: () => undefined,
  judgeUrl: () => undefined,
  judgeDirectory: () => undefined,
  judgeRemotes: () => [],
  judgeReadme: () => ({ findings: [], compared: 0 }),
  judgeDisplay: () => undefined,
  judgeLabels: () => [],
};

describe("findBlindRules", () => {
  it("finds nothing to doubt, with any configuration", () => {
    expect(findBlindRules(identityRules, nothing)).toEqual([]);
    for (const url of [
      "https://github.com/planted-owner2/x",
      "https://git.example:8443/x",
      "https://dev.azure.com/o/p/_git/r",
      "https://gitlab.com/group/below/x",
    ])
      expect(
        findBlindRules(identityRules, { name: "@a/b_c", display: "Ü. (x)", repository: parseRepositoryUrl(url) }),
        url,
      ).toEqual([]);
  });

  it.each(Object.keys(identityRules) as (keyof IdentityRules)[])("notices a broken %s, and one that throws", (name) => {
    const throws = () => {
      throw new Error("boom");
    };
    for (const judge of [blind[name], throws]) {
      const found = findBlindRules({ ...identityRules, [name]: judge }, nothing);
      expect(found.length).toBeGreaterThan(0);
      expect(found.every(({ code, level }) => code === "RULE_CANARY_MISSED" && level === "undecided")).toBe(true);
      for (const { message } of found) expect(message).toMatch(judge === throws ? /: boom$/ : /^[^:]+$/);
    }
  });

  it.each<[string, Finding]>([
    ["another code", { code: "LABEL_UNKNOWN", level: "violation", message: "x" }],
    ["only a doubt", { code: "NAME_MISMATCH", level: "undecided", message: "x" }],
  ])("notices a rule that finds %s", (_, finding) => {
    const found = findBlindRules({ ...identityRules, judgeTitle: () => finding }, nothing);
    expect(found.map(({ message }) => message)).toEqual([
      "The rule NAME_MISMATCH did not find a title without the name",
    ]);
  });
});
