/**
 * A repository of its own at one commit, beside the user's. No hook runs.
 *
 * @module
 */
import { borrowRepository, hooklessGit as git } from "../../borrowed-clone.ts";
import { KprovError, messageOf } from "../../errors.ts";
import { splitNul } from "../../git.ts";

export interface CheckoutOptions {
  /** A directory in the user's repository, absolute. */
  repository: string;
  commit: string;
  /** The branch that the copy is on; null for a detached head. */
  branch: string | null;
  /** Where the copy is made, absolute; must not exist. */
  dir: string;
  /** Make the files in the opposite order. */
  reversed: boolean;
}

export interface Checkout {
  /** Submodules, which are empty directories in the copy. */
  submodules: string[];
  /** Files of Git LFS, which are pointers in the copy. */
  pointers: string[];
}

/**
 * Check the commit out. Throws `E_COMMIT_MISSING` when it is not in the repository, and `E_CLEAN_COPY` when an object of it is not
 * there or a filter fails.
 */
export const checkOut = async (options: CheckoutOptions): Promise<Checkout> => {
  const { repository, commit, dir, reversed } = options;
  await assertCommit(repository, commit);
  await borrowRepository(options);
  await git(["update-ref", "--no-deref", "HEAD", commit], { cwd: dir });
  await beOnBranch(options);
  try {
    await git(["read-tree", commit], { cwd: dir });
    const paths = splitNul(await git(["ls-files", "-z"], { cwd: dir }));
    const input = (reversed ? paths.reverse() : paths).map((path) => `${path}\0`).join("");
    // What LFS keeps elsewhere would be fetched from a network.
    const env = { GIT_LFS_SKIP_SMUDGE: "1" };
    await git(["checkout-index", "--force", "-u", "-z", "--stdin"], { cwd: dir, input, env });
  } catch (cause) {
    const isPartial = await git(["config", "--get-regexp", "^remote\\..*\\.promisor$"], {
      cwd: repository,
      accept: [0, 1],
    });
    throw new KprovError("E_CLEAN_COPY", `Cannot check ${commit} out: ${messageOf(cause)}`, {
      cause,
      ...(isPartial.length > 0 && {
        hint: "this is a partial clone: git checkout of that commit fetches what it lacks",
      }),
    });
  }
  return { submodules: await submodulesOf(dir), pointers: await pointersOf(dir) };
};

// --- internal ---

const answer = async (args: readonly string[], cwd: string): Promise<string> =>
  (await git(args, { cwd })).toString("utf8").replace(/\n$/, "");

const assertCommit = async (repository: string, commit: string): Promise<void> => {
  const type = await git(["cat-file", "-t", commit], { cwd: repository, accept: [0, 128] });
  if (type.toString("utf8") === "commit\n") return;
  const shallow = await answer(["rev-parse", "--is-shallow-repository"], repository);
  throw new KprovError("E_COMMIT_MISSING", `The commit ${commit} is not in "${repository}"`, {
    hint:
      shallow === "true"
        ? "this clone is shallow: git fetch --unshallow"
        : "git fetch it, or name another clone with --repo",
  });
};

/** The same branch as there, so that a step which asks hears the same. A name that can't be used leaves the head detached. */
const beOnBranch = async ({ branch, commit, dir }: CheckoutOptions): Promise<void> => {
  if (branch === null) return;
  const ref = `refs/heads/${branch}`;
  try {
    await git(["check-ref-format", ref], { cwd: dir });
    await git(["update-ref", ref, commit], { cwd: dir });
    await git(["symbolic-ref", "HEAD", ref], { cwd: dir });
  } catch {
    await git(["update-ref", "--no-deref", "HEAD", commit], { cwd: dir });
  }
};

const submodulesOf = async (dir: string): Promise<string[]> =>
  splitNul(await git(["ls-files", "-z", "--stage"], { cwd: dir }))
    .filter((entry) => entry.startsWith("160000 "))
    .map((entry) => entry.slice(entry.indexOf("\t") + 1));

const pointersOf = async (dir: string): Promise<string[]> =>
  splitNul(await git(["ls-files", "-z", "--", ":(top,attr:filter=lfs)"], { cwd: dir }));
