/**
 * check-parity, as its own command and preflight run it.
 *
 * @module
 */
import type { Gate } from "../gate.ts";

/** `remote`: ask the host, too. Only the command of its own can: preflight asks nobody. */
export const createParityGate = (remote: boolean): Gate => ({
  name: "check-parity",
  missing: ({ parity }) => (parity === null ? "parity" : null),
  ruleset: async () => {
    const { checkParityCodes } = await import("../../codes/check-parity.ts");
    return Object.keys(checkParityCodes);
  },
  run: async ({ cwd, config, digest, path, version, env, cacheDir, snapshot, base }) => {
    const [{ checkParity }, { gates }] = await Promise.all([import("../parity/check-parity.ts"), import("./index.ts")]);
    const checks = gates.filter(({ missing }) => missing(config) === null).map(({ name }) => name);
    return checkParity({
      ...{ cwd, config, digest, path, version, env, cacheDir, checks, remote, isBased: base !== undefined },
      ...(snapshot && { snapshot }),
    });
  },
  selfTest: async ({ version }) => (await import("../parity/index.ts")).selfTestParity({ version }),
});

export const parityGate = createParityGate(false);
