#!/usr/bin/env node
/**
 * Fail when declarations of runtimes disagree, when CI does not test them, or when another interpreter would run here.
 *
 * Reads tracked files and asks interpreters for their version: no network, no writes but with --attest, the result in
 * .kprov/attestations/. --self-test works in a temporary directory.
 *
 * @module
 */
import { defineCommand } from "citty";
import { commonArgs, configArgs, configOptions, reportResult, runScript, signerArgs } from "../lib/cli.ts";
import type { Result, Surroundings } from "../lib/command.ts";
import { loadConfig } from "../lib/config/index.ts";
import { exits } from "../lib/errors.ts";
import {
  attestArgs,
  checkRuntime,
  formatSelfTest,
  openAttest,
  refuseAttest,
  selfTestRuntime,
} from "../lib/guard/index.ts";
import { version } from "../lib/version.ts";

const command = defineCommand({
  meta: { name: "check-runtime", description: "Fail when declared, tested and present runtimes disagree" },
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
    const { env } = process;
    const loaded = await loadConfig(configOptions(args));
    if (args["self-test"]) {
      refuseAttest(args);
      const document = await selfTestRuntime({ version, env });
      const exitCode = document.passed ? exits.proved : exits.undecided;
      return { exitCode, document, text: () => formatSelfTest(document) };
    }
    const cwd = args.cwd ?? process.cwd();
    const attest = await openAttest(args, { cwd, loaded, version, talk: (data as Surroundings | undefined)?.talk });
    const { config, digest } = loaded;
    return attest(reportResult(await checkRuntime({ cwd, runtime: config.runtime, config: digest, version, env })));
  },
});

export const examples = [
  "kprovengine check-runtime",
  "kprovengine check-runtime --attest",
  "kprovengine check-runtime --self-test",
];
export default command;
runScript(import.meta.url, command, examples);
