/**
 * Talk for people, on stderr only.
 *
 * @module
 */

import type { ConsolaInstance } from "consola/basic";
import { elapsed } from "./clock.ts";
import type { Talk } from "./command.ts";
import { withoutSecrets } from "./secrecy.ts";
import { visible, visibleLines } from "./text.ts";

/**
 * Talk on stderr. The library behind it is loaded at the first word: most runs of a gate have nothing to say.
 *
 * Whoever talks need not think of what others wrote: every word is made visible, and known secrets are taken out.
 */
export const createTalk = (options: { quiet: boolean; debug: boolean }): Talk => {
  const { quiet, debug } = options;
  const started = elapsed();
  let drawn = false;
  const say = (level: "info" | "warn" | "debug", message: string): void => {
    wipe();
    void loadConsola().then(async (consola) => consola[level](visibleLines(await withoutSecrets(message))));
  };
  const wipe = (): void => {
    if (drawn) process.stderr.write("\r\u001b[K");
    drawn = false;
  };
  return {
    note: (message) => quiet || say("info", message),
    warn: (message) => quiet || say("warn", message),
    debug: (message) => debug && say("debug", message),
    progress: (message) => {
      wipe();
      if (message === null || quiet || process.stderr.isTTY !== true || elapsed() - started < 1000) return;
      process.stderr.write(visible(message).slice(0, (process.stderr.columns ?? 80) - 1));
      drawn = true;
    },
  };
};

// --- internal ---

let instance: Promise<ConsolaInstance> | undefined;

const loadConsola = (): Promise<ConsolaInstance> => {
  instance ??= import("consola/basic").then(({ createConsola }) =>
    createConsola({ level: 4, stdout: process.stderr, stderr: process.stderr, formatOptions: { date: false } }),
  );
  return instance;
};
