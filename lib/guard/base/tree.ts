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
  return blobsIn(await git(["--literal-pathspecs", ...args], { cwd }));
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
  return parts.flatMap(blobsIn);
};

/** Contents by blob. Throws `E_GIT` when one of them is not in this clone. */
export const readAll = async (entries: readonly TreeEntry[], cwd: string): Promise<Map<string, Buffer>> => {
  const blobs = [...new Set(entries.map(({ blob }) => blob))];
  const contents = new Map<string, Buffer>();
  if (blobs.length === 0) return contents;
  const output = await git(["cat-file", "--batch", "--buffer"], { cwd, input: `${blobs.join("\n")}\n` });
  for (let at = 0; ; ) {
    const end = output.indexOf(0x0a, at);
    // At the end, and at whatever stands there in the place of git's words: without a size this would go on for ever.
    const header = /^([0-9a-f]+) blob (\d+)$/.exec(output.toString("latin1", at, end));
    if (header === null) break;
    const [, blob = "", size] = header;
    const start = end + 1;
    at = start + Number(size) + 1;
    contents.set(blob, output.subarray(start, at - 1));
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
  for (const entry of [...entries].sort((a, b) => Number(isLink(a)) - Number(isLink(b)))) {
    const { path, blob } = entry;
    const [target, bytes] = [join(dir, path), contents.get(blob) ?? Buffer.alloc(0)];
    if (path.split("/").some((part) => part === ".." || part === "." || part === ""))
      throw new KprovError("E_BASE", `Cannot use the base: it has a file at "${path}"`);
    mkdirSync(dirname(target), { recursive: true });
    if (isLink(entry)) symlinkSync(linkTarget(path, bytes), target);
    else writeFileSync(target, bytes, { flag: "wx" });
  }
};

// --- internal ---

const isLink = ({ mode }: TreeEntry): boolean => mode === "120000";

/** What `ls-tree -z` lists, without submodules and directories. */
const blobsIn = (output: Buffer): TreeEntry[] =>
  output
    .toString("utf8")
    .split("\0")
    .flatMap((record) => {
      const match = /^(\d{6}) blob ([0-9a-f]+)\t(.+)/s.exec(record);
      if (match === null) return [];
      const [, mode = "", blob = "", path = ""] = match;
      return [{ mode, blob, path }];
    });

const linkTarget = (path: string, bytes: Buffer): string => {
  const target = bytes.toString("utf8");
  const reached = posix.join(posix.dirname(path), target);
  // Behind a name, which may be another link's, nobody knows where `..` leads.
  const isWinding = target
    .replace(/^(?:\.\.?(?:\/|$))+/, "")
    .split("/")
    .includes("..");
  if (target === "" || target.startsWith("/") || reached === ".." || reached.startsWith("../") || isWinding)
    throw new KprovError("E_BASE", `Cannot use the base: "${path}" is a link that leads out of it`);
  return target;
};
