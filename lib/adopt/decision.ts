/**
 * What becomes of one file: of ours, or with a text of ours in it.
 *
 * @module
 */
import { sha256 } from "../digest.ts";
import { KprovError } from "../errors.ts";
import { unifiedDiff } from "./diff.ts";
import { lookAt } from "./place.ts";
import type { PlannedFile } from "./planned.ts";
import { type Entry, withoutText } from "./receipt.ts";

/** A file before and after, one character a byte; null when it isn't there. */
export interface Change {
  path: string;
  before: string | null;
  after: string | null;
}

export type Did = "created" | "added" | "unchanged" | "updated" | "removed" | "kept" | "touched" | "outdated";

/** One line of the result. */
export interface Row {
  path: string;
  did: Did;
  why: string;
  /** What `--update` would have changed in a file that somebody has touched. */
  diff?: string;
}

/** What happens to one file. */
export interface Decision {
  row: Row;
  change?: Change;
  entry?: Entry;
  isTaken?: boolean;
}

export interface Situation {
  entry: Entry | undefined;
  content: string | null;
  isUpdate: boolean;
}

/** What is to be done with a whole file of ours. */
export const decideFile = (file: PlannedFile, { entry, content, isUpdate }: Situation): Decision => {
  const { path, why, isNeeded } = file;
  const after = Buffer.from(file.content, "utf8").toString("latin1");
  const ours: Entry = { path, how: "create", existed: false, sha256: digestOf(after) };
  if (content === null)
    return { row: { path, did: "created", why }, change: { path, before: null, after }, entry: ours };
  if (entry === undefined) return { row: { path, did: "kept", why: "it was here before" }, isTaken: isNeeded };
  if (content === after) return { row: { path, did: "unchanged", why }, entry: ours };
  if (digestOf(content) !== entry.sha256) {
    const diff = unifiedDiff({ path, before: content, after });
    return { row: { path, did: "touched", why: "changed since init wrote it", ...(isUpdate && { diff }) }, entry };
  }
  if (!isUpdate) return { row: { path, did: "outdated", why: "init --update renews it" }, entry };
  return { row: { path, did: "updated", why }, change: { path, before: content, after }, entry: ours };
};

/** What is to be done with a text in a file that is somebody else's. */
export const decideText = (file: PlannedFile, situation: Situation): Decision => {
  const { path } = file;
  const { entry, content } = situation;
  if (content?.includes("\0"))
    throw new KprovError("E_PLACE_TAKEN", `Cannot add to "${path}": it is not text`, {
      hint: "nothing was written; move it aside",
    });
  const eol = content !== null && /\r\n/.test(content) && !/(^|[^\r])\n/.test(content) ? "\r\n" : "\n";
  const text = file.content.replaceAll("\n", eol);
  // As it was before us: also when a crash came between the receipt and the file.
  const isBefore = entry === undefined || (content === null ? null : digestOf(content)) === entry.before;
  return isBefore ? addText(file, { content, text, eol }) : judgeText(file, { ...situation, entry, text });
};

/** Of an earlier plan, and left as it is. */
export const stale = (entry: Entry): Decision => ({
  row: { path: entry.path, did: "outdated", why: "unplanned: --update removes it" },
  entry,
});

/** Away with what is ours, when nobody has touched it. */
export const removal = (root: string, entry: Entry): Decision => {
  const { path, how, existed } = entry;
  const { content } = lookAt(root, path);
  const gone: Decision = { row: { path, did: "removed", why: "it was gone already" } };
  if (content === null) return gone;
  if (how === "create") {
    if (digestOf(content) !== entry.sha256) return { row: { path, did: "touched", why: "changed since: yours now" } };
    return { row: { path, did: "removed", why: "written by init" }, change: { path, before: content, after: null } };
  }
  const rest = withoutText(content, entry);
  if (rest === undefined)
    return digestOf(content) === entry.before
      ? gone
      : { row: { path, did: "touched", why: "our lines changed: yours now" } };
  const after = rest === "" && !existed ? null : rest;
  return { row: { path, did: "removed", why: "lines added by init" }, change: { path, before: content, after } };
};

// --- internal ---

const bytesOf = (content: string): Buffer => Buffer.from(content, "latin1");
const digestOf = (content: string): string => sha256(bytesOf(content));

const addText = (
  file: PlannedFile,
  { content, text, eol }: { content: string | null; text: string; eol: string },
): Decision => {
  const { path, how, why } = file;
  if (how === "include line" && content?.split(/\r?\n/).includes(file.content.trimEnd()))
    return { row: { path, did: "kept", why: "it has the line already" } };
  const separator = separatorFor(content ?? "", eol);
  const before = content === null ? null : digestOf(content);
  const entry: Entry = { path, how, existed: content !== null, sha256: sha256(text), text, separator, before };
  const change = { path, before: content, after: (content ?? "") + separator + text };
  return { row: { path, did: content === null ? "created" : "added", why }, change, entry };
};

type Known = Situation & { entry: Entry; text: string };

const judgeText = (file: PlannedFile, { entry, content, isUpdate, text }: Known): Decision => {
  const { path, why } = file;
  const old = entry.text ?? "";
  if (content === null || withoutText(content, entry) === undefined)
    return { row: { path, did: "touched", why: "our lines were changed or cut" }, entry };
  if (old.replaceAll("\r\n", "\n") === file.content) return { row: { path, did: "unchanged", why }, entry };
  if (!isUpdate) return { row: { path, did: "outdated", why: "init --update renews our lines" }, entry };
  const at = content.lastIndexOf(old);
  const after = content.slice(0, at) + text + content.slice(at + old.length);
  const change = { path, before: content, after };
  return { row: { path, did: "updated", why }, change, entry: { ...entry, text, sha256: sha256(text) } };
};

/** An empty line, so that nothing above can run into ours: a last line without its end, or one that is continued. */
const separatorFor = (content: string, eol: string): string =>
  content === "" ? "" : content.endsWith("\n") ? eol : eol + eol;
