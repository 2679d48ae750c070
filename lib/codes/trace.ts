/**
 * Findings about a step's own events.
 *
 * @module
 */
import type { CodeEntry } from "./entry.ts";

export const traceCodes = {
  EVENTS_REFUSED: {
    title: "Lines that the step wrote to KPROV_EVENTS were refused",
    meaning:
      "They are not events, are longer than 4,096 bytes, name a span that is not open, came after the step had ended, or were too many; or the step took the pipe away (`replaced`), and what it wrote in its place is lost. They were counted, and are no part of the trace. The run is as good as without them.",
    fix: "Correct the first one that the message names; lib/evidence/trace-v1.md of the package says what a line may hold.",
  },
} as const satisfies Record<string, CodeEntry>;
