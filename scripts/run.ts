#!/usr/bin/env node
/**
 * Run a pipeline step and leave a bundle that proves what happened.
 *
 * Reads the inputs, runs the command or the built-in pipeline, writes one new directory under the output
 * directory. No network of its own.
 *
 * @module
 */
import { existsSync } from "node:fs";
import { relative } from "node:path";
import { defineCommand } from "citty";
import { cacheRoot } from "../lib/cache.ts";
import { commonArgs, configArgs, configOptions, runScript, signerArgs } from "../lib/cli.ts";
import { systemClock } from "../lib/clock.ts";
import type { Result, Surroundings } from "../lib/command.ts";
import { type LoadedConfig, loadConfig } from "../lib/config/index.ts";
import { exits, KprovError } from "../lib/errors.ts";
import { listOf } from "../lib/flags.ts";
import {
  assertAsked,
  formatRun,
  loadDeterminism,
  optionsOf,
  type RunOptions,
  type RunReport,
  recordRun,
  redactWords,
  runWithoutEvidence,
  signRun,
} from "../lib/run/index.ts";
import { keepSecrets } from "../lib/secrecy.ts";
import type { AnySigner, Terminal } from "../lib/sign/index.ts";
import { hasOwnKeys } from "../lib/user-dir.ts";

const command = defineCommand({
  meta: { name: "run", description: "Run a pipeline step and leave a bundle that proves what happened" },
  args: {
    inputs: {
      type: "positional",
      multiple: true,
      valueHint: "INPUT",
      description: "Files, directories or globs for the built-in pipeline",
    },
    step: { type: "string", valueHint: "NAME", description: "Name of the step; default: the command's name" },
    input: {
      type: "string",
      multiple: true,
      valueHint: "PATH",
      description: "File, directory or glob that the command reads",
    },
    "input-ref": {
      type: "string",
      multiple: true,
      valueHint: "URI@sha256:HEX",
      description: "Remote input, recorded as declared, not checked",
    },
    output: {
      type: "string",
      multiple: true,
      valueHint: "PATH",
      description: "File, directory or glob that the command makes; matching nothing is a failure",
    },
    collect: { type: "boolean", description: "Copy the outputs into the bundle" },
    tag: {
      type: "string",
      multiple: true,
      valueHint: "KEY=VALUE",
      description: "Note for searching; not part of what is proved to be equal",
    },
    out: {
      type: "string",
      valueHint: "DIR",
      description: "Directory of bundles; default: runs, or run.out of the configuration",
    },
    "run-id": { type: "string", valueHint: "ID", description: "Use this id instead of drawing one" },
    timeout: {
      type: "string",
      valueHint: "DURATION",
      description:
        "End the command and all it started after 90s, 15m, 2h (a bare number is seconds, 24d the most); default: never",
    },
    "clean-env": { type: "boolean", description: "Pass only the recorded variables to the command" },
    tty: { type: "boolean", description: "Leave the terminal to the command; nothing is logged" },
    pipeline: {
      type: "enum",
      options: ["text"],
      description: "Process inputs as data even if they look like programs",
    },
    "trace-files": {
      type: "boolean",
      description: "See with strace (Linux) which files the command really opens, and record it",
    },
    "strict-inputs": {
      type: "boolean",
      description: "Fail when the command reads what is not declared; implies --trace-files",
    },
    "scan-files": {
      type: "boolean",
      description: "List the work tree before and after, and name what changed that is no declared output",
    },
    "check-determinism": {
      type: "boolean",
      description:
        "Run it twice in clean copies of the commit, and name the first byte that differs and why; 1 when one does",
    },
    evidence: {
      type: "boolean",
      default: true,
      description: "Write no bundle; the command's exit code is all there is",
    },
    sign: { type: "boolean", description: "Sign the bundle; --key implies it. Default: run.sign of the configuration" },
    ...signerArgs,
    ...configArgs,
    ...commonArgs,
    "--": { type: "positional", required: false, description: "The command to run, as given, without a shell" },
  },
  async run({ args, data }) {
    const isWrapped = "--" in args;
    const loaded = await loadConfig({ ...configOptions(args), cacheDir: cacheRoot() });
    const { terminal, ...surroundings } = data as Surroundings & { terminal?: Terminal | null };
    const passphrases: string[] = [];
    const options = { ...optionsOf(args, loaded, { ...surroundings, ...ownSurroundings() }), passphrases };
    keepSecrets(() => redactWords(options.env, options));
    assertAsked(args);
    try {
      // Before the step: a key that can't be unlocked is found out in a second, not after ten hours.
      const signers = await signersOf(args, loaded, {
        ...options,
        ...(terminal !== undefined && { person: terminal }),
      });
      if (args["check-determinism"] === true) return await determinismResult(options, signers, isWrapped);
      const isFirst = !existsSync(options.outDir);
      const report = args.evidence
        ? await signRun(await recordRun(options), signers)
        : await runWithoutEvidence({ ...options, argv: listOf(args, "--") as [string, ...string[]] });
      if (isFirst && args.evidence && signers.length === 0) offerKey(options);
      return runResult(report, { isWrapped, terminal: options.terminal, cwd: options.cwd });
    } catch (error) {
      // With a wrapped command 3 could be the command's own; 125 is ours (design section 5).
      if (!isWrapped || !(error instanceof KprovError) || error.exit !== exits.undecided) throw error;
      throw new KprovError(error.code, error.message, {
        cause: error,
        exit: exits.evidence,
        ...(error.hint !== undefined && { hint: error.hint }),
      });
    }
  },
});

