/**
 * One input against one parser: what must hold, whatever the input is.
 *
 * @module
 */
import { KprovError } from "../../lib/errors.ts";
import { guarded, guardedJson, visible, visibleLines } from "../../lib/text.ts";
import type { Random } from "./mutate.ts";

export interface Target {
  /** Also the directory of its seeds in `corpus/`. */
  name: string;
  /** Hand `bytes` to the parser, and check what it promises: throw an `Error` that isn't a `KprovError` when it breaks it. */
  run: (bytes: Buffer, random: Random) => unknown;
}

/** Milliseconds of processor time that one input may cost. */
export const patience = 1000;
/** Bytes that the process may grow by over one input. */
export const room = 768 * 2 ** 20;

/** What is wrong, or undefined: a crash, a hang, memory without bound, an error that a terminal would obey. */
export const exercise = async (target: Target, bytes: Buffer, random: Random): Promise<string | undefined> => {
  const [before, started] = [process.memoryUsage.rss(), process.cpuUsage()];
  let fault: string | undefined;
  try {
    await target.run(bytes, random);
  } catch (error) {
    fault =
      error instanceof KprovError
        ? judgeWords(error)
        : `crash: ${error instanceof Error ? error.stack : String(error)}`;
  }
  const { user, system } = process.cpuUsage(started);
  const spent = (user + system) / 1000;
  if (fault === undefined && spent > patience) fault = `hang: ${Math.round(spent)} ms`;
  const grown = process.memoryUsage.rss() - before;
  if (fault === undefined && grown > room) fault = `memory: ${Math.round(grown / 2 ** 20)} MiB`;
  return fault;
};

/** Throw unless it holds. */
export const assert: (holds: boolean, what: string) => asserts holds = (holds, what) => {
  if (!holds) throw new Error(`broken promise: ${what}`);
};

// --- internal ---

/** As `printError` shows it. */
const judgeWords = ({ message, hint }: KprovError): string | undefined => {
  const shown = guarded(visibleLines(`${message}\n${hint ?? ""}`), { colour: false });
  if (shown.split("\n").some((line) => visible(line) !== line))
    return `raw control characters are shown: ${JSON.stringify(shown)}`;
  if (JSON.parse(guardedJson(JSON.stringify(message))) !== message.toWellFormed()) {
    return message.isWellFormed() ? `--json says something else: ${JSON.stringify(message)}` : undefined;
  }
  return undefined;
};
