/**
 * From a name to one commit of this clone.
 *
 * @module
 */
import { KprovError } from "../../errors.ts";
import { gitSync } from "../../git.ts";
import { shellQuote } from "../../text.ts";
import type { AskedBase } from "./asked.ts";

/**
 * The commit that `asked` names. Throws `E_BASE`, with the command that mends it, when this clone has none, when a
 * name stands for two commits, or when a pull request is to be judged by itself.
 */
export const resolveBase = (asked: AskedBase, cwd: string): string => {
  const { branch, revision, commits } = asked;
  const candidates =
    branch === undefined ? [unambiguous(revision ?? "", cwd)] : [`refs/remotes/origin/${branch}`, ...commits];
  for (const candidate of candidates) {
    const commit = commitOf(candidate, cwd);
    if (commit === undefined) continue;
    if (asked.isRequest === true) assertOther(asked, commit, cwd);
    return commit;
  }
  throw new KprovError("E_BASE", `Cannot find the base "${asked.name}" (${asked.from}) in this clone`, {
    hint: hintFor(branch ?? remoteBranch(revision), cwd),
  });
};

/** Whether history ends at commits that have parents elsewhere: `git clone --depth`. Throws as `git` does. */
export const isShallow = (cwd: string): boolean =>
  gitSync(["rev-parse", "--is-shallow-repository"], { cwd }).toString("latin1").trim() === "true";

/** What brings in what this clone lacks. */
export const mendingFetch = (branch: string | undefined, cwd: string): string => {
  const what = branch === undefined ? "" : ` ${shellQuote(`+refs/heads/${branch}:refs/remotes/origin/${branch}`)}`;
  return `git fetch --no-tags${isShallow(cwd) ? " --unshallow" : ""} origin${what}`;
};

// --- internal ---

/** What is judged would be its own judge. */
const assertOther = ({ name }: AskedBase, commit: string, cwd: string): void => {
  if (commitOf("HEAD", cwd) !== commit) return;
  throw new KprovError("E_BASE", `Cannot judge a pull request by itself: the base "${name}" is HEAD`, {
    hint: "give --base origin/BRANCH with the branch that it goes to",
  });
};

/** A fetch; without a remote to fetch from, what this clone has itself. */
const hintFor = (branch: string | undefined, cwd: string): string => {
  const remotes = gitSync(["remote"], { cwd }).toString("utf8").split("\n").filter(Boolean);
  if (remotes.includes("origin") || branch === undefined) return mendingFetch(branch, cwd);
  const [remote] = remotes;
  if (remote !== undefined)
    return `there is no remote "origin"; fetch, and give --base ${shellQuote(`${remote}/${branch}`)}`;
  return commitOf(`refs/heads/${branch}`, cwd) === undefined
    ? 'there is no remote "origin"; give --base with a branch or a commit of this clone'
    : `there is no remote "origin"; give --base ${shellQuote(branch)} if you trust this clone's own branch`;
};

/** `main` of `origin/main`, as people write it. */
const remoteBranch = (revision: string | undefined): string | undefined =>
  /^(?:refs\/remotes\/)?origin\/([\w./-]+)$/.exec(revision ?? "")?.[1];

const commitOf = (name: string, cwd: string): string | undefined => {
  const args = ["rev-parse", "--verify", "--quiet", `${name}^{commit}`];
  const found = gitSync(args, { cwd, accept: [0, 1, 128] })
    .toString("latin1")
    .trim();
  // A full object name is echoed whether or not the object is there; for what is no name, nothing is.
  const type = gitSync(["cat-file", "-t", found], { cwd, accept: [0, 1, 128] });
  return type.toString("latin1").trim() === "commit" ? found : undefined;
};

/** git takes the first of these (gitrevisions(7)) and only warns: a tag could stand in for a branch. */
const places = (name: string): string[] => [
  `refs/${name}`,
  `refs/tags/${name}`,
  `refs/heads/${name}`,
  `refs/remotes/${name}`,
  `refs/remotes/${name}/HEAD`,
];

const unambiguous = (name: string, cwd: string): string => {
  const listed = gitSync(["for-each-ref", "--format=%(refname) %(objectname)", ...places(name)], {
    cwd,
    // A revision that is no name, such as HEAD~2, is a pattern that nothing has.
    accept: [0, 128, 129],
  }).toString("utf8");
  const refs = listed.split("\n").flatMap((line) => {
    const [ref = "", commit = ""] = line.split(" ");
    return places(name).includes(ref) ? [{ ref, commit }] : [];
  });
  if (new Set(refs.map(({ commit }) => commit)).size <= 1) return name;
  throw new KprovError("E_BASE", `Cannot choose the base "${name}": it names several commits`, {
    hint: `give one of: ${refs.map(({ ref }) => ref).join(", ")}`,
  });
};
