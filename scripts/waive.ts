#!/usr/bin/env node
/**
 * Keep one violation from counting until a day, and say who answers for it.
 *
 * Runs the configured checks to see that the violation is there, and writes .kprov/waivers.json; --list only reads that file.
 * Commits nothing, stages nothing. No network.
 *
 * @module
 */
import { join, relative } from "node:path";
import { defineCommand } from "citty";
import { cacheRoot } from "../lib/cache.ts";
import { commonArgs, configArgs, configOptions, runScript } from "../lib/cli.ts";
import { type Clock, systemClock } from "../lib/clock.ts";
import type { Result, Surroundings } from "../lib/command.ts";
import { type LoadedConfig, loadConfig } from "../lib/config/index.ts";
import { exits, KprovError } from "../lib/errors.ts";
import {
  addWaiver,
  assertTerms,
  denyArgs,
  denyOptions,
  documentUnsaid,
  formatAdded,
  formatList,
  formatRemoved,
  keepPrivateTokens,
  loadWaivers,
  removeWaiver,
  reportsHere,
  waiversPath,
} from "../lib/guard/index.ts";
import { verdictOf } from "../lib/report.ts";
import { version } from "../lib/version.ts";

const command = defineCommand({
  meta: { name: "waive", description: "Keep one violation from counting until a day" },
  args: {
    fingerprint: {
      type: "positional",
      required: false,
      valueHint: "FINGERPRINT",
      description: "Of the violation, as --verbose and --json show it; its first 8 digits are enough",
    },
    reason: { type: "string", valueHint: "TEXT", description: "Why; shown in every report" },
    owner: { type: "string", valueHint: "NAME", description: "The person or team that answers for it" },
    until: {
      type: "string",
      valueHint: "DAY",
      description: "The last day on which it is waived, as 2026-12-31, in UTC",
    },
    list: { type: "boolean", description: "Show all waivers, and what is wrong with them" },
    remove: { type: "boolean", description: "Take the waiver of FINGERPRINT away" },
    ...denyArgs,
    ...configArgs,
    ...commonArgs,
  },
  async run({ args, data }): Promise<Result> {
    const action = actionOf(args);
    const cwd = args.cwd ?? process.cwd();
    const loaded = await loadConfig(configOptions(args));
    const { config, root } = loaded;
    // Waivers quote what they are about.
    await keepPrivateTokens({ config, cwd, root, policyRoot: root, env: process.env, deny: denyOptions(args) });
    return actions[action]({ args, cwd, loaded, data: data as Timed });
  },
});

export const examples = [
  "kprovengine waive 3f9c1a2b7d04 --reason 'renamed with 2.0' --owner mara@acme.example --until 2026-12-31",
  "kprovengine waive --list",
  "kprovengine waive --remove 3f9c1a2b7d04",
];
export default command;
runScript(import.meta.url, command, examples);

// --- internal ---

/** A test hands its own clock over. */
type Timed = Surroundings & { clock?: Clock };

interface Args {
  fingerprint?: string | undefined;
  reason?: string | undefined;
  owner?: string | undefined;
  until?: string | undefined;
  list?: boolean | undefined;
  remove?: boolean | undefined;
  history?: string | undefined;
  "salt-file"?: string | undefined;
}

interface Asked {
  args: Args;
  cwd: string;
  loaded: LoadedConfig;
  data: Timed;
}

const terms = ["reason", "owner", "until"] as const;

/** Flags that only a new waiver has a use for. */
const forNew = [...terms, "history", "salt-file"] as const;

/** Throws `E_USAGE` for what does not go together. */
const actionOf = (args: Args): "add" | "list" | "remove" => {
  const first = forNew.find((name) => args[name] !== undefined);
  if (args.list === true) {
    if (args.remove === true || args.fingerprint !== undefined || first !== undefined)
      throw new KprovError("E_USAGE", '"--list" shows all waivers, and takes nothing beside it');
    return "list";
  }
  if (args.fingerprint === undefined)
    throw new KprovError("E_USAGE", "Missing the argument FINGERPRINT", {
      hint: "kprovengine preflight --verbose shows it below each violation; waive --list shows what is waived",
    });
  if (args.remove === true) {
    if (first !== undefined) throw new KprovError("E_USAGE", `"--${first}" means nothing beside "--remove"`);
    return "remove";
  }
  const missing = terms.filter((name) => args[name] === undefined);
  if (missing.length > 0)
    throw new KprovError("E_USAGE", `Missing ${missing.map((name) => `--${name}`).join(", ")}`, {
      hint: "a waiver says why, who answers for it, and until when",
    });
  return "add";
};

const fileFrom = (cwd: string, root: string): string => relative(cwd, join(root, waiversPath)) || waiversPath;

const nowOf = ({ clock = systemClock }: Timed): number => clock.now();

const actions = {
  add: async ({ args, cwd, loaded, data }: Asked): Promise<Result> => {
    const { fingerprint = "", reason = "", owner = "", until = "" } = args;
    const { config, root } = loaded;
    const said = { reason, owner, until };
    assertTerms(said, { now: nowOf(data), maxDays: config.waivers.maxDays });
    data.talk.progress("looking for the violation");
    const here = { cwd, loaded, version, cacheDir: cacheRoot(), env: process.env, deny: denyOptions(args) };
    const reports = await reportsHere(here);
    data.talk.progress(null);
    const added = await documentUnsaid(await addWaiver({ root, fingerprint, terms: said, reports }));
    const document = { schema: "kprov.waive/v1", ...added };
    return { exitCode: exits.proved, document, text: () => formatAdded(added, fileFrom(cwd, root)) };
  },
  remove: async ({ args: { fingerprint = "" }, cwd, loaded }: Asked): Promise<Result> => {
    const removed = await documentUnsaid(await removeWaiver(loaded.root, fingerprint));
    const document = { schema: "kprov.waive/v1", action: "removed", waivers: removed };
    return { exitCode: exits.proved, document, text: () => formatRemoved(removed, fileFrom(cwd, loaded.root)) };
  },
  list: async ({ cwd, loaded: { root, config }, data }: Asked): Promise<Result> => {
    const listed = await loadWaivers({ cwd, root, now: nowOf(data), maxDays: config.waivers.maxDays });
    const { entries: waivers, faults } = listed;
    const findings = faults.map(({ finding }) => finding);
    const document = await documentUnsaid({ schema: "kprov.waive/v1", action: "listed", waivers, findings });
    return { exitCode: exits[verdictOf(findings)], document, text: () => formatList(document) };
  },
};
