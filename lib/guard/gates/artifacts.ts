/**
 * check-artifacts, as its own command and preflight run it.
 *
 * @module
 */
import { artifactRules } from "../artifact-rules.ts";
import { checkArtifacts } from "../check-artifacts.ts";
import { defaultDeny } from "../deny.ts";
import type { Gate } from "../gate.ts";

export const artifactsGate: Gate = {
  name: "check-artifacts",
  missing: () => null,
  ruleset: () => [artifactRules.map(({ code }) => code), defaultDeny.map(({ glob }) => glob)],
  run: ({ cwd, config, digest, version, cacheDir, snapshot }) =>
    checkArtifacts({
      ...{ cwd, artifacts: config.artifacts, config: digest, version, cacheDir },
      ...(snapshot && { snapshot }),
    }),
  judgePackage: async (found, { config }) =>
    (await import("../package/index.ts")).judgePackageArtifacts(found, config.artifacts),
  selfTest: async ({ version, config }) => {
    const { artifacts } = await config();
    return (await import("../self-test.ts")).selfTest({ deny: artifacts.deny, version });
  },
};
