import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parquetMetadata } from "hyparquet";
import { describe, expect, it } from "vitest";
import { parseFilter } from "../../../../lib/catalog/index.ts";
import { tablesOf } from "../../../../lib/catalog-export/index.ts";
import { catalogOf, exampleRefused, exampleRun, exampleRuns } from "../../../support/catalog.ts";
import { exportOf, hostileText } from "../../../support/catalog-export.ts";
import { duckdb } from "../../../support/duckdb.ts";
import { exportContract } from "./driver.contract.ts";

describe("parquet", () => {
  exportContract("parquet");

  it("gives DuckDB every table with the documented columns, in their types and as many rows as it says", async () => {
    const reader = await catalogOf(...exampleRuns(60), exampleRefused(1));
    const { report, dir } = await exportOf(reader, "parquet");
    const ask = await duckdb();
    const types = {
      ...{ text: "VARCHAR", digest: "VARCHAR", json: "VARCHAR", integer: "BIGINT", boolean: "BOOLEAN" },
      time: "TIMESTAMP WITH TIME ZONE",
    };
    for (const { name, columns } of tablesOf({ isWhole: true })) {
      const path = join(dir, `${name}.parquet`);
      const described = await ask(`DESCRIBE SELECT * FROM '${path}'`);
      expect(described.map((row) => [row["column_name"], row["column_type"]])).toEqual(
        columns.map((column) => [column.name, types[column.type]]),
      );
      const [counted] = await ask(`SELECT count(*)::INT AS rows FROM '${path}'`);
      const said = report.files.find((file) => file.path === `${name}.parquet`)?.rows;
      expect([name, counted?.["rows"]]).toEqual([name, said]);
    }
    expect(report.files.find(({ path }) => path === "files.parquet")?.rows).toBeGreaterThan(500);
  });

  it("holds what the catalog says, whatever it says", async () => {
    const files = [
      { role: "input", path: hostileText, size: null, digest: null, mediaType: hostileText },
      { role: "output", path: "b", size: 2 ** 43 + 1, digest: "ab".repeat(32), mediaType: "text/csv" },
    ] as const;
    const run = exampleRun(1, {
      ...{ project: null, step: hostileText, argv: ["sh", hostileText], isDirty: null, exitCode: null, files },
      reviews: [
        {
          decision: "reject",
          reviewer: null,
          isCounted: false,
          at: null,
          comment: hostileText,
          digest: "cd".repeat(32),
        },
      ],
    });
    const { dir } = await exportOf(await catalogOf(run), "parquet");
    const ask = await duckdb();
    const [row] = await ask(`SELECT *, epoch_ms(started_at)::VARCHAR AS ms FROM '${dir}/runs.parquet'`);
    expect(row).toMatchObject({
      ...{ bundle_digest: run.bundleDigest, project: null, step: hostileText, argv: JSON.stringify(run.argv) },
      ...{ dirty: null, exit_code: null, incomplete: false, ms: String(run.startedAt) },
    });
    expect(await ask(`SELECT role, path, size, digest, media_type FROM '${dir}/files.parquet'`)).toEqual([
      { role: "input", path: hostileText, size: null, digest: null, media_type: hostileText },
      { role: "output", path: "b", size: String(2 ** 43 + 1), digest: "ab".repeat(32), media_type: "text/csv" },
    ]);
    expect(await ask(`SELECT reviewer, counted, decided_at, comment FROM '${dir}/reviews.parquet'`)).toEqual([
      { reviewer: null, counted: false, decided_at: null, comment: hostileText },
    ]);
  });

  it("joins runs with the runs that made what they read, and with their toolchain", async () => {
    const { dir } = await exportOf(await catalogOf(...exampleRuns(30)), "parquet");
    const ask = await duckdb();
    const [joined] = await ask(`SELECT count(*)::INT AS count FROM '${dir}/files.parquet' AS read
      JOIN '${dir}/files.parquet' AS made ON made.digest = read.digest AND made.role = 'output' WHERE read.role = 'input'`);
    expect(joined).toEqual({ count: 20 });
    const [tools] = await ask(
      `SELECT count(*)::INT AS count FROM '${dir}/runs.parquet' JOIN '${dir}/tools.parquet'
      USING (toolchain_digest) WHERE tools.name = 'python'`.replace("tools.name", "name"),
    );
    expect(tools).toEqual({ count: 30 });
  });

  it("has the chosen runs alone, what belongs to them, and no refused bundle", async () => {
    const reader = await catalogOf(...exampleRuns(60), exampleRefused(1));
    const filter = parseFilter(["project:risk-model outcome:failed"], { now: 0, isLocal: false });
    const { report, dir } = await exportOf(reader, "parquet", { filter });
    const ask = await duckdb();
    const steps = await ask(`SELECT DISTINCT project, outcome FROM '${dir}/runs.parquet'`);
    expect(steps).toEqual([{ project: "risk-model", outcome: "failed" }]);
    expect(report.runs).toBe(report.files.find(({ path }) => path === "runs.parquet")?.rows);
    const strangers = await ask(`SELECT count(*)::INT AS count FROM '${dir}/members.parquet'
      WHERE bundle_digest NOT IN (SELECT bundle_digest FROM '${dir}/runs.parquet')`);
    expect(strangers).toEqual([{ count: 0 }]);
    expect(report.files.map(({ path }) => path)).not.toContain("refusals.parquet");
  });

  it("names what it is in every file, for readers without this documentation", async () => {
    const { dir } = await exportOf(await catalogOf(exampleRun(1)), "parquet");
    const bytes = readFileSync(join(dir, "tags.parquet"));
    const { key_value_metadata: said, created_by: by } = parquetMetadata(new Uint8Array(bytes).buffer);
    expect(by).toMatch(/^kprovengine version \d/);
    expect(said).toEqual([
      { key: "kprov.schema", value: "kprov.catalog-tables/v1" },
      { key: "kprov.table", value: "tags" },
    ]);
    const schema = JSON.parse(readFileSync(join(dir, "schema.json"), "utf8"));
    expect(schema.tables[0].columns[0]).toMatchObject({ name: "bundle_digest", type: "digest", nullable: false });
  });
});
