#!/usr/bin/env node
/**
 * Show one run of the catalog: what it was, how it stands, what it read and made, and what can be done next.
 *
 * Reads the catalog, and the configuration only to find it. No writes, no network.
 *
 * @module
 */
import { defineCommand } from "citty";
import { askCatalog, catalogArgs, formatShown, showDocument, showRun } from "../lib/catalog/index.ts";
import { commonArgs, runScript } from "../lib/cli.ts";
import { systemClock } from "../lib/clock.ts";
import type { Result, Surroundings } from "../lib/command.ts";
import { exits } from "../lib/errors.ts";

const command = defineCommand({
  meta: { name: "catalog show", description: "Show everything that the catalog knows of one run" },
  args: {
    run: {
      ...{ type: "positional", required: true, valueHint: "RUN" },
      description:
        "Run id, its last eight digits, or digest of the bundle or its stable members; a unique beginning is enough",
    },
    ...catalogArgs,
    ...commonArgs,
  },
  async run({ args, data }): Promise<Result> {
    const shown = await askCatalog(args, data as Surroundings, (reader) => showRun(reader, String(args.run)));
    const options = { isLocal: args.local === true, now: systemClock.now(), cwd: String(args.cwd) };
    return {
      exitCode: exits.proved,
      document: showDocument(shown),
      isLong: true,
      text: (view) => formatShown(shown, { ...view, ...options }),
    };
  },
});

export const examples = [
  "kprovengine catalog show 2026-02-15T20-13-00Z-1f3a9c42",
  "kprovengine catalog show 1f3a9c42",
  "kprovengine catalog show sha256:9f86d081 --local",
];
export default command;
runScript(import.meta.url, command, examples);
