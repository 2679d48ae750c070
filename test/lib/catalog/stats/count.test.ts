import { describe, expect, test } from "vitest";
import { type CountedRun, tallyRuns } from "../../../../lib/catalog/stats/count.ts";

const at = (text: string): number => Date.parse(text);
const run = (changes: Partial<CountedRun> = {}): CountedRun => ({
  ...{ startedAt: at("2026-02-01T12:00:00Z"), durationMs: 1000, outcome: "succeeded", project: "etl", step: "clean" },
  ...{ review: "pending", memberBytes: 100 },
  ...changes,
});
const options = { refused: 0, isLocal: false };

describe("tallyRuns", () => {
  test("counts outcomes, days and bytes as they grow", () => {
    const runs = [
      run({ startedAt: at("2026-02-03T23:59:59.999Z"), outcome: "failed", memberBytes: 50 }),
      run({ startedAt: at("2026-02-01T00:00:00Z") }),
      run({ startedAt: at("2026-02-01T23:00:00Z"), outcome: "timed-out" }),
      run({ startedAt: at("2026-02-03T00:00:00Z") }),
    ];
    expect(tallyRuns(runs, { ...options, refused: 2 })).toMatchObject({
      ...{ runs: 4, from: "2026-02-01T00:00:00.000Z", to: "2026-02-03T23:59:59.999Z", failureRate: 0.5, refused: 2 },
      outcomes: { failed: 1, succeeded: 2, "timed-out": 1 },
      storage: { memberBytes: 350 },
      days: [
        { day: "2026-02-01", runs: 2, failed: 1, memberBytes: 200, totalBytes: 200 },
        { day: "2026-02-03", runs: 2, failed: 1, memberBytes: 150, totalBytes: 350 },
      ],
    });
  });

  test("names percentiles that runs really had, by nearest rank", () => {
    const hundred = Array.from({ length: 100 }, (_, n) => run({ durationMs: 100 - n }));
    expect(tallyRuns(hundred, options).durations).toEqual({ median: 50, p90: 90, p95: 95, p99: 99, longest: 100 });
    expect(tallyRuns([run({ durationMs: 7 })], options).durations).toEqual({
      median: 7,
      p90: 7,
      p95: 7,
      p99: 7,
      longest: 7,
    });
  });

  test("counts reviews, and since when the oldest is open", () => {
    const runs = [
      run({ review: "approved", startedAt: 0 }),
      run({ startedAt: at("2026-02-02T00:00:00Z") }),
      run({ startedAt: at("2026-02-01T00:00:00Z") }),
      run({ review: "rejected", startedAt: 1 }),
    ];
    expect(tallyRuns(runs, options).reviews).toEqual({
      ...{ approved: 1, rejected: 1, pending: 2 },
      oldestPending: "2026-02-01T00:00:00.000Z",
    });
  });

  test("tells steps of two projects apart, those with most runs first", () => {
    const runs = [run({ project: null }), run({ project: "b" }), run({ project: "b" }), run({ project: "a" })];
    expect(tallyRuns(runs, options).steps.map(({ project, runs }) => [project, runs])).toEqual([
      ["b", 2],
      [null, 1],
      ["a", 1],
    ]);
  });

  test("of no runs, there are no numbers", () => {
    expect(tallyRuns([], options)).toMatchObject({
      ...{ runs: 0, from: null, to: null, failureRate: null, durations: null, days: [], steps: [], outcomes: {} },
      reviews: { pending: 0, oldestPending: null },
    });
  });

  test("days are those of this machine when asked for", () => {
    const [day] = tallyRuns([run({ startedAt: new Date(2026, 1, 1, 0, 30).getTime() })], {
      ...options,
      isLocal: true,
    }).days;
    expect(day?.day).toBe("2026-02-01");
  });

  test("a step or an outcome may be called like anything an object has", () => {
    const stats = tallyRuns([run({ step: "__proto__", outcome: "__proto__" })], options);
    expect(stats.steps[0]?.step).toBe("__proto__");
    expect(Object.keys(stats.outcomes)).toEqual(["__proto__"]);
  });
});
