/**
 * check-runtime, as its own command and preflight run it.
 *
 * @module
 */
import type { Gate } from "../gate.ts";

export const runtimeGate: Gate = {
  name: "check-runtime",
  missing: ({ runtime }) => (Object.values(runtime).some((range) => range !== null) ? null : "runtime"),
  ruleset: async () => (await import("../runtime/index.ts")).runtimeRules.map(({ code }) => code),
  run: async ({ cwd, config, digest, version, env, cacheDir, snapshot }) => {
    const { checkRuntime } = await import("../runtime/check-runtime.ts");
    return checkRuntime({
      ...{ cwd, runtime: config.runtime, config: digest, version, env, cacheDir },
      ...(snapshot && { snapshot }),
    });
  },
  selfTest: async ({ version, env }) => (await import("../runtime/index.ts")).selfTestRuntime({ version, env }),
};
