/**
 * What the words of a command run: behind the options of another program, by a shell, as a script of package.json.
 *
 * Nothing of it depends on what the repository holds.
 *
 * @module
 */
import { managers } from "../altered/packages.ts";
import type { Word } from "../shell/syntax.ts";
import { type Called, endOf, most, nameOf, unknownWhy } from "./call.ts";
import { behindName, candidatesIn, commandsIn, givenTo, linesIn } from "./call-behind.ts";
import { builtins, isAnyShell, shellsIn, toldTo } from "./call-shell.ts";
import { isOfManager, meantBy } from "./call-unknown.ts";
import { listingOf } from "./called-names.ts";
import { type Runner, runnerOf } from "./runners.ts";

/** All of it, and what that calls in its turn: each command is the end of `words`, or that behind another name. */
export const allCalledBy = (words: readonly Word[]): readonly Called[] => {
  const found = new Map<string, Called>();
  const left = [words];
  for (const one of left) {
    for (const called of calledBy(one)) {
      const key = "words" in called ? `${called.words.length} ${called.words[0]?.value}` : JSON.stringify(called);
      if (found.has(key)) continue;
      found.set(key, called);
      if (!("words" in called)) continue;
      if (left.length < most) left.push(called.words);
      else found.set("", { why: "programs stand in front of each other, more than can be followed" });
    }
  }
  return [...found.values()];
};

/** Whether it is there to run another one; `npm` and its kin are where they are told so. */
export const isRunner = (words: readonly Word[]): boolean => {
  const [first, ...rest] = words;
  const name = nameOf(first?.value);
  const runner = runnerOf(name);
  if (runner === undefined) return false;
  return runner.isNeeded === true || managers.has(name) ? behindName(rest, runner).isNamed : true;
};

// --- internal ---

const calledBy = (words: readonly Word[]): readonly Called[] => {
  const [first, ...rest] = words;
  if (first === undefined) return [];
  if (first.value === undefined) return meantBy(first, rest);
  const name = nameOf(first.value);
  // By its path, or by its other name.
  const manager = name === "yarnpkg" ? "yarn" : name;
  if (managers.has(manager) && manager !== first.value) return [{ words: [{ ...first, value: manager }, ...rest] }];
  const listing = listingOf(name);
  if (listing !== undefined) return [...listing(rest), ...(name === "node" ? byNode(rest) : unnamed(rest))];
  if (isAnyShell(name)) return [toldTo(words)].flat();
  const builtin = builtins.get(name);
  if (builtin !== undefined) return builtin(words);
  const runner = runnerOf(name);
  return runner === undefined ? shellsIn(name, rest) : ranBy(name, words, runner);
};

const ranBy = (name: string, words: readonly Word[], runner: Runner): readonly Called[] => {
  const { rest, more } = runner.isGiven === true ? givenTo(words.slice(1), runner) : { rest: words.slice(1), more: [] };
  const explored = name === "npm" ? explore(rest) : [];
  const { behind, isNamed } = behindName(rest, runner);
  const end = lastOfOwn(name, rest, runner);
  const lines = runner.calls === undefined ? [] : linesIn(rest, end, runner.calls, name === "env");
  if (!isNamed && runner.isNeeded === true) return [...explored, ...(managers.has(name) ? [] : lines)];
  // `command -v tool`
  if (name === "command" && rest.slice(0, end).some(({ value = "" }) => /^-p?[vV]/.test(value))) return [];
  const inner = name === "npx" ? inPackages(words, end + 1, lines.length > 0) : [];
  const isTold = name === "parallel" && !candidatesIn(behind, runner).isSure;
  const next = behindName(more, runner).isNamed ? [{ words: [...words.slice(0, 1), ...more] }] : [];
  return [...lines, ...commandsIn(behind, runner, lines.length > 0), ...inner, ...(isTold ? toldBy(more) : next)];
};

/** What parallel is given are commands where it has none. */
const toldBy = ([by, ...rest]: readonly Word[]): readonly Called[] => {
  if (by === undefined) return [{ input: true }];
  // Of files, or of each with each, only a run knows.
  const isPlain = by.value === ":::" && !rest.some(({ value = "" }) => value.startsWith(":::"));
  return rest.map((word) => (word.value === undefined || !isPlain ? unknownWhy(word) : { line: word.value }));
};

/** Where its own options end. npm reads them wherever they stand. */
const lastOfOwn = (name: string, rest: readonly Word[], runner: Runner): number => {
  if (runner.isLate === true) return rest.length;
  return name === "npm" ? endOf(rest) : (candidatesIn(rest, runner).found.at(-1) ?? rest.length);
};

/** What it is told by names that are known. */
const unnamed = (rest: readonly Word[]): readonly Called[] => {
  const open = rest.slice(0, endOf(rest)).find(({ value }) => value === undefined);
  return open === undefined ? [] : [unknownWhy(open)];
};

const byNode = (rest: readonly Word[]): readonly Called[] => {
  const [first, second] = rest;
  if (first?.value === "--run" && second !== undefined && second.value === undefined) return [unknownWhy(second)];
  const at = rest.findIndex(({ value }, index) => {
    const before = rest[index - 1]?.value ?? "";
    return value === undefined || !(value.startsWith("-") || valuedByNode.test(before));
  });
  const script = rest[at];
  return script !== undefined && isOfManager(script) ? meantBy(script, rest.slice(at + 1)) : [];
};

/** nodejs.org "Command-line API". */
const valuedByNode =
  /^(?:-[rC]|--(?:require|import|loader|experimental-loader|conditions|env-file|env-file-if-exists|title|icu-data-dir|openssl-config))$/;

/** `npx -w PACKAGE COMMAND`: it is `npm exec`, with the command at `end`, unless `-c` has told it. */
const inPackages = (words: readonly Word[], end: number, isTold: boolean): Called[] => {
  const [first, ...own] = words.slice(0, end);
  if (first === undefined || !own.some(({ value = "" }) => /^(?:-w|-ws|--workspaces?)(?:=|$)/.test(value))) return [];
  const as = (value: string): Word => ({ ...first, value });
  return [{ words: [as("npm"), as("exec"), ...own, ...(isTold ? [] : [as("--")]), ...words.slice(end)] }];
};

/** `npm explore PACKAGE -- COMMAND` */
const explore = (words: readonly Word[]): Called[] => {
  const { behind, isNamed } = behindName(words, { name: /^explo(?:re?)?$/ });
  const { found: places, open } = candidatesIn(behind, {});
  if (isNamed && open !== undefined) return [unknownWhy(open)];
  const found = behind[places[0] ?? 0];
  if (!isNamed || found?.value === undefined) return [];
  const command = behind.slice(behind.indexOf(found) + 1).filter((word) => word.value !== "--");
  const [only, ...others] = command;
  const line = others.length === 0 ? (only?.value ?? "") : command.map(({ raw }) => raw).join(" ");
  const as = (value: string): Word => ({ ...found, value });
  // It may be a link to one of the workspace.
  const linked = [as("npm"), as("exec"), as(`--workspace=${found.value}`), as("--"), ...command];
  return [{ line, below: `node_modules/${found.value}` }, { words: linked }];
};
