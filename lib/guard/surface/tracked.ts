/**
 * What git tracks, with everything that could hide a change from a check made visible.
 *
 * @module
 */
import { isUtf8 } from "node:buffer";
import { gitSync } from "../../git.ts";
import type { TrackedFile } from "../rule.ts";
import { nameOf } from "./names.ts";

/** One tracked path as the index has it. */
export interface IndexEntry extends Pick<TrackedFile, "path" | "bytes" | "ignored" | "ignoredBy" | "kind"> {
  /** Blobs of every stage; more than one during a merge conflict. Empty for links and submodules. */
  blobs: string[];
  /** git compared the work tree and found the same, and nothing told it to look away. */
  isSame: boolean;
}

/** Every tracked path of the repository around `cwd`, in git's order (by bytes), wherever in it `cwd` is. Throws as `git` does. */
export const listTracked = (cwd: string): IndexEntry[] => {
  // --modified prints an entry once more when the work tree differs; -v tells assume-unchanged and skip-worktree.
  const asked = ["ls-files", "-s", "-v", "--cached", "--modified", "-z", "--full-name", "--", ":/"];
  const listed = gitSync(asked, { cwd });
  return parseListing(listed, parseIgnored(gitSync(ignoredArgs, { cwd })));
};

/**
 * Asks for tracked paths that the repository's own `.gitignore` files ignore: what a user or a clone ignores on top would
 * make the verdict differ from place to place.
 */
export const ignoredArgs: readonly string[] = [
  ...["-c", "core.ignoreCase=false", "ls-files", "-c", "-i", "--exclude-per-directory=.gitignore"],
  ...["-z", "--full-name", "--", ":/"],
];

export const parseIgnored = (output: Buffer): Set<string> => new Set(records(output).map((name) => pathOf(name)));

/** Reads `ls-files -s -v -z`; exported for tests of what a real git rarely prints. */
export const parseListing = (listed: Buffer, ignored: ReadonlySet<string>): IndexEntry[] => {
  const entries = new Map<string, IndexEntry>();
  for (const record of records(listed)) {
    // "H 100644 <blob> 0<tab>path"
    const tab = record.indexOf("\t");
    const fields = String(record);
    const name = record.slice(tab + 1);
    const path = pathOf(name);
    const kind = kindOf(fields);
    let entry = entries.get(path);
    if (entry === undefined) {
      entry = { path, kind, ignored: ignored.has(path), blobs: [], isSame: true };
      if (typeof name !== "string" && !isUtf8(name)) entry.bytes = Buffer.from(name);
      entries.set(path, entry);
    }
    // H alone means: one stage, compared, no bit that hides changes. Lower case is assume-unchanged.
    if (!fields.startsWith("H ")) entry.isSame = false;
    if (kind !== "file") continue;
    entry.kind = kind;
    const blob = fields.slice(9, fields.indexOf(" ", 9));
    if (!entry.blobs.includes(blob)) entry.blobs.push(blob);
  }
  return [...entries.values()];
};

// --- internal ---

/** Strings, when all is UTF-8, else buffers. */
const records = (output: Buffer): (string | Buffer)[] => {
  if (isUtf8(output)) return output.toString("utf8").split("\0").slice(0, -1);
  const found: Buffer[] = [];
  for (let start = 0, end = output.indexOf(0); end !== -1; start = end + 1, end = output.indexOf(0, start)) {
    found.push(output.subarray(start, end));
  }
  return found;
};

const pathOf = (name: string | Buffer): string => (typeof name === "string" ? name : nameOf(name));

/** Modes of the index: gitformat-index(5). */
const kindOf = (fields: string): TrackedFile["kind"] => {
  if (fields.startsWith("120000", 2)) return "link";
  return fields.startsWith("160000", 2) ? "submodule" : "file";
};
