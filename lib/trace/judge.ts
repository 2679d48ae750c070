/**
 * A trace judged by itself: its chain, its order, and the bundle's word for its last line.
 *
 * @module
 */

import type { View } from "../command.ts";
import { KprovError } from "../errors.ts";
import type { TraceEvent } from "../evidence/index.ts";
import { type Finding, type Verdict, verdictOf } from "../report.ts";
import { visible } from "../text.ts";
import { type JudgedTrace, readTraceFile } from "../verify/index.ts";
import type { TraceSource } from "./source.ts";
import { formatDuration } from "./units.ts";

/** The part of `kprov.trace/v1` that every answer has. */
export interface JudgedChain {
  schema: "kprov.trace/v1";
  /** As it was named. */
  trace: string;
  /** Of the chain alone: order and wholeness, never origin. */
  verdict: Verdict;
  findings: Finding[];
  /** As the bundle says, else as the trace does; null when nothing says it. */
  runId: string | null;
  step: string | null;
  /** Null without a bundle: times start at zero. */
  startedAt: string | null;
  /** How the run ended; null when the trace has no end. */
  status: string | null;
  events: number;
  /** SHA-256 of the last line; null when a line can't be read. */
  head: string | null;
  durationUs: number;
  /** Only where somebody said which line must be the last. */
  expectedHead?: string;
}

/** Judge the trace; every event that can be read is handed over, in its order. Any bytes give an answer. */
export const judgeChain = (
  source: TraceSource,
  onEvent: (event: TraceEvent) => void = () => undefined,
): JudgedChain => {
  const { run, shown } = source;
  const seen = { runId: null as string | null, status: null as string | null, events: 0, endUs: 0 };
  const judged = readTraceFile(
    source.path,
    (event) => {
      note(event, seen);
      onEvent(event);
    },
    source.member,
  );
  assertSame(judged, source);
  return {
    schema: "kprov.trace/v1",
    trace: shown,
    verdict: verdictOf(judged.findings),
    findings: judged.findings,
    runId: run?.runId ?? seen.runId,
    step: run?.step ?? null,
    startedAt: run?.startedAt ?? null,
    status: seen.status,
    events: seen.events,
    head: judged.facts?.head ?? null,
    durationUs: seen.endUs,
  };
};

/** The same, with the word of whoever knows what the last line was, as the SHA-256 of that line. */
export const expectHead = (judged: JudgedChain, expected: string): JudgedChain => {
  const { head, verdict, findings } = judged;
  // What can't be read has no head, and is not proved without being compared.
  if (head === expected || (head === null && verdict !== "proved")) return { ...judged, expectedHead: expected };
  const other: Finding = {
    ...{ code: "TRACE_BROKEN", level: "violation" },
    ...{ message: "The last line is not the expected one", expected, actual: String(head) },
  };
  return { ...judged, expectedHead: expected, verdict: "violated", findings: [...findings, other] };
};

/** For people; says what it does not prove. */
export const formatJudged = (judged: JudgedChain, { verbose }: Pick<View, "verbose">): string => {
  const { trace, verdict, findings, events, head, durationUs } = judged;
  const shown = verbose ? findings : findings.slice(0, 10);
  const words = { proved: "whole and in order", violated: "broken", undecided: "could not be judged" } as const;
  return [
    `${visible(trace)}: the trace is ${words[verdict]}`.replace("is could", "could"),
    ...shown.map(formatFinding),
    ...(shown.length < findings.length ? [`  and ${findings.length - shown.length} more: --verbose or --json`] : []),
    `  ${events} ${events === 1 ? "event" : "events"} in ${formatDuration(durationUs)}${head === null ? "" : `, head ${head}`}`,
    ...(verdict === "proved" ? limitsOf(judged).map((line) => `  ${line}`) : []),
  ].join("\n");
};

export const formatFinding = ({ code, message, expected, actual }: Finding): string => {
  const details = [expected !== undefined && `expected ${expected}`, actual !== undefined && `found ${actual}`];
  const known = details.filter((detail) => detail !== false);
  return `  ${code} ${visible(known.length > 0 ? `${message}: ${known.join(", ")}` : message)}`;
};

// --- internal ---

const limit = "a trace alone proves order and wholeness, not who made it or when: kprovengine verify BUNDLE does";
const limitOfBundle =
  "the bundle is whole and names this trace; who made it was not asked: kprovengine verify BUNDLE asks";

/** No later line holds the last one, so whoever changes it alone breaks nothing. */
const limitsOf = ({ startedAt, expectedHead }: JudgedChain): string[] => {
  const expected = expectedHead === undefined ? [] : ["the last line is the expected one"];
  if (startedAt !== null) return [...expected, limitOfBundle];
  const last = "the last line is held only by the head digest: compare it with --expect-head DIGEST";
  return [...(expectedHead === undefined ? [last] : expected), limit];
};

const note = (
  { kind, attributes, offsetUs }: TraceEvent,
  seen: { runId: string | null; status: string | null; events: number; endUs: number },
): void => {
  seen.events += 1;
  seen.endUs = Math.max(seen.endUs, offsetUs);
  const text = (value: unknown): string | null => (typeof value === "string" ? value : null);
  if (kind === "run.start") seen.runId ??= text(attributes["runId"]);
  if (kind === "run.end") seen.status = text(attributes["status"]);
};

/** The bundle was judged a moment ago. */
const assertSame = ({ facts }: JudgedTrace, { run, shown }: TraceSource): void => {
  if (run === null || facts?.head === run.trace.head) return;
  throw new KprovError("E_IO", `Cannot read the trace of "${shown}": it was changed meanwhile`);
};
