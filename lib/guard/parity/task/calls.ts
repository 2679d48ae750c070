/**
 * What the words of a command run: behind the options of another program, by a shell, as a script of package.json.
 *
 * Nothing of it depends on what the repository holds.
 *
 * @module
 */
import { shellQuote } from "../../../text.ts";
import { containers } from "../altered/containers.ts";
import { managers } from "../altered/packages.ts";
import { inert } from "../launch.ts";
import type { Word } from "../shell/syntax.ts";
import { listingOf } from "./called-names.ts";
import type { Named } from "./package-scripts.ts";
import { type Runner, runnerOf } from "./runners.ts";
import { printedIn } from "./settled.ts";
import { unknownArguments } from "./task.ts";

/**
 * A command; what a shell reads, in a directory `below`; scripts of package.json; a file that a shell reads; what a shell reads from
 * its input; a program, or a file for the shell in front of it, of whose path only the end is known; or why it can't be told.
 */
export type Called =
  | { words: readonly Word[] }
  | Line
  | Named
  | { file: Word }
  | { input: true }
  | { tail: string; shell: Word | undefined; args: readonly Word[] }
  | { why: string };

export interface Line {
  line: string;
  below?: string;
}

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

/** As a shell reads it. */
export const lineOf = (words: readonly Word[]): string =>
  words.map(({ value, raw }) => (value === undefined ? raw : shellQuote(value))).join(" ");

// --- internal ---

/** Any shell by its name. */
const isAnyShell = (name: string): boolean => /^(?:[abckz]|ba|da|mk|pdk|tc|rba|fi)?sh$/.test(name);

/** Nobody writes more of them in front of each other. */
const most = 16;

/** They only say such words, or run them elsewhere. */
const elsewhere: ReadonlySet<string> = new Set([
  ..."echo printf test [ grep ssh kubectl oc vagrant lxc heroku fly flyctl docker-compose".split(" "),
  ...containers,
]);

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
  const rest = runner.isGiven === true ? givenTo(words.slice(1), runner) : words.slice(1);
  const explored = name === "npm" ? explore(rest) : [];
  const { behind, isNamed } = behindName(rest, runner);
  const lines =
    runner.calls === undefined ? [] : linesIn(rest, lastOfOwn(name, rest, runner), runner.calls, name === "env");
  if (!isNamed && runner.isNeeded === true) return [...explored, ...(managers.has(name) ? [] : lines)];
  // `command -v tool`
  if (name === "command" && rest.some(({ value }) => /^-p?[vV]/.test(value ?? ""))) return [];
  const inner = name === "npx" ? inPackages(words, lastOfOwn(name, rest, runner) + 1) : [];
  return [...lines, ...commandsIn(behind, runner, lines.length > 0), ...inner];
};

/** Where its own options end. npm reads them wherever they stand. */
const lastOfOwn = (name: string, rest: readonly Word[], runner: Runner): number => {
  if (runner.isLate === true) return rest.length;
  return name === "npm" ? endOf(rest) : (candidatesIn(rest, runner).found.at(-1) ?? rest.length);
};

/** Without its directory and version. */
const nameOf = (value = ""): string => versionless(value.slice(value.lastIndexOf("/") + 1));

const versionless = (value: string): string => value.replace(/(?<=[^/])@[^/@]*$/, "");

const unknownWhy = ({ raw }: Word): { why: string } => ({ why: `what "${raw}" stands for is known only when it runs` });

