/**
 * Lines that are no part of the trace: how many, why, and which was the first.
 *
 * @module
 */
import type { RefusedEvents } from "../trace-writer.ts";

/** Why, as it is counted in the trace. */
export type Reason = keyof typeof reasons;

export interface Refusals {
  /** Another line is looked at. */
  next(): void;
  /** The line is refused. */
  add(reason: Reason, why?: string): undefined;
  /** What was written into something else than the pipe: nobody has seen its lines, and it counts as one. */
  addReplaced(): void;
  /** Null when nothing was refused. */
  summary(): RefusedEvents | null;
}

/** `safe` takes secrets out of what a line named. */
export const createRefusals = (safe: (text: string) => string): Refusals => {
  const counts = new Map<Reason, number>();
  let [line, total, first] = [0, 0, ""];
  const count = (reason: Reason): void => {
    total += 1;
    counts.set(reason, (counts.get(reason) ?? 0) + 1);
  };
  return {
    next: () => {
      line += 1;
    },
    add: (reason, why) => {
      if (total === 0) first = `line ${line}: ${safe(why ?? reasons[reason])}`;
      count(reason);
    },
    addReplaced: () => {
      if (total === 0) first = reasons.replaced;
      count("replaced");
    },
    summary: () => (total === 0 ? null : { total, reasons: Object.fromEntries(counts), first }),
  };
};

// --- internal ---

const reasons = {
  malformed: "it is no event",
  "too long": "it is longer than 4096 bytes",
  "too many": "the run has as many events as it takes",
  unplaced: "it has no place among the open spans",
  unfinished: "it has no end: its writer was ended, or still writes",
  late: "it came after the step had ended",
  secret: "a secret value in it can't be taken out",
  unwritable: "the trace could not be written",
  replaced: "the pipe was taken away, or something else lies in its place: what was written there is lost",
} as const;
