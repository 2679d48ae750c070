/**
 * check-artifacts, as its own command and preflight run it.
 *
 * @module
 */
import { artifactRules } from "../artifact-rules.ts";
import { checkArtifacts } from "../check-artifacts.ts";
import { defaultDeny } from "../deny.ts";
import type { Gate } from "../gate.ts";
import { takeSnapshot } from "../surface/snapshot.ts";

export const artifactsGate: Gate = {
  name: "check-artifacts",
  missing: () => null,
  ruleset: () => [artifactRules.map(({ code }) => code), defaultDeny.map(({ glob }) => glob)],
  run: async ({ cwd, config, digest, version, cacheDir, snapshot, base }) => {
    const options = { cwd, artifacts: config.artifacts, config: digest, version, cacheDir };
    // Without a configuration of the base's own nobody but the candidate says what is ignored.
    if (base === undefined || base.note?.judge === "candidate")
      return checkArtifacts({ ...options, ...(snapshot && { snapshot }) });
    const { ignoredByBase } = await import("../base/ignored.ts");
    const judged = snapshot ?? takeSnapshot(cwd);
    return checkArtifacts({ ...options, snapshot: judged, before: await ignoredByBase(base.commit, judged) });
  },
  judgePackage: async (found, { config }) =>
    (await import("../package/index.ts")).judgePackageArtifacts(found, config.artifacts),
  selfTest: async ({ version, config }) => {
    const { artifacts } = await config();
    return (await import("../self-test.ts")).selfTest({ deny: artifacts.deny, version });
  },
};
