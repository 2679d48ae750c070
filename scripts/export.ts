#!/usr/bin/env node
/**
 * Pack a bundle that is whole into one tar, for whoever is to check it elsewhere.
 *
 * Reads the bundle, writes one new file or stdout. No configuration, no network; nothing existing is overwritten.
 *
 * @module
 */
import { resolve } from "node:path";
import { defineCommand } from "citty";
import { commonArgs, runScript } from "../lib/cli.ts";
import type { Result, Surroundings } from "../lib/command.ts";
import { exits, KprovError } from "../lib/errors.ts";
import { exitOfVerdict } from "../lib/report.ts";
import {
  type BundleVerdict,
  exportBundle,
  formatExport,
  formatVerification,
  verifyBundle,
} from "../lib/verify/index.ts";

const command = defineCommand({
  meta: { name: "export", description: "Pack a bundle into one tar, to be verified elsewhere" },
  args: {
    bundle: { type: "positional", required: true, valueHint: "BUNDLE", description: "The bundle's directory" },
    output: {
      type: "string",
      alias: "o",
      required: true,
      valueHint: "FILE",
      description: "Write the tar to this new file; - for stdout",
    },
    ...commonArgs,
  },
  async run({ args, data }): Promise<Result> {
    const { talk, stdout } = data as Surroundings;
    const [cwd, shown, output] = [String(args.cwd), String(args.bundle), String(args.output)];
    if (output === "-") assertCanStream(stdout, args.json === true);
    const verdict = await verifyBundle(shown, {
      cwd,
      integrityOnly: true,
      onProgress: (bytes) => talk.progress(`hashing: ${Math.round(bytes / 1e6)} MB`),
    });
    // A tar would make a damaged bundle look like evidence.
    if (verdict.integrity !== "proved") return refusal(verdict, output === "-");
    const report = await exportBundle(verdict, {
      dir: resolve(cwd, shown),
      output: output === "-" ? stdout : { path: resolve(cwd, output), shown: output },
      onProgress: (bytes) => talk.progress(`packing: ${Math.round(bytes / 1e6)} MB`),
    });
    return {
      exitCode: exits.proved,
      document: report,
      text: () => formatExport(report),
      stream: output === "-" ? "stderr" : "stdout",
    };
  },
});

export const examples = [
  "kprovengine export runs/2026-02-15T20-13-00Z-1f3a9c42 -o run.tar",
  "kprovengine export runs/2026-02-15T20-13-00Z-1f3a9c42 -o - > run.tar",
];
export default command;
runScript(import.meta.url, command, examples);

// --- internal ---

function assertCanStream(stdout: NodeJS.WritableStream, json: boolean): void {
  if (json)
    throw new KprovError("E_USAGE", '"--json" and "--output -" exclude each other: both are for stdout', {
      hint: "name a file with --output",
    });
  if ("isTTY" in stdout && stdout.isTTY === true)
    throw new KprovError("E_USAGE", "Cannot write a tar to a terminal", { hint: "name a file with --output" });
}

function refusal(verdict: BundleVerdict, isStreamed: boolean): Result {
  return {
    exitCode: exitOfVerdict(verdict.integrity),
    document: verdict,
    text: async (view) => `${await formatVerification(verdict, view)}\nnothing was written`,
    stream: isStreamed ? "stderr" : "stdout",
  };
}
