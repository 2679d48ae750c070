/**
 * The guard room: what the `check-*` commands decide.
 *
 * @module
 */
export type { AllowEntry } from "./allowance.ts";
export { artifactRules } from "./artifact-rules.ts";
export { type Attest, attestArgs, openAttest, receiptArgs, refuseAttest } from "./attestation.ts";
export { askedBase, resolveBase } from "./base/index.ts";
export { type ArtifactsConfig, type CheckArtifactsOptions, checkArtifacts } from "./check-artifacts.ts";
export { checkArgs, judgeArgs, runCheckCommand } from "./check-command.ts";
export { defaultDeny } from "./deny.ts";
export { withFix } from "./fix/index.ts";
export { artifactsGate } from "./gates/artifacts.ts";
export { governanceGate } from "./gates/governance.ts";
export { identityGate } from "./gates/identity.ts";
export { gates } from "./gates/index.ts";
export { createParityGate } from "./gates/parity.ts";
export { rulesGate } from "./gates/rules.ts";
export { runtimeGate } from "./gates/runtime.ts";
export {
  diffGovernance,
  formatDiff as formatGovernanceDiff,
  formatRecordText,
  formatUpdate as formatGovernanceUpdate,
  type GovernanceDiff,
  type GovernanceRecord,
  type GovernanceUpdate,
  readGovernance,
  updateGovernance,
} from "./governance/index.ts";
export {
  type CheckIdentityOptions,
  checkIdentity,
  commandsApart,
  declaredPaths,
  formatRepositoryUrl,
  isManifest,
  isSameRepository,
  parseRepositoryUrl,
  type RepositoryUrl,
  readForbidden,
  selfTestIdentity,
} from "./identity/index.ts";
export {
  chooseRules,
  exitOfRulesTest,
  formatRulesList,
  formatRulesTest,
  listRules,
  type RulesList,
  type RulesTest,
  testRules,
} from "./own/index.ts";
export { packageArgs } from "./package/args.ts";
export { isCiFile } from "./parity/foreign.ts";
export { gateChecksOf } from "./parity/gate-checks.ts";
export { countPlanned, type Planned } from "./parity/planned.ts";
export {
  exitOfPreflight,
  formatPreflight,
  type PreflightOptions,
  type PreflightReport,
  type PreflightVerdict,
  runPreflight,
} from "./preflight/index.ts";
export { type RequiredPreflight, requirePreflight } from "./preflight-required.ts";
export {
  addTokens,
  checkText,
  type DenyOptions,
  denyArgs,
  denyOptions,
  listTokens,
  makeSalt,
  removeTokens,
} from "./private/index.ts";
export type { Content, DenyEntry, Found, Planted, Rule, RuleContext, TrackedFile } from "./rule.ts";
export { type CheckRuntimeOptions, checkRuntime, refusedRange, selfTestRuntime } from "./runtime/index.ts";
export { samplePath } from "./sample.ts";
export { type SelfTestOptions, selfTest } from "./self-test.ts";
export { type Keys, type Located, parseSource, type Tree } from "./sources/index.ts";
export { type Subject, type SubjectArgs, withSubject } from "./subject.ts";
export { formatSelfTest, type SelfTest, type Trial } from "./trials.ts";
export { documentUnsaid, keepPrivateTokens, redactRefused } from "./unsaid.ts";
export {
  addWaiver,
  applyWaivers,
  assertTerms,
  formatAdded,
  formatList,
  formatRemoved,
  loadWaivers,
  parseWaivers,
  removeWaiver,
  reportsHere,
  type Waiver,
  type Waivers,
  waiversJsonSchema,
  waiversPath,
} from "./waivers/index.ts";
