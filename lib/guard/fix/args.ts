/**
 * `--fix` on the command line.
 *
 * @module
 */
import type { Result, Talk } from "../../command.ts";
import { KprovError } from "../../errors.ts";
import type { FlagDefs } from "../../flags.ts";

/** Flags of the commands that mend what they find. */
export const fixArgs = {
  fix: {
    type: "boolean",
    description: "Mend what is certain: show it as a patch, then ask; alone it writes nothing without a terminal",
  },
  yes: { type: "boolean", description: "With --fix: write without asking" },
} as const satisfies FlagDefs;

export interface FixArgs {
  fix?: boolean | undefined;
  yes?: boolean | undefined;
}

export interface FixOptions {
  cwd: string;
  talk: Talk | undefined;
  /** Judges what can be mended, where that is less than the whole work. Default: the work. */
  draft?: () => Promise<Result>;
}

/**
 * Do `work`; with `--fix` look for what it finds that can surely be mended, before, and judge what is there then: a result
 * is never about what was there before. Throws `E_USAGE` before anything is judged, and what mending throws.
 */
export const withFix = async (args: object, options: FixOptions, work: () => Promise<Result>): Promise<Result> => {
  assertFixable(args);
  if ((args as FixArgs).fix !== true) return work();
  const { mend, withMended } = await import("./mend.ts");
  const { cwd, talk, draft = work } = options;
  const first = await draft();
  const terminal = { input: process.stdin, output: process.stderr };
  const mended = await mend(first.document, args as FixArgs, { cwd, talk, terminal });
  return withMended(mended.isWritten || draft !== work ? await work() : first, mended);
};

// --- internal ---

/**
 * Throws `E_USAGE` for `--yes` alone, and for `--fix` beside flags about a state that must not change under them: a result
 * that is attested or received, what is staged, planted files; and beside `--json` when nothing could show the patch.
 */
const assertFixable = (args: object): void => {
  const { fix, yes, json, ...others } = args as FixArgs & { json?: boolean } & Record<string, unknown>;
  if (fix !== true) {
    if (yes === true) throw new KprovError("E_USAGE", '"--yes" answers the question of "--fix"', { hint: "add --fix" });
    return;
  }
  const stray = ["attest", "staged", "receipt", "expect-receipt", "self-test", "history", "package"].find(
    (name) => others[name] !== undefined && others[name] !== false,
  );
  if (stray !== undefined)
    throw new KprovError("E_USAGE", `"--fix" changes what "--${stray}" is about`, {
      hint: `run it first with --fix, then with --${stray}`,
    });
  if (json === true && yes !== true)
    throw new KprovError("E_USAGE", '"--fix --json" has no place to show a patch', {
      hint: "add --yes, or leave out --json",
    });
};
