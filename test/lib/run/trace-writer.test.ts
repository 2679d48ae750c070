import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { join } from "node:path";
import { expect, test } from "vitest";
import { systemClock } from "../../../lib/clock.ts";
import { createTraceWriter, type ProgramEntry, type TraceWriter } from "../../../lib/run/trace-writer.ts";
import { readTraceFile } from "../../../lib/verify/index.ts";
import { temporary } from "../../support/temporary.ts";

const newTrace = (): { path: string; trace: TraceWriter } => {
  const path = join(temporary(), "trace.jsonl");
  return { path, trace: createTraceWriter(path, systemClock) };
};

const said = ({ stepSpan, runSpan }: TraceWriter, name: string): ProgramEntry => ({
  kind: "step.event",
  name,
  spanId: stepSpan,
  parentSpanId: runSpan,
  attributes: {},
});

/** A whole run but for what the program says in between. */
const finish = (trace: TraceWriter, during: () => void): void => {
  for (const kind of ["run.start", "inputs.recorded", "toolchain.recorded", "step.start"] as const) trace.event(kind);
  during();
  trace.event("step.end", { exitCode: 0, signal: null });
  trace.event("outputs.recorded");
  trace.end({});
};

test("what the disk took only half of is taken back, and the trace goes on whole", () => {
  const { path, trace } = newTrace();
  finish(trace, () => {
    trace.append([said(trace, "before")]);
    fillAfter(100, () => {
      expect(() => trace.append([said(trace, "lost"), said(trace, "lost too")])).toThrow("ENOSPC");
    });
    trace.append([said(trace, "after")]);
  });
  const names: (string | undefined)[] = [];
  const { findings } = readTraceFile(path, ({ kind, name }) => void (kind === "step.event" && names.push(name)));
  expect(findings).toEqual([]);
  expect(names).toEqual(["before", "after"]);
});

test("what a source refused stands right before the end, counted; it is closed once", () => {
  const { path, trace } = newTrace();
  let closed = 0;
  const close = () => {
    closed += 1;
    return { total: 3, reasons: { malformed: 2, tooLong: 1 }, first: "line 7 is no JSON" };
  };
  trace.attach({ close });
  expect(trace.refused()).toBeNull();
  finish(trace, () => undefined);
  expect(closed).toBe(1);
  expect(trace.refused()?.total).toBe(3);
  const last = fs
    .readFileSync(path, "utf8")
    .trimEnd()
    .split("\n")
    .slice(-2)
    .map((line) => JSON.parse(line));
  expect(last).toMatchObject([
    { kind: "step.events.refused", attributes: { total: 3, malformed: 2, tooLong: 1, first: "line 7 is no JSON" } },
    { kind: "run.end" },
  ]);
  expect(readTraceFile(path).findings).toEqual([]);
});

test("a run that is given up closes its source too, and writes no end", () => {
  const { path, trace } = newTrace();
  const closed: string[] = [];
  const close = () => {
    closed.push("once");
    return null;
  };
  trace.attach({ close });
  trace.event("run.start");
  trace.abandon();
  expect(closed).toEqual(["once"]);
  expect(readTraceFile(path).findings).not.toEqual([]);
});

/** The disk takes that many bytes of the next write, and none after it. */
const fillAfter = (room: number, work: () => void): void => {
  const real = fs.writeSync as (...args: unknown[]) => number;
  let left = room;
  fs.writeSync = ((fd: number, data: string | Buffer, ...rest: unknown[]) => {
    if (left === 0) throw Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
    const bytes = Buffer.isBuffer(data) && typeof rest[0] === "number" ? data.subarray(rest[0]) : Buffer.from(data);
    const written = real(fd, bytes.subarray(0, left));
    left = 0;
    return written;
  }) as typeof fs.writeSync;
  syncBuiltinESMExports();
  try {
    work();
  } finally {
    fs.writeSync = real as typeof fs.writeSync;
    syncBuiltinESMExports();
  }
};
