import { expect, it } from "vitest";
import type { Statement } from "../../../../../lib/guard/runtime/declaration.ts";
import { say } from "../../../../../lib/guard/runtime/planted.ts";
import type { Policy } from "../../../../../lib/guard/runtime/rule.ts";
import { policyMismatch } from "../../../../../lib/guard/runtime/rules/policy-mismatch.ts";
import { ci, engines, find, judge, nodePin, nodePolicy, pin, policy, range } from "./support.ts";

it.each<[string, Policy, Statement, string[]]>([
  ["a narrower range", policy(">=3.11"), range(">=3.12,<3.13"), []],
  ["a range that is open upwards", policy(">=3.11,<3.13"), range(">=3.11"), []],
  ["a range without a lower bound", policy(">=3.11"), range("<4"), []],
  ["another runtime", policy(">=3.11"), nodePin("20"), []],
  ["a runtime without a policy", new Map(), range(">=3.9"), []],
  [
    "a lower bound below the policy",
    policy(">=3.11"),
    range(">=3.9"),
    ["violation: requires-python at 1:1 accepts Python 3.9.0, which runtime.python of the configuration refuses"],
  ],
  [
    "a range with nothing that the policy has",
    policy("<3.10"),
    range(">=3.11"),
    [
      "violation: requires-python at 1:1 accepts only Python versions, which runtime.python of the configuration refuses",
    ],
  ],
  [
    "a range without a lower bound, all below the policy",
    policy(">=3.11"),
    range("<3.9"),
    [
      "violation: requires-python at 1:1 accepts only Python versions, which runtime.python of the configuration refuses",
    ],
  ],
  ["a pin inside", policy(">=3.11"), pin("3.12"), []],
  [
    "a pin outside",
    policy(">=3.11"),
    pin("3.10"),
    ["violation: pin at 1:1 picks Python 3.10, which runtime.python of the configuration refuses"],
  ],
  [
    "what CI tests outside",
    policy(">=3.11"),
    ci("3.10"),
    ["violation: setup-python at 1:1 tests Python 3.10, which runtime.python of the configuration refuses"],
  ],
  [
    "what CI may test outside",
    policy(">=3.11,<3.90"),
    ci("3.x"),
    ["undecided: setup-python at 1:1 may test a Python version, which runtime.python of the configuration refuses"],
  ],
  [
    "what may be picked outside",
    nodePolicy(">=20 <24"),
    say("exact", ">=22", { runtime: "node", grammar: "semver", source: "x" }),
    ["undecided: x at 1:1 may pick a Node version, which runtime.node of the configuration refuses"],
  ],
])("RUNTIME_MISMATCH against the policy: %s", (_, asked, statement, expected) => {
  expect(judge(policyMismatch, { policy: asked, statements: [statement] })).toEqual(expected);
});

it.each<[string, Policy, Statement, string | undefined]>([
  ["requires-python", policy(">=3.11,<3.13"), range(">=3.9"), ">=3.11,<3.13"],
  ["requires-python, with blanks", policy("~= 3.12 , !=3.12.*"), range(">=3.9"), "~= 3.12 , !=3.12.*"],
  ["requires-python, a wildcard", policy("==3.12.*"), range(">=3.9"), "==3.12.*"],
  ["a policy that is no PEP 440 specifier", policy(">=3.11 <3.13"), range(">=3.9"), undefined],
  ["a policy of a bare version", policy("3.12"), range(">=3.9"), undefined],
  ["another key", policy(">=3.11"), say("range", ">=3.9", { source: "python_requires" }), undefined],
  ["engines.node", nodePolicy("^20 || ^22"), engines(">=18"), "^20 || ^22"],
  [
    "devEngines",
    nodePolicy(">=20"),
    say("range", ">=18", { runtime: "node", source: "devEngines.runtime" }),
    undefined,
  ],
])("writes what the policy says where the same language is read: %s", (_, asked, statement, to) => {
  const [finding] = find(policyMismatch, { policy: asked, statements: [statement] });
  expect(finding?.code).toBe("RUNTIME_MISMATCH");
  expect(finding?.edit?.to).toBe(to);
});
