import { describe, expect, test } from "vitest";
import { openCatalog, parseQuery, searchRuns } from "../../../../../lib/catalog/index.ts";
import { exampleStart, writeCatalog } from "../../../../support/catalog.ts";
import { createHistory } from "./history.ts";
import { meanOf, qualityOf } from "./measure.ts";
import { questions } from "./questions.ts";

/** Never lowered: a change that makes a question better may not make others worse. */
const floor = { precision: 0.944, reciprocalRank: 1, ndcg: 0.891 };

describe("the quality of catalog search over 2,000 runs", () => {
  test("does not fall: precision at 5, mean reciprocal rank and NDCG at 10", async () => {
    const history = createHistory();
    const truths = new Map(history.map(({ truth, facts }) => [facts.bundleDigest, truth]));
    const reader = await openCatalog(await writeCatalog(history.map(({ facts }) => facts)));
    const rows = questions.map(({ asked, judge }) => {
      const query = parseQuery(asked, { now: exampleStart, isLocal: false });
      const { hits } = searchRuns(reader, query, { limit: 10 });
      const grades = hits.map(({ bundleDigest }) => {
        const truth = truths.get(bundleDigest);
        return truth === undefined ? 0 : judge(truth);
      });
      return { asked, grades, ...qualityOf(grades, [...truths.values()].map(judge)) };
    });
    reader.close();
    const mean = meanOf(rows);
    const shown = (value: number) => value.toFixed(3);
    for (const { asked, grades, precision, reciprocalRank, ndcg } of rows)
      if (process.env["QUALITY"] !== undefined)
        console.info(asked.padEnd(34), shown(precision), shown(reciprocalRank), shown(ndcg), grades.join(""));
    console.info(
      `search quality, ${rows.length} questions: precision@5 ${shown(mean.precision)}, MRR ${shown(mean.reciprocalRank)}, NDCG@10 ${shown(mean.ndcg)}`,
    );
    expect(rows.length).toBeGreaterThanOrEqual(35);
    expect(mean.precision).toBeGreaterThanOrEqual(floor.precision);
    expect(mean.reciprocalRank).toBeGreaterThanOrEqual(floor.reciprocalRank);
    expect(mean.ndcg).toBeGreaterThanOrEqual(floor.ndcg);
  });
});

describe("qualityOf", () => {
  test("gives 1 to the best order and less to any other", () => {
    expect(qualityOf([2, 1, 0], [0, 1, 2])).toEqual({ precision: 1, reciprocalRank: 1, ndcg: 1 });
    const worse = qualityOf([0, 1, 2], [0, 1, 2]);
    expect(worse.reciprocalRank).toBe(0.5);
    expect(worse.ndcg).toBeLessThan(0.7);
    expect(qualityOf([0, 0], [2])).toEqual({ precision: 0, reciprocalRank: 0, ndcg: 0 });
  });

  test("refuses a question that has no answer", () => {
    expect(() => qualityOf([0], [0])).toThrow();
  });
});
