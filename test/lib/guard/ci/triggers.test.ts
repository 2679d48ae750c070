import { describe, expect, it } from "vitest";
import { githubWorkflows, triggersOf } from "../../../../lib/guard/ci/index.ts";
import { yaml } from "./support.ts";

describe("triggersOf", () => {
  it.each<[string, string[]]>([
    ["on: push", ["push"]],
    ["on: [push, a]", ["push", "a"]],
    ["on: { push: { branches: [a] }, b: }", ["push", "b"]],
    ["on: [push, 1, { a: b }]", ["push", "1", '{"a":"b"}']],
    ["on: 1", []],
    ["a: 1", []],
  ])("%s", async (text, expected) => {
    expect(triggersOf(await yaml(text)).map(({ value }) => value)).toEqual(expected);
  });
});

it.each([
  [".github/workflows/a.yml", true],
  [".github/workflows/a.yaml", true],
  [".github/workflows/a/b.yml", false],
  ["x/.github/workflows/a.yml", false],
  [".github/workflows/a.yml.txt", false],
  [".github/workflows/.yml", false],
  [".github/workflows/a.json", false],
])("githubWorkflows: %s is %s", (path, expected) => {
  expect(githubWorkflows.test(path)).toBe(expected);
});
