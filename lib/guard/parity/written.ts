/**
 * Files that a job writes before the gate, by commands that need no cover: `echo … > package.json`.
 *
 * @module
 */

import { textOf } from "../ci/index.ts";
import type { Linked } from "./altered/links.ts";
import { isProgram } from "./altered/touched.ts";
import { decides, nearTo, placeOf } from "./deciding.ts";
import { type Fault, shortened } from "./fault.ts";
import { isPush } from "./hooks.ts";
import type { Step } from "./model.ts";
import { lineAt } from "./places.ts";
import type { Past, Run, Unfollowed } from "./runs.ts";
import { joined } from "./shell/state.ts";

/** What counts among the files of a job. */
export interface Watched {
  /** What git tracks. */
  paths: readonly string[];
  /** Files that keep the gate's task from running it, when they are there. */
  unless: readonly string[];
  /** Names of the programs that lead to it. */
  programs: ReadonlySet<string>;
}

/** What comes before the gate. */
export interface Before {
  runs: readonly Run[];
  scripts: readonly Past[];
  /** The gate, and what leads to it. */
  chain: readonly Run[];
  /** What an installation runs of the project and can't be followed. */
  unread: readonly Unfollowed[];
  /** By the links that it makes. */
  linked: Linked;
}

/** The command that `run` is a part of, without what comes behind the gate in it. */
export const wholeOf = ({ whole }: Run, chain: readonly Run[]): string => {
  const text = chain.find((one) => one.whole === whole)?.text;
  if (text === undefined || !whole.includes(text)) return whole;
  const end = whole.lastIndexOf(text) + text.length;
  const behind = whole.slice(end).search(/&&|\|\||;/);
  const rest = behind === -1 ? "" : whole.slice(end + behind);
  // What closes a bracket may be written from its beginning.
  const bare = rest.replace(/\$\([^()]*\)|\$\{[^{}]*\}/g, "");
  return rest === "" || /[)}]|\b(?:fi|done|esac)\b/.test(bare) ? whole : whole.slice(0, -rest.length);
};

/** What comes before the gate and may change what it runs or judges, or whether it is run. */
export const writtenFaults = (
  { runs, scripts, chain, linked }: Before,
  { paths, unless, programs }: Watched,
): Fault[] => {
  const tracked = new Set(paths);
  const pushes = runs.some(({ argv }) => isPush(argv));
  const near = nearTo(chain);
  const commands = new Map(runs.map((run) => [JSON.stringify([run.cwd, run.whole, run.argv[0], run.around]), run]));
  const targetsOf = (run: Run): Target[] =>
    // That of a command in a word is the one around it.
    [...(run.held === undefined ? [wholeOf(run, chain)] : []), ...run.around].flatMap((text) =>
      targetsIn(text, run.cwd),
    );
  const known = new Set(runs.flatMap(targetsOf).map(({ raw }) => raw));
  const whyOf = ({ text, ...target }: Target): string | undefined =>
    linked(target)
      .map((one) => whyAt(one, text))
      .find((why) => why !== undefined);
  const whyAt = ({ word, cwd }: Pick<Target, "word" | "cwd">, text: string): string | undefined => {
    const place = placeOf(word, cwd);
    if (isProgram(word, programs)) return writtenWhy;
    if (place === undefined) return undefined;
    if (isOneOf(unless, place.target, place.cwd)) return madeWhy;
    return decides(place, { text, pushes, tracked, near }) ? writtenWhy : undefined;
  };
  return [
    ...[...commands.values()].flatMap((run) => {
      const whys = targetsOf(run).flatMap((target) => whyOf(target) ?? []);
      return [...whys, ...(makes(run, unless) ? [madeWhy] : [])].map((why) => doubt(run, why));
    }),
    // What is no run of its own: the shell's own commands, and functions that run nothing. From where, only a run can tell.
    ...scripts.flatMap(({ text, places }) =>
      targetsIn(text, undefined)
        .filter(({ raw }) => !known.has(raw))
        .flatMap((target) => {
          const why = whyOf(target);
          return why === undefined ? [] : [doubt({ at: places(target.at), whole: lineAt(text, target.at) }, why)];
        }),
    ),
  ];
};

/** A step that an action does may bring one of `unless`. */
export const broughtFaults = ({ inputs, at }: Step, { unless }: Watched): Fault[] =>
  [...(inputs?.values() ?? [])]
    .filter(({ value }) =>
      textOf(value)
        .split("\n")
        .some((line) => isOneOf(unless, line.trim(), "")),
    )
    .map((found) => ({
      ...{ kind: "unread", level: "undecided", at, why: madeWhy },
      written: shortened(`with: ${textOf(found.value)}`),
    }));

/** A file that is written. */
export interface Target {
  /** Without quotes. */
  word: string;
  /** From where. */
  cwd: string | undefined;
  /** As written. */
  raw: string;
  at: number;
  /** That it stands in. */
  text: string;
}

/** Those of redirections in `text`, a script or a command. */
export const targetsIn = (text: string, cwd: string | undefined): Target[] =>
  [...text.matchAll(redirection)].flatMap(({ 0: raw, 1: written, index: at }): Target[] => {
    if (written === undefined) return [];
    const word = written.replace(/\\\n|["'\\]/g, "");
    return [{ raw, at, text, word, cwd }];
  });

// --- internal ---

/** What is quoted says nothing, unless it is the file. */
const redirection =
  /"(?:[^"\\]|\\.)*"|'[^']*'|>(?:>|\||&)?(?:[ \t]|\\\n)*((?:"[^"]*"|'[^']*'|\$\{\{[^}]*\}\}|\\.|[^\s;&|<>()"'\\])+)/gs;

const writtenWhy = "a file is written before the gate, which it judges or which says what runs";
const madeWhy =
  "a file is made before the gate that its Makefile includes, or that has the name of its target, which make takes for done without .PHONY";

const doubt = ({ at, whole }: Pick<Run, "at" | "whole">, why: string): Fault => ({
  ...{ kind: "unread", level: "undecided", at, why, written: shortened(whole) },
});

const makers = new Set([
  "touch",
  "mkdir",
  "cp",
  "mv",
  "ln",
  "tee",
  "rsync",
  "install",
  "git",
  "tar",
  "unzip",
  "curl",
  "wget",
]);

const makes = ({ argv: [name, ...words], cwd }: Run, unless: readonly string[]): boolean =>
  makers.has(name ?? "") && words.some((word) => word !== undefined && isOneOf(unless, word, cwd));

/** Itself, or what makes it a directory; where only a run knows from where, perhaps. */
const isOneOf = (paths: readonly string[], target: string, cwd: string | undefined): boolean => {
  const path = joined(cwd ?? "", target) ?? "";
  return paths.some((one) => `${path}/`.startsWith(`${one}/`) || (cwd === undefined && one.endsWith(`/${path}`)));
};
