/**
 * Findings of check-rules.
 *
 * @module
 */
import type { CodeEntry } from "./entry.ts";

export const checkRulesCodes = {
  OWN_RULE_VIOLATED: {
    title: "A rule of this project is violated",
    meaning:
      "A rule that the configuration makes with defineRule names this as a fault. The finding begins with the rule's name; kprovengine rules list has its words.",
    fix: "Do what the finding says. When the rule is wrong, correct it in the configuration, where a change of rules is reviewed.",
  },
  OWN_RULE_UNDECIDED: {
    title: "A rule of this project could not decide",
    meaning:
      "It threw an error, gave back something else than a list of faults, tried to change what it was shown, did not come to an end in a minute, or said itself that it can't tell. Nothing was proved about what it is for.",
    fix: "Correct the rule, or the file that it can't read; kprovengine rules test tries it on its fixtures.",
  },
  OWN_RULE_FIXTURE: {
    title: "A rule of this project does not judge its fixtures as it says",
    meaning:
      "Every run tries each rule on its own fixtures. A rule that misses the violation in a failing one, finds fault with a passing one, or is shown no file in it, has not shown that it sees.",
    fix: "Run kprovengine rules test and correct the rule, or its fixture.",
  },
  OWN_RULE_IDLE: {
    title: "A rule of this project is about files that are not there",
    meaning:
      "No tracked file matches one of its globs: mistyped, or left over from files that have moved. The rule would stay silent whatever happens.",
    fix: "Correct the glob in the rule's files, or say in its allowEmpty why it may match nothing.",
  },
} as const satisfies Record<string, CodeEntry>;
