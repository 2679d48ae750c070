import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { showTrace } from "../../../lib/trace/show.ts";
import { formatTimeline } from "../../../lib/trace/timeline.ts";
import { columnsOf } from "../../../lib/trace/units.ts";
import { temporary } from "../../support/temporary.ts";
import { around, end, id, point, start, stepSpan, traceText, writeTrace } from "../../support/trace.ts";

type Program = Parameters<typeof around>[0];

const draw = (text: string, view: { width?: number; colour?: boolean; verbose?: boolean } = {}): string => {
  const path = join(temporary(), "trace.jsonl");
  writeFileSync(path, text);
  const drawn = showTrace({ shown: "trace.jsonl", path, member: "trace.jsonl", run: null });
  return formatTimeline(drawn, { width: 80, colour: false, verbose: false, ...view });
};

const training: Program = [
  start("load", 1, 1_000_000),
  end("load", 1, 3_000_000, { attributes: { rows: 3 } }),
  start("fit", 2, 3_000_000),
  ...Array.from({ length: 20 }, (_, index) => [
    start("epoch", 100 + index, 3_000_000 + index * 200_000, { parentSpanId: id(2) }),
    end("epoch", 100 + index, 3_100_000 + index * 200_000, { parentSpanId: id(2) }),
  ]).flat(),
  point("checkpoint", 7_000_000, { spanId: id(2), parentSpanId: stepSpan }),
  end("fit", 2, 7_500_000),
  start("left", 3, 8_000_000),
];

describe("formatTimeline", () => {
  test("draws spans, events, what was folded and what is open, in 80 columns", () => {
    expect(draw(traceText(around(training, { openSpans: 1 })))).toMatchInlineSnapshot(`
      "run 2026-02-15T20-13-00Z-0000000a: succeeded
      10.0 s, 53 events
                                         0                                      10.0 s
      run                        10.0 s  █████████████████████████████████████████████
        · inputs.recorded     at 500 ms    ◆
        · toolchain.recorded  at 900 ms      ◆
        step python3             8.00 s      █████████████████████████████████████
          load                   2.00 s      ██████████
          fit                    4.50 s               █████████████████████
            epoch × 20         Σ 2.00 s               ▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒
            · checkpoint      at 7.00 s                                 ◆
          left (open)            1.00 s                                      █████
        · outputs.recorded    at 9.50 s                                            ◆
      the trace is whole and in order; it does not say by itself who made it:
        kprovengine verify"
    `);
  });

  test("draws the same in 200 columns, with longer bars", () => {
    const page = draw(traceText(around(training, { openSpans: 1 })), { width: 200 });
    const widths = page.split("\n").map(columnsOf);
    expect(Math.max(...widths)).toBeLessThanOrEqual(200);
    expect(Math.max(...widths)).toBeGreaterThan(150);
  });

  test("leaves the bars out where there is no room for them", () => {
    expect(draw(traceText(around(training, { openSpans: 1 })), { width: 40 })).toMatchInlineSnapshot(`
      "run 2026-02-15T20-13-00Z-0000000a:
        succeeded
      10.0 s, 53 events
      run                               10.0 s
        · inputs.recorded            at 500 ms
        · toolchain.recorded         at 900 ms
        step python3                    8.00 s
          load                          2.00 s
          fit                           4.50 s
            epoch × 20                Σ 2.00 s
            · checkpoint             at 7.00 s
          left (open)                   1.00 s
        · outputs.recorded           at 9.50 s
      the trace is whole and in order; it does
        not say by itself who made it:
        kprovengine verify"
    `);
  });

  test.each([20, 40, 60, 80, 132, 500])("no line is wider than %i columns, whatever the names", (width) => {
    const names = ["日本語".repeat(40), "x".repeat(300), "\u202e\u001b[2J\n\r\0", "e\u0301".repeat(90)];
    const program = names.map((name, index) => point(name, 2_000_000 + index));
    const lines = draw(traceText(around(program)), { width }).split("\n");
    const rows = lines.filter((line) => /^ *(?:·|run|step)/.test(line));
    expect(rows.length).toBeGreaterThan(6);
    for (const line of rows.slice(1)) expect(columnsOf(line)).toBeLessThanOrEqual(Math.max(width, 30));
    expect(lines.join("")).not.toMatch(/[\u0000-\u001f\u202e]/);
  });

  test("colours bars, and nothing else, when asked", () => {
    const page = draw(traceText(around(training, { openSpans: 1 })), { colour: true });
    expect(page).toContain("\u001b[33m");
    expect(page.replace(/\u001b\[\d+m/g, "")).toBe(draw(traceText(around(training, { openSpans: 1 }))));
  });

  test("cuts a long list, and says so", () => {
    const program = Array.from({ length: 100 }, (_, index) => point(`n${index}`, 2_000_000 + index));
    expect(draw(traceText(around(program)))).toContain("… and 45 more lines: --verbose or --json shows all");
    expect(draw(traceText(around(program)), { verbose: true })).toContain("n99");
  });

  test("says what was refused", () => {
    const refused = { total: 3, malformed: 2, "too long": 1, first: "line 7: it is \u001b[31m" };
    const page = draw(
      traceText(around([], {}, [{ kind: "step.events.refused", offsetUs: 9_600_000, attributes: refused }])),
    );
    expect(page).toContain("refused of what the step said: 3 (2 malformed, 1 too long); line 7: it is\n  \\u{1b}[31m");
  });

  test("shows what can be read of a trace without its end, and what is wrong with it", () => {
    const page = draw(traceText(around(training)).split("\n").slice(0, 8).join("\n"));
    expect(page).toContain("without an end");
    expect(page).toMatch(/load +2\.00 s/);
    expect(page).toContain('TRACE_BROKEN The trace has no "run.end"');
    expect(page).toContain("TRACE_BROKEN The last line does not end in a newline");
    expect(page).toContain("the trace is broken");
  });

  test.each([
    ["nothing", ""],
    ["no trace", "x\n"],
    ["an event that comes first", traceText(around([])).split("\n").slice(2).join("\n")],
  ])("survives %s", (_, text) => {
    expect(draw(text)).toContain("the trace is broken");
  });

  test("a run of no time at all", () => {
    const events = around([]).map((event) => ({ ...event, offsetUs: 0 }));
    expect(draw(traceText(events))).toContain("0 µs");
  });
});

test("100,000 events become a page, quickly and in little memory", () => {
  const program = Array.from({ length: 50_000 }, (_, index) => [
    start(`name ${index % 3}`, index + 1, 1_000_000 + index * 100),
    end(`name ${index % 3}`, index + 1, 1_000_050 + index * 100),
  ]).flat();
  const path = writeTrace(temporary(), around(program));
  const started = process.cpuUsage();
  const drawn = showTrace({ shown: "x", path, member: "x", run: null });
  const { user, system } = process.cpuUsage(started);
  expect((user + system) / 1000).toBeLessThan(15_000);
  expect(drawn.document.events).toBe(100_007);
  expect(JSON.stringify(drawn.document).length).toBeLessThan(5000);
  expect(formatTimeline(drawn, { width: 80, colour: false, verbose: false })).toContain("name 0 × 16667");
});
