/**
 * What git's commands change: the work tree, the index, HEAD, what the base is found by, and settings.
 *
 * git(1) and its commands' own pages.
 *
 * @module
 */
import { lastOf, parted, valuesOf } from "./options.ts";
import type { Aim } from "./touched.ts";

/** `words` are those behind `git`; `branch` is the default branch. */
export const gitAims = (words: readonly string[], { branch }: { branch: string }): readonly Aim[] => {
  const { command, rest, directory } = parts(words);
  const outputs = valuesOf(parted(rest, ["o", "output"]), "o", "output").map((word): Aim => ({ word, how: "written" }));
  if (command === "config") return configAims(rest);
  if (command === "fetch") return fetchAims(rest, branch);
  if (isRemote(command, rest)) return [certain("what the base of the change is fetched from")];
  const made = command === "branch" || command === "tag" ? namesake(command, rest, branch) : [];
  if (made.length > 0) return made;
  return isChanging(command, rest) ? [{ word: directory, how: "checkout" }, ...outputs] : outputs;
};

/** The directory that `git clone` makes, from where it runs; undefined for another command. */
export const cloned = (words: readonly string[]): string | undefined => {
  const { command, rest } = parts(words);
  if (command !== "clone") return undefined;
  const [url = "", directory] = parted(rest, [
    "b",
    "branch",
    "depth",
    "o",
    "origin",
    "c",
    "config",
    "filter",
    "j",
  ]).operands;
  return directory ?? lastOf(url.replace(/\.git\/*$/, "").replace(/:/g, "/"));
};

// --- internal ---

const certain = (word: string): Aim => ({ word, how: "certain" });

/** What stands behind the options that git itself has. */
const parts = (words: readonly string[]): { command: string; rest: readonly string[]; directory: string } => {
  let at = 0;
  let directory = ".";
  for (let word = words[at]; word?.startsWith("-") === true; word = words[at]) {
    if (word === "-C" || word === "--work-tree") directory = words[at + 1] ?? "";
    if (word.startsWith("--work-tree=")) directory = word.slice(12);
    at += /^(?:-C|-c|--git-dir|--work-tree|--namespace|--exec-path|--config-env)$/.test(word) ? 2 : 1;
  }
  return { command: words[at] ?? "", rest: words.slice(at + 1), directory };
};

const changing: ReadonlySet<string> = new Set([
  ...["am", "apply", "bisect", "checkout", "checkout-index", "cherry-pick", "commit", "commit-tree", "filter-branch"],
  ...["filter-repo", "merge", "mv", "pull", "read-tree", "rebase", "replace", "reset", "restore", "revert", "rm"],
  ...["sparse-checkout", "stash", "subtree", "switch", "symbolic-ref", "update-index", "update-ref", "svn"],
]);

/** What only shows something, of those that otherwise change it. */
const showing: Readonly<Record<string, RegExp>> = {
  apply: /^--(?:check|stat|numstat|summary)$/,
  bisect: /^(?:log|view|visualize)$/,
  commit: /^--dry-run$/,
  mv: /^(?:-n|--dry-run)$/,
  replace: /^(?:-l|--list)$/,
  rm: /^(?:-n|--dry-run)$/,
  "sparse-checkout": /^(?:list|check-rules)$/,
  stash: /^(?:list|show)$/,
  "update-index": /^(?:-q|--(?:really-)?refresh)$/,
};

const isChanging = (command: string, rest: readonly string[]): boolean => {
  if (command === "branch")
    return rest.some((word) => /^(?:--force|--move|--copy|-[a-zA-Z]*[fMmCc][a-zA-Z]*)$/.test(word));
  if (command === "symbolic-ref") return rest.filter((word) => !word.startsWith("-")).length > 1;
  if (command === "update-index") return !rest.every((word) => showing[command]?.test(word) === true);
  return changing.has(command) && !rest.some((word) => showing[command]?.test(word) === true);
};

const isRemote = (command: string, rest: readonly string[]): boolean =>
  command === "remote" &&
  (["set-url", "rename", "rm", "remove"].includes(rest[0] ?? "") ||
    (rest[0] === "set-head" && !["-a", "--auto"].includes(rest[2] ?? "")));

/** `origin/main`, `refs/heads/main`, `main`. */
const shortOf = (ref: string): string => ref.replace(/^\+?(?:refs\/(?:heads|tags|remotes)\/)?(?:origin\/)?/, "");

/** `+refs/heads/main:refs/remotes/origin/main` keeps the name, `evil:refs/remotes/origin/main` does not. */
const fetchAims = (rest: readonly string[], branch: string): readonly Aim[] => {
  const [remote = "", ...refspecs] = parted(rest, ["depth", "deepen", "shallow-since", "j", "jobs", "o"]).operands;
  return refspecs.flatMap((word) => {
    const [from = "", into] = word.split(":");
    if (into === undefined || !(/^(?:refs\/remotes|origin)\//.test(into) || shortOf(into) === branch)) return [];
    // Another repository has other branches of these names.
    return shortOf(from) === shortOf(into) && !/[:/]/.test(remote) ? [] : [certain(into)];
  });
};

/** With these nothing is made. */
const ofNoNew: ReadonlySet<string> = new Set([
  ...["-d", "-D", "--delete", "-l", "--list", "--contains", "--merged", "-v", "--verify"],
]);

/** A branch or tag that has the name of the default branch, and is made from something else. */
const namesake = (command: string, rest: readonly string[], branch: string): readonly Aim[] => {
  if (rest.some((word) => ofNoNew.has(word))) return [];
  const [name = "", start = ""] = parted(rest, ["m", "message", "F", "u", "set-upstream-to"]).operands;
  if (shortOf(name) !== branch || (command === "branch" && shortOf(start) === branch)) return [];
  return rest.some((word) => /^(?:-u|--set-upstream-to)/.test(word)) ? [] : [certain(name)];
};

/** Settings by which it judges, checks out and runs the same as without them. */
const plain =
  /^(?:(?:user|author|committer|advice|color|column|commit|credential|fetch|gpg|http|https|init|log|maintenance|gc|pack|pull|push|rebase|safe|tag|url|versionsort)\..*|core\.(?:longpaths|pager|editor|askpass|sshcommand|compression|quotepath))$/i;

/**
 * Those of whoever works by hand: no command of git that a check judges by gives another status or output. Drivers of merges and
 * diffs (`git diff` runs `textconv`) do that, and an alias may stand for a command that is missing.
 */
const ofHands =
  /^(?:(?:blame|difftool|mergetool|rerere)\..*|(?:diff|merge)\.(?:gui)?tool|merge\.conflictstyle|core\.comment(?:char|string))$/i;

const ofConfig: ReadonlySet<string> = new Set([
  ...["set", "get", "list", "unset", "edit", "rename-section", "remove-section"],
]);

const configAims = (rest: readonly string[]): readonly Aim[] => {
  const { operands, options } = parted(rest, ["f", "file", "blob", "type", "default", "get", "get-all", "get-regexp"]);
  if (options.some(({ name }) => /^(?:get.*|list|l|show-origin|unset.*)$/.test(name))) return [];
  const [first = "", ...others] = operands;
  const isNew = ofConfig.has(first);
  if (isNew && first !== "set") return first === "edit" ? [certain("git's settings")] : [];
  const [name = "", value] = isNew ? others : operands;
  if (options.some(({ name }) => name === "e" || name === "edit")) return [certain("git's settings")];
  if (value === undefined || plain.test(name) || ofHands.test(name)) return [];
  if (["core.autocrlf", "core.eol"].includes(name.toLowerCase()) && ["false", "input", "lf"].includes(value)) return [];
  return [name.toLowerCase() === "core.hookspath" ? { word: value, how: "hooks" } : certain(name)];
};
