/**
 * The one place that turns a command into a process: flags in, exit code and streams out.
 *
 * @module
 */
import { realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { ArgsDef } from "citty";
import type { Command, Result, Surroundings } from "./command.ts";
import { beginProcess, endProcess } from "./end-process.ts";
import { exits, messageOf } from "./errors.ts";
import { type FlagDefs, type FlagValues, parseFlags } from "./flags.ts";
import { printError, printResult, printText } from "./print.ts";
import type { Report } from "./report.ts";
import { exitOfVerdict } from "./report.ts";
import { resultStream } from "./result-stream.ts";
import { withoutSecrets } from "./secrecy.ts";
import { visibleLines } from "./text.ts";
import { version } from "./version.ts";
import { workingDirectory } from "./working-directory.ts";

/** Flags that every command has. */
export const commonArgs = {
  json: { type: "boolean", description: "Print exactly one JSON document on stdout" },
  cwd: { type: "string", valueHint: "DIR", description: "Work in this directory instead of the current one" },
  quiet: { type: "boolean", alias: "q", description: "No talk on stderr, and no text when all is proved" },
  verbose: { type: "boolean", alias: "v", description: "Show details of what passed as well" },
  debug: { type: "boolean", description: "Show stack traces and what is being done" },
  help: { type: "boolean", alias: "h", description: "Show this help" },
  version: { type: "boolean", alias: "V", description: "Show the version" },
} as const satisfies ArgsDef;

/** Flags of the commands that read a configuration. */
export const configArgs = {
  config: {
    type: "string",
    valueHint: "FILE",
    description: "Use this configuration instead of searching for kprov.config.*",
  },
  "code-config": {
    type: "boolean",
    default: true,
    description: "Refuse a configuration that is code; accept JSON only",
  },
} as const satisfies ArgsDef;

/** Flags of the commands that sign. */
export const signerArgs = {
  key: {
    type: "string",
    multiple: true,
    valueHint: "SIGNER",
    description: "Sign with this: a key's name or fingerprint, ssh:FILE, ssh-agent, exec:COMMAND or keyless",
  },
  "passphrase-fd": {
    type: "string",
    valueHint: "N",
    description: "Read the key's passphrase from this file descriptor instead of asking",
  },
} as const satisfies FlagDefs;

/** `args` → the options of `loadConfig`. */
export const configOptions = (args: {
  cwd?: string | undefined;
  config?: string | undefined;
  "code-config"?: boolean | undefined;
}) => ({
  cwd: args.cwd ?? process.cwd(),
  allowCode: args["code-config"] !== false,
  ...(args.config !== undefined && { file: args.config }),
});

/** The result of a check: its report, and the exit code of its verdict. */
export const reportResult = (report: Report): Result => ({
  exitCode: exitOfVerdict(report.verdict),
  document: report,
  text: async (view) => (await import("./report-text.ts")).formatReport(report, view),
});

/**
 * Make `command` the process, when the file at `url` is what Node was started with; else do nothing.
 *
 * Returns before the command starts: a script's helpers stand below this call and must exist by then.
 */
export const runScript = (url: string, command: Command, examples: readonly string[] = []): void => {
  if (!isMain(url)) return;
  beginProcess();
  setImmediate(async () => {
    endProcess(await runCommand(command, process.argv.slice(2), examples));
  });
};

/** Run `command` with `argv` and return the exit code. Prints the result, or the error. */
export const runCommand = async (
  command: Command,
  argv: readonly string[],
  examples: readonly string[] = [],
): Promise<number> => {
  const plain = argv.slice(0, argv.includes("--") ? argv.indexOf("--") : argv.length);
  const asked = (...spellings: string[]) => plain.some((token) => spellings.includes(token));
  const json = asked("--json");
  try {
    if (asked("--help", "-h")) return await printHelp(command, examples);
    if (asked("--version", "-V")) return await printText(`${version}\n`, resultStream(), exits.proved);
    const args = parseFlags(argv, command.args as FlagDefs);
    args["cwd"] = workingDirectory(args["cwd"]);
    const result = await callCommand(command, args, argv);
    return await printResult(result, args);
  } catch (error) {
    await tellRefused(command, argv, error);
    return await printError(error, { json, debug: asked("--debug") });
  }
};

// --- internal ---

/** True for the file that Node was started with, through links too. */
const isMain = (url: string): boolean => {
  const started = process.argv[1];
  if (started === undefined) return false;
  try {
    return realpathSync(started) === fileURLToPath(url);
  } catch {
    return false; // Node was started with something that isn't a file, such as -e.
  }
};

/** Whatever happens here, the error itself is told. */
const tellRefused = async (command: Command, argv: readonly string[], error: unknown): Promise<void> => {
  const { args = {}, meta } = command as { args?: FlagDefs; meta?: { name?: string } };
  const refusal = { argv, error, name: meta?.name ?? "kprovengine", env: process.env, stdout: resultStream };
  for (const { refused } of Object.values(args)) {
    try {
      for (const line of (await refused?.(refusal)) ?? [])
        process.stderr.write(`${visibleLines(await withoutSecrets(line))}\n`);
    } catch (fault) {
      process.stderr.write(`${visibleLines(await withoutSecrets(messageOf(fault)))}\n`);
    }
  }
};

const callCommand = async (command: Command, args: FlagValues, rawArgs: readonly string[]): Promise<Result> => {
  const { createTalk } = await import("./log.ts");
  const data: Surroundings = {
    talk: createTalk({ quiet: args["quiet"] === true, debug: args["debug"] === true }),
    // Made when they are asked for: each costs as much as reading twenty files.
    get stdout() {
      return resultStream();
    },
    get stderr() {
      return process.stderr;
    },
  };
  const context = { rawArgs: [...rawArgs], args: { _: [], ...args }, cmd: command, data };
  try {
    return (await command.run?.(context as never)) as Result;
  } finally {
    data.talk.progress(null);
  }
};

const printHelp = async (command: Command, examples: readonly string[]): Promise<number> => {
  const { formatHelp } = await import("./help.ts");
  return printText(await formatHelp(command, examples), resultStream(), exits.proved);
};
