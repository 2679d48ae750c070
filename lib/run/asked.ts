/**
 * From the flags of `run` to its options.
 *
 * @module
 */
import { isUtf8 } from "node:buffer";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { type LoadedConfig, parseAge } from "../config/index.ts";
import { KprovError } from "../errors.ts";
import { listOf } from "../flags.ts";
import { parseDuration, parseTags } from "../values.ts";
import type { RunOptions } from "./options.ts";

type Args = Record<string, unknown>;

/** Throws `E_USAGE` for flags that exclude or need each other. */
export const assertAsked = (args: Args): void => {
  const [argv, isWrapped] = [listOf(args, "--"), "--" in args];
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
  const idle = args["evidence"] === false && Object.entries(needsEvidence).find(([flag]) => args[flag] !== undefined);
  if (idle) throw usage(`"--no-evidence" leaves nothing that could be ${idle[1]}`);
  if (isWrapped) return;
  if (inputs.length === 0) throw usage("Nothing to run: name an input, or put a command after --");
  for (const flag of ["input", "input-ref", "output", "timeout", "clean-env", "tty", "collect", ...watching]) {
    if (args[flag] !== undefined) throw usage(`"--${flag}" needs a command after --`);
  }
  if (args["evidence"] === false)
    throw usage('"--no-evidence" needs a command after --: the built-in pipeline makes nothing but evidence');
};

/** What `run` is asked to do. */
export const optionsOf = (
  args: Args,
  loaded: LoadedConfig,
  { stdout, stderr, ...around }: Pick<RunOptions, "env" | "cacheDir" | "stdout" | "stderr" | "talk" | "clock">,
): RunOptions => {
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
    traceFiles: args["trace-files"] === true || args["strict-inputs"] === true,
    strictInputs: args["strict-inputs"] === true,
    scanFiles: args["scan-files"] === true,
    config: digest,
    recordEnv: config.run.recordEnv,
    secrets: config.run.secrets,
    secretFiles: { root, patterns: config.run.secretFiles },
    approvalsRequired: config.run.approvalsRequired,
    requirePreflight: requiredPreflight(loaded),
    // A wrapped command's stdout must not mix with the one document of --json.
    stdout: args["json"] === true ? stderr : stdout,
    stderr,
    ...around,
  };
};

// --- internal ---

/** Flags that look at files beside what is declared. */
const watching = ["trace-files", "strict-inputs", "scan-files"];

/** What is done with a bundle, by the flags that ask for it. */
const needsEvidence = {
  sign: "signed",
  key: "signed",
  "check-determinism": "compared",
  "trace-files": "traced",
  "strict-inputs": "traced",
  "scan-files": "scanned",
} as const;

/** Node has replaced what it could not decode; only Linux can tell that from a replacement character that was meant. */
const isCommandLineUtf8 = (): boolean => {
  try {
    return isUtf8(readFileSync("/proc/self/cmdline"));
  } catch {
    return true;
  }
};

/** Where its statement is looked for, and how old it may be; null when the configuration does not ask for one. */
const requiredPreflight = ({ config, path, root }: LoadedConfig): RunOptions["requirePreflight"] => {
  const { requirePreflight, out } = config.run;
  if (requirePreflight === false) return null;
  const maxAge = requirePreflight === true ? undefined : requirePreflight.maxAge;
  return { path, root, outDir: resolve(root, out), maxAge: maxAge === undefined ? null : (parseAge(maxAge) ?? 0) };
};
