/**
 * The base of an entry in GitHub's merge queue.
 *
 * @module
 */
import { KprovError, messageOf } from "../../errors.ts";
import { readSmallFile } from "../../files.ts";
import type { AskedBase } from "./asked.ts";

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
  const { base_sha: revision = named, base_ref: branch = `refs/heads/${name}` } = groupOf(env["GITHUB_EVENT_PATH"]);
  if (branch !== `refs/heads/${name}`) throw refused(`GITHUB_REF names "${name}", and the event ${shown(branch)}`);
  if (!isCommit(revision)) throw refused(`the event of the merge queue names no commit, but ${shown(revision)}`);
  return { from: "GITHUB_REF", name, revision, commits: [] };
};

// --- internal ---

interface Group {
  base_sha?: unknown;
  base_ref?: unknown;
}

/** What the event says of the group; a push to the queue's branch is an event, too, and says nothing of it. */
const groupOf = (path: string | undefined): Group => {
  if (path === undefined || path === "") return {};
  try {
    const event = JSON.parse(readSmallFile(path, maxBytes).toString("utf8")) as { merge_group?: Group };
    return event.merge_group ?? {};
  } catch (cause) {
    throw new KprovError("E_BASE", `Cannot read the event of the merge queue: ${messageOf(cause)}`, { cause, hint });
  }
};

/** GitHub caps payloads at 25 MB. */
const maxBytes = 32 * 2 ** 20;

/** SHA-1 or SHA-256, in full. */
const isCommit = (value: unknown): value is string =>
  typeof value === "string" && /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(value);

const shown = (value: unknown): string => JSON.stringify(value);

const refused = (why: string): KprovError => new KprovError("E_BASE", `Cannot choose the base: ${why}`, { hint });

const hint =
  "leave GITHUB_REF and GITHUB_EVENT_PATH as GitHub sets them, or give --base with the commit that it is merged onto";
