#!/usr/bin/env node
/**
 * Hand a bundle that is whole to others: packed into one tar, or in a form that other tools read.
 *
 * Reads the bundle, writes one new file, one new directory or stdout. No configuration, no network; nothing existing is
 * overwritten.
 *
 * @module
 */
import { statSync } from "node:fs";
import { resolve } from "node:path";
import { defineCommand } from "citty";
import { commonArgs, runScript, signerArgs } from "../lib/cli.ts";
import { systemClock } from "../lib/clock.ts";
import type { Result, Surroundings, Talk } from "../lib/command.ts";
import { exits, KprovError } from "../lib/errors.ts";
import type { Format } from "../lib/exchange/index.ts";
import { listOf } from "../lib/flags.ts";
import { exitOfVerdict } from "../lib/report.ts";
import {
  type BundleVerdict,
  exportBundle,
  findTrustFile,
  formatExport,
  formatVerification,
  isSignedFile,
  type VerificationSet,
  verifyBundle,
} from "../lib/verify/index.ts";

const formats = ["tar", "in-toto", "dsse", "sigstore", "cyclonedx", "ro-crate", "openlineage"] as const satisfies (
  | "tar"
  | Format
)[];

const command = defineCommand({
  meta: { name: "export", description: "Hand a bundle to others: as a tar, or in a form that other tools read" },
  args: {
    bundle: {
      type: "positional",
      required: true,
      multiple: true,
      valueHint: "BUNDLE",
      description: "A bundle's directory; a tar made by export does for other forms than tar. in-toto joins several",
    },
    output: {
      type: "string",
      alias: "o",
      required: true,
      valueHint: "PATH",
      description: "Write this new file, or this new directory (in-toto, ro-crate); - for stdout",
    },
    format: {
      type: "enum",
      options: [...formats],
      valueHint: "FORMAT",
      description: "The form. Default: tar, which verify takes",
    },
    expires: {
      type: "string",
      valueHint: "DATE",
      description: "in-toto: when the layout expires. Default: a year after the last run ended",
    },
    root: {
      type: "string",
      valueHint: "DIR",
      description: "cyclonedx: read the recorded lock files in this directory, and list what they pin",
    },
    namespace: {
      type: "string",
      valueHint: "NAME",
      description: "openlineage: the job's and the files' namespace. Default: the project's name",
    },
    key: {
      type: "string",
      valueHint: "SIGNER",
      description:
        "in-toto: sign with this Ed25519 key: its name or fingerprint, ssh:FILE, ssh-agent or exec:COMMAND. Default: your own",
    },
    "passphrase-fd": signerArgs["passphrase-fd"],
    trust: {
      type: "string",
      valueHint: "FILE",
      description: "in-toto: the origin has to be proved under this trust file. Default: your own",
    },
    vouch: {
      type: "boolean",
      description: "in-toto: sign for bundles whose origin is not proved: the key's owner vouches",
    },
    ...commonArgs,
  },
  async run({ args, data }): Promise<Result> {
    const { talk, stdout } = data as Surroundings;
    const [cwd, output] = [String(args.cwd), String(args.output)];
    const format = (args.format ?? "tar") as (typeof formats)[number];
    if (output === "-") assertCanStream(stdout, { json: args.json === true, format });
    const target = output === "-" ? stdout : { path: resolve(cwd, output), shown: output };
    const context = { cwd, paths: listOf(args, "bundle"), target, talk, args };
    return format === "tar" ? exportTar(context) : exportAs(format, context);
  },
});

export const examples = [
  "kprovengine export runs/2026-02-15T20-13-00Z-1f3a9c42 -o run.tar",
  "kprovengine export runs/2026-02-15T20-13-00Z-1f3a9c42 -o - > run.tar",
  "kprovengine export --format in-toto --key laptop runs/prepare runs/train -o supply-chain",
  "kprovengine export --format cyclonedx --root . runs/2026-02-15T20-13-00Z-1f3a9c42 -o sbom.json",
];
export default command;
runScript(import.meta.url, command, examples);

// --- internal ---

/** Why a bundle that is whole was refused. */
const unproved =
  ": your signature would say more than is proved\n  name a trust file that proves who made it (--trust FILE), or sign for it yourself: --vouch";

interface Context {
  cwd: string;
  paths: string[];
  target: NodeJS.WritableStream | { path: string; shown: string };
  talk: Talk;
  args: Record<string, unknown>;
}

