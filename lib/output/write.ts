/**
 * Every report that was asked for, each by itself: one that can't be written takes none of the others with it.
 *
 * @module
 */
import { appendFileSync, existsSync, statSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import type { View } from "../command.ts";
import { errnoOf, KprovError, messageOf } from "../errors.ts";
import type { Outcome } from "./outcome.ts";
import { loadDriver } from "./registry.ts";
import { deliver, type Target } from "./target.ts";

export interface WriteOptions {
  cwd: string;
  env: NodeJS.ProcessEnv;
  view: View;
  stdout: () => NodeJS.WritableStream;
}

/** What could not be written, in order. A defect of a driver is one of these, too. */
export const writeAll = async (
  targets: readonly Target[],
  outcome: Outcome,
  options: WriteOptions,
): Promise<KprovError[]> => {
  const { view, stdout } = options;
  const prefix = targets.some(({ format }) => format === "github") ? prefixOf(options) : "";
  const faults: KprovError[] = [];
  const attempt = async (shown: string, write: () => Promise<void>): Promise<void> => {
    try {
      await write();
    } catch (cause) {
      const why = `Cannot write the report "${shown}": ${messageOf(cause)}`;
      faults.push(cause instanceof KprovError ? cause : new KprovError("E_IO", why, { cause }));
    }
  };
  for (const target of targets) {
    await attempt(target.shown, async () => {
      const driver = await loadDriver(target.format);
      await deliver(target, await driver.format(outcome, { view, prefix }), stdout);
    });
    if (target.format === "github") await attempt("the summary of the step", () => writeSummary(outcome, options));
  }
  return faults;
};

// --- internal ---

/** GitHub refuses a summary of a step that is larger; in bytes. */
const mostSummary = 2 ** 20;

/** Where GitHub Actions says (GITHUB_STEP_SUMMARY), behind what other commands of the step wrote. */
const writeSummary = async (outcome: Outcome, { env, view }: WriteOptions): Promise<void> => {
  const file = env["GITHUB_STEP_SUMMARY"];
  if (file === undefined || file === "") return;
  const { format } = await loadDriver("markdown");
  const page = await format(outcome, { view, prefix: "" });
  try {
    const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
    const fits = size + Buffer.byteLength(page) < mostSummary;
    appendFileSync(
      file,
      fits ? page : `## ${outcome.command}: ${outcome.verdict}\n\nThe list is too long for this page.\n`,
    );
  } catch (cause) {
    throw new KprovError("E_IO", `Cannot write the summary of the step: ${errnoOf(cause) ?? messageOf(cause)}`, {
      cause,
    });
  }
};

/** Annotations name files from the workspace of the job, below which the repository may have been checked out. */
const prefixOf = ({ cwd, env }: WriteOptions): string => {
  const workspace = env["GITHUB_WORKSPACE"];
  if (workspace === undefined || workspace === "") return "";
  let top = cwd;
  while (!existsSync(join(top, ".git")) && top !== dirname(top)) top = dirname(top);
  const way = relative(resolve(workspace), top).split(sep).join("/");
  return way === "" || way.startsWith("..") ? "" : `${way}/`;
};
