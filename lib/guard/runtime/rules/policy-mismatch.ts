/**
 * RUNTIME_MISMATCH, seen from the configuration: every declaration against the policy.
 *
 * A declared range may be narrower than the policy, or open upwards, but what it accepts at least must be in the
 * policy: a lower bound below it promises what the policy refuses. A pin must lie in the policy.
 *
 * @module
 */
import type { Finding } from "../../../report.ts";
import { fingerprintOf } from "../../fingerprint.ts";
import { type Declaration, placeText } from "../declaration.ts";
import { context, pythonPolicy, say } from "../planted.ts";
import { declarationsOf, hereText, type Policy, placeIn, policyText, type RuntimeRule, writtenText } from "../rule.ts";
import { type Runtime, toolNames } from "../version.ts";
import { intersects, minimumOf, placeOf, type VersionSet } from "../version-set.ts";

export const policyMismatch: RuntimeRule = {
  code: "RUNTIME_MISMATCH",
  level: "violation",
  planted: () => context({ policy: pythonPolicy(">=3.11"), statements: [say("range", ">=3.10")] }),
  judge: (facts) => declarationsOf(facts).flatMap((declaration) => judgeOne(declaration, facts.policy)),
};

// --- internal ---

const judgeOne = (declaration: Declaration, policies: Policy): Finding[] => {
  const runtime = declaration.runtime as Runtime;
  const policy = policies.get(runtime);
  if (policy === undefined) return [];
  const verdict = complaint(declaration, policy);
  if (verdict === undefined) return [];
  return [
    {
      code: "RUNTIME_MISMATCH",
      level: verdict.level,
      ...placeIn(declaration.located),
      fingerprint: fingerprintOf("RUNTIME_MISMATCH", [
        ...["policy", runtime, declaration.kind, declaration.set.text],
        policy.text,
      ]),
      message: `${hereText(declaration)} ${verdict.what}, which ${policyText(runtime)} refuses`,
      expected: `"${policy.text}" (${policyText(runtime)})`,
      actual: `"${declaration.set.text}" (${placeText(declaration.located)})`,
      fix: `make ${placeText(declaration.located)} and ${policyText(runtime)} agree`,
      ...(isSameLanguage(declaration, policy) && { edit: { from: declaration.set.text, to: policy.text } }),
    },
  ];
};

/** What the policy says can stand there as it is: PEP 440's commas are blanks in it, if one likes. */
const isSameLanguage = ({ source }: Declaration, policy: VersionSet): boolean =>
  source === "engines.node" || (source === "requires-python" && specifiers.test(policy.text));

const specifiers = /^(?:[<>]=?|[=!~]=)\s*\d[\d.*]*(?:\s*,\s*(?:[<>]=?|[=!~]=)\s*\d[\d.*]*)*$/;

const complaint = (
  declaration: Declaration,
  policy: VersionSet,
): { level: Finding["level"]; what: string } | undefined => {
  const { kind, runtime, set } = declaration;
  const name = toolNames[runtime];
  if (kind === "range") {
    if (!intersects(set, policy)) return { level: "violation", what: `accepts only ${name} versions` };
    const lowest = minimumOf(set);
    if (lowest === undefined || policy.has(lowest)) return undefined;
    return { level: "violation", what: `accepts ${name} ${lowest}` };
  }
  const place = placeOf(runtime, set, policy);
  const verb = kind === "tested" ? "test" : "pick";
  if (place === "inside") return undefined;
  return place === "outside"
    ? { level: "violation", what: `${verb}s ${writtenText(declaration)}` }
    : { level: "undecided", what: `may ${verb} a ${name} version` };
};
