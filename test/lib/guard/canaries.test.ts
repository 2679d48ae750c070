import { describe, expect, it } from "vitest";
import { artifactRules } from "../../../lib/guard/artifact-rules.ts";
import { findBlindness } from "../../../lib/guard/canaries.ts";
import { createDenied } from "../../../lib/guard/deny.ts";
import type { Rule } from "../../../lib/guard/rule.ts";

const context = { denied: createDenied([]), maxFileSize: 5_000_000 };

describe("findBlindness", () => {
  it("finds nothing to doubt in the built-in rules", () => {
    expect(findBlindness(artifactRules, context, [])).toEqual([]);
  });

  it.each(artifactRules.map((rule) => [rule.code, rule] as const))("notices a broken %s", (code, rule) => {
    const broken: Rule = { ...rule, judge: () => [] };
    expect(findBlindness([broken], context, [])).toEqual([
      {
        code: "RULE_CANARY_MISSED",
        level: "undecided",
        message: `The rule ${code} did not find its planted violation`,
      },
    ]);
  });

  it("notices a rule that throws, that says nothing at all, or that only doubts", () => {
    const [rule] = artifactRules;
    if (rule === undefined) throw new Error("no rules");
    const throws: Rule = {
      ...rule,
      judge: () => {
        throw new Error("boom");
      },
    };
    const silent: Rule = { ...rule, judge: () => undefined as never };
    const doubts: Rule = { ...rule, judge: () => [{ level: "undecided", message: "x" }] };
    expect(findBlindness([throws, silent, doubts], context, []).map(({ code }) => code)).toEqual(
      Array(3).fill("RULE_CANARY_MISSED"),
    );
  });

  it.each<[string, Rule["judge"]]>([
    ["only doubts", () => [{ level: "undecided", message: "x" }]],
    [
      "fails",
      () => {
        throw new Error("boom");
      },
    ],
  ])("notices a rule that %s where it must find a violation", (_, atViolation) => {
    const [rule] = artifactRules;
    if (rule === undefined) throw new Error("no rules");
    const judge: Rule["judge"] = (file, at) => (rule.judge(file, at).length === 0 ? [] : atViolation(file, at));
    expect(findBlindness([{ ...rule, judge }], context, []).map(({ message }) => message)).toEqual([
      `The rule ${rule.code} did not find its planted violation`,
    ]);
  });

  it("is content with a violation beside a doubt", () => {
    const [rule] = artifactRules;
    if (rule === undefined) throw new Error("no rules");
    const judge: Rule["judge"] = (file, at) => {
      const faults = rule.judge(file, at);
      return faults.length === 0 ? [] : [{ level: "undecided", message: "x" }, ...faults];
    };
    expect(findBlindness([{ ...rule, judge }], context, [])).toEqual([]);
  });

  it("notices a rule that finds fault with everything", () => {
    const strict = artifactRules.map((rule): Rule => ({ ...rule, judge: () => [{ message: "x" }] }));
    expect(findBlindness(strict, context, []).map(({ message }) => message)).toEqual(
      artifactRules.map(({ code }) => `The rule ${code} finds fault with what is as it must be`),
    );
  });

  it("does not mind a deny glob that matches what a rule must find nothing in", () => {
    const denied = createDenied(["docs/**"]);
    expect(findBlindness(artifactRules, { ...context, denied }, ["docs/**"])).toEqual([]);
  });

  it("notices a deny list that lost its default entries", () => {
    const blind = findBlindness(artifactRules, { ...context, denied: () => undefined }, []);
    expect(blind.map(({ message }) => message)).toEqual([
      "The rule ARTIFACT_TRACKED did not find its planted violation",
    ]);
  });

  it("notices a glob of the user's that is not seen, or that can never match", () => {
    const blind = findBlindness(artifactRules, context, ["runs/**", "/abs/**", "dir/"]);
    expect(blind.map(({ message }) => message)).toEqual([
      'The glob "runs/**" of artifacts.deny did not match "runs/planted", which was made for it',
      'The glob "/abs/**" of artifacts.deny can never match a tracked path',
      'The glob "dir/" of artifacts.deny can never match a tracked path',
    ]);
  });
});
