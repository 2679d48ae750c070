/**
 * The project's own commands about what is staged.
 *
 * @module
 */
import { mkdirSync } from "node:fs";
import { join, relative } from "node:path";
import { leadingBack } from "../../borrowed-clone.ts";
import { messageOf } from "../../errors.ts";
import { git } from "../../git.ts";
import type { Finding } from "../../report.ts";
import { withScratch } from "../../undo.ts";
import type { CommandReport, PreflightOptions } from "../preflight/preflight.ts";
import { runCommands } from "../preflight/run-commands.ts";
import { listIndex } from "../surface/listing.ts";
import type { Snapshot } from "../surface/snapshot.ts";
import { checkOutIndex } from "./checkout.ts";
import { findWayBack } from "./leads-back.ts";

type Commands = readonly [string, readonly string[]][];

/**
 * Run `commands` where the work tree holds just what is staged, in it; else in a checkout of the index that is thrown away,
 * with the directories of `preflight.stagedLinks`. What would lead back to the work tree there can't be decided.
 */
export const runStagedCommands = async (
  commands: Commands,
  options: PreflightOptions,
  snapshot: Snapshot,
): Promise<CommandReport[]> => {
  if (commands.length === 0) return [];
  if (await holdsWhatIsStaged(snapshot)) return runCommands(commands, options);
  return withScratch("kprov-index-", (dir) => runInCheckout(commands, options, { snapshot, dir }));
};

// --- internal ---

/** No tracked file differs, none is hidden from git's look, and there is none that git does not know. */
const holdsWhatIsStaged = async ({ cwd, index }: Snapshot): Promise<boolean> => {
  const env = { GIT_INDEX_FILE: index };
  const asked = [
    "status",
    "--porcelain=v1",
    "-z",
    "--no-renames",
    "--untracked-files=all",
    "--ignore-submodules=none",
    "--",
    ":/",
  ];
  const [status, { entries }] = await Promise.all([git(asked, { cwd, env }), listIndex(cwd, index)]);
  const isStagedOnly = (entry: string) => entry.length < 2 || entry[1] === " ";
  return status.toString("latin1").split("\0").every(isStagedOnly) && entries.every(({ isPlain }) => isPlain);
};

const runInCheckout = async (
  commands: Commands,
  options: PreflightOptions,
  { snapshot, dir }: { snapshot: Snapshot; dir: string },
): Promise<CommandReport[]> => {
  const { root, config, env, talk } = options;
  const { root: top } = snapshot;
  const names = config.preflight.stagedLinks;
  const place = relative(top, root);
  talk.note("the work tree holds more than what is staged: commands run in a checkout of that");
  try {
    await checkOutIndex(snapshot, dir, { root, place, names });
    mkdirSync(join(dir, place), { recursive: true });
  } catch (error) {
    return commands.map((command) => notRun(command, "COMMAND_NOT_RUN", messageOf(error)));
  }
  const linked = names.map((name) => join(root, name));
  const ends: CommandReport[] = [];
  const own = { ...options, cwd: dir, root: join(dir, place), env: checkoutEnvironment(env) };
  for (const command of commands) {
    const way = findWayBack({ top, argv: command[1], env, linked });
    if (way === undefined) ends.push(...(await runCommands([command], own)).map(withAdvice));
    else ends.push(notRun(command, "COMMAND_NOT_STAGED", way));
  }
  return ends;
};

/** Nothing points git at the user's own repository; the shell's idea of where it is goes, too. */
const checkoutEnvironment = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !leadingBack.has(name) && name !== "PWD"));

const notRun = (
  [name, argv]: Commands[number],
  code: "COMMAND_NOT_RUN" | "COMMAND_NOT_STAGED",
  why: string,
): CommandReport => {
  const message =
    code === "COMMAND_NOT_RUN"
      ? `The command "${name}" could not be run on what is staged: ${why}`
      : `The command "${name}" would see what is not staged: ${why}`;
  const finding: Finding = { code, level: "undecided", message, fix: advice };
  return { name, argv, exitCode: null, signal: null, verdict: "undecided", findings: [finding] };
};

const advice = "stage or put away everything else, then it runs in the work tree";

const withAdvice = (end: CommandReport): CommandReport => ({
  ...end,
  findings: end.findings.map((finding) =>
    finding.code === "COMMAND_NOT_RUN"
      ? { ...finding, fix: `name what it needs in preflight.stagedLinks, or ${advice}` }
      : finding,
  ),
});
