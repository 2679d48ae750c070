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
import { runScript } from "../lib/cli.ts";
import type { Surroundings } from "../lib/command.ts";
import { checkArgs, denyArgs, identityGate, packageArgs, runCheckCommand } from "../lib/guard/index.ts";

const command = defineCommand({
  meta: {
    name: "check-identity",
    description: "Fail when names, URLs, labels or words are not the project's",
  },
  args: { ...packageArgs, ...denyArgs, ...checkArgs },
  run: ({ args, data }) => runCheckCommand(identityGate, args, (data as Surroundings | undefined)?.talk),
});

export const examples = [
  "kprovengine check-identity",
  "kprovengine check-identity --history origin/main..HEAD",
  "kprovengine check-identity --package dist/claims_etl-1.0-py3-none-any.whl",
  "kprovengine check-identity --attest",
  "kprovengine check-identity --self-test",
];
export default command;
runScript(import.meta.url, command, examples);
