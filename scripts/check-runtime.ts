#!/usr/bin/env node
/**
 * Fail when declarations of runtimes disagree, when CI does not test them, or when another interpreter would run here.
 *
 * Reads tracked files and asks interpreters for their version: no network, no writes. --self-test works in a
 * temporary directory.
 *
 * @module
 */
import { defineCommand } from "citty";
import { commonArgs, configArgs, configOptions, reportResult, runScript } from "../lib/cli.ts";
import type { Result } from "../lib/command.ts";
import { loadConfig } from "../lib/config/index.ts";
import { exits } from "../lib/errors.ts";
import { checkRuntime, formatSelfTest, selfTestRuntime } from "../lib/guard/index.ts";
import { version } from "../lib/version.ts";

const command = defineCommand({
  meta: { name: "check-runtime", description: "Fail when declared, tested and present runtimes disagree" },
  args: {
    "self-test": {
      type: "boolean",
      description: "Plant every violation in a temporary repository; all must be caught",
    },
    ...configArgs,
    ...commonArgs,
  },
  async run({ args }): Promise<Result> {
    const { env } = process;
    const { config, digest } = await loadConfig(configOptions(args));
    if (args["self-test"]) {
      const document = await selfTestRuntime({ version, env });
      const exitCode = document.passed ? exits.proved : exits.undecided;
      return { exitCode, document, text: () => formatSelfTest(document) };
    }
    const cwd = args.cwd ?? process.cwd();
    return reportResult(await checkRuntime({ cwd, runtime: config.runtime, config: digest, version, env }));
  },
});

export const examples = ["kprovengine check-runtime", "kprovengine check-runtime --self-test"];
export default command;
runScript(import.meta.url, command, examples);
