/**
 * What must not stay behind: undone at the end of the work, after errors, and when a signal ends the process.
 *
 * @module
 */
import { chmodSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { constants, tmpdir } from "node:os";
import { join } from "node:path";
import { errnoOf, KprovError } from "./errors.ts";

/**
 * Do `work`, then `undo`, whatever happens: an error, `process.exit`, SIGINT, SIGTERM or SIGHUP, which then has its usual
 * effect. `undo` is synchronous, may be called twice and must not throw. Nothing helps against SIGKILL.
 */
export const withUndo = async <T>(undo: () => void, work: () => Promise<T>): Promise<T> => {
  process.on("exit", undo);
  try {
    return await whileHearing(undo, work);
  } finally {
    undo();
    process.off("exit", undo);
  }
};

/** Do `work`; `hear` is told of SIGINT, SIGTERM or SIGHUP, synchronously, before it has its usual effect. */
export const whileHearing = async <T>(hear: (signal: NodeJS.Signals) => void, work: () => Promise<T>): Promise<T> => {
  const onSignal = (signal: NodeJS.Signals): void => {
    hear(signal);
    release();
    // Whoever else listens decides what the signal means.
    if (process.listenerCount(signal) === 0) kill(process.pid, constants.signals[signal]);
  };
  const release = (): void => {
    for (const signal of signals) process.off(signal, onSignal);
  };
  for (const signal of signals) process.on(signal, onSignal);
  try {
    return await work();
  } finally {
    release();
  }
};

/**
 * Do `work` in a new directory that nobody else can look into, below the system's directory for temporary files; it is
 * removed with everything in it. Throws `E_IO` when it can't be made.
 */
export const withScratch = async <T>(prefix: string, work: (dir: string) => Promise<T>): Promise<T> => {
  const dir = makeScratch(prefix);
  return withUndo(
    () => rmSync(dir, { recursive: true, force: true, maxRetries: 2 }),
    () => work(dir),
  );
};

// --- internal ---

/** What `process.kill` asks: both are closed to code of a configuration while it runs, and a signal still means what it means. */
const native = process as unknown as { _kill: (pid: number, signal: number) => number };
const kill = native._kill.bind(process);

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

const makeScratch = (prefix: string): string => {
  try {
    const dir = mkdtempSync(join(realpathSync(tmpdir()), prefix));
    chmodSync(dir, 0o700);
    return dir;
  } catch (cause) {
    throw new KprovError("E_IO", `Cannot make a directory in "${tmpdir()}": ${errnoOf(cause) ?? String(cause)}`, {
      cause,
      hint: "set TMPDIR to a directory that can be written to",
    });
  }
};
