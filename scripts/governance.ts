#!/usr/bin/env node
/**
 * What governs this repository: record it, show it, say what differs.
 *
 * `update` writes .kprov/governance.lock.json; the others write nothing. Reads tracked files and git. No network.
 *
 * @module
 */
import { defineCommand } from "citty";
import { commonArgs, configArgs, configOptions, runScript } from "../lib/cli.ts";
import { type Clock, systemClock } from "../lib/clock.ts";
import type { Result, Surroundings } from "../lib/command.ts";
import { loadConfig } from "../lib/config/index.ts";
import { exits, KprovError } from "../lib/errors.ts";
import {
  askedBase,
  diffGovernance,
  documentUnsaid,
  formatGovernanceDiff,
  formatGovernanceUpdate,
  formatRecordText,
  gates,
  keepPrivateTokens,
  readGovernance,
  resolveBase,
  updateGovernance,
} from "../lib/guard/index.ts";

const command = defineCommand({
  meta: {
    name: "governance",
    description: "Record what governs, with a version of its own; show it, say what differs",
  },
  args: {
    action: { type: "positional", required: true, valueHint: "ACTION", description: "update, show or diff" },
    reason: { type: "string", valueHint: "TEXT", description: "update: why; it stands in the record for ever" },
    author: { type: "string", valueHint: "NAME", description: "update: who answers for it; default: git's author" },
    base: { type: "string", valueHint: "REF", description: "diff: compare with the record of this commit" },
    "fail-on-diff": { type: "boolean", description: "diff: exit 1 when there is a difference" },
    ...configArgs,
    ...commonArgs,
  },
  async run({ args, data }): Promise<Result> {
    const action = actionOf(args.action);
    assertFlags(action, args);
    const cwd = args.cwd ?? process.cwd();
    const loaded = await loadConfig(configOptions(args));
    const context = { ...loaded, cwd, policyRoot: loaded.root, gates };
    // What governs is quoted, and so is what was recorded.
    await keepPrivateTokens({ ...context, env: process.env });
    return actions[action].act(context, args, data as Timed);
  },
});

export const examples = [
  "kprovengine governance update --reason 'runs/ is build output, too'",
  "kprovengine governance show",
  "kprovengine governance diff",
  "kprovengine governance diff --base origin/main --verbose",
];
export default command;
runScript(import.meta.url, command, examples);

// --- internal ---

/** A test hands its own clock over. */
type Timed = Surroundings & { clock?: Clock };

interface Args {
  reason?: string | undefined;
  author?: string | undefined;
  base?: string | undefined;
  "fail-on-diff"?: boolean | undefined;
}

type Options = Parameters<typeof readGovernance>[0];

interface Action {
  flags: readonly (keyof Args)[];
  act: (options: Options, args: Args, data: Timed) => Promise<Result>;
}

const actions = {
  update: {
    flags: ["reason", "author"],
    act: async (options, { reason, author }, data) => {
      if (reason === undefined)
        throw new KprovError("E_USAGE", "Missing --reason", { hint: "say why, for those who read the record later" });
      const now = (data?.clock ?? systemClock).now();
      const update = { ...options, reason, now, ...(author !== undefined && { author }) };
      const document = await documentUnsaid(await updateGovernance(update));
      return { exitCode: exits.proved, document, text: () => formatGovernanceUpdate(document) };
    },
  },
  show: {
    flags: [],
    act: async (options) => {
      const record = await documentUnsaid((await readGovernance(options)).record);
      return { exitCode: exits.proved, document: record, text: ({ verbose }) => formatRecordText(record, verbose) };
    },
  },
  diff: {
    flags: ["base", "fail-on-diff"],
    act: async (options, args) => {
      const asked = args.base === undefined ? null : askedBase({ base: args.base }, {});
      const base = asked && { base: { commit: resolveBase(asked, options.cwd), name: asked.name } };
      const document = await documentUnsaid(await diffGovernance({ ...options, ...base }));
      const isFailing = args["fail-on-diff"] === true && document.changes.length > 0;
      return {
        exitCode: isFailing ? exits.violated : exits.proved,
        document,
        text: ({ verbose }) => formatGovernanceDiff(document, verbose),
      };
    },
  },
} satisfies Record<string, Action>;

const actionOf = (name: string): keyof typeof actions => {
  if (Object.hasOwn(actions, name)) return name as keyof typeof actions;
  throw new KprovError("E_USAGE", `Unknown action "${name}"`, {
    hint: `there are: ${Object.keys(actions).join(", ")}`,
  });
};

const assertFlags = (action: keyof typeof actions, args: Args): void => {
  const known: readonly string[] = actions[action].flags;
  const strange = (["reason", "author", "base", "fail-on-diff"] as const).find(
    (flag) => args[flag] !== undefined && !known.includes(flag),
  );
  if (strange === undefined) return;
  throw new KprovError("E_USAGE", `"--${strange}" is not for governance ${action}`);
};
