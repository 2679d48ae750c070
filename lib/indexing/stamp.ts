/**
 * What tells that a directory tree is what it was, without opening a file.
 *
 * @module
 */
import { crypto } from "../lazy-crypto.ts";
import type { Tree } from "../verify/index.ts";

/**
 * 32 hexadecimal digits over names, inodes, sizes and both times of change of everything in `tree`; null when some of it could
 * not be looked at or is no plain file, or was changed less than two seconds before `now`: file systems keep times so coarsely
 * that another change could come without a trace.
 *
 * The inode's own time of change can't be set by anybody, so that a file with an old date put back is seen as well.
 */
export const stampOf = (tree: Tree, now: number): string | null => {
  if (tree.isCut || tree.specials.size + tree.unreadable.size + tree.undecodable.length > 0) return null;
  // In any order that is always the same; the system's own may change.
  const paths = [...tree.files.keys()].sort();
  const numbers: number[] = [];
  for (const path of paths) {
    const [device, inode, size, mtimeMs, ctimeMs] = tree.files.get(path)?.identity ?? unknown;
    if (ctimeMs > now - coarsest) return null;
    numbers.push(device, inode, size, mtimeMs, ctimeMs);
  }
  const names = [...tree.directories.keys()].sort().concat("/", paths).join("\0");
  const bytes = Buffer.concat([Buffer.from(names), Buffer.from(Float64Array.from(numbers).buffer)]);
  return crypto().hash("sha256", bytes).slice(0, 32);
};

// --- internal ---

/** Milliseconds: FAT has two seconds, network file systems one. */
const coarsest = 2000;

const unknown = [0, 0, 0, 0, Number.POSITIVE_INFINITY] as const;
