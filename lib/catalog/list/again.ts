/**
 * A command as it was given, to be pasted.
 *
 * @module
 */
import { type FlagDefs, listOf } from "../../flags.ts";
import { shellQuote } from "../../text.ts";

/** `kprovengine`, the command, its `FIELD:VALUE` words, and those flags of `defs` that say something. */
export const commandAgain = (command: string, args: object, defs: FlagDefs): string => {
  const values = args as Record<string, unknown>;
  const flags = Object.entries(defs).flatMap(([name, { type, default: usual }]) => {
    if (type === "positional" || values[name] === undefined || values[name] === usual) return [];
    if (type === "boolean") return [values[name] === true ? `--${name}` : `--no-${name}`];
    return listOf(args, name).map((value) =>
      // What begins with a dash would be taken for a flag.
      value.startsWith("-") ? `--${name}=${shellQuote(value)}` : `--${name} ${shellQuote(value)}`,
    );
  });
  return [`kprovengine ${command}`, ...listOf(args, "filter").map(shellQuote), ...flags].join(" ");
};
