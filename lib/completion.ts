/**
 * The command that prints a completion script.
 *
 * @module
 */
import { defineCommand } from "citty";
import { commonArgs } from "./cli.ts";
import type { Command, Result } from "./command.ts";
import { type Described, formatCompletion, shells } from "./completion-scripts.ts";
import { exits, KprovError } from "./errors.ts";

/** Commands of two words as one command each, whose actions are words and whose flags are those of all actions. */
export const inFamilies = (commands: readonly Described[]): Described[] => {
  const families = new Map<string, Described>();
  for (const { name, summary, args } of commands) {
    const [family = name, action] = name.split(" ");
    const known = families.get(family);
    if (action === undefined || known === undefined)
      families.set(family, { name: family, summary, args, ...(action !== undefined && { actions: [action] }) });
    else
      families.set(family, {
        ...known,
        summary: `${known.actions?.join(", ")}, ${action}`,
        args: { ...args, ...known.args },
        actions: [...(known.actions ?? []), action],
      });
  }
  return [...families.values()];
};

export const examples = ["source <(kprovengine completion bash)"];

/** The command `completion SHELL`; `describe` tells of all commands, this one too. */
export const completionCommand = (describe: () => Promise<Described[]>): Command =>
  defineCommand({
    meta: { name: "completion", description: "Print a completion script for bash, zsh or fish" },
    args: {
      shell: { type: "positional", required: true, valueHint: shells.join("|"), description: "bash, zsh or fish" },
      ...commonArgs,
    },
    async run({ args }): Promise<Result> {
      const shell = shells.find((name) => name === args.shell);
      if (shell === undefined)
        throw new KprovError("E_USAGE", `No completion for "${args.shell}"`, {
          hint: `there is one for ${shells.join(", ")}`,
        });
      const script = formatCompletion(shell, await describe());
      return { exitCode: exits.proved, document: { schema: "kprov.completion/v1", shell, script }, text: () => script };
    },
  });
