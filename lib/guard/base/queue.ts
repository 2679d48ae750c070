/**
 * The base of an entry in GitHub's merge queue.
 *
 * @module
 */
import { KprovError, messageOf } from "../../errors.ts";
import { readSmallFile } from "../../files.ts";
import type { AskedBase } from "./asked.ts";

/**
 * The commit in the name of the queue's branch, which is what this entry is merged onto; null outside of the queue. Throws `E_BASE`
 * when the event says something else, or can't be read: anybody may name a branch, and the event is GitHub's own
 * (https://docs.github.com/en/webhooks/webhook-events-and-payloads#merge_group).
 */
export const queuedBase = (env: NodeJS.ProcessEnv): AskedBase | null => {
  const queued = /^refs\/heads\/gh-readonly-queue\/(.+)\/pr-\d+-([0-9a-f]{40,64})$/.exec(env["GITHUB_REF"] ?? "");
  if (queued === null) return null;
  const [, name = "", revision = ""] = queued;
  const { base_sha: commit = revision, base_ref: branch = `refs/heads/${name}` } = groupOf(env["GITHUB_EVENT_PATH"]);
  if (commit !== revision) throw contradiction(revision, commit);
  if (branch !== `refs/heads/${name}`) throw contradiction(name, branch);
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

const contradiction = (named: string, said: unknown): KprovError =>
  new KprovError(
    "E_BASE",
    `Cannot choose the base: GITHUB_REF names "${named}", and the event ${JSON.stringify(said)}`,
    {
      hint,
    },
  );

const hint =
  "leave GITHUB_REF and GITHUB_EVENT_PATH as GitHub sets them, or give --base with the commit that it is merged onto";
