import { describe, expect, it } from "vitest";
import { withoutHeader } from "../../../../lib/guard/ci/gitlab-include.ts";

describe("withoutHeader", () => {
  it.each<[string, string]>([
    ["a: 1\n", "a: 1\n"],
    ["", ""],
    ["spec:\n---\na: 1", "\n---\na: 1"],
    ["# x\n\n  # y\nspec :\n  inputs:\n---\na: 1", "\n\n\n\n\n---\na: 1"],
    ["---\nspec: {}\n---\na: 1", "\n\n---\na: 1"],
    ["# x\n---\nspec: {}\n--- # y\na: 1", "\n\n\n--- # y\na: 1"],
    ["\n---\nspec: {}\n---\na: 1", "\n\n\n---\na: 1"],
    ["--- # x\na: 1", "--- # x\na: 1"],
    ["spec: {}\n----\na: 1", "spec: {}\n----\na: 1"],
    ["spec: {}\n ---\na: 1", "spec: {}\n ---\na: 1"],
    ["a: { spec: 1 }\n---\nb: 1", "a: { spec: 1 }\n---\nb: 1"],
    ["a:\n  spec: 1\n---\nb: 1", "a:\n  spec: 1\n---\nb: 1"],
    ["specs: 1\n---\nb: 1", "specs: 1\n---\nb: 1"],
    ["a: 1\nspec: 1\n", "a: 1\nspec: 1\n"],
    ["a: 1\n---\nspec: 1\n---\nb: 1", "a: 1\n---\nspec: 1\n---\nb: 1"],
  ])("%j", (text, expected) => {
    expect(withoutHeader(text)).toBe(expected);
  });
});
