import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { catalogOf, exampleRun, exampleRuns } from "../../../support/catalog.ts";
import { exportOf, hostileText } from "../../../support/catalog-export.ts";
import { duckdb } from "../../../support/duckdb.ts";
import { exportContract } from "./driver.contract.ts";

describe("csv", () => {
  exportContract("csv");

  it("gives times in UTC, booleans in words, and nothing for null", async () => {
    const run = exampleRun(1, { project: null, isDirty: true, tags: [{ key: "a", value: "" }] });
    const { dir } = await exportOf(await catalogOf(run), "csv");
    expect(readFileSync(join(dir, "tags.csv"), "utf8")).toBe(`bundle_digest,key,value\n${run.bundleDigest},a,\n`);
    const ask = await duckdb();
    const [row] = await ask(`SELECT * FROM read_csv('${dir}/runs.csv', all_varchar = true)`);
    expect(row).toMatchObject({ project: null, dirty: "true", started_at: "2026-01-01T00:10:00.000Z" });
  });

  it("quotes what would break out of its field, and disarms what a spreadsheet would calculate", async () => {
    const signs = ["=1+1", "+1", "-1", "@x", " =1"];
    const { dir } = await exportOf(
      await catalogOf(exampleRun(1, { step: hostileText, tags: signs.map((value, n) => ({ key: `k${n}`, value })) })),
      "csv",
    );
    const ask = await duckdb();
    const read = (name: string) =>
      ask(`SELECT * FROM read_csv('${dir}/${name}.csv', all_varchar = true, header = true)`);
    const [run] = await read("runs");
    expect(run?.["step"]).toMatch(/^'=1\+1,"x"; DROP TABLE run/);
    expect(run?.["step"]).not.toMatch(/[\r\n\u001b\u202e]/);
    expect((await read("tags")).map(({ value }) => value)).toEqual(signs.map((sign) => `'${sign}`));
  });

  it("has as many rows in each table as it says", async () => {
    const { report, dir } = await exportOf(await catalogOf(...exampleRuns(20)), "csv");
    for (const { path, rows } of report.files) {
      if (rows === null) continue;
      expect([path, readFileSync(join(dir, path), "utf8").split("\n").length - 2]).toEqual([path, rows]);
    }
  });
});
