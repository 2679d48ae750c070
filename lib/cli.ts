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
import { exitOfError, exits, KprovError, messageOf } from "./errors.ts";
import { type FlagDefs, type FlagValues, parseFlags } from "./flags.ts";
import type { Report } from "./report.ts";
import { exitOfVerdict } from "./report.ts";
import { resultStream } from "./result-stream.ts";
import { withoutSecrets } from "./secrecy.ts";
import { guarded, guardedJson, visibleLines } from "./text.ts";
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

/**
 * Print an error on stderr as design section 5 says and return its exit code. What it quotes is made visible, and known
 * secrets are taken out of it, also out of stacks.
 */
export const printError = async (error: unknown, options: { json: boolean; debug: boolean }): Promise<number> => {
  const known = error instanceof KprovError;
  const code = known ? error.code : "E_BUG";
  const message = await withoutSecrets(messageOf(error));
  const hint = known
    ? error.hint && (await withoutSecrets(error.hint))
    : "run it again with --debug and report the stack";
  if (options.json) {
    const document = { schema: "kprov.error/v1", code, message, hint: hint ?? null };
    process.stderr.write(`${guardedJson(JSON.stringify(document))}\n`);
  } else {
    const below = hint === undefined ? "" : `  ${visibleLines(hint)}\n`;
    process.stderr.write(`error ${code}: ${visibleLines(message)}\n${below}`);
  }
  if (options.debug && error instanceof Error)
    process.stderr.write(`${visibleLines(await withoutSecrets(stackOf(error)))}\n`);
  return exitOfError(error);
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

const printResult = async (result: Result, args: FlagValues): Promise<number> => {
  if (args["json"] === true) {
    return printText(`${guardedJson(JSON.stringify(result.document, null, 2))}\n`, resultStream(), result.exitCode);
  }
  if (args["quiet"] === true && result.exitCode === exits.proved) return result.exitCode;
  const stream = result.stream === "stderr" ? process.stderr : resultStream();
  const colour = stream.isTTY === true && !process.env["NO_COLOR"] && process.env["TERM"] !== "dumb";
  const page = await result.text({ colour, width: stream.columns ?? 80, verbose: args["verbose"] === true });
  const shown = guarded(page, { colour });
  const text = shown === "" || shown.endsWith("\n") ? shown : `${shown}\n`;
  if (result.isLong === true && stream === resultStream() && (await isPaged(text))) return result.exitCode;
  const delivered = await printText(text, stream, result.exitCode);
  // On stderr it is talk: the result of a wrapped command is its own output and its exit code.
  return result.stream === "stderr" ? result.exitCode : delivered;
};

/** True when a person has read it already, because it is longer than the terminal. */
const isPaged = async (text: string): Promise<boolean> => {
  const { isTTY, rows } = resultStream();
  if (isTTY !== true || text.split("\n").length <= rows) return false;
  const { pagerOf, showPaged } = await import("./pager.ts");
  const pager = pagerOf(process.env);
  return pager !== null && showPaged(text, pager, process.env);
};

/** A result that could not be delivered is not a success, whatever it said. */
const printText = (text: string, stream: NodeJS.WriteStream, exitCode: number): Promise<number> =>
  new Promise((done) => {
    const onError = (): void => done(exitCode === exits.proved ? exits.undecided : exitCode);
    stream.once("error", onError);
    stream.write(text, (error) => {
      if (error) return;
      stream.off("error", onError);
      done(exitCode);
    });
  });

const printHelp = async (command: Command, examples: readonly string[]): Promise<number> => {
  const { formatHelp } = await import("./help.ts");
  return printText(await formatHelp(command, examples), resultStream(), exits.proved);
};

const stackOf = (error: Error): string => {
  const below = error.cause instanceof Error ? `\ncaused by ${stackOf(error.cause)}` : "";
  return `${error.stack ?? error.message}${below}`;
};
