/**
 * Forbidden tokens: names, words and hosts that nothing which git publishes may hold.
 *
 * @module
 */
export { createCollector, type Hit } from "./collector.ts";
export { named } from "./finding.ts";
export { matcherFor } from "./folded.ts";
export { findFree } from "./free.ts";
export {
  createMatcher,
  type Edges,
  type Match,
  type Matcher,
  type Plant,
  type Secrecy,
  type Thread,
} from "./matcher.ts";
export { type ScanForbiddenOptions, type Scanned, scanFor, scanForbidden } from "./scan.ts";
export { assertTokens, type Encoding } from "./tokens.ts";
