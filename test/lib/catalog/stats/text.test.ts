import { describe, expect, test } from "vitest";
import { countedRuns, countRefused, everything, formatStats, tallyRuns } from "../../../../lib/catalog/index.ts";
import { catalogOf, exampleRefused, exampleRun, exampleRuns } from "../../../support/catalog.ts";

const view = { colour: false, width: 80, verbose: false };

describe("formatStats", () => {
  test("shows everything on one screen", async () => {
    const reader = await catalogOf(...exampleRuns(300), exampleRefused(1));
    const stats = tallyRuns(countedRuns(reader, everything), { refused: countRefused(reader), isLocal: false });
    expect(formatStats(stats, view)).toMatchInlineSnapshot(`
      "300 runs from 2026-01-01 to 2026-01-03
      outcome   30 failed, 270 succeeded: 10 % did not succeed
      duration  median 1.05 s, 90 % within 1.09 s, 95 % 1.09 s, 99 % 1.09 s, longest 1.10 s
      storage   336.1 kB in bundles, 112.0 kB on a day with runs
      reviews   60 approved, 0 rejected, 240 open, the oldest since 2026-01-01 UTC
      refused   1 bundle can't be believed: kprovengine catalog list --refused

      Runs per day (UTC)
      2026-01-01  ████████████████████     144  14 failed     160.2 kB, 160.2 kB in all
      2026-01-02  ████████████████████     144  14 failed     160.5 kB, 320.7 kB in all
      2026-01-03  ██                        12  2 failed      15.5 kB, 336.1 kB in all

      Steps
                                          runs not succeeded        median          95 %
      clean [claims-etl]                    34      4 (12 %)        1.04 s        1.09 s
      report [claims-etl]                   34      4 (12 %)        1.05 s        1.09 s
      train [claims-etl]                    34      4 (12 %)        1.05 s        1.09 s
      clean [compliance-report]             33     3 (9.1 %)        1.05 s        1.09 s
      report [compliance-report]            33     3 (9.1 %)        1.05 s        1.09 s
      train [compliance-report]             33     3 (9.1 %)        1.04 s        1.09 s
      clean [risk-model]                    33     3 (9.1 %)        1.05 s        1.09 s
      report [risk-model]                   33     3 (9.1 %)        1.04 s        1.09 s
      train [risk-model]                    33     3 (9.1 %)        1.05 s        1.09 s"
    `);
  });

  test("cuts many days and steps, and says so; --verbose shows all", () => {
    const runs = Array.from({ length: 40 }, (_, n) => ({
      ...{ startedAt: n * 86_400_000, durationMs: 1, outcome: "succeeded", project: null, step: `s${n}` },
      ...{ review: "pending", memberBytes: 1 },
    }));
    const stats = tallyRuns(runs, { refused: 0, isLocal: false });
    const text = formatStats(stats, view);
    expect(text).toContain("26 earlier: --verbose or --json shows all");
    expect(text).toContain("25 more: --verbose or --json shows all");
    const all = formatStats(stats, { ...view, verbose: true });
    expect(all).toContain("1970-01-01");
    expect(all).toContain("s39");
  });

  test("lets no name leave its line, and knows of no run", async () => {
    const evil = exampleRun(1, { step: "a\n\u001b[2Jb", project: "\u202ex", outcome: "odd\r\n" });
    const reader = await catalogOf(evil);
    const tally = (runs: Parameters<typeof tallyRuns>[0]) => tallyRuns(runs, { refused: 0, isLocal: false });
    expect(formatStats(tally(countedRuns(reader, everything)), view)).not.toMatch(/[\u001b\u202e\r]/);
    expect(formatStats(tally([]), view)).toBe("no run");
  });
});
