/**
 * check-identity, as its own command and preflight run it.
 *
 * @module
 */
import type { Gate } from "../gate.ts";

export const identityGate: Gate = {
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
  run: async ({ cwd, root, policyRoot, path, config, digest, version, cacheDir, snapshot, onProgress }) => {
    const { checkIdentity, declaredPaths, readForbidden } = await import("../identity/index.ts");
    const { identity, projects } = config;
    return checkIdentity({
      ...{ cwd, root, identity, projects, config: digest, version, cacheDir },
      ...(snapshot && { snapshot }),
      ...(onProgress && { onProgress }),
      forbidden: readForbidden(identity.forbidden, policyRoot),
      declaredIn: declaredPaths({ cwd, path, root, forbidden: identity.forbidden }),
    });
  },
  selfTest: async ({ version }) => (await import("../identity/index.ts")).selfTestIdentity({ version }),
};
