/**
 * When it was: times of the wall clock, the step's duration and the trace, which stand on one another.
 *
 * @module
 */
import { layout, type RunSummary } from "../../evidence/index.ts";
import type { Finding } from "../../report.ts";
import type { TraceFacts } from "../trace.ts";
import { disagreement, type Rule } from "./evidence.ts";

export const judgeTimes: Rule = ({ summary, trace }) => {
  if (summary === undefined) return [];
  const { startedAt, finishedAt, durationMs } = summary;
  const findings = [startedAt, finishedAt]
    .filter((time) => !exists(time))
    .map((time) => disagreement(layout.summary, "A time is not one", "a time that exists", time));
  if (findings.length > 0) return findings;
  if (startedAt > finishedAt)
    return [
      disagreement(layout.summary, "The run finished before it started", `finishedAt from ${startedAt} on`, finishedAt),
    ];
  const elapsed = Date.parse(finishedAt) - Date.parse(startedAt);
  if (durationMs > elapsed)
    findings.push(
      disagreement(layout.summary, "The step took longer than its run", `at most ${elapsed} ms`, `${durationMs} ms`),
    );
  return trace === undefined ? findings : [...findings, ...judgeSpans(summary, elapsed, trace)];
};

// --- internal ---

/** `Date.parse` takes 30 February for 2 March. */
const exists = (time: string): boolean => {
  const parsed = Date.parse(time);
  return !Number.isNaN(parsed) && new Date(parsed).toISOString() === time;
};

/** All are on one monotonic clock; the run is over before its last event is written. */
const judgeSpans = ({ durationMs }: RunSummary, elapsed: number, { marks, endOffsetUs }: TraceFacts): Finding[] => {
  const between = (from: number | undefined, to: number | undefined) =>
    from === undefined || to === undefined ? undefined : to - from;
  const at = (kind: Parameters<typeof marks.get>[0]) => marks.get(kind)?.offsetUs;
  return [
    ...mustLie("The step did not take as long as in the trace", durationMs, {
      least: between(at("step.start"), at("step.end")),
      most: between(at("toolchain.recorded"), at("outputs.recorded")),
    }),
    ...mustLie("The run did not take as long as in the trace", elapsed, {
      least: between(at("run.start"), at("outputs.recorded")),
      most: endOffsetUs,
    }),
  ];
};

/** `ms` between two spans in microseconds; a millisecond is lost to rounding. */
const mustLie = (
  what: string,
  ms: number,
  { least = 0, most = Number.POSITIVE_INFINITY }: { least: number | undefined; most: number | undefined },
): Finding[] => {
  const [from, to] = [Math.max(0, Math.floor(least / 1000) - 1), Math.ceil(most / 1000) + 1];
  return ms >= from && ms <= to ? [] : [disagreement(layout.summary, what, `${from} to ${to} ms`, `${ms} ms`)];
};
