#!/usr/bin/env node
/**
 * Judge bundles, and what others have signed: whole, unchanged, by whom, and is it what was asked for?
 *
 * Reads what is named, the trust file and, with --root, the recorded files. No configuration, no network; nothing of
 * what is judged is believed or executed. Writes nothing but the summary that --vsa-out asks for.
 *
 * @module
 */
import { resolve } from "node:path";
import { defineCommand } from "citty";
import { commonArgs, runScript, signerArgs } from "../lib/cli.ts";
import type { Result, Surroundings } from "../lib/command.ts";
import { KprovError } from "../lib/errors.ts";
import { type FlagDefs, type FlagValues, listOf } from "../lib/flags.ts";
import { exitOfVerdict } from "../lib/report.ts";
import { openSigners } from "../lib/sign/index.ts";
import {
  assertAsked,
  assertSummaryPath,
  expectationsOf,
  findTrustFile,
  formatSignedFile,
  formatVerification,
  isSignedFile,
  type LoadedTrust,
  type SummaryInput,
  verifyPaths,
  verifySignedFile,
  withTrustedRoot,
  writeSummary,
} from "../lib/verify/index.ts";

const file = { type: "string", valueHint: "FILE" } as const;
const several = { type: "string", multiple: true } as const;

const args = {
  paths: {
    type: "positional",
    multiple: true,
    required: true,
    valueHint: "BUNDLE",
    description:
      "A bundle, a tar made by export, a directory of bundles and their chain (only an expected head shows that its newest was removed), or a file with signed statements",
  },
  trust: { ...file, description: "Believe whom this trust file names, instead of your own" },
  integrity: { type: "boolean", description: "Ask for integrity alone, not for who made the bundle" },
  root: {
    type: "string",
    valueHint: "DIR",
    description: "Re-hash recorded inputs and outputs where they lie, relative to this directory",
  },
  "expect-step": {
    ...several,
    valueHint: "STEP",
    description: "The run must be of this step, or of another one given",
  },
  "expect-builder": {
    ...several,
    valueHint: "ID",
    description: "The run must name this builder, or another one given",
  },
  "expect-commit": {
    ...several,
    valueHint: "COMMIT",
    description: "The run must start from a clean checkout of it, or of another one given",
  },
  "expect-outcome": {
    type: "enum",
    options: ["succeeded", "failed", "timed-out", "signalled", "interrupted"] as string[],
    description: "How the run must have ended; succeeded when left out",
  },
  "max-age": { type: "string", valueHint: "AGE", description: "The run must have ended within this time, such as 30d" },
  "require-statement": {
    ...several,
    valueHint: "TYPE",
    description:
      "A trusted owner must have signed a statement of this predicate type, or a result of the check of this name, such as preflight, and it must not say no",
  },
  "require-review": {
    type: "boolean",
    description: "Reviewers must have approved it: as many as the trust file asks for, at least one",
  },
  "expect-head": {
    type: "string",
    valueHint: "DIGEST",
    description: "This review must be there: none after it was removed",
  },
  attestation: {
    ...file,
    multiple: true,
    description: "Hand over an envelope about the bundle, its outputs or its commit",
  },
  artifact: { ...file, multiple: true, description: "The signed statement must be about this file" },
  digest: { ...several, valueHint: "ALG:HEX", description: "The signed statement must be about this digest" },
  "expect-verifier": {
    type: "string",
    valueHint: "ID",
    description: "The verification summary must be by this verifier",
  },
  "expect-resource": {
    type: "string",
    valueHint: "URI",
    description: "The verification summary must be about this resource",
  },
  "expect-level": { ...several, valueHint: "LEVEL", description: "The verification summary must reach this level" },
  "trusted-root": { ...file, description: "Judge Sigstore certificates under this trusted root" },
  explain: { type: "boolean", description: "Say for each claim what would change it" },
  "vsa-out": { ...file, description: "Write a signed verification summary of the bundle to this new file" },
  ...signerArgs,
  ...commonArgs,
} as const satisfies FlagDefs;

const command = defineCommand({
  meta: { name: "verify", description: "Judge bundles: whole, unchanged, and by whom" },
  args,
  async run({ args, data }): Promise<Result> {
    const { talk } = data as Surroundings;
    const cwd = String(args.cwd ?? process.cwd());
    const paths = listOf(args, "paths");
    const signed = await Promise.all(paths.map((path) => isSignedFile(path, cwd)));
    assertAsked(args, signed);
    const path = args["vsa-out"];
    if (path !== undefined) assertSummaryPath(path, paths, cwd);
    const trust = args.integrity === true ? null : await trustOf(args, paths, cwd);
    if (signed.includes(true)) return verifyFile(args, { path: paths[0] ?? "", trust, cwd });
    let judged: SummaryInput | undefined;
    const result = await verifyPaths(paths, {
      integrityOnly: args.integrity === true,
      cwd,
      trust,
      expect: expectationsOf(args),
      attestations: listOf(args, "attestation"),
      ...(args.root !== undefined && { root: args.root }),
      onJudged: (input) => {
        judged = input;
      },
      onProgress: (bytes) => talk.progress(`hashing: ${Math.round(bytes / 1e6)} MB`),
    });
    talk.progress(null);
    if (path !== undefined) {
      const signers = () => openSigners(args as FlagValues, { cwd, talk });
      const said = await writeSummary(result, judged, { path, cwd, signers });
      talk.note(`the summary says ${said} and was written to "${path}"`);
    }
    return {
      exitCode: exitOfVerdict(result.verdict),
      document: result,
      text: (view) => formatVerification(result, view, { explain: args.explain === true }),
    };
  },
});

export const examples = [
  "kprovengine verify runs/2026-02-15T20-13-00Z-1f3a9c42",
  "kprovengine verify --trust trust.json --expect-step train --require-review run.tar",
  "kprovengine verify --integrity --root . runs/2026-02-15T20-13-00Z-1f3a9c42",
  "kprovengine verify --trust trust.json --artifact model.bin model.intoto.jsonl",
];
export default command;
runScript(import.meta.url, command, examples);

// --- internal ---

const trustOf = async (given: object, judged: readonly string[], cwd: string): Promise<LoadedTrust | null> => {
  const { trust, "trusted-root": root } = given as FlagValues;
  const named = trust === undefined ? undefined : String(trust);
  const loaded = await findTrustFile(named, { judged, cwd });
  if (root === undefined) return loaded;
  if (loaded === null)
    throw new KprovError(
      "E_TRUST",
      '"--trusted-root" says who proves an identity; nothing says which identities to believe',
      {
        hint: "name a trust file with identities: --trust FILE",
      },
    );
  return withTrustedRoot(loaded, resolve(cwd, String(root)));
};

const verifyFile = async (
  given: object,
  { path, trust, cwd }: { path: string; trust: LoadedTrust | null; cwd: string },
): Promise<Result> => {
  const { "expect-verifier": verifier, "expect-resource": resource, explain } = given as FlagValues;
  const result = await verifySignedFile(path, {
    trust,
    cwd,
    expect: expectationsOf(given),
    artifacts: listOf(given, "artifact"),
    digests: listOf(given, "digest"),
    summary: {
      ...(verifier !== undefined && { verifier: String(verifier) }),
      ...(resource !== undefined && { resource: String(resource) }),
      levels: listOf(given, "expect-level"),
    },
  });
  return {
    exitCode: exitOfVerdict(result.verdict),
    document: result,
    text: (view) => formatSignedFile(result, view, explain === true),
  };
};
