import { describe, expect, test } from "vitest";
import { rulesetPath } from "../../../../lib/guard/parity/ruleset.ts";
import { findingsOf, gate, workflow } from "./support.ts";

const checksOf = (...names: string[]) => names.map((context) => ({ context, integration_id: 15368 }));
const requires = (...names: string[]) => ({
  type: "required_status_checks",
  parameters: { required_status_checks: checksOf(...names) },
});
const sound = {
  target: "branch",
  enforcement: "active",
  conditions: { ref_name: { include: ["~DEFAULT_BRANCH"], exclude: [] as unknown[] } },
  rules: [{ type: "deletion" }, requires("gate")] as unknown[],
  bypass_actors: [] as unknown[],
};
/** The ruleset, one key per line so that a finding's line says what it is about. */
const fileOf = (ruleset: unknown): Record<string, string> => ({ [rulesetPath]: JSON.stringify(ruleset, null, 1) });

const brief = async (files: Record<string, string>): Promise<string[]> =>
  (await findingsOf(files)).map(({ code, level, message, line, expected, actual }) => {
    const found = [`${code.slice(7)}${level === "violation" ? "" : "?"}`, `:${line}`, message];
    return [
      ...found,
      expected === undefined ? "" : `expected ${expected}`,
      actual === undefined ? "" : `found ${actual}`,
    ]
      .filter((one) => one !== "")
      .join(" ");
  });

describe("the shipped ruleset", () => {
  test.each<[string, object, string[]]>([
    ["as init writes it", {}, []],
    ["about all branches", { conditions: { ref_name: { include: ["refs/heads/x", "~ALL"] } } }, []],
    ["about tags", { target: "tag" }, ['RULESET :2 Its "target" is not "branch" expected "branch" found "tag"']],
    [
      "that only tells",
      { enforcement: "evaluate" },
      ['RULESET :3 Its "enforcement" is not "active" expected "active" found "evaluate"'],
    ],
    [
      "that does not say whether it is on",
      { enforcement: undefined },
      ['RULESET :1 Its "enforcement" is not "active" expected "active" found nothing'],
    ],
    [
      "about other branches",
      { conditions: { ref_name: { include: ["refs/heads/release"] } } },
      ['RULESET :4 It is not about the default branch expected "~DEFAULT_BRANCH"'],
    ],
    [
      "about no branches",
      { conditions: undefined },
      ['RULESET :1 It is not about the default branch expected "~DEFAULT_BRANCH"'],
    ],
    [
      "that leaves branches out",
      { conditions: { ref_name: { include: ["~ALL"], exclude: ["refs/heads/main", 7] } } },
      ['RULESET :10 It leaves branches out found "refs/heads/main"', "RULESET :11 It leaves branches out found 7"],
    ],
    [
      "with a way around it",
      { rules: [requires("gate")], bypass_actors: [{ actor_id: 5 }] },
      ['RULESET :26 It lets somebody bypass it found {"actor_id":5}'],
    ],
    [
      "without rules",
      { rules: undefined },
      ['RULESET :1 It does not require the check "gate", which is the gate\'s expected "gate" found no check'],
    ],
    [
      "that names the checks in a rule about something else",
      { rules: [{ ...requires("gate"), type: "workflows" }, 7] },
      ['RULESET :12 It does not require the check "gate", which is the gate\'s expected "gate" found no check'],
    ],
    [
      "that requires others",
      { rules: [requires("lint", "docs")] },
      [
        'RULESET :12 It does not require the check "gate", which is the gate\'s expected "gate" found "lint", "docs"',
        'RULESET :18 It requires the check "lint", which no job reports: nothing could be merged found "lint"',
        'RULESET :22 It requires the check "docs", which no job reports: nothing could be merged found "docs"',
      ],
    ],
    ["in two rules", { rules: [requires(), requires("gate")] }, []],
  ])("%s", async (_, more, expected) => {
    expect(await brief({ ...workflow(gate), ...fileOf({ ...sound, ...more }) })).toEqual(expected);
  });

  test("has a fingerprint by what it expects and finds", async () => {
    const fingerprints = async (more: object) =>
      (await findingsOf({ ...workflow(gate), ...fileOf({ ...sound, ...more }) })).map(({ fingerprint }) => fingerprint);
    const found = [
      ...(await fingerprints({ target: "tag" })),
      ...(await fingerprints({ target: "push" })),
      ...(await fingerprints({ enforcement: "evaluate", target: "tag" })),
      ...(await fingerprints({ conditions: undefined })),
      ...(await fingerprints({ bypass_actors: [1] })),
      ...(await fingerprints({ bypass_actors: [2] })),
      ...(await fingerprints({ enforcement: undefined })),
      ...(await fingerprints({ target: undefined })),
    ];
    expect(found).toHaveLength(9);
    expect(new Set(found).size).toBe(8);
  });

  test("that is malformed is a doubt, with its place", async () => {
    expect(await brief({ ...workflow(gate), [rulesetPath]: "{" })).toEqual([
      expect.stringMatching(/^RULESET\? :undefined The ruleset can't be read: .*github-ruleset/),
    ]);
  });

  test("of a repository without GitHub Actions is nobody's", async () => {
    const ci = { ".gitlab-ci.yml": `gate:\n  image: node:22\n  script:\n    - ${gate}\n` };
    expect(await brief({ ...ci, [rulesetPath]: "{" })).toEqual([]);
  });
});
