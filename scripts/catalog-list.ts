#!/usr/bin/env node
/**
 * List runs of the catalog: filtered, sorted, page by page, as a table, JSON or CSV.
 *
 * Reads the catalog, and the configuration only to find it. No writes, no network.
 *
 * @module
 */
import { defineCommand } from "citty";
import {
  askCatalog,
  type CatalogReader,
  type ColumnName,
  type Cursor,
  catalogArgs,
  columns,
  commandAgain,
  csvRecord,
  everyRun,
  type Filter,
  filterArgs,
  filterOf,
  formatList,
  formatRefusals,
  formatSort,
  jsonLine,
  listRefused,
  listRuns,
  parseColumns,
  parseCursor,
  parseSort,
  refusalLines,
  refusalsCsv,
  type Sort,
  writePieces,
} from "../lib/catalog/index.ts";
import { commonArgs, runScript } from "../lib/cli.ts";
import { systemClock } from "../lib/clock.ts";
import type { Result, Surroundings } from "../lib/command.ts";
import { exits, KprovError } from "../lib/errors.ts";
import { type FlagDefs, listOf } from "../lib/flags.ts";

const pageArgs = {
  sort: {
    ...{ type: "string", valueHint: "NAME" },
    description:
      "started, finished, duration, project, step, outcome, size, inputs or outputs; -NAME for the largest first",
  },
  columns: { type: "string", valueHint: "NAME,…", description: "Show these columns; all for every one" },
  limit: {
    type: "string",
    valueHint: "N",
    description: "At most so many; default 50, for --ndjson and --csv as many as there are",
  },
} as const satisfies FlagDefs;

const command = defineCommand({
  meta: { name: "catalog list", description: "List runs of the catalog, newest first" },
  args: {
    filter: {
      ...{ type: "positional", multiple: true, required: false, negates: "field", valueHint: "FIELD:VALUE" },
      description:
        "What a run must have: step:train tag:owner=ann tool:python>=3.12 -outcome:succeeded before:2026-01-01",
    },
    ...filterArgs,
    ...pageArgs,
    after: { type: "string", valueHint: "CURSOR", description: "Go on where the list with this cursor ended" },
    ndjson: { type: "boolean", description: "Print one JSON document on each line" },
    csv: { type: "boolean", description: "Print CSV" },
    ...catalogArgs,
    ...commonArgs,
  },
  async run({ args, data }): Promise<Result> {
    const { stdout } = data as Surroundings;
    const asked = askedOf(args, "isTTY" in stdout && stdout.isTTY === true);
    return askCatalog(args, data as Surroundings, (reader) => {
      if (asked.filter.isRefused) return listOfRefused(reader, asked, stdout);
      return asked.stream === null ? onePage(reader, asked) : streamed(reader, asked, stdout);
    });
  },
});

export const examples = [
  "kprovengine catalog list --since 7d --outcome failed",
  "kprovengine catalog list step:train 'tool:python>=3.12' tag:owner=ann --sort -duration",
  "kprovengine catalog list --project claims --csv > runs.csv",
  "kprovengine catalog list --refused",
];
export default command;
runScript(import.meta.url, command, examples);

// --- internal ---

interface Asked {
  filter: Filter;
  sort: Sort;
  columns: ColumnName[] | null;
  limit: number;
  after: Cursor | null;
  stream: "ndjson" | "csv" | null;
  isLocal: boolean;
  isTerminal: boolean;
  /** The command without `--after`, for the one that shows the next page. */
  again: string;
}

type Args = Record<string, unknown>;

const usage = (message: string): KprovError =>
  new KprovError("E_USAGE", message, { hint: "run it with --help to see what it takes" });

