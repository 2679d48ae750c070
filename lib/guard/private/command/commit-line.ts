/**
 * What a command line of `git commit` says about what becomes of its message, git-commit(1).
 *
 * @module
 */
import { basename } from "node:path";

export interface CommitLine {
  /** `--cleanup`; undefined where it is not said. */
  cleanup: string | undefined;
  /** `-v`; undefined where it is not said. */
  isVerbose: boolean | undefined;
  /** Nothing says that there is no editor. */
  isEdited: boolean;
}

/** Whether `words` are a command line of git, whatever of it. */
export const isGit = ([program = ""]: readonly string[]): boolean => /^git(?:\.exe)?$/.test(basename(program));

/** What `words` say; undefined for another command, and as soon as one of them is not understood. */
export const readCommitLine = (words: readonly string[]): CommitLine | undefined => {
  const rest = behindCommit(words);
  const options = rest && optionsIn(rest);
  if (options === undefined) return undefined;
  const last = (...names: string[]) => options.findLast(([name]) => names.includes(name));
  const verbose = last("v", "verbose", "no-verbose");
  return {
    cleanup: last("cleanup")?.[1],
    isVerbose: verbose === undefined ? undefined : verbose[0] !== "no-verbose",
    isEdited: last("e", "edit") !== undefined || last(...unedited) === undefined,
  };
};

// --- internal ---

const list = (words: string): string[] => words.split(" ");

/** Short ones by what stands behind them: nothing, a word, or the rest of the same word if anything. */
const short = { nothing: "aeiopqsvz", word: "cCFmt", rest: "Su" };

/** Only whole names: git takes abbreviations, too. */
const long = {
  nothing: new Set(
    list(
      "all allow-empty allow-empty-message amend edit gpg-sign include interactive no-gpg-sign no-post-rewrite no-signoff no-status no-verbose only patch quiet reset-author signoff status untracked-files verbose",
    ),
  ),
  word: new Set(
    list(
      "author cleanup date file fixup message pathspec-from-file reedit-message reuse-message squash template trailer",
    ),
  ),
  attached: new Set(list("gpg-sign untracked-files")),
};

const unedited = list("m F C message file reuse-message fixup");

type Option = readonly [name: string, value?: string];

/** What stands behind git's own options and the name of the command. */
const behindCommit = (words: readonly string[]): readonly string[] | undefined => {
  let at = 1;
  for (let word = words[at]; word?.startsWith("-"); word = words[at]) {
    if (word === "-c" || word === "-C") at += 2;
    else if (/^(?:-p|-P|--paginate|--no-pager)$/.test(word)) at += 1;
    else return undefined;
  }
  return words[at] === "commit" ? words.slice(at + 1) : undefined;
};

const optionsIn = (words: readonly string[]): Option[] | undefined => {
  const options: Option[] = [];
  const left = [...words];
  for (let word = left.shift(); word !== undefined && word !== "--"; word = left.shift()) {
    if (!word.startsWith("-")) continue;
    const read = word.startsWith("--") ? longOption(word.slice(2)) : shortOptions(word.slice(1));
    if (read === undefined) return undefined;
    options.push(...read.options);
    if (!read.isOpen) continue;
    const [name] = options.pop() ?? [""];
    options.push([name, left.shift() ?? ""]);
  }
  return options;
};

/** `isOpen`: the next word is the last one's value. */
interface Read {
  options: Option[];
  isOpen: boolean;
}

const longOption = (text: string): Read | undefined => {
  const name = text.replace(/=.*/s, "");
  const value = /=(.*)/s.exec(text)?.[1];
  const isKnown =
    value === undefined
      ? long.nothing.has(name) || long.word.has(name)
      : long.word.has(name) || long.attached.has(name);
  if (!isKnown) return undefined;
  return { options: [[name, value]] as Option[], isOpen: value === undefined && long.word.has(name) };
};

const shortOptions = (letters: string): Read | undefined => {
  const options: Option[] = [];
  for (const [at, letter] of [...letters].entries()) {
    const rest = letters.slice(at + 1);
    options.push([letter]);
    if (short.word.includes(letter)) return { options, isOpen: rest === "" };
    if (short.rest.includes(letter)) break;
    if (!short.nothing.includes(letter)) return undefined;
  }
  return { options, isOpen: false };
};
