#!/usr/bin/env node
/**
 * Fail when build output, secrets, compiled or oversized files are tracked by git.
 *
 * Reads the index and the work tree: no network, no writes but for clean verdicts in the user's cache. --self-test works
 * in a temporary directory.
 *
 * @module
 */
import { defineCommand } from "citty";
import { cacheRoot } from "../lib/cache.ts";
import { commonArgs, configArgs, configOptions, reportResult, runScript } from "../lib/cli.ts";
import type { Result } from "../lib/command.ts";
import { loadConfig } from "../lib/config/index.ts";
import { exits } from "../lib/errors.ts";
import { checkArtifacts, formatSelfTest, selfTest } from "../lib/guard/index.ts";
import { version } from "../lib/version.ts";

const command = defineCommand({
  meta: { name: "check-artifacts", description: "Fail when build output or secrets are tracked by git" },
  args: {
    "self-test": {
      type: "boolean",
      description: "Plant every violation in a temporary repository; all must be caught",
    },
    ...configArgs,
    ...commonArgs,
  },
  async run({ args }): Promise<Result> {
    const { config, digest } = await loadConfig(configOptions(args));
    const { artifacts } = config;
    if (args["self-test"]) {
      const document = await selfTest({ deny: artifacts.deny, version });
      const exitCode = document.passed ? exits.proved : exits.undecided;
      return { exitCode, document, text: () => formatSelfTest(document) };
    }
    const cwd = args.cwd ?? process.cwd();
    return reportResult(await checkArtifacts({ cwd, artifacts, config: digest, version, cacheDir: cacheRoot() }));
  },
});

export const examples = ["kprovengine check-artifacts", "kprovengine check-artifacts --self-test"];
export default command;
runScript(import.meta.url, command, examples);
