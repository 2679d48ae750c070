/**
 * A trace in Chrome's trace event format, which Perfetto and chrome://tracing load.
 *
 * @module
 */
import type { JudgedChain } from "./judge.ts";
import type { RunOfTrace } from "./source.ts";
import type { Span, SpanEvent } from "./spans.ts";

/**
 * One JSON object, piece by piece. Spans are complete events (`X`), on a track for each writer; where two of one writer overlap
 * without one lying in the other, the later one gets a further track, as viewers show nesting by time alone. Times in
 * microseconds since the run began.
 */
export function* formatChrome(
  { spans }: { spans: readonly Span[] },
  about: { judged: JudgedChain; run: RunOfTrace | null },
): Generator<string> {
  const { judged, run } = about;
  const process = run === null ? judged.trace : run.project === null ? run.step : `${run.project}/${run.step}`;
  const { tracks, placed } = place(spans);
  yield '{"displayTimeUnit":"ms","traceEvents":[\n';
  yield `${JSON.stringify(named("process_name", 0, process))}`;
  for (const [tid, name] of tracks.entries()) yield `,\n${JSON.stringify(named("thread_name", tid, name))}`;
  for (const [index, span] of spans.entries()) {
    const tid = placed[index] ?? 0;
    yield `,\n${JSON.stringify(complete(span, tid))}`;
    for (const event of span.events) yield `,\n${JSON.stringify(instant(event, tid))}`;
  }
  const { runId, startedAt, status, head } = judged;
  yield `\n],"otherData":${JSON.stringify({ runId, startedAt, status, head })}}\n`;
}

// --- internal ---

/** One process; its number is nobody's. */
const pid = 1;

const named = (what: string, tid: number, name: string) => ({ ph: "M", name: what, pid, tid, args: { name } });

const complete = ({ of, name, startUs, endUs, attributes, isOpen }: Span, tid: number) => ({
  ph: "X",
  name,
  cat: of,
  pid,
  tid,
  ts: startUs,
  dur: endUs - startUs,
  args: isOpen ? { ...attributes, "kprov.open": true } : attributes,
});

/** `s`: as wide as its track. */
const instant = ({ name, us, attributes }: SpanEvent, tid: number) => ({
  ph: "i",
  s: "t",
  name,
  cat: "event",
  pid,
  tid,
  ts: us,
  args: attributes,
});

interface Track {
  writer: string | null;
  tid: number;
  /** Ends of the spans that are open on it, the innermost last. */
  ends: number[];
}

/** The name of each track, and the track of each span: spans come in the order of their starts. */
const place = (spans: readonly Span[]): { tracks: string[]; placed: number[] } => {
  const names: string[] = [];
  const byWriter = new Map<string | null, Track[]>();
  const placed = spans.map(({ startUs, endUs, writer }) => {
    const own = byWriter.get(writer) ?? [];
    byWriter.set(writer, own);
    const fitting = own.find(({ ends }) => {
      while (ends.length > 0 && (ends.at(-1) ?? 0) <= startUs) ends.pop();
      return ends.length === 0 || (ends.at(-1) ?? 0) >= endUs;
    });
    const track = fitting ?? { writer, tid: names.length, ends: [] };
    if (fitting === undefined) {
      const base = writer ?? (names.length === 0 ? "run" : "step");
      names.push(own.length === 0 ? base : `${base} (${own.length + 1})`);
      own.push(track);
    }
    track.ends.push(endUs);
    return track.tid;
  });
  return { tracks: names, placed };
};
