#!/usr/bin/env node
/**
 * Ask the documented views of a catalog in SQL.
 *
 * Reads the catalog alone, in a process of its own that cannot write it and that is stopped when it takes too long. No network.
 *
 * @module
 */
import { defineCommand } from "citty";
import {
  askCatalog,
  askSql,
  catalogArgs,
  describeViews,
  formatQuery,
  formatQueryCsv,
  formatQueryLines,
  formatViews,
  type QueryResult,
} from "../lib/catalog/index.ts";
import { commonArgs, runScript } from "../lib/cli.ts";
import type { Result, Surroundings, View } from "../lib/command.ts";
import { exits, KprovError } from "../lib/errors.ts";

const command = defineCommand({
  meta: { name: "catalog sql", description: "Ask the catalog's views in SQL that can only read" },
  args: {
    query: {
      type: "positional",
      valueHint: "SQL",
      description: 'One SELECT over the views, such as "SELECT step, count(*) AS runs FROM runs GROUP BY step"',
    },
    views: { type: "boolean", description: "List the views and their columns" },
    limit: { type: "string", valueHint: "N", description: "Rows at most; default 1000, at most 1000000" },
    timeout: { type: "string", valueHint: "SECONDS", description: "Stop it after so long; default 10, at most 3600" },
    csv: { type: "boolean", description: "Print CSV that no spreadsheet takes for formulas" },
    ndjson: { type: "boolean", description: "Print one JSON object on a line for each row" },
    ...catalogArgs,
    ...commonArgs,
  },
  async run({ args, data }): Promise<Result> {
    const { talk } = data as Surroundings;
    assertUsage(args);
    if (args.views === true) return viewsResult(await askCatalog(args, data as Surroundings, describeViews));
    const options = {
      rows: numberOf("limit", args.limit ?? "1000", 1_000_000),
      milliseconds: 1000 * numberOf("timeout", args.timeout ?? "10", 3600),
    };
    const result = await askCatalog(args, data as Surroundings, (reader) => askSql(reader, args.query ?? "", options));
    const isStreamed = args.csv === true || args.ndjson === true;
    if (result.isMore && isStreamed) talk.warn(`there are more rows than ${options.rows}: --limit shows more`);
    return { exitCode: exits.proved, document: result, text: (view) => textOf(result, args, view) };
  },
});

export const examples = [
  "kprovengine catalog sql --views",
  'kprovengine catalog sql "SELECT step, count(*) AS runs FROM runs GROUP BY step"',
  "kprovengine catalog sql \"SELECT path, size FROM files WHERE role = 'output' ORDER BY size DESC\" --csv",
];
export default command;
runScript(import.meta.url, command, examples);

// --- internal ---

interface Flags {
  query?: string | undefined;
  views?: boolean | undefined;
  csv?: boolean | undefined;
  ndjson?: boolean | undefined;
  json?: boolean | undefined;
}

const usage = (message: string): KprovError =>
  new KprovError("E_USAGE", message, { hint: "run it with --help to see what it takes" });

const assertUsage = (args: Flags): void => {
  const forms = (["json", "csv", "ndjson"] as const).filter((form) => args[form] === true);
  if (forms.length > 1) throw usage(`"--${forms[0]}" and "--${forms[1]}" exclude each other`);
  if (args.views === true && args.query !== undefined) throw usage('"--views" asks nothing: leave the query away');
  if (args.views !== true && args.query === undefined) throw usage("Missing the argument SQL, or --views");
};

const numberOf = (name: string, text: string, most: number): number => {
  const number = /^\d{1,7}$/.test(text) ? Number(text) : 0;
  if (number >= 1 && number <= most) return number;
  throw usage(`"--${name}" takes a number from 1 to ${most}, found "${text}"`);
};

const viewsResult = (views: Record<string, string[]>): Result => ({
  exitCode: exits.proved,
  document: { schema: "kprov.views/v1", views },
  text: () => formatViews(views),
});

const textOf = (result: QueryResult, args: Flags, view: View): string => {
  if (args.csv === true) return formatQueryCsv(result);
  return args.ndjson === true ? formatQueryLines(result) : formatQuery(result, view);
};
