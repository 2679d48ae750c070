import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { layout } from "../../../lib/evidence/index.ts";
import {
  exportTrace,
  formatExported,
  type TraceFormat,
  type TraceSource,
  withTrace,
} from "../../../lib/trace/index.ts";
import { editTrace, reseal, writeBundle } from "../../support/bundle.ts";
import { memory } from "../../support/run.ts";
import { temporary } from "../../support/temporary.ts";
import { around, end, id, point, start, stepSpan, writeTrace } from "../../support/trace.ts";

type Program = Parameters<typeof around>[0];

const program: Program = [
  start("fit", 1, 2_000_000, { attributes: { n: 1, rate: 0.5, name: "é\u001b[31m", ok: true, none: null } }),
  start("fold", 2, 3_000_000, { parentSpanId: id(1), writer: "worker-1" }),
  start("fold", 3, 3_500_000, { parentSpanId: id(1), writer: "worker-1" }),
  point("loss", 3_600_000, { spanId: id(2), parentSpanId: id(1), attributes: { value: 1e21 } }),
  end("fold", 2, 4_000_000, { parentSpanId: id(1), writer: "worker-1" }),
  end("fold", 3, 4_500_000, { parentSpanId: id(1), writer: "worker-1" }),
  end("fit", 1, 5_000_000, { attributes: { n: 2 } }),
  start("left", 4, 6_000_000),
];

const sourceOf = (path: string): TraceSource => ({ shown: path, path, member: "trace.jsonl", run: null });

const exported = async (format: TraceFormat, events = around(program, { openSpans: 1 })): Promise<string> => {
  const output = memory();
  await exportTrace(sourceOf(writeTrace(temporary(), events)), { format, cwd: "/", output });
  return output.text();
};

/** The collector's own reader, built by `go build -C test/support/otlp -o …`; in CI it must be there. */
const readAsCollector = (text: string): unknown[] | null => {
  const reader = fileURLToPath(new URL("../../../node_modules/.cache/otlp-reader", import.meta.url));
  if (!existsSync(reader)) {
    if (process.env["TESTED_IN_CI"])
      throw new Error(`"${reader}" is missing: go build -C test/support/otlp -o ${reader} .`);
    console.warn(`\nNOT TESTED with the collector's reader: "${reader}" is missing\n`);
    return null;
  }
  return JSON.parse(execFileSync(reader, { input: text, encoding: "utf8", maxBuffer: 2 ** 30 })) as unknown[];
};

