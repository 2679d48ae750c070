/**
 * Which way each key is tighter: what decides whether a change of the configuration loosens or tightens.
 *
 * A test holds that every key of the schema has a row, so that no new key slips past the versioning contract. In doubt a
 * key is a `demand`: what can't be ordered counts as loosened.
 *
 * @module
 */

/**
 * - `words`: decides nothing; a change of it is one of words
 * - `demand`: one value that is asked for; another value, or none, loosens
 * - `demands`: a list or table of things that are asked for; each one that goes or changes loosens, each new one tightens
 * - `allowances`: a list or table of exceptions; each new or changed one loosens, each one that goes tightens
 * - `ceiling`: more of it loosens
 * - `floor`: less of it loosens
 * - `switch`: on is tighter
 * - `range`: versions; one that lies within the old one tightens
 * - `age`: off is loosest, then what has no limit; a shorter limit is tighter
 * - `tokens`: `demands` whose values are recorded as digests only
 */
export type Way =
  | "words"
  | "demand"
  | "demands"
  | "allowances"
  | "ceiling"
  | "floor"
  | "switch"
  | "range"
  | "age"
  | "tokens";

export interface Direction {
  way: Way;
  /** For lists of objects: the field that says which one it is. */
  by?: string;
  /** Fields of such objects that are words. */
  words?: readonly string[];
}

/** Key as in the documentation's table → its direction. */
export const directions: Readonly<Record<string, Direction>> = {
  $schema: { way: "words" },
  project: { way: "words" },
  "identity.name": { way: "demand" },
  "identity.commands": { way: "allowances" },
  "identity.display.name": { way: "demand" },
  "identity.display.allow": { way: "allowances" },
  "identity.repository": { way: "demand" },
  "identity.forbidden": { way: "tokens" },
  "identity.docker.files": { way: "demands" },
  "identity.docker.labels": { way: "demands" },
  projects: { way: "demands", by: "root" },
  "artifacts.deny": { way: "demands" },
  "artifacts.allow": { way: "allowances", by: "glob", words: ["reason"] },
  "artifacts.maxFileSize": { way: "ceiling" },
  "runtime.python": { way: "range" },
  "runtime.node": { way: "range" },
  "runtime.go": { way: "range" },
  "runtime.rust": { way: "range" },
  "preflight.commands": { way: "demands" },
  "preflight.stagedLinks": { way: "allowances" },
  "parity.ciOnly": { way: "allowances", by: "run", words: ["reason"] },
  "waivers.maxDays": { way: "ceiling" },
  "governance.documents": { way: "demands" },
  "governance.workflows": { way: "demands" },
  "governance.files": { way: "demands" },
  rules: { way: "demands", by: "name", words: ["title", "why", "fix"] },
  "run.out": { way: "words" },
  "run.recordEnv": { way: "demands" },
  "run.collect": { way: "switch" },
  "run.secrets": { way: "demands" },
  "run.sign": { way: "switch" },
  "run.secretFiles": { way: "demands" },
  "run.approvalsRequired": { way: "floor" },
  "run.requirePreflight": { way: "age" },
  "catalog.file": { way: "words" },
  "catalog.searchable": { way: "allowances" },
};
