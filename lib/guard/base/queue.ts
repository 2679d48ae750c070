/**
 * The base of an entry in GitHub's merge queue.
 *
 * @module
 */
import { KprovError } from "../../errors.ts";
import type { AskedBase } from "./asked.ts";
import { isCommitName, readEvent } from "./event.ts";

/**
 * The commit that this entry is merged onto; null outside of the queue. The event says it in `base_sha`, the group's parent; of a push
 * to the queue's branch, or without an event, the branch's name says it. Throws `E_BASE` for an event that can't be read, that is about
 * another branch than the name, or that names no commit: anybody may name a branch, and the event is GitHub's own
 * (https://docs.github.com/en/webhooks/webhook-events-and-payloads#merge_group).
 */
export const queuedBase = (env: NodeJS.ProcessEnv): AskedBase | null => {
  const queued = /^refs\/heads\/gh-readonly-queue\/(.+)\/pr-\d+-([0-9a-f]{40,64})$/.exec(env["GITHUB_REF"] ?? "");
  if (queued === null) return null;
  const [, name = "", named = ""] = queued;
  const { GITHUB_EVENT_PATH: path = "" } = env;
  // A push to the queue's branch is an event, too, and says nothing of the group.
  const { base_sha: revision = named, base_ref: branch = `refs/heads/${name}` } =
    (path === "" ? undefined : readEvent(path, "merge queue").merge_group) ?? {};
  if (branch !== `refs/heads/${name}`) throw refused(`GITHUB_REF names "${name}", and the event ${shown(branch)}`);
  if (!isCommitName(revision)) throw refused(`the event of the merge queue names no commit, but ${shown(revision)}`);
  return { from: "GITHUB_REF", name, revision, commits: [] };
};

// --- internal ---

const shown = (value: unknown): string => JSON.stringify(value);

const refused = (why: string): KprovError => new KprovError("E_BASE", `Cannot choose the base: ${why}`, { hint });

const hint =
  "leave GITHUB_REF and GITHUB_EVENT_PATH as GitHub sets them, or give --base with the commit that it is merged onto";
