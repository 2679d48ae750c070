/**
 * Bytes in, events of the trace out: cut into lines, judged, redacted, placed, bounded; what is refused is counted.
 *
 * @module
 */
import { canonicalJson } from "../../json.ts";
import type { Redactor } from "../redaction/index.ts";
import type { ProgramEntry, RefusedEvents } from "../trace-writer.ts";
import { type Fault, readLine, type Said } from "./line.ts";
import { createRefusals, type Reason } from "./refusals.ts";
import { createSpans } from "./spans.ts";

/** What a run takes of its step: enough for every honest program, and an end for every other. */
export const limits = {
  /** Bytes, the newline included: what POSIX writes into a pipe in one piece, so that no writers mix. */
  line: 4096,
  events: 1_000_000,
  /** Bytes of all lines. */
  bytes: 256 * 2 ** 20,
} as const;

export interface IntakeOptions {
  redactor: Redactor;
  stepSpan: string;
  runSpan: string;
  newId: () => string;
  /** Write them into the trace; may throw the system's error. */
  write: (entries: readonly ProgramEntry[]) => void;
}

export interface Intake {
  /** Take what came. Never throws; nothing of `chunk` is kept. */
  push(chunk: Buffer): void;
  /** The step has ended: whatever comes from now on is late. A line that was begun and not ended is given up. */
  settle(): void;
  /** What lies at the path of the pipe is not the pipe. */
  replaced(): void;
  refused(): RefusedEvents | null;
}

export const createIntake = (options: IntakeOptions): Intake => {
  const { redactor, write } = options;
  const spans = createSpans(options);
  const refusals = createRefusals((text) => redactor.text(text));
  const lines = createLines();
  let [state, events, bytes] = ["open" as "open" | "late" | "unwritable", 0, 0];

  const place = (said: Said): ProgramEntry | Reason | Fault => {
    // A span that is open may always end.
    if ((events >= limits.events || bytes >= limits.bytes) && said.phase !== "end") return "too many";
    const clean = redactor.isEmpty ? said : withoutSecrets(said, redactor);
    return clean === undefined ? "secret" : spans.place(clean);
  };
  const judge = (line: Buffer | null): ProgramEntry | undefined => {
    refusals.next();
    if (state !== "open") return refusals.add(state);
    if (line === null) return refusals.add("too long");
    const said = readLine(line);
    if ("fault" in said) return refusals.add("malformed", said.fault);
    bytes += line.length + 1;
    const placed = place(said);
    if (typeof placed === "string") return refusals.add(placed);
    if ("fault" in placed) return refusals.add("unplaced", placed.fault);
    events += 1;
    return placed;
  };
  return {
    push: (chunk) => {
      const entries: ProgramEntry[] = [];
      lines.push(chunk, (line) => {
        const entry = judge(line);
        if (entry !== undefined) entries.push(entry);
      });
      if (entries.length === 0) return;
      try {
        write(entries);
      } catch {
        // Spans were opened that the trace doesn't know: nothing that follows would fit.
        state = "unwritable";
        for (const _ of entries) refusals.add(state);
      }
    },
    settle: () => {
      if (state !== "open") return;
      if (lines.drop()) {
        refusals.next();
        refusals.add("unfinished");
      }
      state = "late";
    },
    replaced: refusals.addReplaced,
    refused: refusals.summary,
  };
};

// --- internal ---

/** Undefined when a secret is left: as a number, for example. */
const withoutSecrets = (said: Said, redactor: Redactor): Said | undefined => {
  if (isClean(said, redactor)) return said;
  const { name, attributes, ...others } = said;
  const clean = { name: redactor.text(name), attributes: redactor.json(attributes), ...others };
  for (const key of ["span", "parent", "writer"] as const) clean[key] = clean[key] && redactor.text(clean[key]);
  return isClean(clean, redactor) ? clean : undefined;
};

/** As it would stand in the trace. */
const isClean = ({ name, writer = "", attributes }: Said, redactor: Redactor): boolean =>
  redactor.sweepBytes(Buffer.from(canonicalJson([name, writer, attributes]))).length === 0;

/** Lines across chunks; one that is too long is handed over as null, and none of it is kept. */
const createLines = () => {
  let pending: Buffer = Buffer.alloc(0);
  let isTooLong = false;
  return {
    push(chunk: Buffer, onLine: (line: Buffer | null) => void): void {
      let start = 0;
      for (let end = chunk.indexOf(0x0a); end !== -1; end = chunk.indexOf(0x0a, start)) {
        const piece = chunk.subarray(start, end);
        const line = pending.length === 0 ? piece : Buffer.concat([pending, piece]);
        if (isTooLong || line.length >= limits.line) onLine(null);
        else if (line.length > 0) onLine(line);
        [pending, isTooLong, start] = [Buffer.alloc(0), false, end + 1];
      }
      if (start === chunk.length) return;
      const rest = chunk.subarray(start);
      isTooLong ||= pending.length + rest.length >= limits.line;
      pending = isTooLong ? Buffer.alloc(0) : Buffer.concat([pending, rest]);
    },
    /** Forget a line that was begun; true when there is one. */
    drop(): boolean {
      const had = pending.length > 0 || isTooLong;
      [pending, isTooLong] = [Buffer.alloc(0), false];
      return had;
    },
  };
};
