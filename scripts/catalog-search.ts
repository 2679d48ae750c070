#!/usr/bin/env node
/**
 * Full text over the runs of a catalog, ranked by match and recency.
 *
 * Reads the catalog alone, opened so that it cannot be written. No network.
 *
 * @module
 */
import { defineCommand } from "citty";
import {
  askCatalog,
  assertRunsOnly,
  catalogArgs,
  filterArgs,
  filterOf,
  formatSearch,
  joinFilters,
  parseQuery,
  searchDocument,
  searchRuns,
} from "../lib/catalog/index.ts";
import { commonArgs, runScript } from "../lib/cli.ts";
import { type Clock, systemClock } from "../lib/clock.ts";
import type { Result, Surroundings } from "../lib/command.ts";
import { exits, KprovError } from "../lib/errors.ts";
import { listOf } from "../lib/flags.ts";

const command = defineCommand({
  meta: { name: "catalog search", description: "Find runs by words in names, tags, annotations and searchable texts" },
  args: {
    words: {
      type: "positional",
      multiple: true,
      negates: "word",
      required: true,
      valueHint: "WORDS",
      description: 'Words; "in this order", -without, begin*, and fields such as step:train tool:python>=3.12',
    },
    limit: { type: "string", valueHint: "N", description: "Show so many runs at most; default 20, at most 1000" },
    explain: { type: "boolean", description: "Say of each run why it stands where it stands" },
    ...filterArgs,
    ...catalogArgs,
    ...commonArgs,
  },
  async run({ args, data }): Promise<Result> {
    const { clock = systemClock } = data as Surroundings & { clock?: Clock };
    const isLocal = args.local === true;
    const limit = limitOf(args.limit);
    const question = listOf(args, "words").join(" ");
    const options = { now: clock.now(), isLocal };
    const { words, filter } = parseQuery(question, options);
    const query = { words, filter: joinFilters(filter, filterOf(args, [], options)) };
    assertRunsOnly(query.filter, "catalog search");
    if (words.length === 0 && query.filter.conditions.length === 0)
      throw new KprovError("E_USAGE", "There is nothing to search for: the question is empty");
    const result = await askCatalog(args, data as Surroundings, (reader) => searchRuns(reader, query, { limit }));
    return {
      exitCode: exits.proved,
      document: searchDocument(question, result),
      text: (view) => formatSearch(result, view, { isLocal, explain: args.explain === true }),
    };
  },
});

export const examples = [
  "kprovengine catalog search 'out of memory'",
  "kprovengine catalog search 'disk full' step:train outcome:failed since:30d",
  "kprovengine catalog search '\"row 17\" -draft' --explain",
];
export default command;
runScript(import.meta.url, command, examples);

// --- internal ---

const limitOf = (text: string | undefined): number => {
  const limit = text === undefined ? 20 : /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (limit >= 1 && limit <= 1000) return limit;
  throw new KprovError("E_USAGE", `"--limit" takes a number from 1 to 1000, found "${text}"`);
};
