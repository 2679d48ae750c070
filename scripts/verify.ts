#!/usr/bin/env node
/**
 * Judge bundles: is each one whole, unchanged and in agreement with itself?
 *
 * Reads the bundles and, with --root, the recorded files. No configuration, no network, no writes; nothing of a
 * bundle is believed or executed.
 *
 * @module
 */
import { defineCommand } from "citty";
import { commonArgs, runScript } from "../lib/cli.ts";
import type { Result, Surroundings } from "../lib/command.ts";
import { listOf } from "../lib/flags.ts";
import { exitOfVerdict } from "../lib/report.ts";
import { formatVerification, type VerifyOptions, verifyPaths } from "../lib/verify/index.ts";

const command = defineCommand({
  meta: {
    name: "verify",
    description: "Judge bundles: whole, unchanged, and by whom",
  },
  args: {
    paths: {
      type: "positional",
      multiple: true,
      required: true,
      valueHint: "BUNDLE",
      description:
        "A bundle, or a directory of bundles and their chain; only an expected head shows that its newest was removed",
    },
    integrity: { type: "boolean", description: "Ask for integrity alone, not for who made the bundle" },
    root: {
      type: "string",
      valueHint: "DIR",
      description: "Re-hash recorded inputs and outputs where they lie, relative to this directory",
    },
    ...commonArgs,
  },
  async run({ args, data }): Promise<Result> {
    const { talk } = data as Surroundings;
    const options: VerifyOptions = {
      integrityOnly: args.integrity === true,
      ...(args.cwd !== undefined && { cwd: args.cwd }),
      ...(args.root !== undefined && { root: args.root }),
      onProgress: (bytes) => talk.progress(`hashing: ${Math.round(bytes / 1e6)} MB`),
    };
    const result = await verifyPaths(listOf(args, "paths"), options);
    return {
      exitCode: exitOfVerdict(result.verdict),
      document: result,
      text: (view) => formatVerification(result, view),
    };
  },
});

export const examples = [
  "kprovengine verify --integrity runs/2026-02-15T20-13-00Z-1f3a9c42",
  "kprovengine verify --integrity --root . runs/2026-02-15T20-13-00Z-1f3a9c42",
  "kprovengine verify --integrity runs",
];
export default command;
runScript(import.meta.url, command, examples);
