import { describe, expect, it } from "vitest";
import { missing } from "../../../../../lib/guard/runtime/rules/missing.ts";
import { wrongVersion } from "../../../../../lib/guard/runtime/rules/wrong-version.ts";
import { ci, engines, judge, pin, policy, range, tox } from "./support.ts";

describe("the interpreter here", () => {
  const here = { runtime: "python" as const, program: "python3", version: "3.11.7" };
  const gone = { ...here, version: undefined, why: "it is gone" };

  it.each([
    ["another runtime's range", [engines(">=20")], []],
    ["a range below the top", [range("<3.11", "a/pyproject.toml")], []],
    ["what is tested here or in CI", [tox("3.12"), ci("3.12")], []],
    [
      "a range",
      [range(">=3.12")],
      ["violation: Python here is python3, which requires-python at pyproject.toml:1:1 refuses"],
    ],
    ["a pin", [pin("3.12")], ["violation: Python here is python3, which pin at .python-version:1:1 refuses"]],
  ])("is held against %s", (_, statements, expected) => {
    expect(judge(wrongVersion, { statements, interpreters: [here] })).toEqual(expected);
    expect(judge(wrongVersion, { statements, interpreters: [gone] })).toEqual([]);
  });

  it("is held against the policy", () => {
    expect(judge(wrongVersion, { policy: policy(">=3.12"), interpreters: [here] })).toEqual([
      "violation: Python here is python3, which runtime.python of the configuration refuses",
    ]);
    expect(judge(wrongVersion, { policy: policy(">=3.11"), interpreters: [here] })).toEqual([]);
  });

  it("must answer under a policy, and where it is broken", () => {
    const asked = policy(">=3.11");
    expect(judge(missing, { interpreters: [gone] })).toEqual([]);
    expect(judge(missing, { policy: asked, interpreters: [here] })).toEqual([]);
    expect(judge(missing, { policy: asked, interpreters: [gone] })).toEqual([
      "undecided: Python is asked for by runtime.python of the configuration, and python3 could not tell its version: it is gone",
    ]);
    expect(judge(missing, { interpreters: [{ ...gone, isBroken: true }] })).toEqual([
      "undecided: Python is declared, and python3 could not tell its version: it is gone",
    ]);
    expect(judge(missing, { interpreters: [{ ...here, isBroken: true }] })).toEqual([]);
  });
});
