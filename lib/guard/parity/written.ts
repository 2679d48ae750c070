/**
 * Files that a job writes before the gate, by commands that need no cover: `echo … > package.json`.
 *
 * @module
 */

import { textOf } from "../ci/index.ts";
import { isPlumbing } from "./covered.ts";
import { type Fault, shortened } from "./fault.ts";
import type { Step } from "./model.ts";
import type { Run } from "./runs.ts";
import { joined } from "./shell/state.ts";
import { effectOf } from "./variables.ts";

/** What counts among the files of a job. */
export interface Watched {
  /** What git tracks. */
  paths: readonly string[];
  /** Files that keep the gate's task from running it, when they are there. */
  unless: readonly string[];
}

/** What of `runs`, which come before the gate, may change what it runs or judges, or whether it is run. */
export const writtenFaults = (runs: readonly Run[], { paths, unless }: Watched): Fault[] => {
  const tracked = new Set(paths);
  const commands = new Map(runs.map((run) => [JSON.stringify([run.cwd, run.whole, run.argv[0]]), run]));
  return [...commands.values()].flatMap((run) => [
    ...targetsOf(run).flatMap(([target, cwd]): Fault[] => {
      const isMade = isOneOf(unless, target, cwd);
      const isDeciding = isPlumbing(run) && !elsewhere.test(target) && decides(target, { ...run, cwd }, tracked);
      if (!isMade && !isDeciding) return [];
      const why = "a file is written before the gate, which it judges or which says what runs";
      return [doubt(run, isMade ? madeWhy : why)];
    }),
    ...(makes(run, unless) ? [doubt(run, madeWhy)] : []),
  ]);
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
  /"(?:[^"\\]|\\.)*"|'[^']*'|>(?:>|\||&)?[ \t]*("[^"]*"|'[^']*'|(?:\$\{\{[^}]*\}\}|[^\s;&|<>()"'])+)/g;

const workspace = /^\$(?:\{?(?:GITHUB_WORKSPACE|CI_PROJECT_DIR)\}?|\{\{\s*github\.workspace\s*\}\})\//;
const here = /^\$\{?PWD\}?\//;

/** Nothing that the gate reads: descriptors, places of the system, homes, and what CI itself asks for. npm's settings count there, too. */
const elsewhere =
  /^(?!.*\/\.npmrc$)(?:\d+$|-$|~|\/(?:dev|etc|opt|proc|root|sys|tmp|usr|var)\/|\$\{?(?:HOME|RUNNER_TEMP|TMPDIR|GITHUB_\w+)\b|\$\{\{\s*runner\.temp\b)/;

const madeWhy =
  "a file is made before the gate that has the name of its target, and make takes that for done: it needs .PHONY";

const doubt = ({ at, whole }: Run, why: string): Fault => ({
  ...{ kind: "unread", level: "undecided", at, why, written: shortened(whole) },
});

/** Each file that it writes, and from where. */
const targetsOf = ({ whole, cwd }: Run): [string, string | undefined][] =>
  [...whole.matchAll(redirection)].flatMap(([, word]): [string, string | undefined][] => {
    if (word === undefined) return [];
    const target = word.replace(/["']/g, "");
    return workspace.test(target) ? [[target.replace(workspace, ""), ""]] : [[target.replace(here, ""), cwd]];
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

const decides = (target: string, { cwd, whole }: Run, tracked: ReadonlySet<string>): boolean => {
  if (searched.test(target) || /(?:^|\/)(?:node_modules|\.git|\.kprov)\//.test(target)) return true;
  // A token for the registry stands there often.
  if (/(?:^|\/)\.npmrc$/.test(target))
    return /shell|node-options|scripts|workspace|usage|call|package|present|\\/.test(whole);
  // just and bun give what stands there to what they run.
  if (/(?:^|\/)\.env$/.test(target) && names(whole).some((name) => effectOf(name) !== undefined)) return true;
  if (/[$`*?[]/.test(target.split("/").at(-1) ?? "")) return true;
  // Where a job's files lie is another place on each host.
  if (target.startsWith("/")) return [...tracked].some((path) => target.endsWith(`/${path}`));
  const path = joined(cwd ?? "", target) ?? "";
  return tracked.has(path) || (cwd === undefined && [...tracked].some((one) => one.endsWith(`/${path}`)));
};

const names = (text: string): string[] => [...text.matchAll(/(?:\\n)?(\w+)[ \t]*=/g)].map(([, name = ""]) => name);
