/**
 * Files that a job writes before the gate, by commands that need no cover: `echo … > package.json`.
 *
 * @module
 */

import { textOf } from "../ci/index.ts";
import { type Fault, shortened } from "./fault.ts";
import type { Step } from "./model.ts";
import { isAmongPrograms, isPlaced, placesProgram } from "./placed.ts";
import { lineAt } from "./places.ts";
import type { Past, Run } from "./runs.ts";
import { joined } from "./shell/state.ts";
import { effectOf } from "./variables.ts";

/** What counts among the files of a job. */
export interface Watched {
  /** What git tracks. */
  paths: readonly string[];
  /** Files that keep the gate's task from running it, when they are there. */
  unless: readonly string[];
}

/** What comes before the gate. */
export interface Before {
  runs: readonly Run[];
  scripts: readonly Past[];
}

/** What comes before the gate and may change what it runs or judges, or whether it is run. */
export const writtenFaults = ({ runs, scripts }: Before, { paths, unless }: Watched): Fault[] => {
  const tracked = new Set(paths);
  const commands = new Map(runs.map((run) => [JSON.stringify([run.cwd, run.whole, run.argv[0], run.around]), run]));
  const known = new Set(runs.flatMap(targetsOf).map(({ raw }) => raw));
  const whyOf = ({ target, cwd, text }: Target): string | undefined => {
    if (isOneOf(unless, target, cwd)) return madeWhy;
    return decides(target, { cwd, text }, tracked) ? writtenWhy : undefined;
  };
  return [
    ...[...commands.values()].flatMap((run) => {
      const whys = targetsOf(run).flatMap((target) => whyOf(target) ?? []);
      if (placesProgram(run)) whys.push(writtenWhy);
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

/** What task runners, npm and the gate search for, tracked or not. */
export const searched =
  /(?:^|\/)(?:GNUmakefile|[Mm]akefile|package\.json|\.?justfile|[^/]*\.just|kprov\.config\.\w+|pnpm-workspace\.yaml|bunfig\.toml|\.yarnrc)$/;

// --- internal ---

/** What is quoted says nothing, unless it is the file. */
const redirection =
  /"(?:[^"\\]|\\.)*"|'[^']*'|>(?:>|\||&)?(?:[ \t]|\\\n)*((?:"[^"]*"|'[^']*'|\$\{\{[^}]*\}\}|\\.|[^\s;&|<>()"'\\])+)/gs;

const workspace = /^\$(?:\{?(?:GITHUB_WORKSPACE|CI_PROJECT_DIR)\}?|\{\{\s*github\.workspace\s*\}\})\//;
const here = /^\$\{?PWD\}?\//;

/** Nothing that the gate reads: descriptors, places of the system, and what CI itself asks for. npm's settings count there, too. */
const elsewhere =
  /^(?!.*\/(?:\.(?:npmrc|gitconfig)$|\.\.(?:\/|$)))(?:\d+$|-$|(?:~|\$\{?HOME\b)[^/]*$|\/(?:dev|etc|opt|proc|root|sys|tmp|usr|var)\/|\$\{?(?:RUNNER_TEMP|TMPDIR|GITHUB_(?!WORKSPACE\b)\w+)\b|\$\{\{\s*runner\.temp\b)/;

const writtenWhy = "a file is written before the gate, which it judges or which says what runs";
const madeWhy =
  "a file is made before the gate that its Makefile includes, or that has the name of its target, which make takes for done without .PHONY";

const doubt = ({ at, whole }: Pick<Run, "at" | "whole">, why: string): Fault => ({
  ...{ kind: "unread", level: "undecided", at, why, written: shortened(whole) },
});

/** A file that is written. */
interface Target {
  target: string;
  /** From where. */
  cwd: string | undefined;
  /** As written. */
  raw: string;
  at: number;
  /** That it stands in. */
  text: string;
}

const targetsOf = (run: Run): Target[] => [
  ...[run.whole, ...run.around].flatMap((text) => targetsIn(text, run.cwd)),
  ...copiesOf(run),
];

/** Files that `tee` writes. */
const copiesOf = ({ argv, raws, whole, cwd }: Run): Target[] =>
  argv[0] === "tee"
    ? raws.slice(1).flatMap((raw) => (raw.startsWith("-") ? [] : targetOf(raw, { raw, at: 0, text: whole }, cwd)))
    : [];

const targetsIn = (text: string, cwd: string | undefined): Target[] =>
  [...text.matchAll(redirection)].flatMap(({ 0: raw, 1: word, index: at }) =>
    word === undefined ? [] : targetOf(word, { raw, at, text }, cwd),
  );

const targetOf = (written: string, how: Pick<Target, "raw" | "at" | "text">, cwd: string | undefined): Target[] => {
  const target = written.replace(/\\\n|["'\\]/g, "");
  if (workspace.test(target)) return [{ ...how, target: target.replace(workspace, ""), cwd: "" }];
  if (elsewhere.test(target) && !isAmongPrograms(target)) return [];
  const path = target.replace(here, "");
  // Below a home, or a directory that only a run knows.
  const below = /^(?:~|.*[$`*?[{])[^/]*\/(?:.*\.\.\/)?(.+)/s.exec(path)?.[1];
  const isBelow = below !== undefined && !isOpen(path);
  return [{ ...how, ...(isBelow ? { target: below, cwd: undefined } : { target: path, cwd }) }];
};

/** Whether only a run knows its name. */
const isOpen = (target: string): boolean => /[$`*?[{]/.test(target.split("/").at(-1) ?? "");

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

const decides = (
  target: string,
  { cwd, text }: Pick<Target, "cwd" | "text">,
  tracked: ReadonlySet<string>,
): boolean => {
  if (isPlaced(target, { cwd, text })) return true;
  if (searched.test(target) || /(?:^|\/)(?:node_modules|\.git|\.kprov)\//.test(target)) return true;
  // A token for the registry stands there often, or the registry of a scope.
  if (/(?:^|\/)\.npmrc$/.test(target))
    return /shell|node-options|scripts|workspace|usage|call|package(?!s\/)|present|prefix|(?<![\w:@/.-])registry|\\/.test(
      text,
    );
  if (/(?:^|\/)\.gitconfig$/.test(target)) return true;
  // just and bun give what stands there to what they run.
  if (/(?:^|\/)\.env$/.test(target) && names(text).some((name) => effectOf(name) !== undefined)) return true;
  if (isOpen(target)) return true;
  // Where a job's files lie is another place on each host.
  if (target.startsWith("/")) return [...tracked].some((path) => target.endsWith(`/${path}`));
  const path = joined(cwd ?? "", target) ?? "";
  if (cwd !== undefined) return tracked.has(path);
  return [...tracked].some((one) => `/${one}`.endsWith(`/${path}`) || path.endsWith(`/${one}`));
};

const names = (text: string): string[] => [...text.matchAll(/(?:\\n)?(\w+)[ \t]*=/g)].map(([, name = ""]) => name);
