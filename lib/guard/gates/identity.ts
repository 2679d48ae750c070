/**
 * check-identity, as its own command and preflight run it.
 *
 * @module
 */
import type { Finding } from "../../report.ts";
import { keepSecretsAtHand } from "../../secrecy.ts";
import type { Gate, GateContext } from "../gate.ts";

export const identityGate: Gate = {
  name: "check-identity",
  missing: ({ identity, projects }) => {
    const { name, commands, repository, display, forbidden, docker } = identity;
    // A list, or an object that names one.
    const tokens = Object.keys(forbidden);
    const lists = [projects, commands, docker.files, Object.keys(docker.labels), display.allow, tokens];
    const isAsked =
      name !== null || repository !== null || display.name !== null || lists.some(({ length }) => length > 0);
    return isAsked ? null : "identity";
  },
  ruleset: async () => Object.keys((await import("../identity/index.ts")).identityRules).sort(),
  run: async (context) => {
    const { cwd, root, policyRoot, path, config, digest, version, cacheDir, env, snapshot, onProgress } = context;
    const { checkIdentity, declaredPaths, filesOf, readForbidden } = await import("../identity/index.ts");
    const { identity, projects } = config;
    const { deny: { history } = {} } = context;
    const privateTokens = await openPrivate(context);
    return checkIdentity({
      ...{ cwd, root, identity, projects, config: digest, version, cacheDir },
      isPart: context.listsFrom !== undefined,
      ...(snapshot && { snapshot }),
      ...(onProgress && { onProgress }),
      ...(privateTokens && { privateTokens }),
      ...(history !== undefined && { history, env }),
      forbidden: readForbidden(identity.forbidden, policyRoot),
      letters: filesOf(identity.forbidden).ignoreCase === true ? "ignore" : "keep",
      declaredIn: declaredPaths({ cwd, path, root, forbidden: identity.forbidden }),
    });
  },
  judgePackage: async (found, context) => {
    const all = await (await import("../package/index.ts")).judgePackageIdentity(found, identityGate, context);
    return { findings: all.filter((one) => !isAboutList(one)), elsewhere: all.filter(isAboutList) };
  },
  selfTest: async ({ version }) => (await import("../identity/index.ts")).selfTestIdentity({ version }),
};

// --- internal ---

/** Of the private list, which lies in the repository whatever is judged. */
const isAboutList = ({ code }: Finding): boolean => code.startsWith("PRIVATE_");

const openPrivate = async ({ config, policyRoot, env, deny = {}, ...context }: GateContext) => {
  const { cwd, root } = context.listsFrom ?? context;
  const { filesOf } = await import("../identity/index.ts");
  const { private: file, saltFile } = filesOf(config.identity.forbidden);
  if (file === undefined) return undefined;
  const { createMask, openPrivateList } = await import("../private/index.ts");
  const opened = openPrivateList({ file, policyRoot, cwd, root, env, flag: deny.saltFile, configured: saltFile });
  const { list } = opened;
  // What is said on the way, and errors, may quote what the repository holds.
  if (list !== undefined) keepSecretsAtHand(() => createMask(list.matcher), list.matcher.secrecy.blind);
  return opened;
};
