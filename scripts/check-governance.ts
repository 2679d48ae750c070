#!/usr/bin/env node
/**
 * Fail when what governs was changed without a record, or with too small a step of the governance version.
 *
 * Reads tracked files and git's history: no network, no writes but with --attest, the result in .kprov/attestations/.
 * --self-test works in a temporary directory.
 *
 * @module
 */
import { defineCommand } from "citty";
import { runScript } from "../lib/cli.ts";
import type { Surroundings } from "../lib/command.ts";
import { checkArgs, governanceGate, runCheckCommand } from "../lib/guard/index.ts";

const command = defineCommand({
  meta: { name: "check-governance", description: "Fail when rules change without a record and a version step" },
  args: checkArgs,
  run: ({ args, data }) => runCheckCommand(governanceGate, args, (data as Surroundings | undefined)?.talk),
});

export const examples = [
  "kprovengine check-governance",
  "kprovengine check-governance --base origin/main",
  "kprovengine check-governance --self-test",
];
export default command;
runScript(import.meta.url, command, examples);
