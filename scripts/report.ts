#!/usr/bin/env node
/**
 * Write one page about bundles: what ran, how it ended, and what of it is proved.
 *
 * Reads the bundles and the trust file, writes one new file or stdout. No configuration, no network; nothing of what is shown is
 * believed or executed, and nothing existing is overwritten.
 *
 * @module
 */
import { resolve } from "node:path";
import { defineCommand } from "citty";
import { commonArgs, runScript } from "../lib/cli.ts";
import type { Result, Surroundings } from "../lib/command.ts";
import { KprovError } from "../lib/errors.ts";
import { readSmallFile } from "../lib/files.ts";
import { listOf } from "../lib/flags.ts";
import { formatWritten, writeReport } from "../lib/page/index.ts";
import { exitOfVerdict } from "../lib/report.ts";
import { findTrustFile, formatVerification, type LoadedTrust, withTrustedRoot } from "../lib/verify/index.ts";

const file = { type: "string", valueHint: "FILE" } as const;

const command = defineCommand({
  meta: { name: "report", description: "Write one page about bundles, to be read in any browser" },
  args: {
    paths: {
      type: "positional",
      multiple: true,
      required: true,
      valueHint: "BUNDLE",
      description: "A bundle, a tar made by export, or a directory of bundles; several are joined in one page",
    },
    output: { ...file, alias: "o", required: true, description: "Write the page to this new file; - for stdout" },
    trust: { ...file, description: "Believe whom this trust file names, instead of your own" },
    "trusted-root": { ...file, description: "Judge Sigstore certificates under this trusted root" },
    integrity: { type: "boolean", description: "Ask for integrity alone, not for who made the bundles" },
    attestation: {
      ...file,
      multiple: true,
      description: "Hand over an envelope about a bundle, its outputs or its commit",
    },
    statement: {
      ...file,
      multiple: true,
      description: "Show what this statement of a preflight says, which a run refers to by its digest",
    },
    ...commonArgs,
  },
  async run({ args, data }): Promise<Result> {
    const { talk, stdout } = data as Surroundings;
    const [cwd, output] = [String(args.cwd), String(args.output)];
    const paths = listOf(args, "paths");
    assertConsistent(args);
    if (output === "-") assertCanStream(stdout, args.json === true);
    const report = await writeReport(paths, {
      cwd,
      integrityOnly: args.integrity === true,
      trust: args.integrity === true ? null : await trustOf(args, paths, cwd),
      attestations: listOf(args, "attestation"),
      statements: listOf(args, "statement").map((name) => ({ name, bytes: readStatement(name, cwd) })),
      output: output === "-" ? stdout : { path: resolve(cwd, output), shown: output },
      onProgress: (bytes) => talk.progress(`hashing: ${Math.round(bytes / 1e6)} MB`),
    });
    talk.progress(null);
    const { verification } = report;
    const isWritten = "page" in report;
    return {
      exitCode: exitOfVerdict(verification.verdict),
      document: isWritten ? report : verification,
      text: async (view) =>
        isWritten ? formatWritten(report) : `${await formatVerification(verification, view)}\nnothing was written`,
      stream: output === "-" ? "stderr" : "stdout",
    };
  },
});

export const examples = [
  "kprovengine report runs/2026-02-15T20-13-00Z-1f3a9c42 -o report.html",
  "kprovengine report --trust trust.json clean.tar train.tar -o report.html",
  "kprovengine report --integrity runs/ -o - > report.html",
];
export default command;
runScript(import.meta.url, command, examples);

// --- internal ---

interface Flags {
  integrity?: boolean | undefined;
  trust?: string | undefined;
  "trusted-root"?: string | undefined;
}

const assertConsistent = (args: Flags): void => {
  if (args.integrity !== true) return;
  for (const flag of ["trust", "trusted-root", "attestation"] as const)
    if ((args as Record<string, unknown>)[flag] !== undefined)
      throw new KprovError("E_USAGE", `"--${flag}" asks who made the bundle, and --integrity asks not to`);
};

function assertCanStream(stdout: NodeJS.WritableStream, json: boolean): void {
  if (json)
    throw new KprovError("E_USAGE", '"--json" and "--output -" exclude each other: both are for stdout', {
      hint: "name a file with --output",
    });
  if ("isTTY" in stdout && stdout.isTTY === true)
    throw new KprovError("E_USAGE", "Cannot write a page to a terminal", { hint: "name a file with --output" });
}

const trustOf = async (args: Flags, judged: readonly string[], cwd: string): Promise<LoadedTrust | null> => {
  const { trust, "trusted-root": root } = args;
  const loaded = await findTrustFile(trust, { judged, cwd });
  if (root === undefined) return loaded;
  if (loaded === null)
    throw new KprovError(
      "E_TRUST",
      '"--trusted-root" says who proves an identity; nothing says which identities to believe',
      { hint: "name a trust file with identities: --trust FILE" },
    );
  return withTrustedRoot(loaded, resolve(cwd, root));
};

/** Thousands of findings fit. */
const maxStatement = 16 * 2 ** 20;

const readStatement = (name: string, cwd: string): Buffer => {
  try {
    return readSmallFile(resolve(cwd, name), maxStatement);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new KprovError("E_IO", `Cannot read the statement "${name}": ${why}`, { cause });
  }
};
