/**
 * Every code that this program can print, what it means, and how to mend it.
 *
 * Codes are permanent: a sentence may improve, a code is never renamed or reused. `kprovengine explain CODE`
 * and the README's table are made from the files in `codes/`, one for each part of the program.
 *
 * @module
 */
import { anyCheckCodes } from "./codes/any-check.ts";
import { checkArtifactsCodes } from "./codes/check-artifacts.ts";
import { checkGovernanceCodes } from "./codes/check-governance.ts";
import { checkIdentityCodes } from "./codes/check-identity.ts";
import { checkParityCodes } from "./codes/check-parity.ts";
import { checkRulesCodes } from "./codes/check-rules.ts";
import { checkRuntimeCodes } from "./codes/check-runtime.ts";
import type { CodeEntry } from "./codes/entry.ts";
import { errorCodes } from "./codes/errors.ts";
import { preflightCodes } from "./codes/preflight.ts";
import { rerunCodes } from "./codes/rerun.ts";
import { runCodes } from "./codes/run.ts";
import { traceCodes } from "./codes/trace.ts";
import { vendorCodes } from "./codes/vendor.ts";
import { verifyCodes } from "./codes/verify.ts";
import { waiveCodes } from "./codes/waive.ts";

export type { CodeEntry } from "./codes/entry.ts";

/** Every code once, in the order in which people read them. */
export const codes = {
  ...errorCodes,
  ...runCodes,
  ...anyCheckCodes,
  ...waiveCodes,
  ...verifyCodes,
  ...traceCodes,
  ...rerunCodes,
  ...preflightCodes,
  ...vendorCodes,
  ...checkArtifactsCodes,
  ...checkIdentityCodes,
  ...checkRuntimeCodes,
  ...checkParityCodes,
  ...checkRulesCodes,
  ...checkGovernanceCodes,
} as const satisfies Record<string, CodeEntry>;

/** Which part of the program a code belongs to. */
export interface CodeGroup {
  title: string;
  codes: Readonly<Record<string, CodeEntry>>;
}

/** The same, part by part. */
export const codeGroups: readonly CodeGroup[] = [
  { title: "Errors: something could not be done", codes: errorCodes },
  { title: "run", codes: runCodes },
  { title: "Any check", codes: anyCheckCodes },
  { title: "Waivers, in any check", codes: waiveCodes },
  { title: "verify", codes: verifyCodes },
  { title: "trace", codes: traceCodes },
  { title: "run --check-determinism and rerun", codes: rerunCodes },
  { title: "preflight", codes: preflightCodes },
  { title: "vendor", codes: vendorCodes },
  { title: "check-artifacts", codes: checkArtifactsCodes },
  { title: "check-identity", codes: checkIdentityCodes },
  { title: "check-runtime", codes: checkRuntimeCodes },
  { title: "check-parity", codes: checkParityCodes },
  { title: "check-rules", codes: checkRulesCodes },
  { title: "check-governance", codes: checkGovernanceCodes },
];
