#!/usr/bin/env node
/**
 * Say what a code of a finding or an error means, and how to mend it.
 *
 * @module
 */
import { defineCommand } from "citty";
import { commonArgs, runScript } from "../lib/cli.ts";
import { type CodeEntry, codeGroups, codes } from "../lib/codes.ts";
import type { Result } from "../lib/command.ts";
import { exits, KprovError } from "../lib/errors.ts";
import { closest } from "../lib/suggest.ts";
import { wrapWords } from "../lib/text.ts";

const command = defineCommand({
  meta: { name: "explain", description: "Say what a code of a finding or an error means" },
  args: {
    code: {
      type: "positional",
      required: false,
      valueHint: "CODE",
      description: "Such as ARTIFACT_TRACKED; all codes when left out",
    },
    ...commonArgs,
  },
  run({ args }): Result {
    const table: Record<string, CodeEntry> = codes;
    if (args.code === undefined) {
      const list = Object.entries(table).map(([code, entry]) => ({ code, ...entry }));
      return {
        exitCode: exits.proved,
        document: { schema: "kprov.codes/v1", codes: list },
        text: formatList,
      };
    }
    const code = args.code.toUpperCase().replaceAll("-", "_");
    const entry = Object.hasOwn(table, code) ? table[code] : undefined;
    if (entry === undefined) {
      const near = nearest(code, Object.keys(table));
      throw new KprovError(
        "E_USAGE",
        `Unknown code "${args.code}"${near === undefined ? "" : `, did you mean "${near}"?`}`,
        { hint: "kprovengine explain alone lists all codes" },
      );
    }
    return {
      exitCode: exits.proved,
      document: { schema: "kprov.code/v1", code, ...entry },
      text: ({ width }) => formatEntry(code, entry, width),
    };
  },
});

export const examples = ["kprovengine explain ARTIFACT_TRACKED", "kprovengine explain"];
export default command;
runScript(import.meta.url, command, examples);

// --- internal ---

const formatEntry = (code: string, { title, meaning, fix }: CodeEntry, width: number): string =>
  [`${code}: ${title}`, meaning, `To mend it: ${fix}`]
    .map((paragraph) => wrapWords(paragraph, width).join("\n"))
    .join("\n\n");

/** A typing error away, else the first that begins with the word, else the first that has it. */
const nearest = (typed: string, known: readonly string[]): string | undefined =>
  closest(typed, known) ??
  known.find((code) => code.startsWith(`${typed}_`)) ??
  known.find((code) => `${code}_`.includes(`_${typed}_`));

const formatList = (): string => {
  const width = Math.max(...Object.keys(codes).map((code) => code.length));
  return codeGroups
    .map(({ title, codes: own }) =>
      [title, ...Object.entries(own).map(([code, entry]) => `  ${code.padEnd(width)}  ${entry.title}`)].join("\n"),
    )
    .join("\n\n");
};
