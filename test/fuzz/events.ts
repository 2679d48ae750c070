/**
 * What a program says, from any bytes to a trace that verify takes.
 *
 * @module
 */
import { rmSync } from "node:fs";
import { systemClock } from "../../lib/clock.ts";
import { createIntake } from "../../lib/run/events/intake.ts";
import { createRedactor } from "../../lib/run/redaction/index.ts";
import { createTraceWriter } from "../../lib/run/trace-writer.ts";
import { readTraceFile } from "../../lib/verify/index.ts";
import { assert } from "./exercise.ts";
import type { Random } from "./mutate.ts";

/** Hand `bytes` over in pieces, write the trace to `path`, and judge it. */
export const sayAnything = (bytes: Buffer, random: Random, path: string): void => {
  rmSync(path, { force: true });
  const trace = createTraceWriter(path, systemClock);
  for (const kind of ["run.start", "inputs.recorded", "toolchain.recorded", "step.start"] as const) trace.event(kind);
  let ids = 0;
  let taken = 0;
  const redactor = createRedactor([{ name: "TOKEN", value: "hunter2-hunter2" }]);
  const intake = createIntake({
    ...{ redactor, stepSpan: trace.stepSpan, runSpan: trace.runSpan },
    newId: () => {
      ids += 1;
      return ids.toString(16).padStart(16, "0");
    },
    write: (entries) => {
      taken += entries.length;
      assert(redactor.sweepBytes(Buffer.from(JSON.stringify(entries))).length === 0, "no secret is left");
      trace.append(entries);
    },
  });
  for (let at = 0; at < bytes.length; ) {
    const step = 1 + random(3000);
    intake.push(Buffer.from(bytes.subarray(at, at + step)));
    at += step;
  }
  intake.settle();
  const refused = intake.refused();
  trace.attach({ close: () => refused });
  const open = trace.openSpans();
  trace.event("step.end", open > 0 ? { openSpans: open } : {});
  trace.event("outputs.recorded");
  const { events } = trace.end({});
  const lines = bytes.toString("latin1").split("\n");
  const said = lines.filter((line) => line !== "").length;
  assert(taken + (refused?.total ?? 0) === said, "every line is taken or counted");
  const { findings, facts } = readTraceFile(path);
  assert(findings.length === 0, `the trace is whole: ${JSON.stringify(findings[0])}`);
  assert(facts?.events === events, "and as long as it says");
};
