/**
 * `--help`: citty writes the usage, we add what it can't know.
 *
 * @module
 */
import { type ArgDef, type ArgsDef, type CommandDef, renderUsage } from "citty";
import type { Command } from "./command.ts";
import type { FlagDefs } from "./flags.ts";

/**
 * The help page of one command, with its examples, which are never broken: they are there to be pasted.
 *
 * `width` is in columns: the terminal's, else 80. Plain text when stdout is no terminal.
 */
export const formatHelp = async (
  command: Command,
  examples: readonly string[],
  width = process.stdout.columns || 80,
): Promise<string> => {
  const args = command.args as ArgsDef;
  const shown = { ...command, args: presentable(args) } as CommandDef;
  const usage = await renderUsage(shown, { meta: { name: "kprovengine" } });
  const rest = "--" in args ? usage.replace(/(USAGE.*)$/m, `$1 [-- COMMAND [ARG...]]`) : usage;
  const lines = examples.length === 0 ? "" : `\nEXAMPLES\n\n${examples.map((example) => `  ${example}`).join("\n")}\n`;
  const usageLines = rest.trimEnd().split("\n");
  const page = `${usageLines.map((line) => wrapLine(line, width)).join("\n")}\n${lines}`;
  return process.stdout.isTTY === true && !process.env["NO_COLOR"] ? page : plain(page);
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

const plain = (text: string): string => text.replace(/\u001b\[[0-9;]*m/g, "");

/** Where a description stands that has no room beside its flag. */
const below = 6;

/** One line of citty's without the blanks it pads with; what is too long goes on below its own column. */
const wrapLine = (line: string, width: number): string => {
  const [, head = "", text = line] = /^( *\S.*? {4})(\S.*)$/.exec(line) ?? [];
  const beside = plain(head).length;
  const isNarrow = head !== "" && width - beside < 24;
  const indent = isNarrow ? below : beside;
  const rows: string[] = [];
  for (const word of text.trimEnd().split(" ")) {
    const longer = rows.length === 0 ? word : `${rows.at(-1)} ${word}`;
    if (rows.length > 0 && plain(longer).length <= width - indent) rows[rows.length - 1] = longer;
    else rows.push(word);
  }
  const [start, blanks] = [isNarrow ? `  ${head.trim()}\n` : head, " ".repeat(indent)];
  return (start + (isNarrow ? blanks : "") + rows.join(`\n${blanks}`)).trimEnd();
};
