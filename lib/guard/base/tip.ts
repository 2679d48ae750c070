/**
 * Whether this clone's copy of the target's branch is as new as the CI says: runners keep a directory, and a job that fetches
 * the change alone finds the branch as an earlier one left it.
 *
 * @module
 */
import { gitSync } from "../../git.ts";
import { isCommitName, readEvent } from "./event.ts";

/** Where GitHub says which commit of the target it goes by. */
export interface KnownTip {
  /** The commit that it made of the change and the target: its first parent is the target's. */
  merge?: string;
  /** File of the event, whose `pull_request.base.sha` names one. */
  event?: string;
}

/**
 * docs.github.com "Events that trigger workflows", `pull_request`: GITHUB_REF is the merge's branch, GITHUB_SHA its last commit. Undefined
 * where the environment says neither.
 */
export const tipOf = (env: NodeJS.ProcessEnv): KnownTip | undefined => {
  const { GITHUB_REF: ref = "", GITHUB_SHA: sha = "", GITHUB_EVENT_PATH: event = "" } = env;
  const merge = /^refs\/pull\/\d+\/merge$/.test(ref) && isCommitName(sha) ? { merge: sha } : {};
  return event === "" && merge.merge === undefined ? undefined : { ...merge, ...(event !== "" && { event }) };
};

/** The commit of the target that is named there. Undefined where none is; throws `E_BASE` for an event that can't be read. */
export const namedTip = ({ merge, event }: KnownTip, cwd: string): string | undefined => {
  const parent = merge === undefined ? undefined : firstParent(merge, cwd);
  if (parent !== undefined || event === undefined) return parent;
  const sha = readEvent(event, "pull request").pull_request?.base?.sha;
  return isCommitName(sha) ? sha : undefined;
};

/** Whether `commit` is `tip` or before it. Where history is cut off between them nobody knows, and it is not. */
export const holds = (tip: string, commit: string, cwd: string): boolean =>
  tip === commit || ask(cwd, "merge-base", commit, tip) === commit;

// --- internal ---

/**
 * Of a merge that is checked out. The object says it, also where history is cut off and git shows no parents
 * (gitrepository-layout(5), "shallow").
 */
const firstParent = (merge: string, cwd: string): string | undefined => {
  if (ask(cwd, "rev-parse", "--verify", "--quiet", "HEAD") !== merge) return undefined;
  const [head = ""] = ask(cwd, "cat-file", "commit", merge).split("\n\n");
  const [first, second] = [...head.matchAll(/^parent (\w+)$/gm)].map(([, name]) => name);
  return second === undefined ? undefined : first;
};

const ask = (cwd: string, ...args: string[]): string =>
  gitSync(args, { cwd, accept: [0, 1, 128] })
    .toString("latin1")
    .trim();
