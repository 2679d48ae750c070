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
import { runScript } from "../lib/cli.ts";
import type { Surroundings } from "../lib/command.ts";
import { artifactsGate, checkArgs, packageArgs, runCheckCommand } from "../lib/guard/index.ts";

const command = defineCommand({
  meta: { name: "check-artifacts", description: "Fail when build output or secrets are tracked by git" },
  args: { ...packageArgs, ...checkArgs },
  run: ({ args, data }) => runCheckCommand(artifactsGate, args, (data as Surroundings | undefined)?.talk),
});

export const examples = [
  "kprovengine check-artifacts",
  "kprovengine check-artifacts --package 'dist/*'",
  "kprovengine check-artifacts --attest",
  "kprovengine check-artifacts --self-test",
];
export default command;
runScript(import.meta.url, command, examples);
