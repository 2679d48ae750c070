/**
 * The public API of the package: what `import … from "kprovengine"` gives.
 *
 * @module
 */

export { defineConfig, type KprovConfig } from "./config/index.ts";
export { type Code, type ErrorCode, type FindingCode, KprovError } from "./errors.ts";
export type { Coverage, Finding, Report, Verdict } from "./report.ts";
export type {
  GitFacts,
  Keys,
  Line,
  Located,
  Match,
  Place,
  Repository,
  RepositoryFile,
  Tree,
} from "./repository.ts";
export {
  defineRule,
  type Fault,
  type FileRule,
  type Fixture,
  type FixtureFile,
  type RepositoryRule,
  type RuleDefinition,
} from "./rule-definition.ts";
export {
  type BundleVerdict,
  type Claim,
  type LoadedTrust,
  readTrustFile,
  type TrustFile,
  type VerificationSet,
  type VerifyOptions,
  verifyBundle,
  verifyDirectory,
  verifyPaths,
} from "./verify/index.ts";
