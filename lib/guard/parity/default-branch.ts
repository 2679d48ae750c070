/**
 * Which branch is the default one.
 *
 * @module
 */
import { readSmallFile } from "../../files.ts";
import { git } from "../../git.ts";

/**
 * What CI says: GitLab by a variable, GitHub in its event. Else what the clone says: that of `origin`; `main` or `master`, whichever there
 * is; the only one that there is. Throws as `git` does.
 */
export const defaultBranch = async (cwd: string, env: NodeJS.ProcessEnv): Promise<string> => {
  const said = env["CI_DEFAULT_BRANCH"] || ofEvent(env["GITHUB_EVENT_PATH"]);
  if (said) return said;
  const asked = ["for-each-ref", "--format=%(refname) %(symref)", "refs/heads", "refs/remotes/origin"];
  const lines = `${await git(asked, { cwd })}`.split("\n");
  const refs = new Map(lines.map((line): [string, string] => [line.split(" ")[0] ?? "", line.split(" ")[1] ?? ""]));
  const head = (refs.get("refs/remotes/origin/HEAD") ?? "").slice(ofOrigin.length);
  if (head !== "") return head;
  refs.delete("refs/remotes/origin/HEAD");
  const usual = ["main", "master"].find((name) => refs.has(`${ofHere}${name}`) || refs.has(`${ofOrigin}${name}`));
  return usual ?? onlyOne(refs, ofOrigin) ?? onlyOne(refs, ofHere) ?? "main";
};

// --- internal ---

const ofHere = "refs/heads/";
const ofOrigin = "refs/remotes/origin/";

const onlyOne = (refs: ReadonlyMap<string, string>, place: string): string | undefined => {
  const [name, ...others] = [...refs.keys()].filter((ref) => ref.startsWith(place));
  return others.length === 0 ? name?.slice(place.length) : undefined;
};

/** docs.github.com "Webhook events and payloads": every event has the repository. */
const ofEvent = (path: string | undefined): string | undefined => {
  let branch: unknown;
  try {
    branch = JSON.parse(readSmallFile(path ?? "", 32 * 2 ** 20).toString("utf8")).repository.default_branch;
  } catch {
    // Then the clone says it.
  }
  return typeof branch === "string" ? branch : undefined;
};
