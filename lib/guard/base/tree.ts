/**
 * Files of a commit, written out as they are: raw blobs, no filter, no attribute, no hook of the checkout's.
 *
 * @module
 */
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { KprovError } from "../../errors.ts";
import { git } from "../../git.ts";

/** One file of a commit. */
export interface TreeEntry {
  /** From the top, POSIX. */
  path: string;
  mode: string;
  blob: string;
}

/**
 * Blobs of `commit` at `paths` (a directory stands for all below it; none for everything), links too. Throws `E_GIT` when
 * the commit's trees are not in this clone.
 */
export const listTree = async (commit: string, paths: readonly string[], cwd: string): Promise<TreeEntry[]> => {
  const args = ["ls-tree", "-r", "-z", "--full-tree", commit, "--", ...paths];
  const listed = await git(["--literal-pathspecs", ...args], { cwd });
  return recordsOf(listed).flatMap((record) => {
    const match = /^(\d{6}) blob ([0-9a-f]+)\t(.+)$/s.exec(record);
    return match === null ? [] : [{ mode: match[1] ?? "", blob: match[2] ?? "", path: match[3] ?? "" }];
  });
};

/** Blobs that lie directly in `directories` of `commit`, `""` for the top; one that is not there has none. */
export const listDirectories = async (
  commit: string,
  directories: readonly string[],
  cwd: string,
): Promise<TreeEntry[]> => {
  const patterns = directories.flatMap((dir) => (dir === "" ? [] : [`${dir}/`]));
  const asked = (paths: readonly string[]) =>
    git(["--literal-pathspecs", "ls-tree", "-z", "--full-tree", commit, "--", ...paths], { cwd });
  const parts = [
    ...(directories.includes("") ? [await asked([])] : []),
    ...(patterns.length > 0 ? [await asked(patterns)] : []),
  ];
  return parts.flatMap(recordsOf).flatMap((record) => {
    const match = /^(\d{6}) blob ([0-9a-f]+)\t(.+)$/s.exec(record);
    return match === null ? [] : [{ mode: match[1] ?? "", blob: match[2] ?? "", path: match[3] ?? "" }];
  });
};

/** Contents by blob. Throws `E_GIT` when one of them is not in this clone. */
export const readAll = async (entries: readonly TreeEntry[], cwd: string): Promise<Map<string, Buffer>> => {
  const blobs = [...new Set(entries.map(({ blob }) => blob))];
  const contents = new Map<string, Buffer>();
  if (blobs.length === 0) return contents;
  const output = await git(["cat-file", "--batch", "--buffer"], { cwd, input: `${blobs.join("\n")}\n` });
  for (let at = 0; at < output.length; ) {
    const end = output.indexOf(0x0a, at);
    const match = /^([0-9a-f]+) blob (\d+)$/.exec(output.toString("latin1", at, end));
    if (match === null) break;
    const [start, size] = [end + 1, Number(match[2])];
    contents.set(match[1] ?? "", output.subarray(start, start + size));
    at = start + size + 1;
  }
  if (contents.size !== blobs.length)
    throw new KprovError("E_GIT", `git cat-file gave ${contents.size} objects, expected ${blobs.length}`);
  return contents;
};

/**
 * Write `entries` below `dir`, which is new and nobody else's; what is there already stays. A link is made only when it
 * leads to something within; throws `E_BASE` for any other.
 */
export const writeTree = async (entries: readonly TreeEntry[], dir: string, cwd: string): Promise<void> => {
  const contents = await readAll(entries, cwd);
  // Links last: nothing is ever written through one.
  for (const { path, mode, blob } of [...entries].sort((a, b) => Number(isLink(a)) - Number(isLink(b)))) {
    const [target, bytes] = [join(dir, path), contents.get(blob) ?? Buffer.alloc(0)];
    if (path.split("/").some((part) => part === ".." || part === "." || part === ""))
      throw new KprovError("E_BASE", `Cannot use the base: it has a file at "${path}"`);
    mkdirSync(dirname(target), { recursive: true });
    if (mode === "120000") symlinkSync(linkTarget(path, bytes), target);
    else writeFileSync(target, bytes, { flag: "wx" });
  }
};

// --- internal ---

const isLink = ({ mode }: TreeEntry): boolean => mode === "120000";

const recordsOf = (output: Buffer): string[] => output.toString("utf8").split("\0").slice(0, -1);

const linkTarget = (path: string, bytes: Buffer): string => {
  const target = bytes.toString("utf8");
  const reached = posix.normalize(posix.join(posix.dirname(path), target));
  if (target === "" || target.startsWith("/") || reached === ".." || reached.startsWith("../"))
    throw new KprovError("E_BASE", `Cannot use the base: "${path}" is a link that leads out of it`);
  return target;
};
