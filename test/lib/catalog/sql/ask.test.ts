import { readFileSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { askSql, describeViews, openCatalog } from "../../../../lib/catalog/index.ts";
import { sha256 } from "../../../../lib/digest.ts";
import { catalogOf, exampleRun, exampleRuns, writeCatalog } from "../../../support/catalog.ts";

const bounds = { rows: 100, milliseconds: 20_000 };

describe("askSql", () => {
  test("answers over the views: digests in hexadecimal, whole integers, names as they are", async () => {
    const reader = await catalogOf(exampleRun(0), exampleRun(1));
    const asked = await askSql(
      reader,
      "SELECT bundle_digest, started_at, dirty, signal, 9007199254740993 AS big, 0.5 AS half, x'ab' AS bytes, 'ü\n' AS \"a b\" FROM runs ORDER BY started_at LIMIT 1",
      bounds,
    );
    expect(asked).toEqual({
      schema: "kprov.query/v1",
      columns: ["bundle_digest", "started_at", "dirty", "signal", "big", "half", "bytes", "a b"],
      rows: [[sha256("bundle 0"), "2026-01-01T00:00:00.000Z", 1, null, "9007199254740993", 0.5, "ab", "ü\n"]],
      isMore: false,
    });
  });

  test("shows what JSON has no number for, and texts with a NUL whole", async () => {
    const reader = await catalogOf(exampleRun(0));
    const sql = "SELECT 9e999 AS most, -9e999 AS least, 'a' || char(0) || 'ü' AS cut, NULL AS none, x'00' AS bytes";
    const row = ["Infinity", "-Infinity", "a\u0000ü", null, "00"];
    for (const end of ["", " ;\n", " -- a remark", " /* not closed"])
      expect((await askSql(reader, sql + end, bounds)).rows, end).toEqual([row]);
  });

  test("works every value out once, in the order that is asked for", async () => {
    const reader = await catalogOf(...exampleRuns(60));
    const sql =
      "SELECT CASE abs(random()) % 3 WHEN 0 THEN 'a' WHEN 1 THEN 1 END AS value, run_id FROM runs ORDER BY run_id DESC";
    const { rows } = await askSql(reader, sql, bounds);
    expect(rows).toHaveLength(60);
    expect([...new Set(rows.map(([value]) => value))].every((value) => [1, "a", null].includes(value as never))).toBe(
      true,
    );
    const ids = rows.map(([, id]) => String(id));
    expect(ids).toEqual([...ids].sort().reverse());
    expect((await askSql(reader, "EXPLAIN QUERY PLAN SELECT run_id FROM runs", bounds)).rows.length).toBeGreaterThan(0);
  });

  test("gives as many rows as are asked for, and says that there are more", async () => {
    const reader = await catalogOf(...exampleRuns(5));
    expect(await askSql(reader, "SELECT run_id FROM runs", { ...bounds, rows: 3 })).toMatchObject({
      rows: { length: 3 },
      isMore: true,
    });
    expect(await askSql(reader, "SELECT run_id FROM runs", { ...bounds, rows: 5 })).toMatchObject({
      rows: { length: 5 },
      isMore: false,
    });
    const endless = "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT n FROM c";
    expect(await askSql(reader, endless, { ...bounds, rows: 2 })).toMatchObject({ rows: [[1], [2]], isMore: true });
  });

  test("stops a query that goes on and on without a row", async () => {
    const reader = await catalogOf(exampleRun(0));
    const endless = "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT count(*) FROM c";
    await expect(askSql(reader, endless, { rows: 1, milliseconds: 600 })).rejects.toMatchObject({
      code: "E_CATALOG_TOO_MUCH",
      message: expect.stringContaining("more than 0.6 s"),
    });
  });

  test("stops a query that piles up more than there is room for", async () => {
    const reader = await catalogOf(exampleRun(0));
    // Sorting holds all rows: 200 MB a row.
    const large =
      "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c LIMIT 40), t AS (SELECT hex(randomblob(100000000 + n)) AS x FROM c) SELECT length(group_concat(x)) FROM (SELECT x FROM t ORDER BY x)";
    await expect(askSql(reader, large, { rows: 1, milliseconds: 60_000 })).rejects.toMatchObject({
      code: "E_CATALOG_TOO_MUCH",
      message: "The query was stopped: it took more than 1 GiB of memory",
    });
  });

  test("refuses what is no view, what would write, and what can't be told apart", async () => {
    const reader = await catalogOf(exampleRun(0));
    const refused: [string, RegExp][] = [
      ["SELECT * FROM run", /no such table: run/],
      ["SELECT * FROM main.run", /no such table/],
      ["SELECT * FROM run_fts WHERE run_fts MATCH 'x'", /no such table: run_fts/],
      ["SELECT (SELECT count(*) FROM location) FROM runs", /no such table: location/],
      ["WITH x AS (SELECT 1) DELETE FROM runs", /cannot modify runs|not authorized|read-?only/],
      ["WITH x AS (SELECT 1) INSERT INTO tags SELECT 1, 2, 3", /cannot modify tags|read-?only/],
      ["SELECT nope FROM runs", /no such column: nope/],
      ["SELECT 1 AS a, 2 AS a", /two columns are called "a"/],
      ["SELECT 'unclosed", /unrecognized token/],
    ];
    const said = await Promise.allSettled(refused.map(([sql]) => askSql(reader, sql, bounds)));
    for (const [index, [sql, why]] of refused.entries())
      expect(said[index], sql).toMatchObject({
        reason: { code: "E_USAGE", message: expect.stringMatching(why) },
      });
  });

  test("has no name of a table that is not a view's own", async () => {
    const reader = await catalogOf(exampleRun(0));
    const tables = reader
      .all<{ name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table'")
      .map(({ name }) => name);
    const views = Object.keys(describeViews(reader));
    expect(tables.length).toBeGreaterThan(10);
    expect(tables.filter((name) => views.includes(name))).toEqual([]);
  });

  test("leaves the file as it is", async () => {
    const file = await writeCatalog([exampleRun(0)]);
    const reader = await openCatalog(file);
    try {
      const before = sha256(readFileSync(file));
      await askSql(reader, "SELECT count(*) AS n FROM files", bounds);
      expect(sha256(readFileSync(file))).toBe(before);
    } finally {
      reader.close();
    }
  });

  test("says that a catalog is damaged when it finds that it is", async () => {
    const file = await writeCatalog(exampleRuns(200));
    const reader = await openCatalog(file);
    try {
      const bytes = readFileSync(file);
      // Every page but the first: the schema stays readable in the reader, and nothing else is.
      writeFileSync(file, Buffer.concat([bytes.subarray(0, 4096), Buffer.alloc(bytes.length - 4096, 0xa5)]));
      await expect(askSql(reader, "SELECT count(*) AS n FROM files", bounds)).rejects.toMatchObject({
        code: "E_CATALOG_DAMAGED",
        hint: expect.stringContaining("index --rebuild"),
      });
    } finally {
      reader.close();
    }
  });
});
