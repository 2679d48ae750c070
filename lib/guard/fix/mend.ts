/**
 * `--fix`: what is certain is shown as a patch, and written when somebody says so.
 *
 * @module
 */
import { askYesOrNo } from "../../ask.ts";
import type { Result, Talk } from "../../command.ts";
import { withoutSecrets } from "../../secrecy.ts";
import { guarded, shellQuote, visible } from "../../text.ts";
import { untrackCommand } from "../untrack.ts";
import type { FixArgs } from "./args.ts";
import { formatPatch } from "./patch.ts";
import { type Fixable, type FixPlan, planFixes } from "./plan.ts";
import { carryOut } from "./write.ts";

/** Where a question can be asked. */
export interface Terminal {
  input: NodeJS.ReadableStream & { isTTY?: boolean };
  output: NodeJS.WritableStream & { isTTY?: boolean };
}

export interface MendOptions {
  cwd: string;
  talk: Talk | undefined;
  terminal: Terminal;
}

/** What came of it: put before the page of what is judged afterwards. */
export interface Mended {
  isWritten: boolean;
  /** For people; empty when nothing could be mended. */
  text: string;
}

/**
 * Mend what `document`, a report or a preflight, says: without `--yes` only after a question on a terminal, and without a terminal not at all.
 * Throws as `planFixes` and `carryOut` do, and `E_INTERRUPTED` when the terminal is closed.
 */
export const mend = async (document: unknown, args: FixArgs, options: MendOptions): Promise<Mended> => {
  const { cwd, terminal, talk } = options;
  const plan = await planFixes(document as Fixable, cwd);
  const left = plan.refused.map(({ path, why }) => `not mended: ${visible(path)}: ${visible(why)}`);
  if (plan.changes.length + plan.untracked.length === 0)
    return { isWritten: false, text: [...left, "--fix: nothing that it could surely mend"].join("\n") };
  const patch = [patchOf(plan), ...left].join("\n");
  const isAsked = args.yes !== true && terminal.input.isTTY === true && terminal.output.isTTY === true;
  if (args.yes !== true && !isAsked)
    return { isWritten: false, text: `${patch}\n\n--fix: nothing was written; add --yes to write this` };
  if (isAsked) {
    talk?.progress(null);
    terminal.output.write(`${guarded(await withoutSecrets(patch), { colour: false })}\n\n`);
    const isWanted = await askYesOrNo("Write this?", terminal);
    if (!isWanted) return { isWritten: false, text: "--fix: nothing was written" };
  }
  await carryOut(plan);
  return { isWritten: true, text: [...(isAsked ? [] : [patch, ""]), doneText(plan)].join("\n") };
};

/** The result of judging again, below what was mended, which quotes files. */
export const withMended = (result: Result, { text }: Mended): Result => ({
  ...result,
  text: async (view) => `${await withoutSecrets(text)}\n\n${await result.text(view)}`,
});

// --- internal ---

const patchOf = ({ changes, untracked }: FixPlan): string =>
  [
    // Tabs would be written out on the terminal.
    ...changes.map((change) => formatPatch(change).replaceAll("\t", "    ").replaceAll("\r", "")),
    ...untracked.map((path) => `# ${untrackCommand({ path })}`),
  ].join("\n");

const doneText = ({ changes, untracked }: FixPlan): string => {
  const files = (number: number): string => (number === 1 ? "1 file" : `${number} files`);
  const paths = changes.map(({ path }) => visible(shellQuote(path))).join(" ");
  return [
    ...(changes.length > 0
      ? [
          `--fix: changed ${files(changes.length)} in the work tree; the index still has the old words:`,
          `  git add -- ${paths}`,
        ]
      : []),
    ...(untracked.length > 0
      ? [
          `--fix: git no longer tracks ${files(untracked.length)}, left on the disk; a line in .gitignore keeps them out`,
        ]
      : []),
  ].join("\n");
};
