import { describe, expect, test } from "vitest";
import { createTimeline, type Timeline, type TimelineEvent } from "../../../lib/page/timeline.ts";

const event = (kind: string, offsetUs: number, more: Partial<TimelineEvent> = {}): TimelineEvent => ({
  kind,
  offsetUs,
  spanId: "0000000000000001",
  parentSpanId: null,
  attributes: {},
  ...more,
});
const timelineOf = (events: readonly TimelineEvent[], limits?: { spans: number; moments: number }): Timeline => {
  const collector = createTimeline(limits);
  for (const each of events) collector.add(each);
  return collector.end();
};
const around = (...events: TimelineEvent[]): TimelineEvent[] => [
  event("run.start", 0),
  event("inputs.recorded", 10),
  event("toolchain.recorded", 30),
  event("step.start", 35),
  ...events,
  event("step.end", 90),
  event("outputs.recorded", 95),
  event("run.end", 100),
];
const span = (kind: "start" | "end", at: number, id: string, parent: string | null = null): TimelineEvent =>
  event(`step.span.${kind}`, at, { spanId: id, parentSpanId: parent, name: `span ${id}` });

describe("createTimeline", () => {
  test("makes bars of the phases of a run", () => {
    const { bars, totalUs, events, omitted } = timelineOf(around());
    expect(bars.map(({ label, startUs, endUs }) => [label, startUs, endUs])).toEqual([
      ["Hash inputs", 0, 10],
      ["Identify tools", 10, 30],
      ["Step", 35, 90],
      ["Hash outputs", 90, 95],
      ["Seal the bundle", 95, 100],
    ]);
    expect({ totalUs, events, omitted }).toEqual({ totalUs: 100, events: 7, omitted: 0 });
  });

  test("puts spans of the program below the step, each as deep as it lies", () => {
    const { bars } = timelineOf(
      around(span("start", 40, "a"), span("start", 45, "b", "a"), span("end", 50, "b", "a"), span("end", 60, "a")),
    );
    expect(bars.slice(2, 5)).toMatchObject([
      { label: "Step", kind: "step", depth: 0 },
      { label: "span a", kind: "span", depth: 1, startUs: 40, endUs: 60, isOpen: false },
      { label: "span b", kind: "span", depth: 2, startUs: 45, endUs: 50, isOpen: false },
    ]);
  });

  test("lets a span that never ended reach to the end of the step, and says so", () => {
    const { bars } = timelineOf(around(span("start", 40, "a"), span("end", 50, "unknown")));
    expect(bars[3]).toMatchObject({ label: "span a", endUs: 90, isOpen: true });
  });

  test("names signals and events of the program, and what was refused", () => {
    const { moments, refused } = timelineOf(
      around(
        event("signal.forwarded", 50, { attributes: { signal: "SIGTERM" } }),
        event("step.event", 60, { name: "checkpoint", attributes: { name: "of the program's own" } }),
        event("step.events.refused", 70, { attributes: { total: 3, malformed: 3, first: "line 1 is no JSON" } }),
      ),
    );
    expect(moments).toEqual([
      { label: "signal SIGTERM", atUs: 50 },
      { label: "checkpoint", atUs: 60 },
    ]);
    expect(refused).toEqual({ total: 3, first: "line 1 is no JSON" });
  });

  test("keeps only so many spans and moments, and counts the rest", () => {
    const many = Array.from({ length: 100 }, (_, index) => [
      span("start", 40 + index, `s${index}`),
      event("step.event", 40 + index, { name: "tick" }),
      span("end", 41 + index, `s${index}`),
    ]).flat();
    const { bars, moments, omitted, events } = timelineOf(around(...many), { spans: 10, moments: 20 });
    expect([bars.length, moments.length, omitted, events]).toEqual([15, 20, 170, 307]);
  });

  test("counts kinds that it does not know, and shows a trace that broke off", () => {
    const { bars, events } = timelineOf([event("run.start", 0), event("step.start", 5), event("later.kind", 9)]);
    expect(events).toBe(3);
    expect(bars).toMatchObject([
      { label: "Hash inputs", endUs: 9, isOpen: true },
      { label: "Step", endUs: 9, isOpen: true },
    ]);
  });
});