async function exportTar({ cwd, paths, target, talk, args }: Context): Promise<Result> {
  assertFlags("tar", args, []);
  const [shown = "", ...others] = paths;
  if (others.length > 0)
    throw new KprovError("E_USAGE", `"--format tar" takes one bundle, found ${paths.length}`, {
      hint: "export each by itself",
    });
  if (isFile(resolve(cwd, shown)) && !(await isSignedFile(shown, cwd)))
    throw new KprovError("E_USAGE", `"${shown}" is a tar already`, {
      hint: "copy it; other forms are made of tars too: --format FORM",
    });
  const stream = "path" in target ? "stdout" : "stderr";
  const verdict = await verifyBundle(shown, {
    cwd,
    integrityOnly: true,
    onProgress: (bytes) => talk.progress(`hashing: ${Math.round(bytes / 1e6)} MB`),
  });
  // A tar would make a damaged bundle look like evidence.
  if (verdict.integrity !== "proved") return refusal(verdict, stream);
  const report = await exportBundle(verdict, {
    dir: resolve(cwd, shown),
    output: target,
    onProgress: (bytes) => talk.progress(`packing: ${Math.round(bytes / 1e6)} MB`),
  });
  return { exitCode: exits.proved, document: report, text: () => formatExport(report), stream };
}

async function exportAs(format: Format, { cwd, paths, target, talk, args }: Context): Promise<Result> {
  const { exchangeBundles, exchangeMetas, formatExchange } = await import("../lib/exchange/index.ts");
  const meta = (await exchangeMetas()).find(({ name }) => name === format);
  assertFlags(format, args, meta?.flags ?? []);
  const { vouch = false, trust: named } = args as { vouch?: boolean; trust?: string };
  if (vouch && named !== undefined)
    throw new KprovError("E_USAGE", '"--vouch" and "--trust" exclude each other', {
      hint: "--vouch signs without asking who made the bundles; leave it out to have that proved",
    });
  const isAsked = meta?.signs === true && !vouch;
  const stream = "path" in target ? "stdout" : "stderr";
  const text = (name: string) => (typeof args[name] === "string" ? { [name]: args[name] } : {});
  const report = await exchangeBundles(paths, {
    ...{ format, cwd, output: target, clock: systemClock },
    ...{ vouch, trust: isAsked ? await findTrustFile(named, { judged: paths, cwd }) : null },
    ...text("expires"),
    ...text("namespace"),
    ...(typeof args["root"] === "string" && { root: resolve(cwd, args["root"]) }),
    signer: () => openOne(args, { cwd, talk }),
    onProgress: (bytes) => talk.progress(`hashing: ${Math.round(bytes / 1e6)} MB`),
  });
  if ("refused" in report) return refusal(report.refused, stream, { isSigned: isAsked });
  return { exitCode: exits.proved, document: report, text: () => formatExchange(report), stream };
}

async function openOne(args: Record<string, unknown>, options: { cwd: string; talk: Talk }) {
  const { openSigners } = await import("../lib/sign/index.ts");
  const [signer] = await openSigners(args, options);
  if (signer === undefined) throw new Error("No signer");
  return signer;
}

/** A flag that changes nothing is an error. */
function assertFlags(format: string, args: Record<string, unknown>, taken: readonly string[]): void {
  for (const name of ["key", "passphrase-fd", "trust", "vouch", "expires", "root", "namespace"])
    if (args[name] !== undefined && args[name] !== false && !taken.includes(name))
      throw new KprovError("E_USAGE", `"--${name}" means nothing for "--format ${format}"`, {
        hint: "run it with --help to see what it is for",
      });
}

function assertCanStream(stdout: NodeJS.WritableStream, { json, format }: { json: boolean; format: string }): void {
  if (json)
    throw new KprovError("E_USAGE", '"--json" and "--output -" exclude each other: both are for stdout', {
      hint: "name a file with --output",
    });
  if (format === "tar" && "isTTY" in stdout && stdout.isTTY === true)
    throw new KprovError("E_USAGE", "Cannot write a tar to a terminal", { hint: "name a file with --output" });
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

function refusal(
  verdict: BundleVerdict | VerificationSet,
  stream: "stdout" | "stderr",
  { isSigned = false }: { isSigned?: boolean } = {},
): Result {
  const isWhole = verdict.schema === "kprov.verification/v1" && verdict.integrity === "proved";
  return {
    exitCode: exitOfVerdict(verdict.verdict),
    document: verdict,
    text: async (view) =>
      `${await formatVerification(verdict, view)}\nnothing was written${isSigned && isWhole ? unproved : ""}`,
    stream,
  };
}