export const examples = [
  "kprovengine run notes.txt --out runs",
  "kprovengine run --step train --input 'data/**' --output 'models/**' -- python train.py",
  "kprovengine run --timeout 2h --tag experiment=7 -- make features",
];
export default command;
runScript(import.meta.url, command, examples);

// --- internal ---

type Args = Record<string, unknown>;

/** Nobody, unless a flag or the configuration asks for a signature; then the sign room is loaded. */
const signersOf = async (
  args: Args,
  { config }: LoadedConfig,
  { cwd, talk, clock, passphrases, person }: RunOptions & { passphrases: string[]; person?: Terminal | null },
): Promise<AnySigner[]> => {
  const isAsked = args["sign"] === true || args["key"] !== undefined || config.run.sign;
  if (!isAsked || args["evidence"] === false) return [];
  const { openSigners } = await import("../lib/sign/index.ts");
  const onPassphrase = (passphrase: string): void => void passphrases.push(passphrase);
  return openSigners(args, { cwd, talk, onPassphrase, ...(person !== undefined && { terminal: person }) }, { clock });
};

/** Once, to a person: the first bundle in a directory is nobody's word yet. */
const offerKey = ({ stderr, talk, env }: RunOptions): void => {
  if (!("isTTY" in stderr) || stderr.isTTY !== true || hasOwnKeys(env)) return;
  talk.note("nobody has signed this run: kprovengine keys new makes a key, and run --sign uses it");
};

const ownSurroundings = () => ({ env: process.env, cacheDir: cacheRoot(), clock: systemClock });

/** The first run is a run like any other, and is signed like one. */
const determinismResult = async (
  options: RunOptions,
  signers: readonly AnySigner[],
  isWrapped: boolean,
): Promise<Result> => {
  const { checkDeterminism, exitOfDeterminism, formatDeterminism } = await loadDeterminism();
  const checked = await checkDeterminism(options);
  const result = runResult(await signRun(checked.run, signers), { isWrapped, ...options });
  const run = result.document as RunReport;
  const report = { ...checked, run };
  return {
    ...result,
    exitCode: exitOfDeterminism(report),
    document: report,
    text: async (view) => `${await result.text(view)}\n${formatDeterminism(report)}`,
  };
};

const runResult = (report: RunReport, how: { isWrapped: boolean; terminal: boolean; cwd: string }): Result => {
  const shown = report.bundle === null ? null : relative(how.cwd, report.bundle) || report.bundle;
  return {
    exitCode: report.exitCode,
    document: { ...report, bundle: shown },
    text: () => formatRun({ ...report, bundle: shown }, how),
    stream: how.isWrapped ? "stderr" : "stdout",
  };
};
