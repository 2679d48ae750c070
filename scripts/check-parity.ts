#!/usr/bin/env node
/**
 * Fail when CI does not run the gate that runs here, leaves it out, or does not fail when it fails.
 *
 * Reads tracked files: no writes but with --attest, the result in .kprov/attestations/. No network but with --remote, when
 * GitHub's API is asked what the default branch requires. --self-test works in a temporary directory.
 *
 * @module
 */
import { defineCommand } from "citty";
import { runScript } from "../lib/cli.ts";
import type { Surroundings } from "../lib/command.ts";
import { checkArgs, createParityGate, runCheckCommand } from "../lib/guard/index.ts";

const command = defineCommand({
  meta: { name: "check-parity", description: "Fail when CI does not run the same gate, or does not fail with it" },
  args: {
    remote: {
      type: "boolean",
      description: "Ask GitHub what the default branch requires; needs GITHUB_TOKEN or GH_TOKEN",
    },
    ...checkArgs,
  },
  run: ({ args, data }) =>
    runCheckCommand(createParityGate(args.remote === true), args, (data as Surroundings | undefined)?.talk),
});

export const examples = [
  "kprovengine check-parity",
  "kprovengine check-parity --remote",
  "kprovengine check-parity --self-test",
];
export default command;
runScript(import.meta.url, command, examples);
