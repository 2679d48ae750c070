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
      "Line 2 starts the run again",
    );
  });

  it("a changed attribute", async () => {
    expect(await judgeLines((lines) => lines.map((line) => line.replace("python3", "python4")))).toEqual([
      "Line 4 does not follow the line before it",
    ]);
  });

  it.each([
    ["an empty file", () => [], "", "The trace is empty"],
    ["an empty line", (lines: string[]) => lines.toSpliced(2, 0, ""), "\n", "Line 3 is not safe JSON"],
    ["no newline at the end", (lines: string[]) => lines, "", "The last line does not end in a newline"],
    ["a line that is no JSON", (lines: string[]) => [...lines, "x"], "\n", "Line 7 is not safe JSON"],
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
      "Line 7 is longer than 1048576 bytes",
    ],
    [
      "an unknown field",
      (lines: string[]) => lines.map((line) => line.replace('"seq":2', '"seq":2,"zeq":2')),
      "\n",
      'Line 3, ""',
    ],
    [
      "an unknown kind",
      (lines: string[]) => lines.map((line) => line.replace("step.start", "step.begin")),
      "\n",
      'Line 3, "kind"',
    ],
    ["a NUL", (lines: string[]) => [...lines, "\0"], "\n", "Line 7 is not safe JSON"],
  ])("%s", async (_, edit, end, message) => {
    const messages = await judgeLines(edit, end);
    expect(
      messages.some((text) => text.startsWith(message)),
      messages.join("\n"),
    ).toBe(true);
  });

  it.each<[string, (events: TraceEvent[]) => TraceEvent[], string[]]>([
    ["another first event", (events) => events.slice(1), ["The first event is another one"]],
    ["no end of the run", (events) => events.slice(0, -1), ["The last event is another one"]],
    [
      "an event after the end",
      ([first, ...rest]) => [first, ...rest, { ...rest[0], offsetUs: 1_700_000 }] as TraceEvent[],
      ["The last event is another one"],
    ],
    ["two ends of the run", (events) => [...events, ...events.slice(-1)], ["Line 7 ends the run again"]],
    ["a second start of the run", (events) => [...events.slice(0, 1), ...events], ["Line 2 starts the run again"]],
    [
      "a step that never ended",
      (events) => events.filter(({ kind }) => kind !== "step.end"),
      ["The step was started and never ended"],
    ],
    [
      "a step that never started",
      (events) => events.filter(({ kind }) => kind !== "step.start"),
      ["Line 3 ends a step that was not started"],
    ],
    [
      "a step that started twice",
      (events) => events.flatMap((event) => (event.kind === "step.start" ? [event, event] : [event])),
      ["Line 4 starts the step again"],
    ],
    [
      "a step that ended twice",
      (events) => events.flatMap((event) => (event.kind === "step.end" ? [event, event] : [event])),
      ["Line 5 ends the step again"],
    ],
    [
      "time that runs back",
      (events) => events.map((event, index) => (index === 4 ? { ...event, offsetUs: 5 } : event)),
      ["Line 5 lies before the line above it in time"],
    ],
    [
      "an event of another trace",
      (events) => events.map((event, index) => (index === 5 ? { ...event, traceId: "a".repeat(32) } : event)),
      ["Line 6 belongs to another trace"],
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

describe("judgeTrace", () => {
  it("accepts a run that was given up before its step began", async () => {
    expect(await judgeEvents((events) => events.filter(({ kind }) => !kind.startsWith("step.")))).toEqual([]);
  });

  it("names the first faults of a trace that is wrong in every line, and counts the rest", async () => {
    const messages = await judgeLines(() => Array.from({ length: 5000 }, () => "x"));
    expect(messages).toHaveLength(21);
    expect(messages).toContain("and 4980 more faults");
  });

  it("reads 50,000 events, across the bounds of its buffer", async () => {
    const dir = writeBundle(temporary());
    editTrace(dir, (events) => [
      ...events.slice(0, 2),
      ...Array.from(
        { length: 50_000 },
        (_, index) =>
          ({ ...events[1], kind: "signal.forwarded", attributes: { note: "é".repeat(index % 97) } }) as TraceEvent,
      ),
      ...events.slice(2),
    ]);
    reseal(dir);
    expect(await judge(dir)).toEqual([]);
    editDocument(dir, layout.summary, (summary) => Object.assign(summary.trace, { events: 50_005 }));
    reseal(dir);
    expect((await verifyBundle(dir, { integrityOnly: true })).findings).toMatchObject([
      { code: "DOCUMENTS_DISAGREE", expected: "50006", actual: "50005" },
    ]);
  });
});
