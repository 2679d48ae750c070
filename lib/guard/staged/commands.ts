/**
 * The project's own commands about what is staged.
 *
 * @module
 */
import { mkdirSync, realpathSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { messageOf } from "../../errors.ts";
import type { Finding } from "../../report.ts";
import { visible } from "../../text.ts";
import { withScratch } from "../../undo.ts";
import { attestationsPath } from "../attest/place.ts";
import type { PreflightOptions } from "../preflight/preflight.ts";
import type { CommandReport } from "../preflight/report.ts";
import { runCommands } from "../preflight/run-commands.ts";
import type { Snapshot } from "../surface/snapshot.ts";
import { checkOutIndex } from "./checkout.ts";
import { checkoutEnvironment } from "./environment.ts";
import { findWayBack } from "./leads-back.ts";
import { isBelow } from "./real-places.ts";
import { findTrackedWay } from "./tracked-ways.ts";
import { findWhatElse } from "./what-else.ts";

type Commands = readonly [string, readonly string[]][];

/**
 * Run `commands` where the work tree holds just what is staged, and what is installed, in it; else in a checkout of the index that is thrown away,
 * with the directories of `preflight.stagedLinks`. What would lead back to the work tree there can't be decided.
 */
export const runStagedCommands = async (
  commands: Commands,
  options: PreflightOptions,
  snapshot: Snapshot,
): Promise<CommandReport[]> => {
  if (commands.length === 0) return [];
  const { root, config, talk } = options;
  // The configuration's directory may be named over a link.
  const place = relative(snapshot.root, realpathSync(root));
  const names = config.preflight.stagedLinks;
  // What a checkout would be given as well, and what this program itself writes; never all that lies around the configuration.
  const { paths } = await snapshot.tracked();
  const links = names.filter((name) => !paths.some((path) => `${path}/`.startsWith(`${join(place, name)}/`)));
  const expected = [...links, config.run.out, attestationsPath]
    .map((name) => join(place, name))
    .filter((path) => relative(path, place).split(sep)[0] === "..");
  const found = await findWhatElse(snapshot, expected);
  if (found === undefined) return runCommands(commands, options);
  talk.note(`the work tree is not what is staged, as "${visible(found)}" shows: commands run in a checkout of that`);
  if (place.split(sep)[0] === "..")
    return commands.map((command) => notRun(command, "COMMAND_NOT_STAGED", "it runs outside of the repository"));
  return withScratch("kprov-index-", async (dir) => {
    // What programs look for in the directories above them would be the work tree's.
    if (isBelow(snapshot.root, realpathSync(dir)))
      return commands.map((command) => notRun(command, "COMMAND_NOT_STAGED", "TMPDIR is a directory of the work tree"));
    return runInCheckout(commands, options, { snapshot, dir, place, names });
  });
};

// --- internal ---

interface Checkout {
  snapshot: Snapshot;
  dir: string;
  /** The configuration's directory, from the top. */
  place: string;
  names: readonly string[];
}

const runInCheckout = async (
  commands: Commands,
  options: PreflightOptions,
  { snapshot, dir, place, names }: Checkout,
): Promise<CommandReport[]> => {
  const { env } = options;
  const { root: top } = snapshot;
  const root = join(top, place);
  const linked = names.map((name) => join(root, name));
  let tracked: string | undefined;
  try {
    await checkOutIndex(snapshot, dir, { root, place, names });
    mkdirSync(join(dir, place), { recursive: true });
    tracked = await findTrackedWay(snapshot, { dir, env, linked });
  } catch (error) {
    return commands.map((command) => notRun(command, "COMMAND_NOT_RUN", messageOf(error)));
  }
  const ends: CommandReport[] = [];
  const cwd = join(dir, place);
  const own = { ...options, cwd: dir, root: cwd, env: checkoutEnvironment(env, { top, linked, dir }) };
  for (const command of commands) {
    const way = findWayBack({ top, argv: command[1], env, linked, cwd }) ?? tracked;
    if (way === undefined) ends.push(...(await runCommands([command], own)).map(withAdvice));
    else ends.push(notRun(command, "COMMAND_NOT_STAGED", way));
  }
  return ends;
};

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

const advice = "stage or put away everything else, ignored files too, then it runs in the work tree";

const withAdvice = (end: CommandReport): CommandReport => ({
  ...end,
  findings: end.findings.map((finding) =>
    finding.code === "COMMAND_NOT_RUN"
      ? { ...finding, fix: `name what it needs in preflight.stagedLinks, or ${advice}` }
      : finding,
  ),
});
