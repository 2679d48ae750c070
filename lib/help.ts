/**
 * `--help`: citty writes the usage, we add what it can't know.
 *
 * @module
 */
import { type ArgDef, type ArgsDef, type CommandDef, renderUsage } from "citty";
import type { Command } from "./cli.ts";
import type { FlagDefs } from "./flags.ts";

/** The help page of one command, with its examples. Plain text when stdout is no terminal. */
export const formatHelp = async (command: Command, examples: readonly string[]): Promise<string> => {
  const args = command.args as ArgsDef;
  const shown = { ...command, args: presentable(args) } as CommandDef;
  const usage = await renderUsage(shown, { meta: { name: "kprovengine" } });
  const rest = "--" in args ? usage.replace(/(USAGE.*)$/m, `$1 [-- COMMAND [ARG...]]`) : usage;
  const lines = examples.length === 0 ? "" : `\nEXAMPLES\n\n${examples.map((example) => `  ${example}`).join("\n")}\n`;
  const page = `${rest.trimEnd()}\n${lines}`;
  return process.stdout.isTTY === true && !process.env["NO_COLOR"] ? page : page.replace(/\u001b\[[0-9;]*m/g, "");
};

// --- internal ---

/** Flags that are on by default are shown by the spelling that switches them off. */
const presentable = (args: ArgsDef): ArgsDef => {
  const shown: ArgsDef = {};
  for (const [name, def] of Object.entries(args as FlagDefs)) {
    if (name === "--") continue;
    const repeat = def.multiple === true && def.type !== "positional" ? " (may be repeated)" : "";
    const description = `${def.description ?? ""}${repeat}`;
    if (def.type === "boolean" && def.default === true) shown[`no-${name}`] = { type: "boolean", description };
    else shown[name] = { ...def, description, required: def.required === true } as ArgDef;
  }
  return shown;
};