/** A program that only a run knows, by what is known of it. */
const meantBy = (first: Word, rest: readonly Word[]): readonly Called[] => {
  const raw = first.raw.replace(/["']/g, "");
  const as = (value: string): Called => ({ words: [{ ...first, value }, ...rest] });
  if (isOfManager(first)) return [as("npm"), as("yarn")];
  if (/^\$\{?npm_node_execpath\}?$/.test(raw)) return [as("node")];
  const [, searched] = /^(?:\$\(|`)(?:which|command -v) ([\w.-]+)[)`]$/.exec(raw) ?? [];
  if (searched !== undefined) return [as(searched)];
  const tail = tailOf(first);
  if (tail === undefined) return [unknownWhy(first)];
  return [{ tail, shell: undefined, args: rest }, as(tail.replace(/.*\//s, ""))];
};

/** npm and its kin say so of themselves to the scripts that they run. */
const isOfManager = ({ raw }: Word): boolean => /^"?\$(?:npm_execpath|\{npm_execpath\})"?$/.test(raw);

/** `"$ROOT/scripts/x.sh"`: the end of a path of which a run knows the rest. */
const tailOf = ({ raw }: Word): string | undefined =>
  raw.length > longestPath
    ? undefined
    : /[\w)}`](?:\/\.{1,2})*((?:\/(?!\.{1,2}\/)[\w.@+-]+)+)$/.exec(raw.replace(/["']/g, ""))?.[1];

const longestPath = 1000;

/** What it is told by names that are known. */
const unnamed = (rest: readonly Word[]): readonly Called[] => {
  const open = rest.slice(0, endOf(rest)).find(({ value }) => value === undefined);
  return open === undefined ? [] : [unknownWhy(open)];
};

const byNode = (rest: readonly Word[]): readonly Called[] => {
  const [first, second] = rest;
  if (first?.value === "--run" && second !== undefined && second.value === undefined) return [unknownWhy(second)];
  const at = rest.findIndex(({ value }) => value === undefined || !value.startsWith("-"));
  const script = rest[at];
  return script !== undefined && isOfManager(script) ? meantBy(script, rest.slice(at + 1)) : [];
};

/** What `words`, of which the first is a shell, have it run. */
const toldTo = (words: readonly Word[]): Called | readonly [] => {
  const at = words.findIndex((_, index) => index > 0 && !isOption(words, index));
  const flags = (at === -1 ? words : words.slice(0, at)).slice(1).map(({ value = "" }) => value);
  if (flags.some((flag) => /^(?:-\w*n\w*|--(?:version|help))$/.test(flag))) return [];
  const [shell] = words;
  const word = words[at];
  const isCommand = flags.some((flag) => /^(?:-\w*c\w*|--command)$/.test(flag));
  if (word === undefined) return isCommand ? [] : { input: true };
  if (isCommand) return word.value === undefined ? unknownWhy(word) : { line: word.value };
  if (flags.some((flag) => /^-\w*s/.test(flag)) || ofInput.test(word.value ?? "")) return { input: true };
  if (word.value !== undefined) return { file: word };
  const printed = printedIn(word);
  if (printed !== undefined) return { line: printed };
  const tail = tailOf(word);
  return tail === undefined ? unknownWhy(word) : { tail, shell, args: words.slice(at + 1) };
};

/** One of a shell, or the name behind `-o`. */
const isOption = (words: readonly Word[], at: number): boolean =>
  /^[-+]./.test(words[at]?.value ?? "") || /^--(?:rcfile|init-file)$|^[-+]\w*o/i.test(words[at - 1]?.value ?? "");

const ofInput = /^(?:-|\/dev\/(?:stdin|fd\/0)|\/proc\/self\/fd\/0)$/;

/** Shells that stand, with `-c`, among the words of a program of which nothing is known. */
const shellsIn = (name: string, rest: readonly Word[]): readonly Called[] =>
  elsewhere.has(name)
    ? []
    : rest.flatMap(({ value }, at) => {
        const next = rest[at + 1]?.value ?? "";
        return isAnyShell(nameOf(value)) && /^[-+]/.test(next) ? [toldTo(rest.slice(at))].flat().filter(isOfWords) : [];
      });

const isOfWords = (called: Called): boolean => "line" in called || "why" in called;

/** Commands of the shell itself, of git, and the like. */
const builtins = new Map<string, (words: readonly Word[]) => readonly Called[]>([
  // What can be read of it has been.
  [
    "eval",
    ([, ...rest]) =>
      rest
        .filter(({ value }) => value === undefined)
        .map(unknownWhy)
        .slice(0, 1),
  ],
  ...[".", "source"].map(
    (name) =>
      [
        name,
        ([first, file]: readonly Word[]): readonly Called[] => {
          if (file === undefined || first === undefined) return [];
          if (ofInput.test(file.value ?? "")) return [{ input: true }];
          const tail = tailOf(file);
          if (file.value !== undefined) return [];
          return tail === undefined ? [unknownWhy(file)] : [{ tail, shell: first, args: [] }];
        },
      ] as const,
  ),
  [
    "alias",
    ([, ...rest]) =>
      rest.flatMap((word): readonly Called[] => {
        const { value } = word;
        if (value === undefined) return [unknownWhy(word)];
        const at = value.indexOf("=");
        return at === -1 ? [] : [{ line: value.slice(at + 1) }];
      }),
  ],
  ["git", ([, ...rest]) => byGit(rest)],
]);

/** Settings of git that say what it runs: git-config(1). */
const programsOfGit =
  /^(?:alias|pager)\..|^core\.(?:pager|editor|fsmonitor|sshcommand|askpass|gitproxy)$|^sequence\.editor$|^gpg\..*program$|^diff\.external$|\.(?:command|textconv|driver|clean|smudge|process|helper|cmd)$/i;

/** `git submodule foreach`, `git bisect run`, and what `-c` has it run. */
const byGit = (rest: readonly Word[]): readonly Called[] => {
  const aliases = rest.flatMap(({ value = "" }): Called[] => {
    const [, name = "", line = ""] = /^([\w.-]+)=(.*)$/s.exec(value) ?? [];
    return programsOfGit.test(name) ? [{ line: line.replace(/^!/, "") }] : [];
  });
  const values = rest.map(({ value }) => value);
  const at = values.findIndex((value) => value === "submodule" || value === "bisect");
  const isEach = values[at] === "submodule";
  const found = values.findIndex((value, index) => index > at && value === (isEach ? "foreach" : "run"));
  if (at === -1 || found === -1) return aliases;
  const command = rest.slice(found + 1);
  while (isEach && command[0]?.value?.startsWith("-") === true) command.shift();
  const [only] = command;
  if (!isEach) return [...aliases, { words: command }];
  if (only === undefined) return aliases;
  if (command.length === 1 && only.value === undefined) return [...aliases, unknownWhy(only)];
  const line = command.length === 1 ? (only.value ?? "") : lineOf(command);
  // What git does there it does in the submodule.
  return ofSubmodule(line) ? aliases : [...aliases, { line }];
};

const ofSubmodule = (line: string): boolean =>
  !/[`$(<>|]\(?/.test(line.replaceAll("||", ";")) &&
  line.split(/&&|\|\||[;\n]/).every((part) => /^\s*(?:git\s+[a-z].*|:|true|echo\b.*)?\s*$/.test(part));

/** What another command says is put in the place of `{}`, or behind all. A script is one all the same, unless it begins with that. */
const givenTo = (rest: readonly Word[], { isFed }: Runner): readonly Word[] => {
  const at = isFed === true ? rest.findIndex(({ value }) => value === "-I") : -1;
  const named = at === -1 ? undefined : rest[at + 1]?.value;
  const place = named ?? "{}";
  const end = rest.findIndex(({ value = "" }) => (isFed === true ? /^:{3,4}\+?$/ : /^[;+]$/).test(value));
  const words = rest.slice(0, end === -1 ? undefined : end).map((word): Word => {
    const { value = "" } = word;
    const isGiven = value.startsWith(place) || (value.includes(place) && !/\s/.test(value));
    return isGiven ? { ...word, value: undefined } : word;
  });
  return isFed === true && named === undefined ? [...words, ...unknownArguments] : words;
};

const behindName = (words: readonly Word[], runner: Runner): { behind: readonly Word[]; isNamed: boolean } => {
  const { name } = runner;
  const isOption = /^\^\(\?:-/.test(name?.source ?? "");
  const places = isOption ? words.keys() : candidatesIn(words, {}).found;
  const at = [...places].find((index) => name?.test(words[index]?.value ?? "") === true);
  return { behind: at === undefined ? words : words.slice(at + 1), isNamed: at !== undefined };
};

const endOf = (words: readonly Word[]): number => {
  const end = words.findIndex(({ value }) => value === "--");
  return end === -1 ? words.length : end;
};

interface Candidates {
  found: readonly number[];
  /** What may stand for a command, and only a run knows. */
  open: Word | undefined;
}

/** Where a command may begin: behind what is neither an option nor the value of one. What only a run knows may be either. */
const candidatesIn = (words: readonly Word[], runner: Runner): Candidates => {
  const found: number[] = [];
  let open: Word | undefined;
  let isValue = false;
  let own = runner.own ?? 0;
  for (const [at, word] of words.entries()) {
    const kind = kindOf(words, at, runner);
    if (own > 0 && !isValue && isPlain(kind)) {
      own -= 1;
      continue;
    }
    if (kind === "open" && !isValue) open ??= word;
    if (mayBegin(kind, word)) found.push(at);
    if ((kind === "word" && !isValue) || found.length === most) break;
    isValue = isBeforeValue(kind, isValue);
  }
  return { found, open };
};

/** `alone`: an option without a value. `value`: one that surely is. `open`: what only a run knows. */
type Kind = "option" | "alone" | "value" | "setting" | "open" | "word";

const kindOf = (words: readonly Word[], at: number, { valued, switches }: Runner): Kind => {
  const value = words[at]?.value;
  if (valued?.includes(words[at - 1]?.value ?? "") === true) return "value";
  if (value === undefined) return "open";
  if (!/^-./.test(value)) return /^\w+=/.test(value) ? "setting" : "word";
  return inert.test(value) || value.includes("=") || switches?.test(value) === true ? "alone" : "option";
};

const isPlain = (kind: Kind): boolean => kind === "word" || kind === "open";

/** Neither a setting, unless a shell reads it, nor a number. */
const mayBegin = (kind: Kind, { value = "" }: Word): boolean =>
  (kind === "word" && !/^[\d.]+[smhd]?$/.test(value)) || (kind === "setting" && /\s/.test(value));

/** Whether the next word may be the value of an option. */
const isBeforeValue = (kind: Kind, isValue: boolean): boolean =>
  kind === "option" || kind === "open" || (kind === "setting" && isValue);

const commandsIn = (words: readonly Word[], runner: Runner, isTold = false): Called[] => {
  const { found, open = found.length === 0 ? words.find(({ value }) => value === undefined) : undefined } =
    candidatesIn(words, runner);
  const unknown =
    open === undefined || isTold || open === unknownArguments[0]
      ? []
      : meantBy(open, words.slice(words.indexOf(open) + 1));
  const commands = found.map((at): Called => {
    const [first, ...rest] = words.slice(at) as [Word, ...Word[]];
    const { value = "" } = first;
    // Some hand such a word to a shell; to others it is no program.
    if (/\s/.test(value)) return { line: [value, ...rest.map(({ raw }) => raw)].join(" ") };
    return {
      words: [
        { ...first, value: value.includes("/") && !value.startsWith("@") ? versionless(value) : nameOf(value) },
        ...rest,
      ],
    };
  });
  return [...commands, ...unknown];
};

/** `-c '…'`, before the word at `end`. */
const linesIn = (words: readonly Word[], end: number, calls: RegExp, isWhole: boolean): Called[] =>
  words.slice(0, end).flatMap(({ value = "" }, index): Called[] => {
    const match = calls.exec(value);
    if (match === null) return [];
    const [, given] = match;
    const next = words[index + 1];
    if (given === undefined && next === undefined) return [];
    if (given === undefined && next?.value === undefined) return [unknownWhy(next as Word)];
    const behind = isWhole ? words.slice(index + (given === undefined ? 2 : 1)).map(({ raw }) => raw) : [];
    return [{ line: [given ?? next?.value ?? "", ...behind].join(" ") }];
  });

/** `npx -w PACKAGE COMMAND`: it is `npm exec`, with the command at `end`. */
const inPackages = (words: readonly Word[], end: number): Called[] => {
  const [first, ...own] = words.slice(0, end);
  if (first === undefined || !own.some(({ value = "" }) => /^(?:-w|-ws|--workspaces?)(?:=|$)/.test(value))) return [];
  const as = (value: string): Word => ({ ...first, value });
  return [{ words: [as("npm"), as("exec"), ...own, as("--"), ...words.slice(end)] }];
};

/** `npm explore PACKAGE -- COMMAND` */
const explore = (words: readonly Word[]): Called[] => {
  const { behind, isNamed } = behindName(words, { name: /^explo(?:re?)?$/ });
  const found = behind[candidatesIn(behind, {}).found[0] ?? 0];
  if (!isNamed || found?.value === undefined) return [];
  const command = behind.slice(behind.indexOf(found) + 1).filter((word) => word.value !== "--");
  const [only, ...others] = command;
  const line = others.length === 0 ? (only?.value ?? "") : command.map(({ raw }) => raw).join(" ");
  const as = (value: string): Word => ({ ...found, value });
  // It may be a link to one of the workspace.
  const linked = [as("npm"), as("exec"), as(`--workspace=${found.value}`), as("--"), ...command];
  return [{ line, below: `node_modules/${found.value}` }, { words: linked }];
};