describe("export --otlp", () => {
  test("is one request, with everything in it", async () => {
    const text = await exported("otlp");
    expect(text.trimEnd().split("\n")).toHaveLength(1);
    const [{ resource, scopeSpans }] = JSON.parse(text).resourceSpans;
    expect(resource.attributes).toContainEqual({ key: "service.name", value: { stringValue: "unknown_service" } });
    const { spans } = scopeSpans[0];
    expect(spans.map(({ name }: { name: string }) => name)).toEqual(["run", "python3", "fit", "fold", "fold", "left"]);
    expect(spans[2]).toEqual({
      traceId: "0af7651916cd43dd8448eb211c80319c",
      spanId: id(1),
      parentSpanId: stepSpan,
      name: "fit",
      kind: 1,
      startTimeUnixNano: "2000000000",
      endTimeUnixNano: "5000000000",
      attributes: [
        { key: "n", value: { intValue: "2" } },
        { key: "name", value: { stringValue: "é\u001b[31m" } },
        { key: "none", value: {} },
        { key: "ok", value: { boolValue: true } },
        { key: "rate", value: { doubleValue: 0.5 } },
      ],
      events: [],
    });
    expect(spans[3].attributes).toEqual([{ key: "kprov.writer", value: { stringValue: "worker-1" } }]);
    expect(spans[3].events).toEqual([
      { timeUnixNano: "3600000000", name: "loss", attributes: [{ key: "value", value: { doubleValue: 1e21 } }] },
    ]);
    expect(spans[5]).toMatchObject({
      endTimeUnixNano: "9000000000",
      attributes: [{ key: "kprov.open", value: { boolValue: true } }],
    });
  });

  test.each([
    ["succeeded", 0, null, { code: 1 }, { code: 1 }],
    ["failed", 3, null, { code: 2, message: "failed" }, { code: 2, message: "exit 3" }],
    ["signalled", null, "SIGSEGV", { code: 2, message: "signalled" }, { code: 2, message: "SIGSEGV" }],
  ])("says that a run has %s", async (status, exitCode, signal, ofRun, ofStep) => {
    const events = around([], { exitCode, signal }).map((event) =>
      event.kind === "run.end" ? { ...event, attributes: { status } } : event,
    );
    const [run, step] = JSON.parse(await exported("otlp", events)).resourceSpans[0].scopeSpans[0].spans;
    expect(run.status).toEqual(ofRun);
    expect(step.status).toEqual(ofStep);
  });

  test("of a bundle has its times and names", async () => {
    const cwd = temporary();
    const dir = writeBundle(cwd);
    const output = memory();
    await withTrace(dir, { cwd }, (source) => exportTrace(source, { format: "otlp", cwd, output }));
    const { resource, scopeSpans } = JSON.parse(output.text()).resourceSpans[0];
    const values = Object.fromEntries(
      resource.attributes.map(({ key, value }: { key: string; value: { stringValue: string } }) => [
        key,
        value.stringValue,
      ]),
    );
    expect(values).toMatchObject({
      "service.name": "claims-etl/train",
      "kprov.step": "train",
      "kprov.project": "claims-etl",
      "kprov.run.id": "2026-02-15T20-13-00Z-0000000a",
      "kprov.outcome": "succeeded",
    });
    const [run, step] = scopeSpans[0].spans;
    expect(run.startTimeUnixNano).toBe(`${BigInt(Date.parse("2026-02-15T20:13:00.000Z")) * 1_000_000n}`);
    expect(step.name).toBe("train");
  });

  test("is understood by the collector's own reader", async () => {
    const spans = readAsCollector(await exported("otlp"));
    if (spans === null) return;
    expect(spans).toHaveLength(6);
    expect(spans[0]).toMatchObject({ Name: "run", ParentSpanID: "", Status: "Ok", Service: "unknown_service" });
    expect(spans[2]).toMatchObject({
      ...{ Name: "fit", TraceID: "0af7651916cd43dd8448eb211c80319c", SpanID: id(1), ParentSpanID: stepSpan },
      ...{ Start: 2e9, End: 5e9, Attributes: { n: 2, rate: 0.5, name: "é\u001b[31m", ok: true, none: null } },
    });
    expect(spans[3]).toMatchObject({ Events: ["loss"] });
  });

  test("of many spans is several requests, none of them large", async () => {
    const many = Array.from({ length: 5000 }, (_, index) => [
      start("s", index + 1, 1_000_000 + index),
      end("s", index + 1, 1_000_000 + index),
    ]).flat();
    const text = await exported("otlp", around(many));
    const lines = text.trimEnd().split("\n");
    expect(lines).toHaveLength(3);
    for (const line of lines) {
      expect(line.length).toBeLessThan(4e6);
      expect(JSON.parse(line)).toMatchObject({ resourceSpans: [{}] });
    }
    expect(readAsCollector(text)?.length ?? 5002).toBe(5002);
  });
});

describe("the command that is printed with --otlp", () => {
  const many = Array.from({ length: 1999 }, (_, index) => [
    start("s", index + 1, 1_000_000 + index),
    end("s", index + 1, 1_000_000 + index),
  ]).flat();

  test.each([
    ["one line", around(program, { openSpans: 1 }), 1, /^ {2}curl /],
    ["several lines", around(many), 2, /^ {2}while read -r line; do /],
  ])("posts a file of %s, a line at a time", async (_, events, requests, form) => {
    const cwd = temporary();
    const report = await exportTrace(sourceOf(writeTrace(cwd, events)), {
      format: "otlp",
      cwd,
      output: "a trace's.json",
    });
    const command = formatExported(report).split("\n").at(-1) ?? "";
    expect(command).toMatch(form);
    // In the place of curl: what would be posted, a file for each request.
    const curl = `#!/bin/sh
for word; do case $word in @-) file=/dev/stdin ;; @*) file=\${word#@} ;; esac; done
cat "$file" > "$(mktemp posted.XXXXXX)"
`;
    mkdirSync(join(cwd, "bin"));
    writeFileSync(join(cwd, "bin/curl"), curl, { mode: 0o755 });
    execFileSync("sh", ["-c", command], { cwd, env: { PATH: `${cwd}/bin:${process.env["PATH"]}` } });
    const posted = readdirSync(cwd).filter((name) => name.startsWith("posted."));
    expect(posted).toHaveLength(requests);
    const spans = posted.map((name) => {
      const { resourceSpans } = JSON.parse(readFileSync(join(cwd, name), "utf8"));
      return resourceSpans[0].scopeSpans[0].spans.length;
    });
    expect(spans.reduce((sum, count) => sum + count, 0)).toBe(report.exported?.spans);
  });
});

