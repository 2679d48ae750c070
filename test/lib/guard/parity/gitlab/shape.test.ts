import { describe, expect, it } from "vitest";
import { faultsOfGate } from "./support.ts";

const judged = (more: string) => faultsOfGate(`gate:\n  script: gate\n${more}`);

describe("a pipeline that GitLab refuses for its shape is a doubt", () => {
  it.each<[string, string]>([
    ["other: { script: { a: b } }\n", 'script: {"a":"b"}'],
    ["other: { script: x, before_script: { a: b } }\n", 'before_script: {"a":"b"}'],
    ["other: { script: x, after_script: { a: b } }\n", 'after_script: {"a":"b"}'],
    ["other: { script: x, variables: x }\n", "variables: x"],
    ["other: { script: x, needs: x }\n", "needs: x"],
    ["other: { script: x, parallel: [x] }\n", 'parallel: ["x"]'],
    ["other: { script: x, parallel: { matrix: x } }\n", "matrix: x"],
    ["other: { script: x, inherit: x }\n", "inherit: x"],
    // What a reference stands for may set any variable.
    ["other: { script: x, parallel: { matrix: [!reference [.a, m]] } }\n", 'matrix: [".a","m"]'],
    ["other: { script: x, secrets: !reference [.a, secrets] }\n", 'secrets: [".a","secrets"]'],
    ["other: { script: x, id_tokens: !reference [.a, tokens] }\n", 'id_tokens: [".a","tokens"]'],
    ["default: { secrets: !reference [.a, secrets] }\n", 'secrets: [".a","secrets"]'],
    ["default: { id_tokens: !reference [.a, tokens] }\n", 'id_tokens: [".a","tokens"]'],
    ["other: { script: x, stage: [x] }\n", 'stage: ["x"]'],
    ["other: { script: x, rules: [{ if: $CI_COMMIT_BRANCH }], only: [main] }\n", "only"],
    ["other: { script: x, rules: [{ if: $CI_COMMIT_BRANCH }], except: [main] }\n", "except"],
    ["other: { script: x, trigger: a/b }\n", "trigger"],
    ["variables: x\n", "variables: x"],
    ["default: [x]\n", 'default: ["x"]'],
    ["stages: x\n", "stages: x"],
    ["workflow: x\n", "workflow: x"],
    ["workflow: { rules: x }\n", "rules: x"],
  ])("%j", async (more, written) => {
    expect(await judged(more)).toEqual([`perhaps unread 3 (${written})`]);
  });

  it.each([
    "other: { script: [x, [y]], before_script: x, after_script: ~, needs: [], parallel: 2, inherit: {}, stage: build }\n",
    "other: { script: x, variables: !reference [.v, variables], parallel: { matrix: [{ A: b }] }, needs: { pipeline: x } }\n.v: { variables: {} }\n",
    "other: { script: x, rules: [{ if: $CI_COMMIT_BRANCH }], only: ~ }\n",
    ".hidden: { script: { a: b } }\n",
    "variables: ~\ndefault: {}\nstages: [test]\nworkflow: ~\n",
  ])("but not %j", async (more) => {
    expect(await judged(more)).toEqual([]);
  });
});

describe("what a job says itself hides what it extends", () => {
  const extending = (own: string, base: string) =>
    faultsOfGate(`.base:\n  script: gate\n${base}gate:\n  extends: .base\n${own}`);
  it.each<[string, string, string[]]>([
    ["", "  rules: [{ when: always }]\n", []],
    [
      "  rules: []\n",
      "  rules: [{ when: always }]\n",
      ["skipped for a push 4 (rules)", "skipped for a change 4 (rules)"],
    ],
    ["  allow_failure: ~\n", "  allow_failure: true\n", []],
    ["  allow_failure: false\n", "  allow_failure: true\n", []],
    ["  needs: []\n", "  needs: [hand]\nhand: { script: x, when: manual }\n", []],
  ])("%j over %j", async (own, base, expected) => {
    expect(await extending(own, base)).toEqual(expected);
  });
});
