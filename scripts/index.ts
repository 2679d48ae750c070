#!/usr/bin/env node
/**
 * Make every run findable: verify bundles and keep what they say in one catalog.
 *
 * Reads the directories that are named, the trust file, the configuration and the notes beside the bundles; writes the catalog
 * and nothing else. No network, nothing in the background. The bundles stay the authority: the catalog can be thrown away.
 *
 * @module
 */
import { defineCommand } from "citty";
import { catalogArgs, findCatalog } from "../lib/catalog/index.ts";
import { commonArgs, configOptions, runScript } from "../lib/cli.ts";
import type { Result, Surroundings } from "../lib/command.ts";
import { loadConfig } from "../lib/config/index.ts";
import { KprovError } from "../lib/errors.ts";
import { listOf } from "../lib/flags.ts";
import { checkIndex, formatCheck, formatIndex, type IndexOptions, indexBundles } from "../lib/indexing/index.ts";
import { exitOfVerdict } from "../lib/report.ts";

const { local: _, ...ownCatalogArgs } = catalogArgs;

const command = defineCommand({
  meta: { name: "index", description: "Make every run findable: bundles of several projects in one catalog" },
  args: {
    paths: {
      type: "positional",
      multiple: true,
      required: false,
      valueHint: "DIR",
      description: "Directories of bundles, or bundles; default: those that the catalog knows, else run.out",
    },
    trust: {
      type: "string",
      valueHint: "FILE",
      description: "Believe whom this trust file names, instead of your own",
    },
    integrity: { type: "boolean", description: "Believe nobody: signatures and reviews are listed and none counts" },
    rebuild: { type: "boolean", description: "Make the catalog anew, from bundles alone; it is replaced at the end" },
    check: { type: "boolean", description: "Judge everything again and say where the catalog differs; write nothing" },
    ...ownCatalogArgs,
    ...commonArgs,
  },
  async run({ args, data }): Promise<Result> {
    const { talk } = data as Surroundings;
    assertConsistent(args);
    const paths = listOf(args, "paths");
    const { config, root } = await loadConfig(configOptions(args));
    const options: IndexOptions = {
      cwd: String(args.cwd),
      catalog: await findCatalog(args),
      fallback: { root, path: config.run.out },
      trust: args.integrity === true ? null : args.trust,
      searchable: config.catalog.searchable,
      secrets: config.run.secrets,
      secretFiles: { root, patterns: config.run.secretFiles },
      onProgress: (done, all) => talk.progress(`judged: ${done} of ${all}`),
    };
    if (args.check === true) {
      const report = await checkIndex(paths, options);
      return {
        exitCode: exitOfVerdict(report.verdict),
        document: report,
        text: (view) => formatCheck(report, view),
      };
    }
    const report = await indexBundles(paths, { ...options, rebuild: args.rebuild === true });
    return { exitCode: exitOfVerdict(report.verdict), document: report, text: (view) => formatIndex(report, view) };
  },
});

export const examples = [
  "kprovengine index runs/ ../other/runs",
  "kprovengine index",
  "kprovengine index --rebuild --trust trust.json runs/",
  "kprovengine index --check",
];
export default command;
runScript(import.meta.url, command, examples);

// --- internal ---

const assertConsistent = (args: {
  rebuild?: boolean | undefined;
  check?: boolean | undefined;
  integrity?: boolean | undefined;
  trust?: string | undefined;
}): void => {
  if (args.rebuild === true && args.check === true)
    throw new KprovError("E_USAGE", '"--check" writes nothing, and "--rebuild" makes the catalog anew');
  if (args.integrity === true && args.trust !== undefined)
    throw new KprovError("E_USAGE", '"--trust" says whom to believe, and "--integrity" to believe nobody');
};
