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
import type { Snapshot } from "../surface/index.ts";

export interface GateContext {
  /** Absolute, in the work tree. */
  cwd: string;
  config: ResolvedConfig;
  digest: ConfigDigest | null;
  /** Of this program. */
  version: string;
  /** The configuration's file, absolute; null without one. */
  path: string | null;
  /** The configuration's directory. */
  root: string;
  /** Where clean verdicts may be kept; null for nowhere. */
  cacheDir: string | null;
  env: NodeJS.ProcessEnv;
  /** All checks judge this one. */
  snapshot: Snapshot;
}

/** One check as preflight runs it. */
export interface Gate {
  name: string;
  /** Null when the configuration asks for it, else which key would. */
  missing: (config: ResolvedConfig) => string | null;
  /** Everything built in that decides, beside the configuration: part of the ruleset's digest. */
  ruleset: () => JsonValue | Promise<JsonValue>;
  run: (context: GateContext) => Promise<Report>;
}

/** Each is loaded when it runs. */
export const gates: readonly Gate[] = [
  {
    name: "check-identity",
    missing: ({ identity, projects }) => {
      const { name, repository, display, forbidden, docker } = identity;
      const tokens = "file" in forbidden ? [forbidden.file] : forbidden;
      const lists = [projects, docker.files, Object.keys(docker.labels), display.allow, tokens];
      const isAsked =
        name !== null || repository !== null || display.name !== null || lists.some(({ length }) => length > 0);
      return isAsked ? null : "identity";
    },
    ruleset: async () => Object.keys((await import("../identity/index.ts")).identityRules).sort(),
    run: async ({ cwd, root, path, config, digest, version, cacheDir, snapshot }) => {
      const { checkIdentity, declaredPaths, readForbidden } = await import("../identity/index.ts");
      const { identity, projects } = config;
      return checkIdentity({
        ...{ cwd, root, identity, projects, config: digest, version, cacheDir, snapshot },
        forbidden: readForbidden(identity.forbidden, root),
        declaredIn: declaredPaths({ cwd, path, root, forbidden: identity.forbidden }),
      });
    },
  },
  {
    name: "check-artifacts",
    missing: () => null,
    ruleset: () => [artifactRules.map(({ code }) => code), defaultDeny.map(({ glob }) => glob)],
    run: ({ cwd, config, digest, version, cacheDir, snapshot }) =>
      checkArtifacts({ cwd, artifacts: config.artifacts, config: digest, version, cacheDir, snapshot }),
  },
  {
    name: "check-runtime",
    missing: ({ runtime }) => (Object.values(runtime).some((range) => range !== null) ? null : "runtime"),
    ruleset: async () => (await import("../runtime/index.ts")).runtimeRules.map(({ code }) => code),
    run: async ({ cwd, config, digest, version, env, snapshot }) => {
      const { checkRuntime } = await import("../runtime/index.ts");
      return checkRuntime({ cwd, runtime: config.runtime, config: digest, version, env, snapshot });
    },
  },
];
