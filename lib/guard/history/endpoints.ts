/**
 * Names in a range that git could take for something else than what is meant.
 *
 * @module
 */
import { KprovError } from "../../errors.ts";
import { git } from "../../git.ts";

/**
 * git takes the first of several references that a short name could be, a tag before a branch, and only warns
 * (gitrevisions(7)): a tag `origin/main` would cut `origin/main..HEAD` short. Throws `E_GIT` for a range with such a name.
 */
export const assertUnambiguous = async (range: string, cwd: string): Promise<void> => {
  const remotes = lines(await git(["remote"], { cwd }));
  for (const name of namesIn(range)) {
    const references = await referencesNamed(name, cwd);
    const names = references.map((one) => one.name);
    // A whole name is what git asks for first.
    if (names.includes(name)) continue;
    const commits = new Set([...references.map(({ commit }) => commit), ...(await commitsNamed(name, cwd))]);
    if (commits.size > 1) throw refused(`"${name}" names several commits, among them ${names.join(", ")}`);
    // Where the remote's branch was not fetched, what is only called like it is somebody else's.
    const isRemote = remotes.some((remote) => `${name}/`.startsWith(`${remote}/`));
    const isFound = isRemote ? names.some((one) => one.startsWith("refs/remotes/")) : !name.startsWith("refs/");
    if (!isFound && names.length > 0) throw refused(`"${name}" is not here, but ${names.join(", ")}`);
  }
};

// --- internal ---

const refused = (what: string): KprovError =>
  new KprovError("E_GIT", what, { hint: "name both ends in full, such as refs/remotes/origin/main..HEAD" });

const lines = (output: Buffer): string[] => output.toString("utf8").split("\n");

/** What git takes for itself before it looks for any reference: HEAD, and the whole name of an object. */
const certain = /^(?:HEAD|[0-9a-f]{40}|[0-9a-f]{64})?$/;

/** `main` of `main~2`, at both ends: no name of git's has these characters (git-check-ref-format(1)). */
const namesIn = (range: string): string[] =>
  range
    .split(/\.{2,3}/)
    .map((end) =>
      end
        .replace(/^\^/, "")
        .split(/[~^:]|@\{/, 1)
        .join(""),
    )
    .filter((name) => !certain.test(name));

/** Where git looks for a name, in its order. */
const places = (name: string): string[] => [
  ...["", "refs/", "refs/tags/", "refs/heads/", "refs/remotes/"].map((place) => place + name),
  `refs/remotes/${name}/HEAD`,
];

const referencesNamed = async (name: string, cwd: string): Promise<{ name: string; commit: string }[]> => {
  const asked = ["for-each-ref", "--format=%(refname) %(objectname) %(*objectname)", "--", ...places(name)];
  return lines(await git(asked, { cwd })).flatMap((line) => {
    const [found = "", object = "", peeled] = line.split(" ");
    // Each is a pattern, too, and asks for all that lies below it.
    return places(name).includes(found) ? [{ name: found, commit: peeled || object }] : [];
  });
};

/** Commits whose names begin like this. */
const commitsNamed = async (start: string, cwd: string): Promise<string[]> => {
  const objects = await git(["rev-parse", `--disambiguate=${start}`], { cwd, accept: [0, 128] });
  const types = await git(["cat-file", "--batch-check"], { cwd, input: objects });
  return lines(types).flatMap((line) => (line.includes(" commit ") ? [line.split(" ", 1).join("")] : []));
};
