/**
 * Signals that ask us to stop, and what they mean at each stage of a run.
 *
 * @module
 */
import { constants } from "node:os";
import { KprovError } from "../errors.ts";

/** 128 + the signal's number, as shells report it. */
export const exitOfSignal = (signal: NodeJS.Signals): number => 128 + (constants.signals[signal] ?? 0);

export interface Interruption {
  /** Throws `E_INTERRUPTED`, with 128 + n as exit code, when a signal came that nobody has taken. */
  check(): void;
  /** While listening, signals go to `listener` and no longer to `check`. Returns what ends it. */
  listen(listener: (signal: NodeJS.Signals) => void): () => void;
  /** Give the signals back to Node. */
  release(): void;
}

/** Take SIGINT, SIGTERM and SIGHUP from now on until `release`. */
export const takeSignals = (): Interruption => {
  let pending: NodeJS.Signals | null = null;
  let listener: ((signal: NodeJS.Signals) => void) | null = null;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (listener === null) pending ??= signal;
    else listener(signal);
  };
  for (const signal of taken) process.on(signal, onSignal);
  return {
    check: () => {
      if (pending !== null) throw interrupted(pending);
    },
    listen: (next) => {
      listener = next;
      return () => {
        if (listener === next) listener = null;
      };
    },
    release: () => {
      for (const signal of taken) process.off(signal, onSignal);
    },
  };
};

export const interrupted = (signal: NodeJS.Signals): KprovError =>
  new KprovError("E_INTERRUPTED", `Interrupted by ${signal}`, { exit: exitOfSignal(signal) });

// --- internal ---

const taken = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
