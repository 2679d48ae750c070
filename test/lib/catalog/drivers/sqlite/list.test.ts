import { describe, expect, test } from "vitest";
import {
  type CatalogReader,
  everyRun,
  listRuns,
  openCatalog,
  openWriter,
  parseCursor,
  parseFilter,
  parseSort,
} from "../../../../../lib/catalog/index.ts";
import { sortNames } from "../../../../../lib/catalog/list/model.ts";
import { catalogOf, exampleLocation, exampleRun, exampleRuns, writeCatalog } from "../../../../support/catalog.ts";

const options = { now: Date.UTC(2026, 5, 1), isLocal: false };

interface Asked {
  text?: string;
  sort?: string;
  limit?: number;
  after?: string | null;
  budgetMs?: number;
}

const page = (reader: CatalogReader, { text = "", sort = "-started", limit = 7, after = null, ...rest }: Asked) =>
  listRuns(reader, {
    filter: parseFilter([text], options),
    sort: parseSort(sort),
    limit,
    after: after === null ? null : parseCursor(after, parseSort(sort)),
    ...rest,
  });

/** Page by page to the end. */
const walk = (reader: CatalogReader, asked: Asked): string[] => {
  const seen: string[] = [];
  for (let after: string | null = null; ; ) {
    const { runs, next } = page(reader, { ...asked, after });
    seen.push(...runs.map(({ bundleDigest }) => bundleDigest));
    if (next === null) return seen;
    after = next;
  }
};

describe("listRuns", () => {
  test("gives each run once, in order, page by page, for every order there is", async () => {
    // Many of one moment, and some without a project: equal values and null have places, too.
    const facts = Array.from({ length: 40 }, (_, n) =>
      exampleRun(n, { startedAt: 1e12 + (n % 3), ...(n % 5 === 0 && { project: null }) }),
    );
    const reader = await catalogOf(...facts);
    for (const name of sortNames) {
      for (const sort of [name, `-${name}`]) {
        const whole = page(reader, { sort, limit: 100 });
        expect(whole.next).toBeNull();
        const ids = whole.runs.map(({ bundleDigest }) => bundleDigest);
        expect(new Set(ids).size).toBe(40);
        expect(walk(reader, { sort })).toEqual(ids);
        expect(
          [...everyRun(reader, { filter: parseFilter([], options), sort: parseSort(sort), after: null })].map(
            (run) => run.bundleDigest,
          ),
        ).toEqual(ids);
      }
    }
    const starts = page(reader, { limit: 100 }).runs.map(({ startedAt }) => startedAt);
    expect(starts).toEqual([...starts].sort().reverse());
  });

  test("goes on where it was, whatever was added and taken away meanwhile", async () => {
    const file = await writeCatalog(exampleRuns(20));
    const before = await openCatalog(file);
    const first = page(before, { limit: 5 });
    before.close();
    const writer = await openWriter(file);
    // A newer one, an older one, and the very run that the cursor stands on is gone.
    for (const n of [30, 31]) writer.put({ location: exampleLocation(n), facts: { run: exampleRun(n) } });
    writer.put({
      location: exampleLocation(40),
      facts: { run: exampleRun(40, { startedAt: exampleRun(2).startedAt + 1 }) },
    });
    writer.remove(exampleLocation(15));
    writer.commit();
    writer.close();
    const reader = await openCatalog(file);
    try {
      const rest = page(reader, { limit: 100, after: first.next });
      const wanted = [...Array.from({ length: 12 }, (_, n) => 14 - n), 40, 2, 1, 0].filter((n) => n >= 0);
      expect(first.runs.map(({ runId }) => runId)).toEqual([19, 18, 17, 16, 15].map((n) => exampleRun(n).runId));
      expect(rest.runs.map(({ runId }) => runId)).toEqual(wanted.map((n) => exampleRun(n).runId));
    } finally {
      reader.close();
    }
  });

  test("shows the facts of a run, tags by name, one place of several", async () => {
    const run = exampleRun(5, {
      tags: [
        { key: "z", value: "1" },
        { key: "a", value: "\u0001\"'" },
      ],
      isDirty: null,
      rerunOf: "ab".repeat(32),
    });
    const reader = await catalogOf(run, run);
    const { runs, total } = page(reader, {});
    expect(total).toBe(1);
    expect(runs[0]).toMatchObject({
      runId: run.runId,
      startedAt: "2026-01-01T00:50:00.000Z",
      tags: [
        { key: "a", value: "\u0001\"'" },
        { key: "z", value: "1" },
      ],
      inputs: { count: 8 },
      outputs: { count: 2, bytes: 4001 },
      dirty: null,
      rerunOf: "ab".repeat(32),
      checks: "proved",
      os: "linux",
      location: "/history/runs/bundle-0",
    });
  });

  test("counts only where nothing was asked", async () => {
    const reader = await catalogOf(...exampleRuns(9));
    expect(page(reader, { limit: 2 }).total).toBe(9);
    expect(page(reader, { limit: 2, text: "step:train" }).total).toBeNull();
  });

  test("gives up in time what no index knows, says so, and goes on from there", async () => {
    const reader = await catalogOf(...exampleRuns(1000));
    const asked = { text: "input:data/nothing.csv", budgetMs: 0 };
    const first = page(reader, asked);
    expect(first).toMatchObject({ runs: [], lookedAt: 256 });
    expect(first.next).not.toBeNull();
    expect(page(reader, { ...asked, after: first.next, budgetMs: 60_000 })).toMatchObject({
      next: null,
      lookedAt: null,
    });
    expect(walk(reader, { text: "input:data/before.csv", budgetMs: 0 })).toHaveLength(666);
  });

  test("fills a page of what no index knows, and begins the next behind it", async () => {
    const reader = await catalogOf(...exampleRuns(60));
    const ids = page(reader, { text: "-type:text/*", limit: 100 }).runs.map(({ bundleDigest }) => bundleDigest);
    expect(ids).toHaveLength(20);
    expect(walk(reader, { text: "-type:text/*", limit: 3 })).toEqual(ids);
  });
});
