#!/usr/bin/env node
/**
 * Fail when names, URLs, labels or forbidden words say that this is another project.
 *
 * Reads the index, the work tree and the addresses of the remotes: no network, no writes but to the cache, and with --attest
 * the result in .kprov/attestations/. --self-test works in a temporary directory.
 *
 * @module
 */
import { defineCommand } from "citty";
import { cacheRoot } from "../lib/cache.ts";
import { commonArgs, configArgs, configOptions, reportResult, runScript, signerArgs } from "../lib/cli.ts";
import type { Result, Surroundings } from "../lib/command.ts";
import { loadConfig } from "../lib/config/index.ts";
import { exits } from "../lib/errors.ts";
import {
  attestArgs,
  checkIdentity,
  declaredPaths,
  formatSelfTest,
  openAttest,
  readForbidden,
  refuseAttest,
  selfTestIdentity,
} from "../lib/guard/index.ts";
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
    ...attestArgs,
    ...signerArgs,
    ...configArgs,
    ...commonArgs,
  },
  async run({ args, data }): Promise<Result> {
    if (args["self-test"]) {
      refuseAttest(args);
      const document = await selfTestIdentity({ version });
      const exitCode = document.passed ? exits.proved : exits.undecided;
      return { exitCode, document, text: () => formatSelfTest(document) };
    }
    const loaded = await loadConfig(configOptions(args));
    const { config, digest, path, root } = loaded;
    const { identity, projects } = config;
    const cwd = args.cwd ?? process.cwd();
    const talk = (data as Surroundings | undefined)?.talk;
    const attest = await openAttest(args, { cwd, loaded, version, talk });
    const report = await checkIdentity({
      ...{ cwd, root, identity, projects, config: digest, version, cacheDir: cacheRoot() },
      forbidden: readForbidden(identity.forbidden, root),
      declaredIn: declaredPaths({ cwd, path, root, forbidden: identity.forbidden }),
      onProgress: (bytes) => talk?.progress(`searching: ${Math.round(bytes / 1e6)} MB`),
    });
    return attest(reportResult(report));
  },
});

export const examples = [
  "kprovengine check-identity",
  "kprovengine check-identity --attest",
  "kprovengine check-identity --self-test",
];
export default command;
runScript(import.meta.url, command, examples);
