import { describe, expect, test } from "vitest";
import { compareTraces, createTraceSummary, type Difference } from "../../../lib/compare/index.ts";
import type { TraceEvent } from "../../../lib/evidence/index.ts";

type Said = Pick<TraceEvent, "kind"> & Partial<TraceEvent>;

const side = (said: readonly Said[], name = "a") => {
  const summary = createTraceSummary();
  said.forEach((event, seq) => {
    summary.add({
      schema: "kprov.trace-event/v1",
      seq,
      offsetUs: seq * 1000,
      traceId: "1".repeat(32),
      spanId: "2".repeat(16),
      parentSpanId: null,
      attributes: {},
      previous: "0".repeat(64),
      ...event,
    });
  });
  return { name, summary: summary.end() };
};
const compare = (before: readonly Said[], after: readonly Said[], volatile = false): Difference =>
  compareTraces(side(before), side(after, "b"), { volatile });
const told = ({ sections }: Difference) =>
  sections.flatMap(({ name, changes }) =>
    changes.map(({ what, name: of, before, after }) => `${name}: ${what} ${of}: ${before} -> ${after}`),
  );
const span = (name: string, id: string, parent = "2".repeat(16)): [Said, Said] => [
  { kind: "step.span.start", name, spanId: id, parentSpanId: parent },
  { kind: "step.span.end", name, spanId: id, parentSpanId: parent },
];

describe("compareTraces", () => {
  test("times, ids and the run's name are no difference", () => {
    const said = (runId: string, offset: number): Said[] => [
      { kind: "run.start", attributes: { runId }, traceId: runId.padEnd(32, "0") },
      { kind: "step.start", attributes: { argv0: "python3" }, offsetUs: offset },
      ...span("fit", runId.padEnd(16, "0")),
      { kind: "run.end", attributes: { status: "succeeded" }, offsetUs: offset + 5 },
    ];
    expect(compare(said("a", 1), said("b", 99))).toMatchObject({ equal: true, kind: "trace", before: { runId: "a" } });
    const { volatile, equal } = compare(said("a", 1), said("b", 99), true);
    expect(equal).toBe(true);
    expect(volatile?.[0]?.changes.map(({ name }) => name)).toContain("run");
  });

  test("names what the recorder said otherwise", () => {
    const said = (exitCode: number): Said[] => [{ kind: "step.end", attributes: { exitCode, signal: null } }];
    expect(told(compare(said(0), said(3)))).toEqual(["recorder: changed step.end exitCode: 0 -> 3"]);
  });

  test("names spans by their place, and counts them", () => {
    const [start, end] = span("fit", "a".repeat(16));
    const epoch = (id: string) => span("epoch", id.repeat(16), "a".repeat(16));
    const before = [start, ...epoch("b"), end];
    const after = [start, ...epoch("b"), ...epoch("c"), end, ...span("score", "d".repeat(16))];
    expect(told(compare(before, after))).toEqual([
      "spans: changed fit > epoch: once -> 2 times",
      "spans: added score: null -> once",
    ]);
  });

  test("names attributes of what is there once, and says that those of several differ", () => {
    const rows = (...counts: number[]): Said[] =>
      counts.map((count) => ({ kind: "step.event", name: "rows", attributes: { count } }));
    expect(told(compare(rows(3), rows(4)))).toEqual(["events: changed rows: count: 3 -> 4"]);
    const [change] = compare(rows(3, 4), rows(3, 5)).sections.find(({ name }) => name === "events")?.changes ?? [];
    expect(change).toMatchObject({ before: "2 times", note: "other attributes" });
  });

  test("keeps ten thousand names, however many there are", () => {
    const said = Array.from({ length: 20_000 }, (_, index): Said => ({ kind: "step.event", name: `n${index}` }));
    const { summary } = side(said);
    expect(summary.events.size).toBe(10_001);
    expect(summary.events.get("other names")?.times).toBe(10_000);
  });
});
