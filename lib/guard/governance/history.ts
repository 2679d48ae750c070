/**
 * The record before this one: what a step is judged against.
 *
 * @module
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { KprovError } from "../../errors.ts";
import { git } from "../../git.ts";
import { isShallow } from "../base/index.ts";
import { committedAt, readObject } from "./committed.ts";

/** Bytes of an earlier record (`merged`: and those of the other sides of the merge that changed it), none because this one is the first, or why nobody can tell. */
export type Earlier =
  | { bytes: Buffer; from: string; merged?: { bytes: Buffer; from: string }[] }
  | { none: "first" | "unchanged" }
  | { unknown: "missing" | "moved"; message: string; fix: string };

export interface HistoryOptions {
  cwd: string;
  gitDir: string;
  /** Of the record, from the repository's top. */
  path: string;
  /** The record as it lies here. */
  current: Buffer;
}

/**
 * Without a base: HEAD's record when this one differs from it, else the one that HEAD's own history had before it, along
 * first parents. Throws as `git` does.
 */
export const earlierInHistory = async (options: HistoryOptions): Promise<Earlier> => {
  const { cwd, path, current } = options;
  const flux = historyInFlux(options.gitDir);
  if (flux !== undefined) return flux;
  const head = await commitOf("HEAD", cwd);
  if (head === undefined) return { none: "first" };
  const own = await recordAt(head, path, cwd);
  if (own !== undefined && !own.equals(current)) {
    const merging = await commitOf("MERGE_HEAD", cwd);
    return { bytes: own, from: "HEAD", merged: await recordsAt(merging === undefined ? [] : [merging], path, cwd) };
  }
  return beforeChange(head, options);
};

/**
 * With a base: its record, when the candidate has changed it since they parted. Throws as `git` does.
 */
export const earlierInBase = async (
  options: HistoryOptions,
  base: { commit: string; name: string },
): Promise<Earlier> => {
  const { cwd, path, current } = options;
  const own = await recordAt(base.commit, path, cwd);
  if (own?.equals(current)) return { none: "unchanged" };
  const flux = historyInFlux(options.gitDir);
  if (flux !== undefined) return flux;
  const parted = await mergeBases(base.commit, cwd);
  const [only, ...others] = parted;
  if (only === undefined || others.length > 0) {
    const why = only === undefined ? "no history in common with HEAD" : "several histories in common with HEAD";
    const shallow = isShallow(cwd);
    return {
      ...{
        unknown: "missing",
        message: `The base "${base.name}" has ${why}${shallow ? " in this shallow clone" : ""}`,
      },
      fix: shallow ? "git fetch --no-tags --unshallow origin" : "git rebase onto the base, and judge again",
    };
  }
  const before = await recordAt(only, path, cwd);
  if (before?.equals(current)) return { none: "unchanged" };
  const isMoved = own === undefined ? before !== undefined : before === undefined || !own.equals(before);
  if (isMoved)
    return {
      ...{
        unknown: "moved",
        message: `Both the base "${base.name}" and the candidate changed ${path} since they parted`,
      },
      fix: `git rebase onto the base, git checkout ${base.commit.slice(0, 12)} -- ${path}, and kprovengine governance update --reason "…"`,
    };
  return own === undefined ? { none: "first" } : { bytes: own, from: base.name };
};

/** Whether a rebase is under way in the work tree that `gitDir` is of. */
export const isRebasing = (gitDir: string): boolean =>
  ["rebase-merge", "rebase-apply"].some((name) => existsSync(join(gitDir, name)));

/**
 * All that says which record was before this one, beside a base: HEAD, what is merged into it, and where the clone was cut.
 * Commits name their parents themselves. Throws as `git` does.
 */
export const historyFacts = async (cwd: string, gitDir: string): Promise<string[]> => {
  const asked = ["rev-parse", "--path-format=absolute", "--git-path", "shallow", "--verify", "--quiet", "HEAD"];
  const answer = (await git(asked, { cwd, accept: [0, 1] })).toString("utf8");
  // A path may have line breaks itself, and before the first commit nothing follows it.
  const [, shallow = "", head = ""] = /(.+?)\n(?:([0-9a-f]+)\n)?$/s.exec(answer) ?? [];
  return [head, ...[join(gitDir, "MERGE_HEAD"), shallow].map((file) => textOf(file))];
};