function askedOf(args: Args, isTerminal: boolean): Asked {
  const formats = ["json", "ndjson", "csv"].filter((name) => args[name] === true);
  if (formats.length > 1) throw usage(`"--${formats[0]}" and "--${formats[1]}" exclude each other`);
  const stream = args["ndjson"] === true ? "ndjson" : args["csv"] === true ? "csv" : null;
  const isLocal = args["local"] === true;
  const filter = filterOf(args, listOf(args, "filter"), { now: systemClock.now(), isLocal });
  const sort = parseSort(String(args["sort"] ?? "-started"));
  const chosen = args["columns"] === undefined ? null : parseColumns(String(args["columns"]));
  const isJson = args["json"] === true || stream === "ndjson";
  if (chosen !== null && isJson) throw usage('"--columns" is for tables and CSV: JSON has every field');
  const after = args["after"] === undefined ? null : parseCursor(String(args["after"]), sort);
  const unfit = filter.isRefused ? ["columns", "after", "sort"].find((name) => args[name] !== undefined) : undefined;
  if (unfit !== undefined) throw usage(`Refused bundles are listed all together by name: "--${unfit}" is for runs`);
  const usual = stream === null ? 50 : Number.POSITIVE_INFINITY;
  const limit = args["limit"] === undefined ? usual : limitOf(String(args["limit"]));
  return {
    filter,
    sort,
    columns: chosen,
    limit,
    after,
    stream,
    isLocal,
    isTerminal,
    again: commandAgain("catalog list", args, { ...filterArgs, ...pageArgs, ...catalogArgs }),
  };
}

function limitOf(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw usage(`"--limit" takes a number from 1 on, found "${text}"`);
}

function onePage(reader: CatalogReader, asked: Asked): Result {
  const { filter, sort, limit, after } = asked;
  const { page, refused } = reader.snapshot(() => ({
    page: listRuns(reader, { filter, sort, limit, after }),
    refused: listRefused(reader, { filter: { conditions: [], isRefused: true }, limit: 0 }).total,
  }));
  const { runs, next, lookedAt, total } = page;
  const more = next === null ? null : `${asked.again} --after ${next}`;
  return {
    exitCode: exits.proved,
    document: { schema: "kprov.catalog-list/v1", sort: formatSort(sort), runs, next, lookedAt, total, refused },
    isLong: true,
    text: ({ width, colour }) =>
      formatList(
        { runs, lookedAt, total, refused, more },
        { ...asked, colour, width: asked.isTerminal ? width : Number.POSITIVE_INFINITY },
      ),
  };
}

async function streamed(reader: CatalogReader, asked: Asked, stdout: NodeJS.WritableStream): Promise<Result> {
  await writePieces(stdout, asked.stream === "csv" ? csvOf(reader, asked) : linesOf(reader, asked));
  return { exitCode: exits.proved, document: null, text: () => "", stream: "stderr" };
}

function* runsOf(reader: CatalogReader, asked: Asked) {
  const { filter, sort, limit, after } = asked;
  let count = 0;
  for (const run of everyRun(reader, { filter, sort, after })) {
    yield run;
    count += 1;
    if (count >= limit) return;
  }
}

function* linesOf(reader: CatalogReader, asked: Asked) {
  for (const run of runsOf(reader, asked)) yield jsonLine("kprov.catalog-run/v1", run);
}

function* csvOf(reader: CatalogReader, asked: Asked) {
  const chosen = (asked.columns ?? parseColumns("all")).map((name) => columns[name]);
  yield csvRecord(chosen.map(({ field }) => field));
  for (const run of runsOf(reader, asked)) yield csvRecord(chosen.map(({ value }) => value(run)));
}

async function listOfRefused(reader: CatalogReader, asked: Asked, stdout: NodeJS.WritableStream): Promise<Result> {
  const { filter, limit, stream } = asked;
  const { refusals, total } = listRefused(reader, { filter, limit });
  if (stream !== null) await writePieces(stdout, stream === "csv" ? refusalsCsv(refusals) : refusalLines(refusals));
  return {
    exitCode: exits.proved,
    document: { schema: "kprov.catalog-refused/v1", refusals, total },
    ...(stream === null ? { isLong: true } : { stream: "stderr" }),
    text: (view) => (stream === null ? formatRefusals({ refusals, total }, view) : ""),
  };
}
