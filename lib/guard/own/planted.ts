/**
 * Rules that go wrong in every way that there is, each with what must be said about it.
 *
 * @module
 */
import type { OwnRule } from "../../config/index.ts";
import type { Finding } from "../../report.ts";
import type { Fault } from "../../rule-definition.ts";

export interface PlantedRule {
  /** What is wrong. */
  what: string;
  code: Finding["code"];
  rule: OwnRule;
}

/** A rule that is as it must be: no file says "planted". */
export const soundRule: OwnRule = {
  name: "no-planted",
  title: "No file says planted",
  why: null,
  fix: null,
  files: ["**"],
  allowEmpty: null,
  scope: "file",
  passing: [{ files: { "a.txt": "clean\n" } }],
  failing: [{ files: { "a.txt": "planted\n" } }],
  judge: (file) => file.find(/planted/).map((at): Fault => ({ at, message: "it says planted" })),
};

/** The content that every one of them is shown, as `planted.txt`. */
export const plantedText = "planted\n";

/** As the sound rule in its fixtures, and wrong with what it is shown in the repository. */
const wrong = (what: string, judge: OwnRule["judge"]): PlantedRule => ({
  what,
  code: "OWN_RULE_UNDECIDED",
  rule: { ...soundRule, judge: (file) => (file.path === "a.txt" ? soundRule.judge(file) : judge(file)) },
});

export const plantedRules: readonly PlantedRule[] = [
  { what: "violated", code: "OWN_RULE_VIOLATED", rule: soundRule },
  wrong("throws", () => {
    throw new Error("planted");
  }),
  wrong("says nothing", () => undefined),
  wrong("says yes", () => true),
  wrong("names what is no fault", () => [{ massage: "planted" }]),
  wrong("promises nothing", async () => undefined),
  wrong("never ends", () => new Promise(() => undefined)),
  wrong("loops", () => {
    for (;;);
  }),
  wrong("changes what it is shown", (file) => {
    (file as { path: string }).path = "elsewhere";
    return [];
  }),
  wrong("ends the process", () => process.exit(0)),
  wrong("can't tell", () => [{ message: "planted", level: "undecided" }]),
  {
    what: "misses its failing fixture",
    code: "OWN_RULE_FIXTURE",
    rule: { ...soundRule, judge: () => [] },
  },
  {
    what: "finds fault with everything",
    code: "OWN_RULE_FIXTURE",
    rule: { ...soundRule, judge: () => [{ message: "planted" }] },
  },
  {
    what: "has a passing fixture that it is not about",
    code: "OWN_RULE_FIXTURE",
    rule: { ...soundRule, files: ["*.txt"], passing: [{ files: { "a.md": "clean\n" } }] },
  },
  {
    what: "is about files that are not there",
    code: "OWN_RULE_IDLE",
    rule: {
      ...soundRule,
      files: ["*.txt", "nowhere/**"],
      judge: (file) => (file.path === "a.txt" ? soundRule.judge(file) : []),
    },
  },
];
