/**
 * What a command ends with, on its streams: a result on stdout, an error on stderr.
 *
 * @module
 */
import { releaseChatter } from "./chatter.ts";
import type { Result } from "./command.ts";
import { exitOfError, exits, KprovError, messageOf } from "./errors.ts";
import type { FlagValues } from "./flags.ts";
import { asMachineFault } from "./machine-fault.ts";
import { resultStream } from "./result-stream.ts";
import { withoutSecrets } from "./secrecy.ts";
import { guarded, guardedJson, visibleLines } from "./text.ts";

/** Print a result as the flags ask for, and return the exit code: never that of a success when it could not be delivered. */
export const printResult = async (result: Result, args: FlagValues): Promise<number> => {
  await releaseChatter();
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

/** A result that could not be delivered is not a success, whatever it said. */
export const printText = (text: string, stream: NodeJS.WriteStream, exitCode: number): Promise<number> =>
  new Promise((done) => {
    const onError = (): void => done(exitCode === exits.proved ? exits.undecided : exitCode);
    stream.once("error", onError);
    stream.write(text, (error) => {
      if (error) return;
      stream.off("error", onError);
      done(exitCode);
    });
  });

/**
 * Print an error on stderr as design section 5 says and return its exit code. What it quotes is made visible, and known
 * secrets are taken out of it, also out of stacks.
 */
export const printError = async (thrown: unknown, options: { json: boolean; debug: boolean }): Promise<number> => {
  const error = asMachineFault(thrown);
  await releaseChatter();
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

/** True when a person has read it already, because it is longer than the terminal. */
const isPaged = async (text: string): Promise<boolean> => {
  const { isTTY, rows } = resultStream();
  if (isTTY !== true || text.split("\n").length <= rows) return false;
  const { pagerOf, showPaged } = await import("./pager.ts");
  const pager = pagerOf(process.env);
  return pager !== null && showPaged(text, pager, process.env);
};

const stackOf = (error: Error): string => {
  const below = error.cause instanceof Error ? `\ncaused by ${stackOf(error.cause)}` : "";
  return `${error.stack ?? error.message}${below}`;
};
