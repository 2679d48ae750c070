#!/usr/bin/env node
/**
 * Write the runs of the catalog in the forms that other tools read: Parquet, CSV, OpenLineage, RO-Crate.
 *
 * Reads the catalog, writes one new directory. No network; nothing existing is overwritten, and no bundle is read.
 *
 * @module
 */
import { resolve } from "node:path";
import { defineCommand } from "citty";
import { askCatalog, assertRunsOnly, catalogArgs, filterArgs, filterOf } from "../lib/catalog/index.ts";
import { type ExportFormat, exportCatalog, exportFormats, formatCatalogExport } from "../lib/catalog-export/index.ts";
import { commonArgs, runScript } from "../lib/cli.ts";
import { systemClock } from "../lib/clock.ts";
import type { Result, Surroundings } from "../lib/command.ts";
import { exits, KprovError } from "../lib/errors.ts";
import { listOf } from "../lib/flags.ts";
import { countOf } from "../lib/words.ts";

const command = defineCommand({
  meta: { name: "catalog export", description: "Write runs of the catalog in the forms that other tools read" },
  args: {
    filter: {
      type: "positional",
      multiple: true,
      negates: "field",
      required: false,
      valueHint: "FIELD:VALUE",
      description: "Which runs, such as step:train tag:region=north; default: all",
    },
    format: {
      type: "enum",
      options: [...exportFormats],
      required: true,
      valueHint: "FORMAT",
      description: "Tables as Parquet or CSV, OpenLineage events, or a research object",
    },
    output: { type: "string", alias: "o", required: true, valueHint: "DIR", description: "Write this new directory" },
    namespace: {
      type: "string",
      valueHint: "NAME",
      description: "openlineage: of jobs and files of runs without a project. Default: default",
    },
    ...filterArgs,
    ...catalogArgs,
    ...commonArgs,
  },
  async run({ args, data }): Promise<Result> {
    const { talk } = data as Surroundings;
    const format = args.format as ExportFormat;
    const { namespace, local } = args as { namespace?: string; local?: boolean };
    if (namespace !== undefined && format !== "openlineage")
      throw new KprovError("E_USAGE", `"--namespace" means nothing for "--format ${format}"`, {
        hint: "run it with --help to see what it is for",
      });
    const filter = filterOf(args, listOf(args, "filter"), { now: systemClock.now(), isLocal: local === true });
    assertRunsOnly(filter, "catalog export");
    const output = { path: resolve(String(args.cwd), String(args.output)), shown: String(args.output) };
    const report = await askCatalog(args, data as Surroundings, (reader) =>
      exportCatalog(reader, {
        ...{ format, filter, output, ...(namespace !== undefined && { namespace }) },
        onProgress: (rows) => talk.progress(`exporting: ${countOf(rows, "row")}`),
      }),
    );
    return { exitCode: exits.proved, document: report, text: () => formatCatalogExport(report) };
  },
});

export const examples = [
  "kprovengine catalog export --format parquet -o catalog-tables",
  "kprovengine catalog export --format csv --project claims-etl --since 2026-01 -o claims",
  "kprovengine catalog export --format openlineage step:train outcome:succeeded -o events",
];
export default command;
runScript(import.meta.url, command, examples);
