/**
 * RUNTIME_WRONG_VERSION: the interpreter that would run here is none of those that the repository asks for.
 *
 * Asked of it: the policy, and every range and pin at the repository's top that speaks of the machine itself, not
 * of a container or CI.
 *
 * @module
 */
import type { Finding } from "../../../report.ts";
import type { Declaration } from "../declaration.ts";
import type { Interpreter } from "../interpreter.ts";
import { context, say } from "../planted.ts";
import { declarationsOf, policyText, type RuntimeContext, type RuntimeRule, thereText } from "../rule.ts";
import { isAtTop } from "../scope.ts";
import { toolNames } from "../version.ts";
import type { VersionSet } from "../version-set.ts";

export const wrongVersion: RuntimeRule = {
  code: "RUNTIME_WRONG_VERSION",
  level: "violation",
  planted: () =>
    context({
      statements: [say("range", ">=3.11")],
      interpreters: [{ runtime: "python", program: "python3", version: "3.10.1" }],
    }),
  judge: (facts) => facts.interpreters.flatMap((interpreter) => judgeOne(interpreter, facts)),
};

/** Whether it is a demand on the interpreter of this machine. */
export const speaksOfHere = ({ kind, where, located }: Declaration): boolean =>
  kind !== "tested" && where === "local" && isAtTop(located.path);

// --- internal ---

const judgeOne = (interpreter: Interpreter, facts: RuntimeContext): Finding[] => {
  const { runtime, program, version } = interpreter;
  if (version === undefined) return [];
  const policy = facts.policy.get(runtime);
  const demands: [VersionSet, string][] = [
    ...(policy === undefined ? [] : [[policy, policyText(runtime)] as [VersionSet, string]]),
    ...declarationsOf(facts)
      .filter((one) => one.runtime === runtime && speaksOfHere(one))
      .map((one): [VersionSet, string] => [one.set, thereText(one)]),
  ];
  return demands
    .filter(([set]) => !set.has(version))
    .map(([set, by]) => ({
      code: "RUNTIME_WRONG_VERSION",
      level: "violation",
      message: `${toolNames[runtime]} here is ${program}, which ${by} refuses`,
      expected: `"${set.text}"`,
      actual: version,
      fix: `use a ${toolNames[runtime]} in "${set.text}", for instance by activating the project's environment`,
    }));
};
