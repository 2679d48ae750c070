import { describe, expect, it } from "vitest";
import { faultsOfGate, jobOf } from "./support.ts";

const judged = (more: string) => faultsOfGate(`gate:\n  script: gate\n${more}`);
const keys =
  "after_script: x, allow_failure: false, artifacts: {}, before_script: x, cache: {}, coverage: /x/, dependencies: [], environment: x, " +
  "id_tokens: {}, image: x, inherit: {}, interruptible: true, manual_confirmation: x, pages: {}, parallel: 2, release: {}, resource_group: x, " +
  "retry: 1, secrets: {}, services: [], start_in: 1 day, tags: [x], timeout: 1h, variables: {}, when: delayed";

describe("a pipeline that GitLab refuses for what its jobs say is a doubt", () => {
  it.each<[string, string[]]>([
    ["other: { script: x, foo: bar }\n", ["3 (foo)"]],
    [".base: { foo: bar, bar: baz }\nother: { script: x, extends: .base }\n", ["3 (foo)", "3 (bar)"]],
    ["other: { image: x }\n", ["3 (other)"]],
    ["other:\n  needs: []\n", ["4 (other)"]],
    ["other: { script: x, stage: tests }\n", ["3 (stage: tests)"]],
    ["stages: [build]\n", ["2 (stage: test)"]],
    ["stages: [test]\nother: { script: x, stage: build }\n", ["4 (stage: build)"]],
    ["other: { script: x, needs: [gone] }\n", ["3 (needs: gone)"]],
    ["other: { script: x, needs: [{ job: gone, optional: false }] }\n", ["3 (needs: gone)"]],
    ["other: { script: x, needs: [gate, other] }\n", ["3 (needs: other)"]],
    [
      "other: { script: x, needs: [third] }\nthird: { script: x, needs: ['other: [a]'] }\n",
      ["3 (needs: other)", "4 (needs: third)"],
    ],
    [
      "other: { script: x, needs: [{ job: third }] }\nthird: { script: x, needs: [other 1/2] }\n",
      ["3 (needs: other)", "4 (needs: third)"],
    ],
    ["other: { script: x, needs: [gat] }\n", ["3 (needs: gat)"]],
    ["other: { script: x, needs: [gates] }\n", ["3 (needs: gates)"]],
  ])("%j", async (more, expected) => {
    expect(await judged(more)).toEqual(expected.map((one) => `perhaps unread ${one}`));
  });

  it.each([
    `other: { script: x, ${keys} }\n`,
    "other: { script: x, needs: [gate], rules: [] }\n",
    "other: { script: x, only: [main], except: [x] }\n",
    "other: { trigger: a/b }\n",
    "other: { run: [{ name: a, script: b }] }\n",
    ".base: { script: x }\nother: { extends: .base }\n",
    "other: { script: x, stage: .pre }\nthird: { script: x, stage: .post }\nlast: { script: x, stage: deploy }\n",
    "stages: [test, 5]\nother: { script: x, stage: 5 }\n",
    "stages: [[a], b]\n",
    "other: { script: x, stage: '$[[ inputs.stage ]]' }\n",
    "other: { script: x, needs: [{ job: gone, optional: true }, { project: a/b, job: c }, { pipeline: d, job: e }] }\n",
    "other: { script: x, needs: ['$[[ inputs.job ]]', { job: 'gate: [a, b]' }] }\n",
    "other: { script: x, needs: [third] }\nthird: { script: x, needs: [gate] }\n",
    // What is missing may lie there.
    "include: { project: a/b, file: c.yml }\nother: { stage: more, needs: [gone] }\n",
  ])("but not %j", async (more) => {
    expect(await judged(more)).toEqual([]);
  });

  it("says why", async () => {
    const why = async (more: string) =>
      (await jobOf(`gate:\n  script: gate\n${more}`)).steps[0]?.faults.map((fault) => fault.why);
    const end = ", and GitLab runs nothing of such a pipeline";
    expect(await why("other: { foo: x }\n")).toEqual([
      `it is not known here that a job may say this${end}`,
      `the job runs nothing${end}`,
    ]);
    expect(await why("other: { script: x, stage: x, needs: [x, other] }\n")).toEqual([
      `its stage is none of the stages${end}`,
      `no job has that name${end}`,
      `the job waits for itself${end}`,
    ]);
  });
});

it("steps of a job are not read", async () => {
  const { steps } = await jobOf("gate:\n  run: [{ name: a, script: b }]\n");
  expect(steps).toMatchObject([
    { at: { line: 2 }, script: { how: { why: "it is made of steps, which are not read here" } } },
  ]);
});
