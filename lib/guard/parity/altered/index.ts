/**
 * Commands before the gate whose own words name what it runs or judges: `sed -i … kprov.config.ts`, `git reset --hard`.
 *
 * Whoever lists a command answers for what nobody can read in it, and not for that.
 *
 * @module
 */
import { nearTo } from "../deciding.ts";
import { type Fault, shortened } from "../fault.ts";
import { isCiFile } from "../foreign.ts";
import { isPush } from "../hooks.ts";
import type { Step } from "../model.ts";
import { ofTheGate } from "../placed.ts";
import { lineAt } from "../places.ts";
import type { Run, Unfollowed } from "../runs.ts";
import { joined } from "../shell/state.ts";
import type { Word } from "../shell/syntax.ts";
import { toolCallOf } from "../tool.ts";
import { type Before, wholeOf } from "../written.ts";
import { aimsOf } from "./aims.ts";
import { scriptAims } from "./code.ts";
import { cloned } from "./git.ts";
import { commandsOf, heldCommands } from "./held-commands.ts";
import { isLinking } from "./links.ts";
import { managers, ownAims } from "./packages.ts";
import { type Aim, type Aimed, isTouched } from "./touched.ts";

export interface AlteringContext {
  /** The gate. */
  run: Run;
  /** What git tracks. */
  paths: readonly string[];
  /** Of the configuration. */
  configPath: string | null | undefined;
  /** The default branch. */
  branch: string;
  /** The tool's. */
  version: string;
}

/** `steps` come before the gate in its job. */
export const alteredFaults = (
  { runs, scripts: pasts, chain, unread, linked }: Before,
  steps: readonly Step[],
  context: AlteringContext,
): Fault[] => {
  const { run, branch, version } = context;
  const aiming = { branch, version, asks: new Set(chain.flatMap((one) => one.asks)) };
  const aimed = aimedOf(runs, context);
  // What removes or makes a link does nothing to what that stands for.
  const isHit = (aim: Aim, cwd: string | undefined, isOfLink = false): boolean =>
    linked({ word: aim.word, cwd }).some(
      ({ word, cwd: from, isLink }) =>
        !(isLink === true && (isOfLink || aim.how === "removed")) && isTouched({ ...aim, word }, from, aimed()),
    );
  const seen = new Set<string>();
  const read = new Set<string>();
  const scripts = steps.flatMap(({ script, at }) => {
    if (script === undefined || !("why" in script.how)) return [];
    const found = scriptAims(script.text).find((aim) => isTouched(aim, "", aimed()));
    return found === undefined ? [] : [doubt({ at, whole: script.text }, found)];
  });
  const commands = [...runs, run].flatMap((one): Fault[] => {
    const call = toolCallOf(one.argv);
    const words = [
      ...one.fronts.flatMap((front) => front.words.map(wordOf)),
      ...one.raws.map((raw, index) => wordOf({ raw, value: one.argv[index] })),
    ];
    // What a task runs is a run of its own; npm does more than that.
    const isKnown = (one.isTask && !managers.has(one.argv[0] ?? "")) || chain.includes(one);
    const own = isKnown ? [] : call === undefined ? aimsOf(words, aiming) : ownAims(call.command, call.args);
    const place = JSON.stringify([one.cwd, one.whole]);
    // Of what stands in words itself, those words are read already.
    const isRead = read.has(place) || one.held !== undefined;
    const held = isRead ? [] : heldCommands(wholeOf(one, chain));
    if (one.held === undefined) read.add(place);
    const inner = held?.flatMap((words) => aimsOf(words, aiming)) ?? [unreadable];
    const isOfLink = isLinking(words);
    const found = [...own, ...inner].find((aim) => isHit(aim, one.cwd, isOfLink));
    if (found === undefined) return [];
    const key = keyOf(one, found, own.includes(found));
    if (seen.has(key)) return [];
    seen.add(key);
    return [doubt(one, found)];
  });
  // What a trap runs is no run of its own. One that waits for the end of the gate's own script comes behind it.
  const traps = pasts.flatMap(({ text, places }) =>
    [...text.matchAll(trap)].flatMap(({ 1: quoted = "", 2: signals = "", index }) => {
      if (/^[ \t]*(?:EXIT|0)$/.test(signals) && chain.some((one) => one.past.places === places)) return [];
      const inner = commandsOf(quoted.slice(1, -1))?.flatMap((words) => aimsOf(words, aiming)) ?? [unreadable];
      const found = inner.find((aim) => isHit(aim, undefined));
      return found === undefined ? [] : [doubt({ at: places(index), whole: lineAt(text, index) }, found)];
    }),
  );
  return [...scripts, ...commands, ...traps, ...unread.map(unreadFault)];
};

