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
  const edit = last("e", "edit", "no-edit")?.[0];
  const fixup = last("fixup")?.[1];
  // Of `amend:HEAD`, git makes two words while it runs. Where "amend" is a commit's own name, git tells the hook that it
  // calls no editor.
  const isFixup = fixup !== undefined && !/^(?:amend|reword)(?::|$)/.test(fixup);
  return {
    cleanup: last("cleanup")?.[1],
    isVerbose: verbose === undefined ? undefined : verbose[0] !== "no-verbose",
    isEdited: edit === undefined ? last(...unedited) === undefined && !isFixup : edit !== "no-edit",
  };
};

// --- internal ---

const list = (words: string): string[] => words.split(" ");

/** Short ones by what stands behind them: nothing, a word, or the rest of the same word if anything. */
const short = { nothing: "aeiopqsvz", word: "cCFmt", rest: "Su" };

const negated = (names: readonly string[]): string[] => names.map((name) => `no-${name}`);

const attached = list("gpg-sign untracked-files");
const bare = list(
  "ahead-behind all allow-empty allow-empty-message amend branch dry-run edit include interactive long null only patch pathspec-file-nul porcelain post-rewrite quiet reset-author short signoff status verbose verify",
);
const word = list(
  "author cleanup date file fixup message pathspec-from-file reedit-message reuse-message squash template trailer",
);
const long = {
  nothing: new Set([...attached, ...bare, ...negated([...attached, ...bare])]),
  word: new Set(word),
  attached: new Set(attached),
  /** With those that take a value back: what counts then differs from one git to another, so they are not understood. */
  all: [...attached, ...bare, ...word].flatMap((name) => [name, ...negated([name])]),
};

const unedited = list("m F C message file reuse-message");

/** Of git itself, git(1): with the next word, and alone. */
const own = {
  word: /^(?:-[cC]|--(?:attr-source|config-env|git-dir|namespace|super-prefix|work-tree))$/,
  nothing:
    /^(?:-[pP]|--(?:paginate|no-pager|bare|no-advice|no-lazy-fetch|no-optional-locks|no-replace-objects|(?:no-)?literal-pathspecs|(?:no)?glob-pathspecs|icase-pathspecs|(?:attr-source|config-env|exec-path|git-dir|namespace|super-prefix|work-tree)=.*))$/s,
};

type Option = readonly [name: string, value?: string];

/** What stands behind git's own options and the name of the command. builtin/merge.c: `--continue` is one without options. */
const behindCommit = (words: readonly string[]): readonly string[] | undefined => {
  let at = 1;
  for (let word = words[at]; word?.startsWith("-"); word = words[at]) {
    if (own.word.test(word)) at += 2;
    else if (own.nothing.test(word)) at += 1;
    else return undefined;
  }
  const [command, ...rest] = words.slice(at);
  if (command === "merge" && rest.length === 1 && rest[0] === "--continue") return [];
  return command === "commit" ? rest : undefined;
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
  const name = nameOf(text.replace(/=.*/s, ""));
  const value = /=(.*)/s.exec(text)?.[1];
  if (!long.word.has(name) && !(value === undefined ? long.nothing : long.attached).has(name)) return undefined;
  return { options: [[name, value]] as Option[], isOpen: value === undefined && long.word.has(name) };
};

/** parse-options.c: of a name, its beginning will do that no other has. None: "". */
const nameOf = (text: string): string => {
  if (long.all.includes(text)) return text;
  const [name = "", another] = long.all.filter((one) => one.startsWith(text));
  return another === undefined ? name : "";
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
