import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { type CatalogReader, everything, openCatalog, openWriter } from "../../../lib/catalog/index.ts";
import { exportCatalog } from "../../../lib/catalog-export/index.ts";
import { exampleLocation, exampleRun, exampleRuns, writeCatalog } from "../../support/catalog.ts";
import { temporary } from "../../support/temporary.ts";

describe("exportCatalog", () => {
  it("shows one state of the catalog in all its files, while somebody indexes", async () => {
    const file = await writeCatalog(exampleRuns(3));
    const reader = await openCatalog(file);
    onTestFinished(() => reader.close());
    const writer = await openWriter(file);
    onTestFinished(() => writer.close());
    let added = 3;
    const meanwhile: CatalogReader = {
      ...reader,
      iterate: (sql, ...parameters) => {
        writer.put({ location: exampleLocation(added), facts: { run: exampleRun(added) } });
        writer.commit();
        added += 1;
        return reader.iterate(sql, ...parameters);
      },
    };
    const path = join(temporary(), "out");
    const output = { path, shown: "out" };
    const report = await exportCatalog(meanwhile, { format: "csv", filter: everything, output });
    expect(added).toBeGreaterThan(10);
    expect(report.runs).toBe(3);
    const digestsIn = (name: string) =>
      new Set(
        readFileSync(join(path, `${name}.csv`), "utf8")
          .match(/^[0-9a-f]{64}/gm)
          ?.map(String),
      );
    for (const name of ["files", "members", "tags", "signatures"]) expect(digestsIn(name)).toEqual(digestsIn("runs"));
    expect(digestsIn("runs").size).toBe(3);
  });
});
