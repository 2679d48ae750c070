/**
 * Which tracked paths the `.gitignore` files of the index ignore, whatever lies in the work tree.
 *
 * @module
 */
import { join } from "node:path";
import { KprovError } from "../../errors.ts";
import { git } from "../../git.ts";
import { withScratch } from "../../undo.ts";
import { type Entry, type Listing, versionsOf } from "./listing.ts";
import { readSmallBlobs } from "./objects.ts";
import { ignoredArgs, parseIgnored } from "./tracked.ts";
import { bytesOfBlob } from "./witness.ts";
import { writeOut } from "./write-out.ts";

export interface IgnoredOptions {
  cwd: string;
  /** Top level of the work tree. */
  root: string;
  gitDir: string;
  /** The index file. */
  index: string;
  listing: Listing;
}

/**
 * Ask git about a directory that holds the index's `.gitignore` files and nothing else. During a merge the first version of
 * such a file counts. Throws as `git` does, and `E_STAGED` for what can't be an ignore file.
 */
export const listIgnoredByIndex = async (options: IgnoredOptions): Promise<ReadonlySet<string>> => {
  const { cwd, root, gitDir, index, listing } = options;
  const files = ignoreFiles(listing);
  if (files.length === 0) return new Set();
  const lying = files.map(({ path, blob }) => bytesOfBlob(join(root, path), blob, maxBytes));
  const others = files.flatMap(({ blob }, index) => (lying[index] === undefined ? [blob] : []));
  const contents = await readSmallBlobs(others, { cwd, maxBytes });
  return withScratch("kprov-ignored-", async (dir) => {
    writeOut(
      dir,
      files.map(({ path, blob }, index) => ({ path, bytes: lying[index] ?? contents.get(blob) ?? refuse(path) })),
    );
    const asked = ["--git-dir", gitDir, "--work-tree", dir, ...ignoredArgs];
    return parseIgnored(await git(asked, { cwd: dir, env: { GIT_INDEX_FILE: index } }));
  });
};

// --- internal ---

/** Larger ones are none. */
const maxBytes = 2 ** 20;

const refuse = (path: string): never => {
  throw new KprovError("E_STAGED", `Cannot judge what is staged: "${path}" is larger than an ignore file can be`);
};

/** git does not follow one that is a link (gitignore(5)). */
function ignoreFiles({ bytes, entries }: Listing): { path: string; blob: string }[] {
  return entries.flatMap((entry) => {
    const version = isIgnoreFile(bytes, entry) ? versionsOf(entry).find(({ kind }) => kind === "file") : undefined;
    if (version === undefined) return [];
    return [{ path: bytes.toString("latin1", entry.start, entry.end), blob: version.blob }];
  });
}

const name = Buffer.from(".gitignore");

const isIgnoreFile = (bytes: Buffer, { start, end }: Entry): boolean => {
  const at = end - name.length;
  // Before a path there is a tab, so that no shorter one ends like this.
  return bytes.compare(name, 0, name.length, at, end) === 0 && (at === start || bytes[at - 1] === 0x2f);
};
