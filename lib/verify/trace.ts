/**
 * `trace.jsonl`: read line by line in constant memory, every line chained to the one before.
 *
 * @module
 */
import { isUtf8 } from "node:buffer";
import { join } from "node:path";
import { KprovError } from "../errors.ts";
import {
  formatTraceLine,
  isTraceEvent,
  layout,
  maxTraceLine,
  type TraceEvent,
  traceDigest,
  traceEventFault,
  traceStart,
} from "../evidence/index.ts";
import { canonicalJson, parseJson } from "../json.ts";
import type { Finding } from "../report.ts";
import { type ReadMember, unreadable } from "./documents.ts";
import { shownValue, violation } from "./finding.ts";
import { readLines } from "./read.ts";
import { createOrder, type Mark } from "./trace-order.ts";
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

export interface JudgedTrace {
  findings: Finding[];
  /** Only when every line could be read. */
  facts?: TraceFacts;
  read?: ReadMember;
}

/** Judge the trace of the bundle `dir`; nothing when it isn't there as a plain file. */
export const judgeTrace = (dir: string, tree: Tree): JudgedTrace =>
  tree.files.has(layout.trace) ? readTraceFile(join(dir, layout.trace)) : { findings: [] };

/**
 * Judge the trace in the file `path`, whoever keeps it, and hand over every event that could be read, in its order, also of a
 * trace with findings. Constant memory. Findings name the file `shown`.
 */
export const readTraceFile = (
  path: string,
  onEvent: (event: TraceEvent) => void = () => undefined,
  shown: string = layout.trace,
): JudgedTrace => {
  const state = createState(shown, onEvent);
  const lines = readLines(path, maxTraceLine, (line) => judgeLine(line, state));
  if ("failed" in lines) return { findings: [unreadable(shown, lines.failed)] };
  if (!lines.isEnded) state.broken("The last line does not end in a newline");
  if (state.line === 0) state.broken("The trace is empty");
  // A line that can't be read may have been the missing event.
  else if (state.isReadable) state.order.end(state.broken);
  const more = state.faults - state.findings.length;
  if (more > 0) state.findings.push(violation("TRACE_BROKEN", shown, `and ${more} more faults`));
  const { sha256: digest, size, identity } = lines;
  const read = { sha256: digest, size, identity };
  if (!state.isReadable || state.last === undefined) return { findings: state.findings, read };
  const { line, head, order, last } = state;
  return {
    findings: state.findings,
    read,
    facts: { events: line, head, marks: order.marks, endOffsetUs: last.offsetUs },
  };
};

// --- internal ---

/** A trace can be wrong in every line; the first ones say where it broke. */
const maxFindings = 20;

interface State {
  shown: string;
  onEvent: (event: TraceEvent) => void;
  line: number;
  head: string;
  last: TraceEvent | undefined;
  isReadable: boolean;
  order: ReturnType<typeof createOrder>;
  faults: number;
  findings: Finding[];
  broken: (message: string, expected?: unknown, actual?: unknown) => void;
}

const createState = (shown: string, onEvent: State["onEvent"]): State => {
  const state: State = {
    ...{ shown, onEvent, line: 0, head: traceStart, last: undefined, isReadable: true, order: createOrder() },
    ...{ faults: 0, findings: [] },
    broken: (message, expected, actual) => {
      state.faults += 1;
      if (state.findings.length >= maxFindings) return;
      const details = expected === undefined ? {} : { expected: shownValue(expected), actual: shownValue(actual) };
      state.findings.push(violation("TRACE_BROKEN", shown, message, details));
    },
  };
  return state;
};

const judgeLine = (bytes: Buffer | null, state: State): void => {
  state.line += 1;
  const where = `Line ${state.line}`;
  const previous = state.head;
  const event = parseLine(bytes, where, state);
  state.head = bytes === null ? "unknown" : traceDigest(bytes);
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
  state.order.judge(event, where, state.broken);
  state.onEvent(event);
};

const parseLine = (bytes: Buffer | null, where: string, state: State): TraceEvent | undefined => {
  if (bytes === null) {
    state.broken(`${where} is longer than ${maxTraceLine} bytes`);
    return undefined;
  }
  const plain = parsePlain(bytes);
  if (plain !== undefined) return plain;
  try {
    const parsed = parseJson(bytes, { name: state.shown, maxBytes: maxTraceLine });
    if (canonicalJson(parsed) !== bytes.toString("utf8")) state.broken(`${where} is not in its canonical form`);
    const fault = traceEventFault(parsed);
    if (fault === undefined) return parsed as unknown as TraceEvent;
    state.broken(`${where}, ${fault}`);
  } catch (error) {
    if (!(error instanceof KprovError)) throw error;
    state.broken(`${where} is not safe JSON: ${error.message}`);
  }
  return undefined;
};

/**
 * The event when nothing at all is wrong with its line: what gives the same bytes when it is written again is canonical and has
 * no key twice. A hundred thousand lines would wait for seconds for the schema.
 */
const parsePlain = (bytes: Buffer): TraceEvent | undefined => {
  if (!isUtf8(bytes)) return undefined;
  const text = bytes.toString("utf8");
  try {
    const value: unknown = JSON.parse(text);
    return isTraceEvent(value) && formatTraceLine(value) === text ? value : undefined;
  } catch {
    return undefined; // Said with its reason by the slow way.
  }
};