describe("export --chrome", () => {
  interface Slice {
    ph: string;
    name: string;
    tid: number;
    ts: number;
    dur: number;
    args: Record<string, unknown>;
  }
  const slicesOf = (text: string): Slice[] => JSON.parse(text).traceEvents;

  test("has a slice for each span and a mark for each event, on named tracks", async () => {
    const events = slicesOf(await exported("chrome"));
    const tracks = events.filter(({ name }) => name === "thread_name").map(({ args }) => args["name"]);
    expect(tracks).toEqual(["run", "worker-1", "worker-1 (2)"]);
    expect(events.filter(({ ph }) => ph === "X").map(({ name, tid, ts, dur }) => [name, tid, ts, dur])).toEqual([
      ["run", 0, 0, 10_000_000],
      ["python3", 0, 1_000_000, 8_000_000],
      ["fit", 0, 2_000_000, 3_000_000],
      ["fold", 1, 3_000_000, 1_000_000],
      ["fold", 2, 3_500_000, 1_000_000],
      ["left", 0, 6_000_000, 3_000_000],
    ]);
    expect(events.filter(({ ph }) => ph === "i").map(({ name }) => name)).toContain("loss");
    expect(events.at(-1)).toMatchObject({ name: "left", args: { "kprov.open": true } });
  });

  test("slices of one track lie in each other or apart: viewers know nothing else", async () => {
    let seed = 7;
    const random = (below: number): number => {
      seed = (seed * 1103515245 + 12345) % 2 ** 31;
      return seed % below;
    };
    const overlapping = Array.from({ length: 200 }, (_, index) => {
      const from = 1_000_000 + random(7_000_000);
      const more = random(2) === 0 ? {} : { writer: `w${random(3)}` };
      return [start("s", index + 1, from, more), end("s", index + 1, from + random(900_000), more)];
    });
    const events = around(overlapping.flat().sort((a, b) => a.offsetUs - b.offsetUs || (a.kind < b.kind ? 1 : -1)));
    const slices = slicesOf(await exported("chrome", events)).filter(({ ph }) => ph === "X");
    expect(slices).toHaveLength(202);
    for (const a of slices)
      for (const b of slices) {
        if (a === b || a.tid !== b.tid) continue;
        const [aEnd, bEnd] = [a.ts + a.dur, b.ts + b.dur];
        const isFine = aEnd <= b.ts || bEnd <= a.ts || (a.ts <= b.ts && aEnd >= bEnd) || (b.ts <= a.ts && bEnd >= aEnd);
        expect(isFine).toBe(true);
      }
  });
});

describe("export", () => {
  test.each(["otlp", "chrome"] as const)("--%s writes no character that a terminal obeys", async (format) => {
    const text = await exported(format, around([point("\u009b\u202e\u001b", 2_000_000)]));
    expect(text).not.toMatch(/[\u0080-\u009f\u202e\u001b]/);
    expect(text).toContain("\\u009b\\u202e\\u001b");
  });

  test("writes a new file, says its digest, and never overwrites", async () => {
    const cwd = temporary();
    const source = sourceOf(writeTrace(cwd, around(program, { openSpans: 1 })));
    const report = await exportTrace(source, { format: "chrome", cwd, output: "x.json" });
    expect(report.exported).toMatchObject({ path: "x.json", format: "chrome", spans: 6 });
    expect(report.exported?.size).toBe(readFileSync(join(cwd, "x.json")).length);
    const again = exportTrace(source, { format: "chrome", cwd, output: "x.json" });
    await expect(again).rejects.toMatchObject({ code: "E_USAGE" });
  });

  test("writes nothing of a trace that is broken", async () => {
    const cwd = temporary();
    const path = writeTrace(cwd, around(program));
    const report = await exportTrace(sourceOf(path), { format: "otlp", cwd, output: "x.json" });
    expect(report).toMatchObject({ verdict: "violated", exported: null });
    expect(existsSync(join(cwd, "x.json"))).toBe(false);
  });

  test("a bundle whose trace was changed is refused as a whole", async () => {
    const cwd = temporary();
    const dir = writeBundle(cwd);
    editTrace(dir, (events) => events.toSpliced(5, 1));
    reseal(dir);
    const refused = await withTrace(dir, { cwd }, () => "not reached");
    expect(refused).toMatchObject({ refused: { integrity: "violated" } });
    expect(readFileSync(join(dir, layout.trace), "utf8")).not.toBe("");
  });
});
