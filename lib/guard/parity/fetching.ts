/**
 * What git only fetches, and shows of what was fetched: it checks nothing.
 *
 * git-fetch(1), git-notes(1).
 *
 * @module
 */
import type { Run } from "./runs.ts";
import { effectOf } from "./variables.ts";

/**
 * `git fetch origin main`, from a remote by its name: of all that a gate reads it makes only remote-tracking branches, tags and
 * notes, each by the name that it has there. `git notes show`.
 */
export const isFetching = ({ argv, raws, fronts, assignments }: Run): boolean => {
  if (raws[0] !== "git" || fronts.length > 0 || !assignments.every(isPlain)) return false;
  const words = argv.slice(2).map((word, index) => word ?? branchNamed(raws[index + 2] ?? ""));
  if (!words.every((word) => word !== undefined)) return false;
  return argv[1] === "fetch" ? isFetch(words) : argv[1] === "notes" && notes.test(words.join(" "));
};

// --- internal ---

/** With the others git runs another program to fetch, or does so elsewhere. */
const isPlain = (assignment: string): boolean => {
  const [name = ""] = assignment.split("=", 1);
  return /^GIT_(?:TERMINAL_PROMPT|TRACE\w*)$/.test(name) || (!name.startsWith("GIT_") && effectOf(name) === undefined);
};

/** The branch that a change goes to, in the variables of the hosts: it is there, and its name is one word. */
const variables = "GITHUB_BASE_REF|CI_DEFAULT_BRANCH|CI_MERGE_REQUEST_TARGET_BRANCH_NAME";
const target = new RegExp(
  `\\$(?:\\{(?:${variables})\\}|(?:${variables})(?!\\w)|\\{\\{\\s*github\\.base_ref\\s*\\}\\})`,
  "g",
);

/** A word with such a variable, a name in its place; undefined for what else only a run knows. */
const branchNamed = (raw: string): string | undefined => {
  const word = raw.replace(/^"(.*)"$/, "$1").replace(target, "target");
  return /^[\w+/.:*@-]+$/.test(word) ? word : undefined;
};

const isFetch = (words: readonly string[]): boolean => {
  const operands: string[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? "";
    if (!word.startsWith("-")) operands.push(word);
    else if (valued.test(word)) at += 1;
    else if (!flags.test(word)) return false;
  }
  const [remote = "origin", ...refspecs] = operands;
  return /^[A-Za-z0-9][\w-]*$/.test(remote) && refspecs.every(keepsName);
};

/** Without a place of its own it is known as FETCH_HEAD alone. */
const keepsName = (refspec: string): boolean => {
  const [from = "", into, ...others] = refspec.replace(/^\+/, "").split(":");
  if (into === undefined) return /^[\w./@-]+$/.test(from);
  const [, kind, name] = /^refs\/(remotes\/[\w.-]+|notes|tags)\/(\S+)$/.exec(into) ?? [];
  if (kind === undefined || others.length > 0) return false;
  const [, ownKind = "heads", ownName] = /^(?:refs\/(heads|notes|tags)\/)?(\S+)$/.exec(from) ?? [];
  return ownName === name && (kind.startsWith("remotes/") ? ownKind === "heads" : ownKind === kind);
};

/** They say how much is fetched, and what is printed. */
const flags =
  /^(?:-[apqtnvkf46]+|-j\d+|--(?:all|append|atomic|force|keep|(?:no-)?progress|prune|quiet|tags|verbose|unshallow|update-shallow|dry-run|ipv[46]|no-(?:auto-gc|auto-maintenance|prune|recurse-submodules|show-forced-updates|tags|write-fetch-head))|--(?:depth|deepen|jobs|shallow-since|shallow-exclude)=\S+)$/;
const valued = /^(?:-j|--(?:depth|deepen|jobs|shallow-since|shallow-exclude))$/;

const notes = /^(?:--ref(?:=| )[\w./-]+ )?(?:show|list)(?: (?!-)\S+)?$/;
