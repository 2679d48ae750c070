#!/usr/bin/env node
/**
 * Remove what crashed runs left in an output directory.
 *
 * Shows what it would remove; removes it only with --yes. Bundles are never touched.
 *
 * @module
 */
import { resolve } from "node:path";
import { defineCommand } from "citty";
import { commonArgs, configArgs, configOptions, runScript } from "../lib/cli.ts";
import type { Result } from "../lib/command.ts";
import { loadConfig } from "../lib/config/index.ts";
import { exits, KprovError } from "../lib/errors.ts";
import { type CleanReport, cleanLeftovers } from "../lib/run/index.ts";
import { shellQuote, visible } from "../lib/text.ts";

const command = defineCommand({
  meta: { name: "clean", description: "Remove what crashed runs left in an output directory" },
  args: {
    directory: {
      type: "positional",
      required: false,
      valueHint: "DIR",
      description: "Directory of bundles; default: runs, or run.out of the configuration",
    },
    "dry-run": { type: "boolean", description: "Show what would be removed; this is the default" },
    yes: { type: "boolean", description: "Remove it" },
    ...configArgs,
    ...commonArgs,
  },
  async run({ args }): Promise<Result> {
    if (args.yes && args["dry-run"]) throw new KprovError("E_USAGE", '"--yes" and "--dry-run" exclude each other');
    const { config, root } = await loadConfig(configOptions(args));
    const directory = args.directory ?? config.run.out;
    const outDir = resolve(args.directory === undefined ? root : String(args.cwd), directory);
    const report = cleanLeftovers(outDir, { directory, remove: args.yes === true });
    return { exitCode: exits.proved, document: report, text: () => formatClean(report) };
  },
});

export const examples = ["kprovengine clean runs", "kprovengine clean runs --yes"];
export default command;
runScript(import.meta.url, command, examples);

// --- internal ---

const formatClean = ({ directory, leftovers, kept, removed }: CleanReport): string => {
  const lines = leftovers.map(
    (name) => `${removed ? "removed" : "would remove"}  ${visible(directory)}/${visible(name)}`,
  );
  for (const { name, why } of kept) lines.push(`kept (${why})  ${visible(directory)}/${visible(name)}`);
  if (leftovers.length === 0) lines.push(`no leftovers in ${visible(directory)}`);
  else if (!removed)
    lines.push(
      `kprovengine clean ${visible(shellQuote(directory))} --yes removes ${leftovers.length === 1 ? "it" : `all ${leftovers.length}`}`,
    );
  return lines.join("\n");
};
