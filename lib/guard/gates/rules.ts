/**
 * check-rules, as its own command and preflight run it.
 *
 * @module
 */
import type { Gate } from "../gate.ts";

export const rulesGate: Gate = {
  name: "check-rules",
  isForeign: true,
  missing: ({ rules }) => (rules.length > 0 ? null : "rules"),
  // The rules themselves are the configuration's.
  ruleset: () => [],
  run: async ({ cwd, config, digest, version, snapshot }) => {
    const { checkRules } = await import("../own/index.ts");
    return checkRules({ cwd, rules: config.rules, config: digest, version, ...(snapshot && { snapshot }) });
  },
  selfTest: async ({ version, config }) => {
    const { rules } = await config();
    return (await import("../own/index.ts")).selfTestRules({ rules, version });
  },
};
