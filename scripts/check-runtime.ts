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
import { runScript } from "../lib/cli.ts";
import type { Surroundings } from "../lib/command.ts";
import { checkArgs, runCheckCommand, runtimeGate } from "../lib/guard/index.ts";

const command = defineCommand({
  meta: { name: "check-runtime", description: "Fail when declared, tested and present runtimes disagree" },
  args: checkArgs,
  run: ({ args, data }) => runCheckCommand(runtimeGate, args, (data as Surroundings | undefined)?.talk),
});

export const examples = [
  "kprovengine check-runtime",
  "kprovengine check-runtime --attest",
  "kprovengine check-runtime --self-test",
];
export default command;
runScript(import.meta.url, command, examples);
