#!/usr/bin/env node
/**
 * Fail when build output, secrets, compiled or oversized files are tracked by git.
 *
 * Reads the index and the work tree: no network, no writes but for clean verdicts in the user's cache, and with --attest the
 * result in .kprov/attestations/. --self-test works in a temporary directory.
 *
 * @module
 */
import { defineCommand } from "citty";
import { cacheRoot } from "../lib/cache.ts";
import { commonArgs, configArgs, configOptions, reportResult, runScript, signerArgs } from "../lib/cli.ts";
import type { Result, Surroundings } from "../lib/command.ts";
import { loadConfig } from "../lib/config/index.ts";
import { exits } from "../lib/errors.ts";
import { attestArgs, checkArtifacts, formatSelfTest, openAttest, refuseAttest, selfTest } from "../lib/guard/index.ts";
import { version } from "../lib/version.ts";

const command = defineCommand({
  meta: { name: "check-artifacts", description: "Fail when build output or secrets are tracked by git" },
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
    const loaded = await loadConfig(configOptions(args));
    const { artifacts } = loaded.config;
    if (args["self-test"]) {
      refuseAttest(args);
      const document = await selfTest({ deny: artifacts.deny, version });
      const exitCode = document.passed ? exits.proved : exits.undecided;
      return { exitCode, document, text: () => formatSelfTest(document) };
    }
    const cwd = args.cwd ?? process.cwd();
    const attest = await openAttest(args, { cwd, loaded, version, talk: (data as Surroundings | undefined)?.talk });
    const options = { cwd, artifacts, config: loaded.digest, version, cacheDir: cacheRoot() };
    return attest(reportResult(await checkArtifacts(options)));
  },
});

export const examples = [
  "kprovengine check-artifacts",
  "kprovengine check-artifacts --attest",
  "kprovengine check-artifacts --self-test",
];
export default command;
runScript(import.meta.url, command, examples);
