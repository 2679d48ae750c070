#!/usr/bin/env node
/**
 * Run a pipeline step and leave a bundle that proves what happened.
 *
 * Reads the inputs, runs the command or the built-in pipeline, writes one new directory under the output
 * directory. No network of its own.
 *
 * @module
 */
import { isUtf8 } from "node:buffer";
import { existsSync, readFileSync } from "node:fs";
import { relative, resolve } from "node:path";
import { defineCommand } from "citty";
import { cacheRoot } from "../lib/cache.ts";
import { commonArgs, configArgs, configOptions, runScript, signerArgs } from "../lib/cli.ts";
import { systemClock } from "../lib/clock.ts";
import type { Result, Surroundings } from "../lib/command.ts";
import { type LoadedConfig, loadConfig, parseAge } from "../lib/config/index.ts";
import { exits, KprovError } from "../lib/errors.ts";
import { listOf } from "../lib/flags.ts";
import {
  formatRun,
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
import { parseDuration, parseTags } from "../lib/values.ts";

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
    const argv = listOf(args, "--");
    const isWrapped = "--" in args;
    const loaded = await loadConfig({ ...configOptions(args), cacheDir: cacheRoot() });
    const { terminal, ...surroundings } = data as Surroundings & { terminal?: Terminal | null };
    const passphrases: string[] = [];
    const options = { ...runOptions(args, loaded, surroundings), passphrases };
    keepSecrets(() => redactWords(options.env, options));
    assertUsage(args, argv, isWrapped);
    try {
      // Before the step: a key that can't be unlocked is found out in a second, not after ten hours.
      const signers = await signersOf(args, loaded, {
        ...options,
        ...(terminal !== undefined && { person: terminal }),
      });
      const isFirst = !existsSync(options.outDir);
      const report = args.evidence
        ? await signRun(await recordRun(options), signers)
        : await runWithoutEvidence({ ...options, argv: argv as [string, ...string[]] });
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

const assertUsage = (args: Args, argv: readonly string[], isWrapped: boolean): void => {
  const usage = (message: string): KprovError =>
    new KprovError("E_USAGE", message, { hint: "run it with --help to see what it takes" });
  const inputs = listOf(args, "inputs");
  if (inputs.includes("")) throw usage("An input is empty: a variable that is not set?");
  if (argv.some((word) => word.includes("\ufffd")) && !isCommandLineUtf8())
    throw usage("An argument is not valid UTF-8, so it can't be passed on as given");
  if (isWrapped && argv.length === 0) throw usage('"--" needs a command after it');
  if (isWrapped && inputs.length > 0)
    throw usage(`Unexpected argument "${inputs[0]}": declare what the command reads with --input`);
  if (isWrapped && args["pipeline"] !== undefined) throw usage('"--pipeline" is for inputs without a command');
  if (args["evidence"] === false && (args["sign"] === true || args["key"] !== undefined))
    throw usage('"--no-evidence" leaves nothing that could be signed');
  if (isWrapped) return;
  if (inputs.length === 0) throw usage("Nothing to run: name an input, or put a command after --");
  for (const flag of ["input", "input-ref", "output", "timeout", "clean-env", "tty", "collect"]) {
    if (args[flag] !== undefined) throw usage(`"--${flag}" needs a command after --`);
  }
  if (args["evidence"] === false)
    throw usage('"--no-evidence" needs a command after --: the built-in pipeline makes nothing but evidence');
};

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

/** Node has replaced what it could not decode; only Linux can tell that from a replacement character that was meant. */
const isCommandLineUtf8 = (): boolean => {
  try {
    return isUtf8(readFileSync("/proc/self/cmdline"));
  } catch {
    return true;
  }
};

const runOptions = (args: Args, loaded: LoadedConfig, surroundings: Surroundings): RunOptions => {
  const { config, digest, root } = loaded;
  const cwd = String(args["cwd"]);
  const argv = listOf(args, "--");
  const text = (name: string): string | null => (typeof args[name] === "string" ? args[name] : null);
  const timeout = text("timeout");
  return {
    cwd,
    outDir: typeof args["out"] === "string" ? resolve(cwd, args["out"]) : resolve(root, config.run.out),
    runId: text("run-id"),
    argv: argv.length === 0 ? null : (argv as [string, ...string[]]),
    step: text("step"),
    project: config.project ?? null,
    tags: parseTags(listOf(args, "tag")),
    inputs: argv.length === 0 ? listOf(args, "inputs") : listOf(args, "input"),
    inputRefs: listOf(args, "input-ref"),
    outputs: listOf(args, "output"),
    collect: args["collect"] === true || (argv.length > 0 && config.run.collect),
    cleanEnvironment: args["clean-env"] === true,
    terminal: args["tty"] === true,
    timeout: timeout === null ? null : parseDuration(timeout),
    insist: args["pipeline"] !== undefined,
    config: digest,
    recordEnv: config.run.recordEnv,
    secrets: config.run.secrets,
    secretFiles: { root, patterns: config.run.secretFiles },
    approvalsRequired: config.run.approvalsRequired,
    requirePreflight: requiredPreflight(loaded),
    env: process.env,
    cacheDir: cacheRoot(),
    // A wrapped command's stdout must not mix with the one document of --json.
    stdout: args["json"] === true ? surroundings.stderr : surroundings.stdout,
    stderr: surroundings.stderr,
    talk: surroundings.talk,
    clock: systemClock,
  };
};

/** Where its statement is looked for, and how old it may be; null when the configuration does not ask for one. */
const requiredPreflight = ({ config, path, root }: LoadedConfig): RunOptions["requirePreflight"] => {
  const { requirePreflight, out } = config.run;
  if (requirePreflight === false) return null;
  const maxAge = requirePreflight === true ? undefined : requirePreflight.maxAge;
  return { path, root, outDir: resolve(root, out), maxAge: maxAge === undefined ? null : (parseAge(maxAge) ?? 0) };
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
