/**
 * Files that the recorded commit pins: what was read is, byte for byte, what the commit has under that name.
 *
 * @module
 */
import { closeSync, openSync, readSync } from "node:fs";
import { join } from "node:path";
import { git, splitNul } from "../../git.ts";
import { crypto } from "../../lazy-crypto.ts";
import { toBytes } from "./byte-path.ts";

/** The commit that provenance names as the source. */
export interface Source {
  /** Absolute path of the work tree's top. */
  top: string;
  commit: string;
}

/**
 * Absolute path, as bytes and without links, → object name of the commit's blob; empty when git can't say.
 *
 * The commit itself is asked, neither the index nor the work tree: what git is told to overlook is not overlooked here.
 */
export const blobsOf = async ({ top, commit }: Source): Promise<ReadonlyMap<string, string>> => {
  try {
    const listed = await git(["ls-tree", "-r", "-z", "--full-tree", commit], { cwd: top });
    return new Map(
      splitNul(listed).flatMap((line) => {
        // Plain files only: MODE SP blob SP NAME TAB PATH (git-ls-tree, output format).
        const match = /^100\d{3} blob ([0-9a-f]+)\t(.+)$/s.exec(line);
        return match === null ? [] : [[toBytes(join(top, match[2] ?? "")), match[1] ?? ""] as const];
      }),
    );
  } catch {
    return new Map(); // Nothing is pinned then, which asks for more declarations, never for fewer.
  }
};

/** Whether the file's bytes are the blob's, without any filter; `size` is what was hashed before. */
export const isBlob = (path: string, { size, blob }: { size: number; blob: string }): boolean => {
  const state = crypto()
    .createHash(blob.length === 64 ? "sha256" : "sha1")
    .update(`blob ${size}\0`);
  let fd: number | undefined;
  try {
    fd = openSync(path, "r");
    const buffer = Buffer.allocUnsafe(256 * 1024);
    for (let count = readSync(fd, buffer); count > 0; count = readSync(fd, buffer))
      state.update(buffer.subarray(0, count));
    return state.digest("hex") === blob;
  } catch {
    return false;
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
};
