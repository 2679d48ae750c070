/**
 * The guard room: what the `check-*` commands decide.
 *
 * @module
 */
export type { AllowEntry } from "./allowance.ts";
export { artifactRules } from "./artifact-rules.ts";
export { type Attest, attestArgs, openAttest, refuseAttest } from "./attestation.ts";
export { type ArtifactsConfig, type CheckArtifactsOptions, checkArtifacts } from "./check-artifacts.ts";
export { checkArgs, judgeArgs, runCheckCommand } from "./check-command.ts";
export { defaultDeny } from "./deny.ts";
export { artifactsGate } from "./gates/artifacts.ts";
export { identityGate } from "./gates/identity.ts";
export { runtimeGate } from "./gates/runtime.ts";
export {
  type CheckIdentityOptions,
  checkIdentity,
  declaredPaths,
  formatRepositoryUrl,
  isSameRepository,
  parseRepositoryUrl,
  type RepositoryUrl,
  readForbidden,
  selfTestIdentity,
} from "./identity/index.ts";
export {
  exitOfPreflight,
  formatPreflight,
  type PreflightOptions,
  type PreflightReport,
  type PreflightVerdict,
  runPreflight,
} from "./preflight/index.ts";
export { type RequiredPreflight, requirePreflight } from "./preflight-required.ts";
export type { Content, DenyEntry, Planted, Rule, RuleContext, TrackedFile } from "./rule.ts";
export { type CheckRuntimeOptions, checkRuntime, selfTestRuntime } from "./runtime/index.ts";
export { samplePath } from "./sample.ts";
export { type SelfTestOptions, selfTest } from "./self-test.ts";
export { type Keys, type Located, parseSource, type Tree } from "./sources/index.ts";
export { formatSelfTest, type SelfTest, type Trial } from "./trials.ts";
