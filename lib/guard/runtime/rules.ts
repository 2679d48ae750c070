/**
 * The rules of check-runtime, in the order in which the documentation has them.
 *
 * @module
 */
import { doubtOf, type Finding } from "../../report.ts";
import type { RuntimeContext, RuntimeRule } from "./rule.ts";
import { ciUnseen } from "./rules/ci-unseen.ts";
import { mismatch } from "./rules/mismatch.ts";
import { missing } from "./rules/missing.ts";
import { policyMismatch } from "./rules/policy-mismatch.ts";
import { undeclared } from "./rules/undeclared.ts";
import { unreadable } from "./rules/unreadable.ts";
import { untested } from "./rules/untested.ts";
import { wrongVersion } from "./rules/wrong-version.ts";

export const runtimeRules: readonly RuntimeRule[] = [
  mismatch,
  policyMismatch,
  untested,
  undeclared,
  unreadable,
  ciUnseen,
  wrongVersion,
  missing,
];

/** What `rules` say; a rule that fails is a doubt, not the end of the check. */
export const judgeRuntime = (rules: readonly RuntimeRule[], context: RuntimeContext): Finding[] =>
  rules.flatMap((rule) => {
    try {
      return rule.judge(context);
    } catch (error) {
      return [doubtOf("RULE_FAILED", error)];
    }
  });

/** One undecided finding for each rule that misses its planted violation. */
export const findBlindRules = (rules: readonly RuntimeRule[]): Finding[] =>
  rules
    .filter(
      (rule) =>
        !judgeRuntime([rule], rule.planted()).some((found) => found.code === rule.code && found.level === rule.level),
    )
    .map(({ code }) => ({
      code: "RULE_CANARY_MISSED",
      level: "undecided",
      message: `The rule ${code} did not find its planted violation`,
    }));
