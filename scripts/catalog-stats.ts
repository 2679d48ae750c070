#!/usr/bin/env node
/**
 * Numbers about the runs of a catalog: per day, failures, durations, storage, reviews that are open.
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
  countedRuns,
  countRefused,
  filterArgs,
  filterOf,
  formatStats,
  tallyRuns,
} from "../lib/catalog/index.ts";
import { commonArgs, runScript } from "../lib/cli.ts";
import { type Clock, systemClock } from "../lib/clock.ts";
import type { Result, Surroundings } from "../lib/command.ts";
import { exits } from "../lib/errors.ts";
import { listOf } from "../lib/flags.ts";

const command = defineCommand({
  meta: { name: "catalog stats", description: "Count runs, failures, durations, storage and open reviews" },
  args: {
    fields: {
      type: "positional",
      multiple: true,
      negates: "field",
      valueHint: "FIELD:VALUE",
      description: "Only runs that these are true of, such as step:train since:30d",
    },
    ...filterArgs,
    ...catalogArgs,
    ...commonArgs,
  },
  async run({ args, data }): Promise<Result> {
    const { clock = systemClock } = data as Surroundings & { clock?: Clock };
    const isLocal = args.local === true;
    const filter = filterOf(args, listOf(args, "fields"), { now: clock.now(), isLocal });
    assertRunsOnly(filter, "catalog stats");
    const stats = await askCatalog(args, data as Surroundings, (reader) =>
      reader.snapshot(() => tallyRuns(countedRuns(reader, filter), { refused: countRefused(reader), isLocal })),
    );
    return { exitCode: exits.proved, document: stats, text: (view) => formatStats(stats, view) };
  },
});

export const examples = [
  "kprovengine catalog stats",
  "kprovengine catalog stats step:train since:30d",
  "kprovengine catalog stats --project risk-model --json",
];
export default command;
runScript(import.meta.url, command, examples);