// --- internal ---

/** Empty without a file. */
const textOf = (file: string): string => (existsSync(file) ? readFileSync(file, "latin1") : "");

/** What the commit that has brought this record in had before it, on all sides where it is a merge. */
const beforeChange = async (head: string, { cwd, path, current }: HistoryOptions): Promise<Earlier> => {
  let from = head;
  // At most twice: the commit that has brought it in as it is, and one that had removed it before.
  for (;;) {
    const changed = await lastChange(from, path, cwd);
    if (changed === undefined) return isShallow(cwd) ? unknownShallow : { none: "first" };
    const parents = await parentsOf(changed, cwd);
    if (parents === "cut") return unknownShallow;
    const [parent, ...others] = parents;
    if (parent === undefined) return { none: "first" };
    const bytes = await recordAt(parent, path, cwd);
    if (bytes !== undefined && !bytes.equals(current))
      return { bytes, from: parent, merged: await recordsAt(others, path, cwd) };
    from = parent;
  }
};

const unknownShallow: Earlier = {
  unknown: "missing",
  message: "This clone is shallow, and the record before this one lies beyond its end",
  fix: "git fetch --no-tags --unshallow origin",
};

const historyInFlux = (gitDir: string): Earlier | undefined => {
  if (!isRebasing(gitDir)) return undefined;
  return {
    ...{ unknown: "missing", message: "A rebase is under way: what HEAD follows is not settled" },
    fix: "git rebase --continue, and judge again",
  };
};

const commitOf = async (name: string, cwd: string): Promise<string | undefined> => {
  const found = await git(["rev-parse", "--verify", "--quiet", `${name}^{commit}`], { cwd, accept: [0, 1] });
  return found.toString("latin1").trim() || undefined;
};

/** `cut` where the clone ends although the commit has parents. */
const parentsOf = async (commit: string, cwd: string): Promise<string[] | "cut"> => {
  const listed = await git(["rev-list", "--parents", "--max-count=1", commit], { cwd });
  const [, ...parents] = listed.toString("latin1").trim().split(" ");
  return parents.length === 0 && (await shallowCommits(cwd)).has(commit) ? "cut" : parents;
};

const recordsAt = async (commits: readonly string[], path: string, cwd: string) => {
  const found = await Promise.all(commits.map(async (from) => ({ bytes: await recordAt(from, path, cwd), from })));
  return found.flatMap(({ bytes, from }) => (bytes === undefined ? [] : [{ bytes, from }]));
};

const shallowCommits = async (cwd: string): Promise<ReadonlySet<string>> => {
  const args = ["rev-parse", "--path-format=absolute", "--git-path", "shallow"];
  const file = (await git(args, { cwd })).toString("utf8").slice(0, -1);
  return new Set(textOf(file).split("\n"));
};

/** The newest commit along first parents that has another record than its parent. */
const lastChange = async (from: string, path: string, cwd: string): Promise<string | undefined> => {
  const args = ["rev-list", "--first-parent", "--max-count=1", from, "--", path];
  const found = await git(["--literal-pathspecs", ...args], { cwd: await topOf(cwd) });
  return found.toString("latin1").trim() || undefined;
};

const topOf = async (cwd: string): Promise<string> =>
  (await git(["rev-parse", "--show-toplevel"], { cwd })).toString("utf8").slice(0, -1);

const mergeBases = async (commit: string, cwd: string): Promise<string[]> => {
  const found = await git(["merge-base", "--all", commit, "HEAD"], { cwd, accept: [0, 1] });
  return found.toString("latin1").split("\n").filter(Boolean);
};

/** Undefined when the commit has nothing there. Throws `E_GIT` for what is no regular file, and when the clone lacks what it would need to know. */
const recordAt = async (commit: string, path: string, cwd: string): Promise<Buffer | undefined> => {
  const found = await committedAt(commit, path, cwd);
  if (found === undefined) return undefined;
  if (!found.isFile) throw new KprovError("E_GIT", `Commit ${commit.slice(0, 12)} has no regular file at "${path}"`);
  return readObject(found.object, cwd);
};
