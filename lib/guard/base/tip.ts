/**
 * Whether this clone's copy of the target's branch is as new as the CI says: runners keep a directory, and a job that fetches
 * the change alone finds the branch as an earlier one left it.
 *
 * @module
 */
import { gitSync } from "../../git.ts";
import { isCommitName, readEvent } from "./event.ts";

/** Where GitHub says which commit of the target it goes by; "" where it says nothing there. */
export interface KnownTip {
  /** The target's last commit. */
  target: string;
  /** The commit that it made of the change and the target: its first parent is the target's. */
  merge: string;
  /** File of the event, whose `pull_request.base.sha` names one. */
  event: string;
}

/**
 * docs.github.com "Events that trigger workflows", `pull_request`: GITHUB_REF is the merge's branch, GITHUB_SHA its last commit;
 * `pull_request_target`: GITHUB_SHA is the last commit of the target.
 */
export const tipOf = (env: NodeJS.ProcessEnv): KnownTip => {
  const { GITHUB_EVENT_NAME: name, GITHUB_REF: ref = "", GITHUB_SHA: sha = "", GITHUB_EVENT_PATH: event = "" } = env;
  const target = name === "pull_request_target" ? sha : "";
  return { target, merge: /^refs\/pull\/\d+\/merge$/.test(ref) ? sha : "", event };
};

/** The commit of the target that is named there. Undefined where none is; throws `E_BASE` for an event that can't be read. */
export const namedTip = ({ target, merge, event }: KnownTip, cwd: string): string | undefined => {
  if (isCommitName(target)) return target;
  const parent = firstParent(merge, cwd);
  if (parent !== undefined || event === "") return parent;
  const sha = readEvent(event, "pull request").pull_request?.base?.sha;
  return isCommitName(sha) ? sha : undefined;
};

/** Whether `commit` is `tip` or before it. Where history is cut off between them nobody knows, and it is not. */
export const holds = (tip: string, commit: string, cwd: string): boolean =>
  ask(cwd, "merge-base", commit, tip) === commit;

// --- internal ---

/** Of a merge. The object says it, also where history is cut off and git shows no parents (gitrepository-layout(5), "shallow"). */
const firstParent = (merge: string, cwd: string): string | undefined => {
  if (merge === "") return undefined;
  return /^tree \w+\nparent (\w+)\nparent /.exec(ask(cwd, "cat-file", "commit", merge))?.[1];
};

const ask = (cwd: string, ...args: string[]): string =>
  gitSync(args, { cwd, accept: [0, 1, 128] })
    .toString("latin1")
    .trim();
