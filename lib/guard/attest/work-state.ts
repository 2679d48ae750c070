/**
 * The very state of a work tree: what a statement about a check is bound to.
 *
 * @module
 */
import { existsSync, lstatSync, readlinkSync, realpathSync } from "node:fs";
import { isAbsolute, join, relative, sep } from "node:path";
import { hashFiles, sha256 } from "../../digest.ts";
import { KprovError } from "../../errors.ts";
import type { JudgedState } from "../../evidence/index.ts";
import { git, splitNul } from "../../git.ts";
import { canonicalJson } from "../../json.ts";
import { type OnCopy, withIndexCopy } from "../surface/index-copy.ts";
import { gitDirectory, topLevel } from "../surface/top-level.ts";

export interface WorkStateOptions {
  /** Anywhere in the work tree. */
  cwd: string;
  /** Absolute directory of the bundles: evidence is no change. */
  outDir: string;
}

/**
 * Every tracked file as it lies there, whatever the index or a flag of it says, as a tree; and the files that are neither
 * tracked nor ignored. Of a submodule only its commit counts, of a repository within only its name.
 *
 * Writes nothing into the repository. Throws as `git` does, and `E_IO` for an untracked file that can't be read.
 */
export const readWorkState = async ({ cwd, outDir }: WorkStateOptions): Promise<JudgedState> => {
  const top = topLevel(cwd);
  const asked = ["rev-parse", "--path-format=absolute", "--git-path", "objects", "--verify", "--quiet", "HEAD"];
  const [[objects = "", commit = ""], untracked] = await Promise.all([
    git(asked, { cwd, accept: [0, 1] }).then((output) => output.toString("utf8").split("\n")),
    digestUntracked(top, outDir),
  ]);
  const tree = await withIndexCopy({ cwd: top, gitDir: gitDirectory(cwd, top), objects }, (onCopy) =>
    writeWorkTree(onCopy, top),
  );
  const own = commit === "" ? "" : (await git(["rev-parse", `${commit}^{tree}`], { cwd })).toString("latin1").trim();
  return { commit: commit || null, tree, isCommit: own === tree, untracked };
};

// --- internal ---

const writeWorkTree = async (onCopy: OnCopy, top: string): Promise<string> => {
  // Flags that make git look away (git-update-index(1)); a file that a sparse checkout leaves out is what the index says.
  const hidden = splitNul(await onCopy(["ls-files", "-v", "-z"]))
    .filter((line) => /^[a-zS]/.test(line))
    .map((line) => line.slice(2))
    .filter((path) => existsSync(join(top, path)));
  for (const flag of hidden.length === 0 ? [] : ["--no-assume-unchanged", "--no-skip-worktree"])
    await onCopy(["update-index", flag, "-z", "--stdin"], hidden.map((path) => `${path}\0`).join(""));
  await onCopy(["add", "--update", "--", ":/"]);
  return (await onCopy(["write-tree"])).toString("latin1").trim();
};

const digestUntracked = async (top: string, outDir: string): Promise<string | null> => {
  const inside = existsSync(outDir) ? relative(top, realpathSync(outDir)) : "";
  const isElsewhere = inside === "" || inside === ".." || inside.startsWith(`..${sep}`) || isAbsolute(inside);
  const leaveOut = isElsewhere ? [] : [`:(top,exclude,literal)${inside}`];
  const asked = ["ls-files", "--others", "--exclude-standard", "-z", "--", ":/", ...leaveOut];
  const paths = splitNul(await git(asked, { cwd: top })).sort();
  if (paths.length === 0) return null;
  const entries = paths.map((path): { path: string; link: string | null; isFile: boolean } => {
    if (path.includes("\ufffd")) throw unreadable(path, "its name is not valid UTF-8");
    const stats = lstatSync(join(top, path), { throwIfNoEntry: false });
    if (stats === undefined) throw unreadable(path, "it went away");
    return { path, link: stats.isSymbolicLink() ? readlinkSync(join(top, path)) : null, isFile: stats.isFile() };
  });
  const files = entries.filter(({ isFile }) => isFile);
  const digests = await hashFiles(files.map(({ path }) => join(top, path)));
  const digestOf = new Map(
    files.map(({ path }, index) => {
      const digest = digests[index];
      if (digest === undefined || "failed" in digest) throw unreadable(path, String(digest?.failed));
      return [path, digest.sha256];
    }),
  );
  return sha256(
    canonicalJson(entries.map(({ path, link }) => [path, link ?? digestOf.get(path) ?? null, link !== null])),
  );
};

const unreadable = (path: string, why: string): KprovError =>
  new KprovError("E_IO", `Cannot say which files were judged: the untracked "${path}" can't be read (${why})`, {
    hint: "remove it, or put it into .gitignore",
  });
