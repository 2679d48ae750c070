import { describe, expect, it } from "vitest";
import { jobOf } from "./support.ts";

/** Why the gate may be left out, or its failure not count; each as often as it is said. */
const whys = async (...asked: Parameters<typeof jobOf>): Promise<(string | undefined)[]> =>
  ((await jobOf(...asked)).steps[0]?.faults ?? []).map(({ why }) => why);

const gate = (more: string) => `gate:\n  script: gate\n${more}`;

describe("why it counts less than it seems", () => {
  const situations = ["a push to the default branch", "a push to another branch"];
  const requests = ["a push to the default branch", "a merge request", "a merge request from a fork"];
  it.each<[string, string[]]>([
    ["", []],
    ["  when: manual\n", situations.map((name) => `somebody has to start it by hand for ${name}`)],
    ["  when: never\n", situations.map((name) => `it is not in the pipeline of ${name}`)],
    ["workflow: { rules: [{ when: never }] }\n", situations.map((name) => `there is no pipeline of ${name}`)],
    ["  when: on_failure\n", Array<string>(2).fill("it runs only when another job has failed")],
    ["  rules: [{ allow_failure: true }]\n", Array<string>(2).fill("the pipeline is green although it fails")],
    ["  rules: [{ when: manual }]\n", requests.map((name) => `somebody has to start it by hand for ${name}`)],
    ["  only: { variables: ['$CI =='] }\n", Array<string>(2).fill("whether it runs depends on the run")],
    ["  when: sometimes\n", Array<string>(2).fill("whether it runs depends on what its when means")],
    ["  rules: [x]\n", Array<string>(2).fill("whether it runs depends on a rule that can't be understood")],
    [
      "  rules: [{ if: $CI == }]\n",
      Array<string>(2).fill("whether it runs depends on a condition that can't be understood"),
    ],
    [
      "  rules: [{ changes: [a] }]\n",
      Array<string>(2).fill("whoever proposes a change decides about it, by the paths that it changes"),
    ],
    ["  only: ['/(?!x)/@a/b']\n", Array<string>(2).fill("whether it runs depends on whether the project is a/b")],
    ["  only: { kubernetes: active }\n", Array<string>(2).fill("whether it runs depends on a cluster")],
    ["  only: 5\n", Array<string>(2).fill("whether it runs depends on something that can't be understood")],
    ["  only: [{ a: b }]\n", Array<string>(2).fill("whether it runs depends on something that is no text")],
    [
      "  only: ['/(?!x)/']\n",
      ["whether it runs depends on /(?!x)/", "whoever proposes a change decides about it, by $CI_COMMIT_BRANCH"],
    ],
    [
      "  needs: [first]\nfirst: { script: x, when: manual }\n",
      Array<string>(2).fill('it needs "first", which is not started with the others'),
    ],
    ["  hooks: {}\n", ["what its hooks do to the checkout is not followed"]],
    ["  allow_failure: '$[[ inputs.lax ]]'\n", ["whether the pipeline is green when it fails is an input"]],
    ["  allow_failure: 'x'\n", ["the pipeline is green although it fails"]],
  ])("%j", async (more, expected) => {
    expect(await whys(gate(more))).toEqual(expected);
  });
});
