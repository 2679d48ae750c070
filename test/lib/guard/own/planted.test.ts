import { describe, expect, it } from "vitest";
import { checkRules } from "../../../../lib/guard/own/check-rules.ts";
import { plantedRules, plantedText } from "../../../../lib/guard/own/planted.ts";
import { repo } from "../../../support/repo.ts";

const undecided = (why: string): string[] => [`no-planted: could not decide: ${why}`];

const said: [string, string[]][] = [
  ["violated", ["no-planted: it says planted"]],
  ["throws", undecided("planted")],
  ["says nothing", undecided("it said undefined, expected a list of faults")],
  ["says yes", undecided("it said a boolean, expected a list of faults")],
  ["names what is no fault", undecided('its fault 1 has the unknown key "massage"')],
  ["promises nothing", undecided("it said undefined, expected a list of faults")],
  ["never ends", undecided("it did not come to an end within 300 ms")],
  ["loops", undecided("it did not come to an end within 300 ms")],
  ["changes what it is shown", undecided('it tried to change "path" of what it was shown')],
  ["ends the process", undecided("it called process.exit(0)")],
  ["can't tell", ["no-planted: planted"]],
  ["misses its failing fixture", ["no-planted: failing fixture 1: the rule finds nothing in it"]],
  [
    "finds fault with everything",
    ["no-planted: passing fixture 1: the rule finds fault with it: planted", "no-planted: planted"],
  ],
  [
    "has a passing fixture that it is not about",
    ["no-planted: passing fixture 1: none of its files is one that the rule is about", "no-planted: it says planted"],
  ],
  ["is about files that are not there", ['no-planted: no tracked file matches "nowhere/**"']],
];

describe("planted rules", () => {
  it("are these", () => {
    expect(plantedRules.map(({ what }) => what)).toEqual(said.map(([what]) => what));
  });

  it.each(said)("go wrong in one way each: %s", async (what, messages) => {
    const rules = plantedRules.flatMap((planted) => (planted.what === what ? [planted.rule] : []));
    using at = repo({ "planted.txt": plantedText });
    const { findings } = await checkRules({ cwd: at.dir, rules, config: null, version: "0", timeout: 300 });
    expect(findings.map(({ message }) => message)).toEqual(messages);
  });
});
