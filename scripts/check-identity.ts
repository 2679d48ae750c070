#!/usr/bin/env node
/**
 * Fail when names, URLs, labels or forbidden words say that this is another project.
 *
 * Reads the index, the work tree and the addresses of the remotes: no network, no writes but to the cache. --self-test
 * works in a temporary directory.
 *
 * @module
 */
import { defineCommand } from "citty";
import { cacheRoot } from "../lib/cache.ts";
import { commonArgs, configArgs, configOptions, reportResult, runScript } from "../lib/cli.ts";
import type { Result, Surroundings } from "../lib/command.ts";
import { loadConfig } from "../lib/config/index.ts";
import { exits } from "../lib/errors.ts";
import { checkIdentity, declaredPaths, formatSelfTest, readForbidden, selfTestIdentity } from "../lib/guard/index.ts";
import { version } from "../lib/version.ts";

const command = defineCommand({
  meta: {
    name: "check-identity",
    description: "Fail when names, URLs, labels or words are not the project's",
  },
  args: {
    "self-test": {
      type: "boolean",
      description: "Plant every violation in a temporary repository; all must be caught",
    },
    ...configArgs,
    ...commonArgs,
  },
  async run({ args, data }): Promise<Result> {
    if (args["self-test"]) {
      const document = await selfTestIdentity({ version });
      const exitCode = document.passed ? exits.proved : exits.undecided;
      return { exitCode, document, text: () => formatSelfTest(document) };
    }
    const { config, digest, path, root } = await loadConfig(configOptions(args));
    const { identity, projects } = config;
    const cwd = args.cwd ?? process.cwd();
    const report = await checkIdentity({
      ...{ cwd, root, identity, projects, config: digest, version, cacheDir: cacheRoot() },
      forbidden: readForbidden(identity.forbidden, root),
      declaredIn: declaredPaths({ cwd, path, root, forbidden: identity.forbidden }),
      onProgress: (bytes) =>
        (data as Surroundings | undefined)?.talk.progress(`searching: ${Math.round(bytes / 1e6)} MB`),
    });
    return reportResult(report);
  },
});

export const examples = ["kprovengine check-identity", "kprovengine check-identity --self-test"];
export default command;
runScript(import.meta.url, command, examples);
