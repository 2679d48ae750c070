/**
 * Files that a job writes before the gate, by commands that need no cover: `echo … > package.json`.
 *
 * @module
 */
import { isPlumbing } from "./covered.ts";
import { type Fault, shortened } from "./fault.ts";
import type { Run } from "./runs.ts";
import { joined } from "./shell/state.ts";
import { effectOf } from "./variables.ts";

/** What of `runs`, which come before the gate, may change what it runs or judges. `paths`: what git tracks. */
export const writtenFaults = (runs: readonly Run[], paths: readonly string[]): Fault[] => {
  const tracked = new Set(paths);
  const commands = new Map(runs.filter(isPlumbing).map((run) => [run.whole, run]));
  return [...commands.values()].flatMap((run) =>
    [...run.whole.matchAll(redirection)].flatMap(([, word]): Fault[] => {
      if (word === undefined) return [];
      const target = word.replace(/["']/g, "").replace(workspace, "");
      if (elsewhere.test(target) || !decides(target, run, tracked)) return [];
      const why = "a file is written before the gate, which it judges or which says what runs";
      return [{ kind: "unread", level: "undecided", at: run.at, why, written: shortened(run.whole) }];
    }),
  );
};

// --- internal ---

/** What is quoted says nothing, unless it is the file. */
const redirection =
  /"(?:[^"\\]|\\.)*"|'[^']*'|>(?:>|\||&)?[ \t]*("[^"]*"|'[^']*'|(?:\$\{\{[^}]*\}\}|[^\s;&|<>()"'])+)/g;

const workspace = /^\$(?:\{?(?:GITHUB_WORKSPACE|CI_PROJECT_DIR|PWD)\}?|\{\{\s*github\.workspace\s*\}\})\//;

/** Nothing that the gate reads: descriptors, places of the system, homes, and what CI itself asks for. */
const elsewhere =
  /^(?:\d+$|-$|~|\/(?:dev|etc|opt|proc|root|sys|tmp|usr|var)\/|\$\{?(?:HOME|RUNNER_TEMP|TMPDIR|GITHUB_\w+)\b|\$\{\{\s*runner\.temp\b)/;

/** What task runners, npm and the gate search for, tracked or not. */
const searched =
  /(?:^|\/)(?:GNUmakefile|[Mm]akefile|package\.json|\.?justfile|[^/]*\.just|kprov\.config\.\w+|pnpm-workspace\.yaml|bunfig\.toml|\.yarnrc)$|(?:^|\/)(?:node_modules|\.git|\.kprov)\//;

const decides = (target: string, { cwd, whole }: Run, tracked: ReadonlySet<string>): boolean => {
  if (searched.test(target)) return true;
  // A token for the registry stands there often.
  if (/(?:^|\/)\.npmrc$/.test(target))
    return /shell|node-options|scripts|workspace|usage|call|package|present|\\/.test(whole);
  // just and bun give what stands there to what they run.
  if (/(?:^|\/)\.env$/.test(target) && names(whole).some((name) => effectOf(name) !== undefined)) return true;
  if (/[$`*?[]/.test(target.replace(/^.*\//, ""))) return true;
  // Where a job's files lie is another place on each host.
  if (target.startsWith("/")) return [...tracked].some((path) => target.endsWith(`/${path}`));
  return cwd !== undefined && tracked.has(joined(cwd, target) ?? "");
};

const names = (text: string): string[] => [...text.matchAll(/(?:\\n)?(\w+)[ \t]*=/g)].map(([, name = ""]) => name);
