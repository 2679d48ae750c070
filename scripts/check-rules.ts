#!/usr/bin/env node
/**
 * Fail when one of the project's own rules is violated.
 *
 * Reads the index and the work tree, and runs the code of the rules, as it runs the configuration's: what that does is its
 * own affair. No network and no writes of ours, but with --attest the result in .kprov/attestations/. --self-test works in a
 * temporary directory.
 *
 * @module
 */
import { defineCommand } from "citty";
import { runScript } from "../lib/cli.ts";
import type { Surroundings } from "../lib/command.ts";
import { checkArgs, rulesGate, runCheckCommand } from "../lib/guard/index.ts";

const command = defineCommand({
  meta: { name: "check-rules", description: "Fail when one of the project's own rules is violated" },
  args: checkArgs,
  run: ({ args, data }) => runCheckCommand(rulesGate, args, (data as Surroundings | undefined)?.talk),
});

export const examples = [
  "kprovengine check-rules",
  "kprovengine check-rules --attest",
  "kprovengine check-rules --self-test",
];
export default command;
runScript(import.meta.url, command, examples);
