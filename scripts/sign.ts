#!/usr/bin/env node
/**
 * Sign bundles that are whole: who made this, for whoever trusts the key.
 *
 * Reads the bundle, appends envelopes under its `attestations/`, changes nothing else. No network but that of a signer
 * asked for by name.
 *
 * @module
 */
import { resolve } from "node:path";
import { defineCommand } from "citty";
import { commonArgs, runScript, signerArgs } from "../lib/cli.ts";
import type { Result, Surroundings } from "../lib/command.ts";
import { exits } from "../lib/errors.ts";
import { exitOfVerdict } from "../lib/report.ts";
import { formatSignatures, openSigners, signBundle } from "../lib/sign/index.ts";
import { type BundleVerdict, formatVerification, verifyBundle } from "../lib/verify/index.ts";

const command = defineCommand({
  meta: { name: "sign", description: "Sign a bundle that is whole, for whoever trusts the key" },
  args: {
    bundle: { type: "positional", required: true, valueHint: "BUNDLE", description: "The bundle's directory" },
    ...signerArgs,
    ...commonArgs,
  },
  async run({ args, data }): Promise<Result> {
    const { talk } = data as Surroundings;
    const cwd = String(args.cwd);
    const shown = String(args.bundle);
    const verdict = await verifyBundle(shown, {
      cwd,
      integrityOnly: true,
      onProgress: (bytes) => talk.progress(`hashing: ${Math.round(bytes / 1e6)} MB`),
    });
    talk.progress(null);
    // A signature would make a damaged bundle look like one that somebody stands for.
    if (verdict.verdict !== "proved" || verdict.bundleDigest === null) return refusal(verdict);
    const signers = await openSigners(args, { cwd, talk });
    const dir = resolve(cwd, shown);
    const report = await signBundle(dir, { shown, bundleDigest: verdict.bundleDigest, signers });
    return { exitCode: exits.proved, document: report, text: () => formatSignatures(report) };
  },
});

export const examples = [
  "kprovengine sign runs/2026-02-15T20-13-00Z-1f3a9c42",
  "kprovengine sign --key ssh:~/.ssh/id_ed25519 runs/2026-02-15T20-13-00Z-1f3a9c42",
];
export default command;
runScript(import.meta.url, command, examples);

// --- internal ---

const refusal = (verdict: BundleVerdict): Result => ({
  exitCode: exitOfVerdict(verdict.verdict),
  document: verdict,
  text: (view) => `${formatVerification(verdict, view)}\nnothing was signed`,
});
