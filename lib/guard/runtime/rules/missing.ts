/**
 * RUNTIME_MISSING: the policy names a runtime whose interpreter here could not be asked.
 *
 * @module
 */
import { context, pythonPolicy } from "../planted.ts";
import { policyText, type RuntimeRule } from "../rule.ts";
import { toolNames } from "../version.ts";

export const missing: RuntimeRule = {
  code: "RUNTIME_MISSING",
  level: "undecided",
  planted: () =>
    context({
      policy: pythonPolicy(">=3.11"),
      interpreters: [{ runtime: "python", program: "python3", version: undefined, why: "it is not installed" }],
    }),
  judge: ({ policy, interpreters }) =>
    interpreters.flatMap(({ runtime, program, version, why, isBroken }) =>
      version === undefined && (policy.has(runtime) || isBroken === true)
        ? [
            {
              code: "RUNTIME_MISSING" as const,
              level: "undecided" as const,
              message: `${toolNames[runtime]} ${policy.has(runtime) ? `is asked for by ${policyText(runtime)}` : "is declared"}, and ${program} could not tell its version: ${why}`,
            },
          ]
        : [],
    ),
};
