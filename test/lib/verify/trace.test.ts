import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { layout, type TraceEvent } from "../../../lib/evidence/index.ts";
import { verifyBundle } from "../../../lib/verify/index.ts";
import { editDocument, editTrace, reseal, writeBundle } from "../../support/bundle.ts";
import { temporary } from "../../support/temporary.ts";

const judge = async (dir: string): Promise<string[]> => {
  const { findings } = await verifyBundle(dir, { integrityOnly: true });
  expect(findings.every(({ level }) => level === "violation")).toBe(true);
  return findings.filter(({ code }) => code === "TRACE_BROKEN").map(({ message }) => message);
};

/** Messages about a bundle whose trace has these lines, and whose digests are all right. */
const judgeLines = (edit: (lines: string[]) => string[], end = "\n"): Promise<string[]> => {
  const dir = writeBundle(temporary());
  const lines = readFileSync(join(dir, layout.trace), "utf8").trimEnd().split("\n");
  writeFileSync(join(dir, layout.trace), `${edit(lines).join("\n")}${end}`);
  reseal(dir);
  return judge(dir);
};

/** The same for events that are chained anew after the edit. */
const judgeEvents = (edit: (events: TraceEvent[]) => TraceEvent[]): Promise<string[]> => {
  const dir = writeBundle(temporary());
  editTrace(dir, edit);
  reseal(dir);
  return judge(dir);
};

describe("judgeTrace reports TRACE_BROKEN for", () => {
  it("a line taken out", async () => {
    const messages = await judgeLines((lines) => lines.toSpliced(1, 1));
    expect(messages).toContain("Line 2 does not follow the line before it");
    expect(messages).toContain("Line 2 is out of sequence");
  });

  it("two lines swapped", async () => {
    const messages = await judgeLines(([a = "", b = "", c = "", ...rest]) => [a, c, b, ...rest]);
    expect(messages).toContain("Line 2 does not follow the line before it");
    expect(messages).toContain("Line 3 lies before the line above it in time");
  });

  it("a line twice", async () => {
    expect(await judgeLines(([first = "", ...rest]) => [first, first, ...rest])).toContain(
      'Line 2 says "run.start" again',
    );
  });

  it("a changed attribute", async () => {
    expect(await judgeLines((lines) => lines.map((line) => line.replace("python3", "python4")))).toEqual([
      "Line 5 does not follow the line before it",
    ]);
  });

  it.each([
    ["an empty file", () => [], "", "The trace is empty"],
    ["an empty line", (lines: string[]) => lines.toSpliced(2, 0, ""), "\n", "Line 3 is not safe JSON"],
    ["no newline at the end", (lines: string[]) => lines, "", "The last line does not end in a newline"],
    ["a line that is no JSON", (lines: string[]) => [...lines, "x"], "\n", "Line 8 is not safe JSON"],
    [
      "a key twice",
      (lines: string[]) => lines.map((line) => line.replace('"seq":2', '"seq":2,"seq":2')),
      "\n",
      "Line 3 is not safe JSON",
    ],
    [
      "a line that is not canonical",
      (lines: string[]) => lines.map((line) => line.replace('"seq":2', '"seq": 2')),
      "\n",
      "Line 3 is not in its canonical form",
    ],
    [
      "a line of two megabytes",
      (lines: string[]) => [...lines, "x".repeat(2 ** 21)],
      "\n",
      "Line 8 is longer than 1048576 bytes",
    ],
    [
      "an unknown field",
      (lines: string[]) => lines.map((line) => line.replace('"seq":2', '"seq":2,"zeq":2')),
      "\n",
      'Line 3, "zeq"',
    ],
    [
      "an unknown kind",
      (lines: string[]) => lines.map((line) => line.replace("step.start", "step.begin")),
      "\n",
      'Line 4, "kind"',
    ],
    ["a NUL", (lines: string[]) => [...lines, "\0"], "\n", "Line 8 is not safe JSON"],
  ])("%s", async (_, edit, end, message) => {
    const messages = await judgeLines(edit, end);
    expect(
      messages.some((text) => text.startsWith(message)),
      messages.join("\n"),
    ).toBe(true);
  });

  it.each<[string, (events: TraceEvent[]) => TraceEvent[], string[]]>([
    ["another first event", (events) => events.slice(1), ["Line 1 is out of place", 'The trace has no "run.start"']],
    ["no end of the run", (events) => events.slice(0, -1), ['The trace has no "run.end"']],
    [
      "an event after the end",
      ([first, ...rest]) => [first, ...rest, { ...rest[0], offsetUs: 1_700_000 }] as TraceEvent[],
      ['Line 8 says "inputs.recorded" again'],
    ],
    ["two ends of the run", (events) => [...events, ...events.slice(-1)], ['Line 8 says "run.end" again']],
    ["a second start of the run", (events) => [...events.slice(0, 1), ...events], ['Line 2 says "run.start" again']],
    [
      "no step at all",
      (events) => events.filter(({ kind }) => !kind.startsWith("step.")),
      ["Line 4 is out of place", 'The trace has no "step.end"', 'The trace has no "step.start"'],
    ],
    [
      "a toolchain that was not recorded",
      (events) => events.filter(({ kind }) => kind !== "toolchain.recorded"),
      ["Line 3 is out of place", 'The trace has no "toolchain.recorded"'],
    ],
    [
      "a toolchain recorded before the inputs",
      ([start, inputs, toolchain, ...rest]) =>
        [start, { ...toolchain, offsetUs: 1000 }, { ...inputs, offsetUs: 1500 }, ...rest] as TraceEvent[],
      ["Line 2 is out of place", "Line 3 is out of place"],
    ],
    [
      "a signal forwarded before the step",
      (events) =>
        events.flatMap((event) =>
          event.kind === "inputs.recorded" ? [event, { ...event, kind: "signal.forwarded" as const }] : [event],
        ),
      ["Line 3 forwards a signal while no step runs"],
    ],
    [
      "a step that never ended",
      (events) => events.filter(({ kind }) => kind !== "step.end"),
      ["Line 5 is out of place", 'The trace has no "step.end"'],
    ],
    [
      "a step that never started",
      (events) => events.filter(({ kind }) => kind !== "step.start"),
      ["Line 4 is out of place", 'The trace has no "step.start"'],
    ],
    [
      "a step that started twice",
      (events) => events.flatMap((event) => (event.kind === "step.start" ? [event, event] : [event])),
      ['Line 5 says "step.start" again'],
    ],
    [
      "a step that ended twice",
      (events) => events.flatMap((event) => (event.kind === "step.end" ? [event, event] : [event])),
      ['Line 6 says "step.end" again'],
    ],
    [
      "time that runs back",
      (events) => events.map((event, index) => (index === 4 ? { ...event, offsetUs: 5 } : event)),
      ["Line 5 lies before the line above it in time"],
    ],
    [
      "an event of another trace",
      (events) => events.map((event, index) => (index === 6 ? { ...event, traceId: "a".repeat(32) } : event)),
      ["Line 7 belongs to another trace"],
    ],
  ])("%s, chained anew", async (_, edit, messages) => {
    expect(await judgeEvents(edit)).toEqual(messages);
  });

  it("a wrong sequence and start value, chained by other software", async () => {
    const messages = await judgeLines((lines) =>
      lines.map((line) => line.replace(`"previous":"${"0".repeat(64)}"`, `"previous":"${"1".repeat(64)}"`)),
    );
    expect(messages).toContain("Line 1 does not follow the line before it");
  });
});

