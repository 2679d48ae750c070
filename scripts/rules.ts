#!/usr/bin/env node
/**
 * The project's own rules: tried on their fixtures, or listed.
 *
 * Runs the code of the configuration and of its rules. Reads nothing else, writes nothing, no network.
 *
 * @module
 */
import { defineCommand } from "citty";
import { commonArgs, configArgs, configOptions, runScript } from "../lib/cli.ts";
import type { Result } from "../lib/command.ts";
import { loadConfig } from "../lib/config/index.ts";
import { exits, KprovError } from "../lib/errors.ts";
import { listOf } from "../lib/flags.ts";
import { closest } from "../lib/suggest.ts";
import { version } from "../lib/version.ts";

const command = defineCommand({
  meta: { name: "rules", description: "Try the project's own rules on their fixtures, or list them" },
  args: {
    action: { type: "positional", required: true, valueHint: "ACTION", description: "test or list" },
    name: {
      ...{ type: "positional", required: false, multiple: true, valueHint: "NAME" },
      description: "Only the rules of these names",
    },
    ...configArgs,
    ...commonArgs,
  },
  async run({ args }): Promise<Result> {
    const act = actionOf(args.action);
    const { config, root } = await loadConfig(configOptions(args));
    const { chooseRules, keepPrivateTokens } = await import("../lib/guard/index.ts");
    const cwd = args.cwd ?? process.cwd();
    await keepPrivateTokens({ config, cwd, root, policyRoot: root, env: process.env });
    return act(chooseRules(config.rules, listOf(args, "name")));
  },
});

export const examples = ["kprovengine rules test", "kprovengine rules test no-print", "kprovengine rules list"];
export default command;
runScript(import.meta.url, command, examples);

// --- internal ---

type Rules = Awaited<ReturnType<typeof loadConfig>>["config"]["rules"];

const actions: Readonly<Record<string, (rules: Rules) => Promise<Result>>> = {
  test: async (rules) => {
    const { documentUnsaid, exitOfRulesTest, formatRulesTest, testRules } = await import("../lib/guard/index.ts");
    const document = await documentUnsaid(await testRules(rules, version));
    return { exitCode: exitOfRulesTest(document), document, text: ({ verbose }) => formatRulesTest(document, verbose) };
  },
  list: async (rules) => {
    const { documentUnsaid, formatRulesList, listRules } = await import("../lib/guard/index.ts");
    const document = await documentUnsaid(listRules(rules, version));
    return { exitCode: exits.proved, document, text: () => formatRulesList(document) };
  },
};

const actionOf = (name: string): ((rules: Rules) => Promise<Result>) => {
  const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
  if (action !== undefined) return action;
  const near = closest(name, Object.keys(actions));
  throw new KprovError("E_USAGE", `rules has no action "${name}"`, {
    hint: near === undefined ? "there are: test, list" : `did you mean "${near}"?`,
  });
};
