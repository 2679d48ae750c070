import { describe, expect, test } from "vitest";
import { formatJudged, judgeChain, type TraceSource } from "../../../lib/trace/index.ts";
import { temporary } from "../../support/temporary.ts";
import { around, point, traceText, writeTrace } from "../../support/trace.ts";

const run = {
  ...{ runId: "r", project: "claims-etl", step: "train", startedAt: "2026-02-15T20:13:00.000Z", status: "succeeded" },
  bundleDigest: "b".repeat(64),
};
const sourceOf = (events: Parameters<typeof writeTrace>[1], head?: string): TraceSource => ({
  ...{ shown: "t", path: writeTrace(temporary(), events), member: "trace.jsonl" },
  run: head === undefined ? null : { ...run, trace: { events: events.length, head } },
});

describe("judgeChain", () => {
  test("hands over every event, and says what the trace says", () => {
    const kinds: string[] = [];
    const judged = judgeChain(sourceOf(around([point("a", 2_000_000)])), ({ kind }) => kinds.push(kind));
    expect(kinds).toHaveLength(8);
    expect(judged).toMatchObject({
      ...{ verdict: "proved", findings: [], events: 8, durationUs: 10_000_000, status: "succeeded" },
      ...{ runId: "2026-02-15T20-13-00Z-0000000a", step: null, startedAt: null },
    });
    expect(judged.head).toMatch(/^[0-9a-f]{64}$/);
  });

  test("says what the bundle says, when there is one", () => {
    const { head } = judgeChain(sourceOf(around([])));
    const { runId, step, startedAt } = run;
    expect(judgeChain(sourceOf(around([]), head ?? ""))).toMatchObject({ verdict: "proved", runId, step, startedAt });
  });

  test("refuses a trace that is not the bundle's any more", () => {
    const judge = () => judgeChain(sourceOf(around([]), "c".repeat(64)));
    expect(judge).toThrow(
      expect.objectContaining({ code: "E_IO", message: expect.stringContaining("changed meanwhile") }),
    );
  });
});

test("formatJudged cuts a long list of findings, unless asked for all", () => {
  const lines = traceText(around([])).trimEnd().split("\n").reverse();
  const path = `${temporary({ "t.jsonl": `${lines.join("\n")}\n` })}/t.jsonl`;
  const judged = judgeChain({ shown: "t", path, member: "t", run: null });
  const short = formatJudged(judged, { verbose: false });
  expect(judged.findings.length).toBeGreaterThan(10);
  expect(short).toContain(`and ${judged.findings.length - 10} more: --verbose or --json`);
  expect(formatJudged(judged, { verbose: true })).not.toContain("more: --verbose");
});