/** The trace of a bundle with these events of the program between its step's start and end. */
const said = (
  events: TraceEvent[],
  program: Partial<TraceEvent>[],
  end: TraceEvent["attributes"] = {},
): TraceEvent[] => {
  const [step] = events.filter(({ kind }) => kind === "step.start") as [TraceEvent];
  const own = program.map((more) => ({ ...step, kind: "step.event" as const, name: "x", attributes: {}, ...more }));
  return events.flatMap((event) => {
    if (event.kind === "step.start") return [event, ...own];
    return event.kind === "step.end" ? [{ ...event, attributes: { ...event.attributes, ...end } }] : [event];
  });
};
const [a, b, step, run] = ["a".repeat(16), "b".repeat(16), "b7ad6b7169203331", "00f067aa0ba902b7"];
const start = (spanId = a, parentSpanId = step) => ({ kind: "step.span.start" as const, spanId, parentSpanId });
const end = (spanId = a, parentSpanId = step) => ({ kind: "step.span.end" as const, spanId, parentSpanId });
const counted = (attributes: TraceEvent["attributes"]) => (events: TraceEvent[]) =>
  events.flatMap((event) =>
    event.kind === "run.end"
      ? [{ ...event, kind: "step.events.refused" as const, spanId: step, parentSpanId: run, attributes }, event]
      : [event],
  );

describe("judgeTrace takes what the program said", () => {
  it.each<[string, Partial<TraceEvent>[], TraceEvent["attributes"]?]>([
    ["events of the step", [{}, { writer: "7", attributes: { x: 1 } }]],
    ["nested spans, and events in them", [start(), start(b, a), { spanId: b, parentSpanId: a }, end(b, a), end()]],
    ["spans that end in another order", [start(), start(b, a), end(), end(b, a)]],
    ["a span twice, one after the other", [start(), end(), start(), end()]],
    ["an open span that is said to be", [start(), start(b)], { openSpans: 2 }],
  ])("%s", async (_, program, attributes = {}) => {
    expect(await judgeEvents((events) => said(events, program, attributes))).toEqual([]);
  });

  it("and the count of what was refused", async () => {
    expect(await judgeEvents(counted({ total: 3, malformed: 2, "too long": 1, first: "line 1: x" }))).toEqual([]);
  });
});

