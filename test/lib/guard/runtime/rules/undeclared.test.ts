import { describe, expect, it } from "vitest";
import { undeclared } from "../../../../../lib/guard/runtime/rules/undeclared.ts";
import { ci, find, judge, nodePin, pin, policy, range } from "./support.ts";

describe("RUNTIME_UNDECLARED", () => {
  const doubt = ["undecided: No file declares a runtime, and the configuration has no runtime policy"];
  const asked = [
    "violation: runtime.python of the configuration names Python, which no file of the repository declares",
  ];

  it.each([
    ["nothing at all", {}, doubt],
    ["a declaration alone", { statements: [range(">=3.11")] }, []],
    ["a policy alone", { policy: policy(">=3.11") }, asked],
    ["a policy, and another runtime", { policy: policy(">=3.11"), statements: [nodePin("20")] }, asked],
    ["what CI tests", { policy: policy(">=3.11"), statements: [ci("3.11")] }, []],
    ["what can't be understood", { policy: policy(">=3.11"), statements: [pin("x")] }, []],
  ])("%s", (_, facts, expected) => {
    expect(judge(undeclared, facts)).toEqual(expected);
  });

  it("quotes the policy", () => {
    expect(find(undeclared, { policy: policy(">= 3.11") })[0]?.expected).toBe(
      '">= 3.11" in pyproject.toml (requires-python) or .python-version',
    );
  });
});
