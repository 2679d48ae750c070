/**
 * The checks that preflight knows, in the order in which they run.
 *
 * @module
 */
import type { ResolvedConfig } from "../../config/index.ts";
import type { JsonValue } from "../../json.ts";
import type { ConfigDigest, Report } from "../../report.ts";
import { artifactRules } from "../artifact-rules.ts";
import { checkArtifacts } from "../check-artifacts.ts";
import { defaultDeny } from "../deny.ts";

export interface GateContext {
  /** Absolute, in the work tree. */
  cwd: string;
  config: ResolvedConfig;
  digest: ConfigDigest | null;
  /** Of this program. */
  version: string;
}

/** One check as preflight runs it. */
export interface Gate {
  name: string;
  /** Null when the configuration asks for it, else which key would. */
  missing: (config: ResolvedConfig) => string | null;
  /** Everything built in that decides, beside the configuration: part of the ruleset's digest. */
  ruleset: () => JsonValue;
  run: (context: GateContext) => Promise<Report>;
}

export const gates: readonly Gate[] = [
  {
    name: "check-artifacts",
    missing: () => null,
    ruleset: () => [artifactRules.map(({ code }) => code), defaultDeny.map(({ glob }) => glob)],
    run: ({ cwd, config, digest, version }) =>
      checkArtifacts({ cwd, artifacts: config.artifacts, config: digest, version }),
  },
];
