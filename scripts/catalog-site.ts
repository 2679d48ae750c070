#!/usr/bin/env node
/**
 * Write the catalog as pages for any browser.
 *
 * Reads the catalog, and with `--reports` the bundles; writes one new directory, or replaces one that holds nothing but an older
 * site. No network; the pages load nothing but the files beside them.
 *
 * @module
 */
import { resolve } from "node:path";
import { defineCommand } from "citty";
import { askCatalog, assertRunsOnly, catalogArgs, filterArgs, filterOf } from "../lib/catalog/index.ts";
import { commonArgs, runScript } from "../lib/cli.ts";
import { systemClock } from "../lib/clock.ts";
import type { Result, Surroundings } from "../lib/command.ts";
import { exits, KprovError } from "../lib/errors.ts";
import { listOf } from "../lib/flags.ts";
import { formatSite, makeSite } from "../lib/site/index.ts";
import { shellQuote } from "../lib/text.ts";
import { findTrustFile } from "../lib/verify/index.ts";

const command = defineCommand({
  meta: { name: "catalog site", description: "Write the catalog as pages that any browser opens, without a server" },
  args: {
    filters: {
      type: "positional",
      required: false,
      multiple: true,
      negates: "field",
      valueHint: "FIELD:VALUE",
      description: "Only runs like this, such as step:train; default: all",
    },
    output: {
      type: "string",
      alias: "o",
      required: true,
      valueHint: "DIR",
      description: "Write into this new directory, or replace the site in it",
    },
    reports: { type: "boolean", description: "With the whole report of each run whose bundle is still there" },
    trust: {
      type: "string",
      valueHint: "FILE",
      description: "Reports say whether runs are proved under this trust file, instead of your own",
    },
    integrity: { type: "boolean", description: "Reports ask for integrity alone" },
    ...filterArgs,
    ...catalogArgs,
    ...commonArgs,
  },
  async run({ args, data }): Promise<Result> {
    const { talk } = data as Surroundings;
    const cwd = String(args.cwd);
    assertConsistent(args);
    const words = listOf(args, "filters");
    const filter = filterOf(args, words, { now: systemClock.now(), isLocal: args.local === true });
    assertRunsOnly(filter, "catalog site");
    const isTrusting = args.reports === true && args.integrity !== true;
    const trust = isTrusting ? await findTrustFile(args.trust, { judged: [], cwd }) : null;
    const report = await askCatalog(args, data as Surroundings, (reader) =>
      makeSite(reader, {
        output: { path: resolve(cwd, args.output), shown: args.output },
        filter,
        words: describe(args, words),
        reports:
          args.reports === true ? { cwd, trust, onReport: (done) => talk.progress(`writing reports: ${done}`) } : null,
      }),
    );
    talk.progress(null);
    return { exitCode: exits.proved, document: report, text: () => formatSite(report) };
  },
});

export const examples = [
  "kprovengine catalog site -o site/",
  "kprovengine catalog site --since 90d -o site/",
  "kprovengine catalog site step:train outcome:succeeded --reports --trust trust.json -o site/",
];
export default command;
runScript(import.meta.url, command, examples);

// --- internal ---

const assertConsistent = (args: { reports?: unknown; trust?: unknown; integrity?: unknown }): void => {
  for (const flag of ["trust", "integrity"] as const)
    if (args[flag] !== undefined && args[flag] !== false && args.reports !== true)
      throw new KprovError("E_USAGE", `"--${flag}" is about reports, and none were asked for`, {
        hint: "add --reports, or leave it out: what the catalog says was decided by kprovengine index",
      });
  if (args.trust !== undefined && args.integrity === true)
    throw new KprovError("E_USAGE", '"--trust" asks who made the bundles, and --integrity asks not to');
};

/** The filter as it was asked for. */
const describe = (args: object, words: readonly string[]): string =>
  [
    ...words,
    ...Object.keys(filterArgs).flatMap((name) => listOf(args, name).map((value) => `--${name} ${shellQuote(value)}`)),
  ].join(" ");