describe("judgeTrace reports TRACE_BROKEN for", () => {
  it.each<[string, Partial<TraceEvent>[], string, TraceEvent["attributes"]?]>([
    ["an end without a start", [end()], "Line 5 belongs to a span that is not open"],
    ["an end of the step's own span", [end(step, run)], "Line 5 belongs to a span that is not open"],
    ["an end twice", [start(), end(), end()], "Line 7 belongs to a span that is not open"],
    ["a start twice", [start(), start(), end()], "Line 6 starts a span that is open"],
    ["a start of the step's span", [start(step, run)], "Line 5 starts a span that is open"],
    ["a start below nothing", [start(a, b), end(a, b)], "Line 5 starts a span below one that is not open"],
    [
      "a start below what has ended",
      [start(), end(), start(b, a), end(b, a)],
      "Line 7 starts a span below one that is not open",
    ],
    [
      "a start without a parent",
      [{ ...start(), parentSpanId: null }],
      "Line 5 starts a span below one that is not open",
      { openSpans: 1 },
    ],
    ["another name at the end", [start(), { ...end(), name: "y" }], "Line 6 ends a span under another name"],
    ["another parent at the end", [start(), end(a, b)], "Line 6 names another parent of its span"],
    ["an event in no span", [{ spanId: a }], "Line 5 belongs to a span that is not open"],
    ["an event under another parent", [{ parentSpanId: a }], "Line 5 names another parent of its span"],
    ["an open span that nobody speaks of", [start()], "Line 6 counts other open spans than there are"],
    ["open spans that there are not", [], "Line 5 counts other open spans than there are", { openSpans: 1 }],
    [
      "a number of open spans that is none",
      [start()],
      "Line 6 counts other open spans than there are",
      { openSpans: "1" },
    ],
  ])("%s", async (_, program, message, attributes = {}) => {
    expect(await judgeEvents((events) => said(events, program, attributes))).toContain(message);
  });

  it.each<[string, (events: TraceEvent[]) => TraceEvent[], string]>([
    [
      "a program that speaks before its step",
      ([first, ...rest]) => [first, { ...first, kind: "step.event", name: "x" }, ...rest] as TraceEvent[],
      "Line 2",
    ],
    [
      "a program that speaks after its step",
      (events) =>
        events.flatMap((event) =>
          event.kind === "step.end" ? [event, { ...event, kind: "step.event", name: "x" }] : [event],
        ) as TraceEvent[],
      "Line 6 is said by a step that does not run",
    ],
    ["a name on the recorder's own", (events) => events.map((event) => ({ ...event, name: "x" })), 'Line 1, "name"'],
    ["no name on the program's", (events) => said(events, [{ name: undefined }]), 'Line 5, "name"'],
    [
      "a count before the end",
      (events) =>
        events.flatMap((event) =>
          event.kind === "step.end"
            ? [{ ...event, kind: "step.events.refused", attributes: { total: 1, late: 1, first: "x" } }, event]
            : [event],
        ) as TraceEvent[],
      "Line 5 counts refused lines before the run is over",
    ],
    [
      "a count that does not add up",
      counted({ total: 3, malformed: 2, first: "x" }),
      "Line 7 counts refused lines that do not add up",
    ],
    ["a count of nothing", counted({ total: 0, first: "x" }), "Line 7 counts refused lines that do not add up"],
    ["a count without the first", counted({ total: 1, late: 1 }), "Line 7 counts refused lines that do not add up"],
    [
      "two counts",
      (events) => counted({ total: 1, late: 1, first: "x" })(counted({ total: 1, late: 1, first: "x" })(events)),
      'Line 8 says "step.events.refused" again',
    ],
  ])("%s", async (_, edit, message) => {
    expect((await judgeEvents(edit)).join("\n")).toContain(message);
  });

  it("more open spans than anybody writes", async () => {
    const starts = Array.from({ length: 1025 }, (_, index) => start(index.toString(16).padStart(16, "0")));
    const messages = await judgeEvents((events) => said(events, starts, { openSpans: 1025 }));
    expect(messages[0]).toBe("Line 1029 opens more than 1024 spans");
  });
});

describe("judgeTrace", () => {
  it("names the first faults of a trace that is wrong in every line, and counts the rest", async () => {
    const messages = await judgeLines(() => Array.from({ length: 5000 }, () => "x"));
    expect(messages).toHaveLength(21);
    expect(messages).toContain("and 4980 more faults");
  });

  it("reads 50,000 events, across the bounds of its buffer", async () => {
    const dir = writeBundle(temporary());
    editTrace(dir, (events) => [
      ...events.slice(0, 4),
      ...Array.from(
        { length: 50_000 },
        (_, index) =>
          ({ ...events[3], kind: "signal.forwarded", attributes: { note: "é".repeat(index % 97) } }) as TraceEvent,
      ),
      ...events.slice(4),
    ]);
    reseal(dir);
    expect(await judge(dir)).toEqual([]);
    editDocument(dir, layout.summary, (summary) => Object.assign(summary.trace, { events: 50_006 }));
    reseal(dir);
    expect((await verifyBundle(dir, { integrityOnly: true })).findings).toMatchObject([
      { code: "DOCUMENTS_DISAGREE", expected: "50007", actual: "50006" },
    ]);
  });
});
