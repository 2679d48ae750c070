import { describe, expect, it } from "vitest";
import type { Statement } from "../../../../../lib/guard/runtime/declaration.ts";
import { plantedUnseen, say } from "../../../../../lib/guard/runtime/planted.ts";
import type { Policy } from "../../../../../lib/guard/runtime/rule.ts";
import { untested } from "../../../../../lib/guard/runtime/rules/untested.ts";
import { ci, engines, find, judge, nodeCi, nodePin, pin, policy, range, tox } from "./support.ts";

const hasCi = true;
const by = "requires-python at 1:1 promises Python";
const byPolicy = "runtime.python of the configuration promises Python";

describe("RUNTIME_UNTESTED of declarations", () => {
  it.each<[string, Statement[], string[]]>([
    ["the lowest line of a range", [range(">=3.11"), ci("3.12")], [`violation: ${by} 3.11, which CI does not test`]],
    [
      "what only tox tests",
      [range(">=3.11"), tox("3.11"), ci("3.12")],
      [`violation: ${by} 3.11, which CI does not test`],
    ],
    [
      "no version at all in CI",
      [range(">=3.11"), tox("3.11"), nodeCi("20")],
      [`undecided: ${by} 3.11, and CI does not show that it is tested`],
    ],
    ["a range without a lower bound", [range("<3.13")], []],
    [
      "a value of CI that can't be understood",
      [range(">=3.11"), ci("3.12"), ci("${{")],
      [`undecided: ${by} 3.11, and CI does not show that it is tested`],
    ],
    [
      "a value outside of CI that can't be understood",
      [range(">=3.11"), ci("3.12"), pin("x")],
      [`violation: ${by} 3.11, which CI does not test`],
    ],
    [
      "another runtime's value in CI that can't be understood",
      [range(">=3.11"), ci("3.12"), nodeCi("${{")],
      [`violation: ${by} 3.11, which CI does not test`],
    ],
    [
      "each runtime for itself",
      [range(">=3.11"), ci("3.11"), engines(">=20"), nodeCi("22")],
      ["violation: engines.node at 1:1 promises Node 20, which CI does not test"],
    ],
    ["the top's range, and not those below", [range(">=3.11"), range(">=3.9", "a/pyproject.toml"), ci("3.11")], []],
    [
      "ranges below where the top has none",
      [range(">=3.9", "a/pyproject.toml"), range(">=3.10", "b/pyproject.toml"), ci("3.9")],
      [`violation: ${by} 3.10, which CI does not test`],
    ],
    ["what is picked besides a range", [range(">=3.11"), pin("3.12"), ci("3.11")], []],
    [
      "what is picked without a range",
      [pin("3.12"), ci("3.11")],
      ["violation: pin at 1:1 promises Python 3.12, which CI does not test"],
    ],
    ["what is picked of no certain line", [pin("3"), ci("3.11")], []],
    ["what another runtime picks", [nodePin("20"), ci("3.11"), nodeCi("20")], []],
    ["what is only tested", [tox("3.12"), ci("3.11")], []],
  ])("%s", (_, statements, expected) => {
    expect(judge(untested, { hasCi, statements })).toEqual(expected);
  });
});

describe("RUNTIME_UNTESTED of the policy", () => {
  it.each<[string, Policy, Statement[], string[]]>([
    ["one line, once", policy("3.12"), [ci("3.11")], [`violation: ${byPolicy} 3.12, which CI does not test`]],
    ["no end", policy(">=3.11"), [ci("3.11")], []],
    ["no lower bound", policy("<3.13"), [ci("3.11")], [`violation: ${byPolicy} 3.12, which CI does not test`]],
    [
      "the newest, which may be the highest and is not the lowest",
      policy(">=3.11,<3.14"),
      [ci("3.x"), ci("3.12")],
      [
        `violation: ${byPolicy} 3.11, which CI does not test`,
        `undecided: ${byPolicy} 3.13, and CI does not show that it is tested`,
      ],
    ],
    [
      "the highest",
      policy(">=3.11,<3.14"),
      [ci("3.11"), ci("3.12")],
      [`violation: ${byPolicy} 3.13, which CI does not test`],
    ],
    [
      "a highest that CI does not show",
      policy(">=3.11,<3.14"),
      [ci("3.11"), ci("${{")],
      [`undecided: ${byPolicy} 3.13, and CI does not show that it is tested`],
    ],
    ["what is picked besides", policy(">=3.11"), [pin("3.12"), ci("3.11")], []],
  ])("%s", (_, asked, statements, expected) => {
    expect(judge(untested, { hasCi, policy: asked, statements })).toEqual(expected);
  });
});

it("RUNTIME_UNTESTED has the place of a declaration, and none for the policy", () => {
  const [declared] = find(untested, { hasCi, statements: [range(">=3.11"), ci("3.12"), ci("3.13")] });
  expect(declared).toMatchObject({
    ...{ path: "pyproject.toml", line: 1, column: 1 },
    ...{ actual: "3.12, 3.13", expected: 'Python 3.11 in a CI job (">=3.11")' },
  });
  const [asked] = find(untested, { hasCi, policy: policy(">=3.11"), statements: [] });
  expect(asked).toMatchObject({ actual: "no version", expected: 'Python 3.11 in a CI job (">=3.11")' });
  expect(asked).not.toHaveProperty("path");
  expect(asked?.fingerprint).not.toBe(declared?.fingerprint);
});

it("RUNTIME_UNTESTED names the first part that was not looked at, and as much of it as one can read", () => {
  const unseen = { ...plantedUnseen, located: { ...plantedUnseen.located, value: "a".repeat(100) } };
  const facts = { hasCi, unseen: [unseen, plantedUnseen], statements: [range(">=3.11"), ci("3.12")] };
  expect(judge(untested, facts)).toEqual([
    `undecided: ${by} 3.11, and CI does not show that it is tested; uses "${"a".repeat(79)}…" at .github/workflows/planted.yml:1:1 was not looked at`,
  ]);
});

it("RUNTIME_UNTESTED asks nothing of a repository without CI", () => {
  expect(judge(untested, { statements: [range(">=3.11"), say("tested", "3.12")] })).toEqual([]);
});
