/**
 * What GitHub says of the event that started this, in a file.
 *
 * @module
 */
import { KprovError, messageOf } from "../../errors.ts";
import { readSmallFile } from "../../files.ts";

/** Of https://docs.github.com/en/webhooks/webhook-events-and-payloads, what names commits of the target. Nothing about it is sure. */
export interface GithubEvent {
  merge_group?: { base_sha?: unknown; base_ref?: unknown } | null;
  pull_request?: { base?: { sha?: unknown } | null } | null;
}

/** The event in the file `path`, which is about `what`. Throws `E_BASE` when it can't be read, or is none. */
export const readEvent = (path: string, what: string): GithubEvent => {
  try {
    const event: unknown = JSON.parse(readSmallFile(path, maxBytes).toString("utf8"));
    if (typeof event === "object" && event !== null) return event;
    throw new Error("it is not an object");
  } catch (cause) {
    const hint = "leave GITHUB_EVENT_PATH as GitHub sets it, or give --base";
    throw new KprovError("E_BASE", `Cannot read the event of the ${what}: ${messageOf(cause)}`, { cause, hint });
  }
};

/** SHA-1 or SHA-256, in full. */
export const isCommitName = (value: unknown): value is string =>
  typeof value === "string" && /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(value);

// --- internal ---

/** GitHub caps payloads at 25 MB. */
const maxBytes = 32 * 2 ** 20;
