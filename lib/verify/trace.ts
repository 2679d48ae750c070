/**
 * `trace.jsonl`: read line by line in constant memory, every line chained to the one before.
 *
 * @module
 */
import { join } from "node:path";
import { sha256 } from "../digest.ts";
import { KprovError } from "../errors.ts";
import { layout, schemas, type TraceEvent, traceStart } from "../evidence/index.ts";
import { canonicalJson, parseJson } from "../json.ts";
import type { Finding } from "../report.ts";
import { type ReadMember, unreadable } from "./documents.ts";
import { shownValue, violation } from "./finding.ts";
import { readLines } from "./read.ts";
import type { Tree } from "./tree.ts";

/** What other documents must agree with. */
export interface TraceFacts {
  events: number;
  /** SHA-256 of the last line. */
  head: string;
  /** The first event of each kind. */
  marks: ReadonlyMap<TraceEvent["kind"], Mark>;
  /** Of the last event, in microseconds. */
  endOffsetUs: number;
}

export type Mark = Pick<TraceEvent, "attributes" | "offsetUs">;

export interface JudgedTrace {
  findings: Finding[];
  /** Only when every line could be read. */
  facts?: TraceFacts;
  read?: ReadMember;
}

/** Judge the trace of the bundle `dir`; nothing when it isn't there as a plain file. */
export const judgeTrace = (dir: string, tree: Tree): JudgedTrace => {
  if (!tree.files.has(layout.trace)) return { findings: [] };
  const state = createState();
  const lines = readLines(join(dir, layout.trace), maxLine, (line) => judgeLine(line, state));
  if ("failed" in lines) return { findings: [unreadable(layout.trace, lines.failed)] };
  if (!lines.isEnded) state.broken("The last line does not end in a newline");
  judgeEnds(state);
  const more = state.faults - state.findings.length;
  if (more > 0) state.findings.push(violation("TRACE_BROKEN", layout.trace, `and ${more} more faults`));
  const { sha256: digest, size, identity } = lines;
  const read = { sha256: digest, size, identity };
  if (!state.isReadable || state.last === undefined) return { findings: state.findings, read };
  const { line, head, marks, last } = state;
  return { findings: state.findings, read, facts: { events: line, head, marks, endOffsetUs: last.offsetUs } };
};

// --- internal ---

/** Longest line, in bytes: an event has a handful of short attributes. */
const maxLine = 2 ** 20;
/** A trace can be wrong in every line; the first ones say where it broke. */
const maxFindings = 20;

/** Each exactly once, in this order; signals are forwarded only while the step runs. */
const order = [
  "run.start",
  "inputs.recorded",
  "toolchain.recorded",
  "step.start",
  "step.end",
  "outputs.recorded",
  "run.end",
] as const satisfies TraceEvent["kind"][];

interface State {
  line: number;
  head: string;
  last: TraceEvent | undefined;
  isReadable: boolean;
  marks: Map<TraceEvent["kind"], Mark>;
  /** Index in `order` of the kind that must come next. */
  next: number;
  faults: number;
  findings: Finding[];
  broken: (message: string, expected?: unknown, actual?: unknown) => void;
}

const createState = (): State => {
  const state: State = {
    line: 0,
    head: traceStart,
    last: undefined,
    isReadable: true,
    marks: new Map(),
    next: 0,
    faults: 0,
    findings: [],
    broken: (message, expected, actual) => {
      state.faults += 1;
      if (state.findings.length >= maxFindings) return;
      const details = expected === undefined ? {} : { expected: shownValue(expected), actual: shownValue(actual) };
      state.findings.push(violation("TRACE_BROKEN", layout.trace, message, details));
    },
  };
  return state;
};

const judgeLine = (bytes: Buffer | null, state: State): void => {
  state.line += 1;
  const where = `Line ${state.line}`;
  const previous = state.head;
  const event = parseLine(bytes, where, state);
  state.head = bytes === null ? "unknown" : sha256(bytes);
  if (event === undefined) {
    state.isReadable = false;
    return;
  }
  if (event.previous !== previous)
    state.broken(`${where} does not follow the line before it`, previous, event.previous);
  if (event.seq !== state.line - 1) state.broken(`${where} is out of sequence`, state.line - 1, event.seq);
  const { last } = state;
  if (last !== undefined && event.offsetUs < last.offsetUs)
    state.broken(`${where} lies before the line above it in time`, `at least ${last.offsetUs}`, event.offsetUs);
  if (last !== undefined && event.traceId !== last.traceId)
    state.broken(`${where} belongs to another trace`, last.traceId, event.traceId);
  state.last = event;
  judgeKind(event, where, state);
};

const parseLine = (bytes: Buffer | null, where: string, state: State): TraceEvent | undefined => {
  if (bytes === null) {
    state.broken(`${where} is longer than ${maxLine} bytes`);
    return undefined;
  }
  try {
    const parsed = parseJson(bytes, { name: layout.trace, maxBytes: maxLine });
    if (canonicalJson(parsed) !== bytes.toString("utf8")) state.broken(`${where} is not in its canonical form`);
    const result = schemas["trace-event"].safeParse(parsed);
    if (result.success) return result.data;
    for (const issue of result.error.issues) state.broken(`${where}, "${issue.path.join(".")}": ${issue.message}`);
  } catch (error) {
    if (!(error instanceof KprovError)) throw error;
    state.broken(`${where} is not safe JSON: ${error.message}`);
  }
  return undefined;
};

const judgeKind = ({ kind, attributes, offsetUs }: TraceEvent, where: string, state: State): void => {
  const { marks, next } = state;
  const isAgain = marks.has(kind);
  if (!isAgain) marks.set(kind, { attributes, offsetUs });
  if (kind === "signal.forwarded") {
    if (order[next] !== "step.end") state.broken(`${where} forwards a signal while no step runs`);
    return;
  }
  const index = order.indexOf(kind);
  if (isAgain) state.broken(`${where} says "${kind}" again`);
  else if (index !== next) state.broken(`${where} is out of place`, order[next] ?? "the end of the trace", kind);
  state.next = Math.max(next, index + 1);
};

const judgeEnds = (state: State): void => {
  if (state.line === 0) state.broken("The trace is empty");
  // A line that can't be read may have been the missing event.
  else if (state.isReadable)
    for (const kind of order) if (!state.marks.has(kind)) state.broken(`The trace has no "${kind}"`);
};
