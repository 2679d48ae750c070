/**
 * RUNTIME_UNDECLARED: the policy speaks of a runtime of which nothing else in the repository does.
 *
 * A violation: no installer and no version manager reads our configuration, so whoever clones the repository gets
 * any version; or the line is left over from a runtime that is gone, and gates nothing. Both are mended by one line.
 * Without a policy and without any declaration there is nothing to judge: a doubt.
 *
 * @module
 */
import type { Finding } from "../../../report.ts";
import { fingerprintOf } from "../../fingerprint.ts";
import { context, pythonPolicy } from "../planted.ts";
import { policyText, type RuntimeRule } from "../rule.ts";
import { type Runtime, toolNames } from "../version.ts";

export const undeclared: RuntimeRule = {
  code: "RUNTIME_UNDECLARED",
  level: "violation",
  planted: () => context({ policy: pythonPolicy(">=3.11") }),
  judge: ({ policy, statements }) => {
    if (policy.size === 0 && statements.length === 0) return [nothing];
    return [...policy]
      .filter(([runtime]) => !statements.some((statement) => statement.runtime === runtime))
      .map(([runtime, { text }]) => finding(runtime, text));
  },
};

// --- internal ---

const nothing: Finding = {
  code: "RUNTIME_UNDECLARED",
  level: "undecided",
  message: "No file declares a runtime, and the configuration has no runtime policy",
  fix: "declare the range in the project's manifest, or set runtime in the configuration",
};

const finding = (runtime: Runtime, text: string): Finding => ({
  code: "RUNTIME_UNDECLARED",
  level: "violation",
  fingerprint: fingerprintOf("RUNTIME_UNDECLARED", [runtime, text]),
  message: `${policyText(runtime)} names ${toolNames[runtime]}, which no file of the repository declares`,
  expected: `"${text}" in ${places[runtime]}`,
  fix: `declare it in ${places[runtime]}, or remove ${policyText(runtime)}`,
});

const places: Readonly<Record<Runtime, string>> = {
  python: "pyproject.toml (requires-python) or .python-version",
  node: "package.json (engines.node) or .nvmrc",
  go: "go.mod",
  rust: "Cargo.toml (rust-version) or rust-toolchain.toml",
};
