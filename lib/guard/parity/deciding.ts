/**
 * Files by whose names it can be told that they decide what the gate runs or judges.
 *
 * @module
 */
import { isEarly, isForCommits } from "./hooks.ts";
import { upwards } from "./installed.ts";
import { isAmongPrograms, isPlaced } from "./placed.ts";
import type { Run } from "./runs.ts";
import { joined } from "./shell/state.ts";
import { effectOf } from "./variables.ts";

/** A file as a script names it. */
export interface Place {
  target: string;
  /** From where; undefined when only a run can tell. */
  cwd: string | undefined;
}

/** Undefined for what lies where the gate reads nothing. `word` is without quotes. */
export const placeOf = (word: string, cwd: string | undefined): Place | undefined => {
  if (workspace.test(word)) return { target: word.replace(workspace, ""), cwd: "" };
  if (elsewhere.test(word) && !isAmongPrograms(word)) return undefined;
  const path = word.replace(here, "");
  const below = belowOf(path);
  return below !== undefined && !isOpen(path) ? { target: below, cwd: undefined } : { target: path, cwd };
};

/** Whether only a run knows its name. */
export const isOpen = (target: string): boolean => /[$`*?[{]/.test(target.split("/").at(-1) ?? "");

/** What task runners, npm and the gate search for, tracked or not. */
export const searched =
  /(?:^|\/)(?:GNUmakefile|[Mm]akefile|package\.json|\.?justfile|[^/]*\.just|kprov\.config\.\w+|pnpm-workspace\.yaml|bunfig\.toml|\.yarnrc)$/;

export interface Deciding {
  /** What writes it. */
  text: string;
  /** Something pushes. */
  pushes: boolean;
  /** What git tracks. */
  tracked: ReadonlySet<string>;
  /** Where the gate's task runners and npm search. */
  near: ReadonlySet<string>;
}

/** Where the task runners and npm search that lead to the gate, by `chain`. */
export const nearTo = (chain: readonly Pick<Run, "cwd" | "start">[]): ReadonlySet<string> =>
  new Set(chain.flatMap(({ cwd, start }) => [cwd, start].flatMap((one) => upwards(one ?? ""))));

/** Whether it decides when it is written. */
export const decides = ({ target, cwd }: Place, { text, pushes, tracked, near }: Deciding): boolean => {
  if (isPlaced(target, { cwd, text })) return true;
  const path = joined(cwd ?? "", target);
  if (isForCommits(path ?? target, { pushes })) return false;
  // Whatever directory git is told to take its hooks from.
  if (isEarly(target.replace(/.*\//s, ""))) return true;
  if (searched.test(target) && !isAside(path, cwd, near)) return true;
  if (/(?:^|\/)(?:node_modules|\.git|\.kprov)\//.test(path ?? target)) return true;
  // A token for the registry stands there often, or the registry of a scope.
  if (/(?:^|\/)\.npmrc$/.test(target))
    return /shell|node-options|scripts|workspace|usage|call|package(?!s\/)|present|prefix|(?<![\w:@/.-])registry|\\/.test(
      text,
    );
  if (/(?:^|\/)(?:\.gitconfig|etc\/(?:npmrc|gitconfig|ld\.so\.preload))$/.test(target)) return true;
  // just and bun give what stands there to what they run.
  if (/(?:^|\/)\.env$/.test(target) && names(text).some((name) => effectOf(name) !== undefined)) return true;
  if (isOpen(target)) return true;
  // Where a job's files lie is another place on each host.
  if (target.startsWith("/")) return [...tracked].some((path) => target.endsWith(`/${path}`));
  if (path === undefined || cwd !== undefined) return tracked.has(path ?? "");
  return [...tracked].some((one) => `/${one}`.endsWith(`/${path}`) || path.endsWith(`/${one}`));
};

// --- internal ---

/** A package of its own where nothing of the gate's is searched for, such as in what is built. */
const isAside = (path: string | undefined, cwd: string | undefined, near: ReadonlySet<string>): boolean =>
  cwd !== undefined && path?.endsWith("/package.json") === true && !near.has(path.slice(0, -"/package.json".length));

/** Below a home, or a directory that only a run knows. */
const belowOf = (path: string): string | undefined => {
  const slash = path.lastIndexOf("/", path.length - 2);
  if (slash < 1) return undefined;
  const begin = path.startsWith("~") ? 0 : path.slice(0, slash).search(/[$`*?[{][^$`*?[{]*$/);
  if (begin === -1) return undefined;
  const rest = path.slice(path.indexOf("/", begin) + 1);
  const up = rest.length < 4 ? -1 : rest.lastIndexOf("../", rest.length - 4);
  return up === -1 ? rest : rest.slice(up + 3);
};

const workspace = /^\$(?:\{?(?:GITHUB_WORKSPACE|CI_PROJECT_DIR)\}?|\{\{\s*github\.workspace\s*\}\})\//;
const here = /^\$\{?PWD\}?\//;

/** Nothing that the gate reads: descriptors, places of the system, and what CI itself asks for. npm's settings count there, too. */
const elsewhere =
  /^(?!.*\/(?:\.(?:npmrc|gitconfig)$|etc\/(?:npmrc|gitconfig|ld\.so\.preload)$|\.\.(?:\/|$)))(?:\d+$|-$|(?:~|\$\{?HOME\b)[^/]*$|\/(?:dev|etc|opt|proc|root|sys|tmp|usr|var)\/|\$\{?(?:RUNNER_TEMP|TMPDIR|GITHUB_(?!WORKSPACE\b)\w+)\b|\$\{\{\s*runner\.temp\b)/;

const names = (text: string): string[] => [...text.matchAll(/(?:\\n)?(\w+)[ \t]*=/g)].map(([, name = ""]) => name);