/** Names of the programs that lead to the gate. */
export const programsOf = (run: Run): ReadonlySet<string> =>
  new Set([
    ...ofTheGate,
    ...[...run.via, run].flatMap(({ argv: [program = ""], fronts }) => [
      program.replace(/.*\//s, ""),
      ...fronts.map((front) => front.program),
    ]),
  ]);

// --- internal ---

const wordOf = ({ value, raw }: Pick<Word, "value" | "raw">): string => value ?? raw.replace(/["']/g, "");

const doubt = ({ at, whole, isBeside }: Pick<Run, "at" | "whole" | "isBeside">, { word }: Aim): Fault => ({
  ...{ kind: "unread", level: "undecided", at, written: shortened(whole) },
  why: `it may change what the gate runs or judges: ${shortened(word === "." ? "the checkout" : word)}`,
  fix:
    isBeside === true
      ? installedFix
      : "run it behind the gate or in a job of its own; unpack into a directory of its own",
});

/** What stands in the words of a command is found with that once more. */
const keyOf = ({ held, whole, past, cwd, at }: Run, { word }: Aim, isOwn: boolean): string =>
  JSON.stringify(
    held !== undefined || !isOwn ? [whole, past.text.length, past.places(0), word] : [cwd, whole, at, word],
  );

const trap = /(?<![\w./-])trap[ \t]{1,9}(?:--[ \t]{1,9})?('[^']{0,9999}'|"(?:[^"\\]|\\.){0,9999}")([ \t\w]{0,999})/gs;

/** Nobody lists it, and it may do anything. */
const unreadFault = ({ at, why, written }: Unfollowed): Fault => ({
  ...{ kind: "unread", level: "undecided", at, written: shortened(written) },
  why: `what the installation runs of the project can't be followed: ${why}`,
  fix: installedFix,
});

const installedFix = "install with --ignore-scripts, or behind the gate";

const unreadable: Aim = { word: "commands in its words", how: "certain" };

/** What the gate runs and judges, put together when something asks for it. */
const aimedOf = (runs: readonly Run[], { run, paths, configPath }: AlteringContext): (() => Aimed) => {
  let known: Aimed | undefined;
  const chain = [...run.via, run];
  return () => {
    if (known !== undefined) return known;
    const tracked = new Set(paths);
    const inner = new Set([""]);
    for (const path of paths) {
      if (/\/\.git(?:keep|ignore)$/.test(path)) continue;
      for (let end = path.indexOf("/"); end !== -1; end = path.indexOf("/", end + 1)) inner.add(path.slice(0, end));
    }
    const files = [...chain.flatMap(({ at, past }) => [at.path, past.places(0).path]), configPath ?? []].flat();
    known = {
      ...{ tracked, inner },
      files: new Set(files.filter((path) => !isCiFile(path))),
      near: nearTo(chain),
      programs: programsOf(run),
      clones: new Set(runs.flatMap(cloneOf)),
      pushes: runs.some(({ argv }) => isPush(argv)),
    };
    return known;
  };
};

const cloneOf = ({ argv, cwd }: Run): string[] => {
  const made = argv[0] === "git" ? cloned(argv.slice(1).map((word) => word ?? "$")) : undefined;
  const path = made === undefined || cwd === undefined ? undefined : joined(cwd, made);
  return path === undefined || path === "" ? [] : [path];
};
