import { expect, test } from "vitest";
import { judgeFile } from "../../../lib/guard/judge.ts";
import type { Found, Rule, RuleContext, TrackedFile } from "../../../lib/guard/rule.ts";

const file: TrackedFile = { path: "a/b", kind: "file", ignored: false, contents: [] };
const context: RuleContext = { denied: () => undefined, maxFileSize: 1 };

const rule = (judge: () => unknown): Rule => ({
  code: "COMPILED_FILE",
  judge: judge as () => Found[],
  passing: () => ({ path: "a" }),
  failing: () => ({ path: "b" }),
});

test("judgeFile: a rule that fails is a doubt about the file, and the others go on", () => {
  const failing = rule(() => {
    throw new Error("boom");
  });
  const found = rule(() => [{ message: "x" }, { message: "y", at: { path: "c" } }]);
  expect(judgeFile(file, [failing, rule(() => "fine"), found, rule(() => [])], context)).toEqual([
    { code: "RULE_FAILED", level: "undecided", path: "a/b", message: "Unexpected: Error: boom" },
    { code: "RULE_FAILED", level: "undecided", path: "a/b", message: expect.stringContaining("it said a text") },
    { code: "COMPILED_FILE", level: "violation", path: "a/b", message: "x" },
    { code: "COMPILED_FILE", level: "violation", path: "c", message: "y" },
  ]);
});
