/**
 * check-governance, as its own command and preflight run it.
 *
 * @module
 */
import type { Gate } from "../gate.ts";
import { recordPath } from "../governance/record-path.ts";

export const governanceGate: Gate = {
  name: "check-governance",
  missing: ({ governance }) => (governance === null ? "governance" : null),
  record: recordPath,
  isGivenUp: async (record) => (await import("../governance/index.ts")).isGivenUp(record),
  ruleset: async () => {
    const { checkGovernanceCodes } = await import("../../codes/check-governance.ts");
    return Object.keys(checkGovernanceCodes);
  },
  run: async ({ cwd, config, digest, root, policyRoot, version, cacheDir, snapshot, base }) => {
    const [{ checkGovernance }, { gates }] = await Promise.all([
      import("../governance/index.ts"),
      import("./index.ts"),
    ]);
    // Whoever judges: the record is about the candidate's own configuration.
    const own = base?.candidate ?? { loaded: { config, digest, root }, policyRoot };
    return checkGovernance({
      ...{ cwd, digest, version, gates, cacheDir, own: own.loaded, policyRoot: own.policyRoot },
      ...(base && { base }),
      ...(snapshot && { snapshot }),
    });
  },
  selfTest: async ({ version }) => {
    const [{ selfTestGovernance }, { gates }] = await Promise.all([
      import("../governance/index.ts"),
      import("./index.ts"),
    ]);
    return selfTestGovernance({ version, gates });
  },
};
