/**
 * From a name to one commit of this clone.
 *
 * @module
 */
import { KprovError } from "../../errors.ts";
import { gitSync } from "../../git.ts";
import { shellQuote } from "../../text.ts";
import type { AskedBase } from "./asked.ts";
import { type Home, isElsewhere } from "./home.ts";
import { holds, namedTip } from "./tip.ts";

/**
 * The commit that `asked` names. Throws `E_BASE`, with the command that mends it, when this clone has none, or only an old copy of
 * the branch, when a name stands for two commits, or when a pull request is to be judged by itself, or by a submodule's own history.
 */
export const resolveBase = (asked: AskedBase, cwd: string): string => {
  const { branch } = asked;
  const isRequest = asked.from !== "--base" || asked.isRequest === true;
  if (isRequest) assertNoSubmodule(cwd);
  const away = asked.home !== undefined && isElsewhere(asked.home, cwd) ? asked.home : undefined;
  const remote =
    branch === undefined || away !== undefined ? undefined : commitOf(`refs/remotes/origin/${branch}`, cwd);
  const least = leastOf(asked, cwd);
  const isOld = remote !== undefined && least !== undefined && !holds(remote, least, cwd);
  const isNamed = remote === undefined || isOld;
  const commit = isNamed ? namedHere(asked, cwd) : remote;
  if (commit === undefined) throw isOld ? tooOld(asked, least, cwd) : notFound(asked, away, cwd);
  // A branch of the remote's is where it is; what names a commit could name any.
  if (isRequest && isNamed) assertOther(asked, commit, cwd);
  if (asked.isOfTarget) assertAhead(asked, commit, cwd);
  return commit;
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

/** What `asked` names besides the remote's branch, of what this clone has. */
const namedHere = ({ branch, revision = "", commits }: AskedBase, cwd: string): string | undefined => {
  if (branch === undefined) return commitOf(unambiguous(revision, cwd), cwd);
  return commits.flatMap((start) => only(commitsNamed(start, cwd)))[0];
};

/** A commit that the branch holds, by all that the CI says; in full where this clone has it. */
const leastOf = ({ tip, commits }: AskedBase, cwd: string): string | undefined => {
  const [first] = commits.map((start) => only(commitsNamed(start, cwd))[0] ?? start);
  return (tip && namedTip(tip, cwd)) ?? first;
};

const tooOld = ({ name, from, branch }: AskedBase, least: string, cwd: string): KprovError =>
  new KprovError(
    "E_BASE",
    `Cannot use this clone's copy of the base "${name}" (${from}): it lacks ${least.slice(0, 12)}, which the CI names`,
    {
      hint: mendingFetch(branch, cwd),
    },
  );

const notFound = ({ name, from, branch, revision }: AskedBase, away: Home | undefined, cwd: string): KprovError => {
  const what = `Cannot find the base "${name}" (${from}) in this clone`;
  return away === undefined
    ? new KprovError("E_BASE", what, { hint: hintFor(branch ?? remoteBranch(revision), cwd) })
    : new KprovError("E_BASE", `${what}: its "origin" is not ${away.url}`, { hint: hintAway(away, name) });
};

/** What is judged would be its own judge. */
const assertOther = ({ name }: AskedBase, commit: string, cwd: string): void => {
  if (commitOf("HEAD", cwd) !== commit) return;
  throw new KprovError("E_BASE", `Cannot judge a pull request by itself: the base "${name}" is HEAD`, {
    hint: "give --base origin/BRANCH with the branch that it goes to",
  });
};

/** Where the target's own commit is checked out, perhaps one that it has left behind since, nothing of the pull request is here. */
const assertAhead = ({ name }: AskedBase, commit: string, cwd: string): void => {
  if (ask(cwd, "rev-list", "--max-count=1", "HEAD", `^${commit}`, "--") !== "") return;
  throw new KprovError(
    "E_BASE",
    `Cannot judge a pull request that is not here: HEAD is a commit of the base "${name}"`,
    {
      hint: "pull_request_target checks out the target: run on pull_request, or check out what is to be judged",
    },
  );
};

/** The pull request is that of the repository around it, and which submodules there are is the candidate's choice. */
const assertNoSubmodule = (cwd: string): void => {
  if (gitSync(["rev-parse", "--show-superproject-working-tree"], { cwd }).length === 0) return;
  throw new KprovError("E_BASE", `Cannot judge a pull request in "${cwd}": it is a submodule`, {
    hint: "work in the repository that it is of, or give --no-base-branch",
  });
};

/** A fetch; without a remote to fetch from, what this clone has itself. */
const hintFor = (branch: string | undefined, cwd: string): string => {
  const remotes = remotesOf(cwd);
  if (remotes.includes("origin") || branch === undefined) return mendingFetch(branch, cwd);
  const [remote] = remotes;
  if (remote !== undefined)
    return `there is no remote "origin"; fetch, and give --base ${shellQuote(`${remote}/${branch}`)}`;
  return commitOf(`refs/heads/${branch}`, cwd) === undefined
    ? 'there is no remote "origin"; give --base with a branch or a commit of this clone'
    : `there is no remote "origin"; give --base ${shellQuote(branch)} if you trust this clone's own branch`;
};

/** `origin` may be a fork, whose branches anybody may move. */
const hintAway = ({ url }: Home, branch: string): string => {
  const place = `refs/remotes/target/${branch}`;
  const refspec = shellQuote(`+refs/heads/${branch}:${place}`);
  return `git fetch --no-tags ${shellQuote(url)} ${refspec}, and give --base ${shellQuote(place)}`;
};

/** `main` of `origin/main`, as people write it. */
const remoteBranch = (revision: string | undefined): string | undefined =>
  /^(?:refs\/remotes\/)?origin\/([\w./-]+)$/.exec(revision ?? "")?.[1];

const ask = (cwd: string, ...args: string[]): string =>
  gitSync(args, { cwd, accept: [0, 1, 128] })
    .toString("latin1")
    .trim();

/**
 * A reference with its whole name is nothing else: git would also take a tag or a branch that somebody has given such a name
 * (gitrevisions(7)), and a candidate may have.
 */
const commitOf = (name: string, cwd: string): string | undefined => {
  const plain = plainOf(name);
  const start = plain.startsWith("refs/") ? ask(cwd, "show-ref", "--verify", "--hash", plain) : plain;
  const object = `${start}${name.slice(plain.length)}`;
  const found = ask(cwd, "rev-parse", "--verify", "--quiet", `${object}^{commit}`);
  // A full object name is echoed whether or not the object is there; for what is no name, nothing is.
  return ask(cwd, "cat-file", "-t", found) === "commit" ? found : undefined;
};

/** `main` of `main~2`: no name of git's has these (git-check-ref-format(1)). */
const plainOf = (name: string): string => name.split(/[~^:]/, 1).join("");

/** The commits whose names begin like this, and nothing that is only called so. */
const commitsNamed = (start: string, cwd: string): string[] =>
  ask(cwd, "rev-parse", `--disambiguate=${start}`)
    .split("\n")
    .filter((name) => ask(cwd, "cat-file", "-t", name) === "commit");

/** Of several that begin alike, none: what is short may have been made to. */
const only = (names: readonly string[]): readonly string[] => (names.length === 1 ? names : []);

/** git takes the first of these (gitrevisions(7)) and only warns: a tag could stand in for a branch. */
const places = (name: string): string[] => [
  `refs/${name}`,
  `refs/tags/${name}`,
  `refs/heads/${name}`,
  `refs/remotes/${name}`,
  `refs/remotes/${name}/HEAD`,
];

/** What git takes for itself before it looks for any reference: HEAD and its like, and the whole name of an object. */
const certain = /^(?:refs\/.*|@.*|(?:[A-Z]+_)?HEAD|[0-9a-f]{40}|[0-9a-f]{64})$/;

/** `name`, which may go on as in `main~2`, so that nothing else can be meant by it. */
const unambiguous = (name: string, cwd: string): string => {
  const plain = plainOf(name);
  if (certain.test(plain)) return name;
  const found = [...refsNamed(plain, cwd), ...commitsNamed(plain, cwd)];
  const commits = new Set(found.map((one) => commitOf(one, cwd)));
  if (commits.size > 1)
    throw new KprovError("E_BASE", `Cannot choose the base "${name}": it names several commits`, {
      hint: `give one of: ${found.join(", ")}`,
    });
  const [one = plain] = found;
  // Where the remote's branch was not fetched, what is only called like it is somebody else's.
  const isRemote = remotesOf(cwd).some((remote) => plain.startsWith(`${remote}/`));
  return `${isRemote ? `refs/remotes/${plain}` : one}${name.slice(plain.length)}`;
};

const refsNamed = (name: string, cwd: string): string[] => {
  // One that is no name, such as `a..b`, is a pattern that nothing has.
  const options = { cwd, accept: [0, 128, 129] };
  const listed = gitSync(["for-each-ref", "--format=%(refname)", ...places(name)], options).toString("utf8");
  return listed.split("\n").filter((ref) => places(name).includes(ref));
};

const remotesOf = (cwd: string): string[] => gitSync(["remote"], { cwd }).toString("utf8").split("\n").filter(Boolean);
