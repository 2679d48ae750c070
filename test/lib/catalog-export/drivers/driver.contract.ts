/**
 * What every form of an export does.
 *
 * @module
 */
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { everything, parseFilter } from "../../../../lib/catalog/index.ts";
import { type ExportFormat, exportCatalog } from "../../../../lib/catalog-export/index.ts";
import { sha256 } from "../../../../lib/digest.ts";
import { catalogOf, exampleRefused, exampleRuns } from "../../../support/catalog.ts";
import { exportOf } from "../../../support/catalog-export.ts";
import { textsIn } from "../../../support/exchange.ts";
import { temporary } from "../../../support/temporary.ts";

export const exportContract = (format: ExportFormat): void => {
  it("gives the same bytes for the same facts, in whatever order they were indexed", async () => {
    const facts = [...exampleRuns(25), exampleRefused(1), exampleRefused(2)];
    const first = await exportOf(await catalogOf(...facts), format);
    const second = await exportOf(await catalogOf(...facts.reverse()), format);
    expect(second.report).toEqual(first.report);
    expect(textsIn(second.dir)).toEqual(textsIn(first.dir));
  });

  it("says what it wrote, and nothing of where bundles lie", async () => {
    const { report, dir } = await exportOf(await catalogOf(...exampleRuns(5)), format);
    expect(report).toMatchObject({ schema: "kprov.catalog-export/v1", format, runs: 5, output: { path: "export" } });
    const texts = textsIn(dir);
    expect(Object.keys(texts)).toEqual(report.files.map(({ path }) => path).sort());
    for (const text of Object.values(texts)) expect(text).not.toContain("/history/runs");
    for (const file of report.files)
      if (file.path.endsWith("json")) expect(sha256(texts[file.path] ?? "")).toBe(file.sha256);
  });

  it("never overwrites, never writes into a bundle, and makes nothing of no runs", async () => {
    const reader = await catalogOf(...exampleRuns(3));
    const top = temporary({ "there/mine": "1", "run/manifest.json": "{}", "run/run_summary.json": "{}" });
    const into = (shown: string, filter = everything) =>
      exportCatalog(reader, { format, filter, output: { path: join(top, shown), shown } });
    await expect(into("there")).rejects.toMatchObject({ code: "E_USAGE" });
    await expect(into("run/outputs")).rejects.toMatchObject({ code: "E_USAGE" });
    await expect(into("missing/out")).rejects.toMatchObject({ code: "E_IO" });
    const none = parseFilter(["step:none"], { now: 0, isLocal: false });
    await expect(into("empty", none)).rejects.toMatchObject({ code: "E_EXPORT" });
    expect(readdirSync(top).sort()).toEqual(["run", "there"]);
    writeFileSync(join(top, "there/mine"), "2");
  });
};
