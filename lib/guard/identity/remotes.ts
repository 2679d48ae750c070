/**
 * The remotes of the clone, which say where it came from.
 *
 * @module
 */
import { git, splitNul } from "../../git.ts";
import type { Finding } from "../../report.ts";
import {
  formatRepositoryUrl,
  isSameRepository,
  parseRepositoryUrl,
  type RepositoryUrl,
  withoutCredentials,
} from "./urls.ts";

/** A URL that git uses. */
export interface Address {
  /** As configured. */
  written: string;
  /** After `url.<base>.insteadOf` and `pushInsteadOf`. */
  url: string;
}

export interface Remote {
  name: string;
  fetched: readonly Address[];
  pushed: readonly Address[];
}

export type RemoteVerdict = { remote: string; finding?: Finding; skipped?: string };

/**
 * The remotes of the repository around `cwd`, by name, from all of its configuration: included files too. Throws as
 * `git` does. One question to git: each costs as much as all the rest.
 */
export const readRemotes = async (cwd: string): Promise<Remote[]> => {
  // Status 1: no such key.
  const listed = await git(["config", "-z", "--get-regexp", wantedKeys], { cwd, accept: [0, 1] });
  const remotes = new Map<string, { url: string[]; pushurl: string[] }>();
  const rewrites: Rewrites = { insteadof: [], pushinsteadof: [] };
  for (const record of splitNul(listed)) {
    const end = record.indexOf("\n");
    const key = end === -1 ? record : record.slice(0, end);
    const value = end === -1 ? "" : record.slice(end + 1);
    // Sections and keys come in lower case; what stands between them as it was written.
    const [, name = "", last = ""] = /\.(.*)\.([a-z]+)/s.exec(key) ?? [];
    if (last === "url" || last === "pushurl") {
      const remote = remotes.get(name) ?? { url: [], pushurl: [] };
      remotes.set(name, remote);
      remote[last].push(value);
    } else if (last === "insteadof" || last === "pushinsteadof") {
      rewrites[last].push({ base: name, start: value });
    }
  }
  return [...remotes].map(([name, { url, pushurl }]) => ({ name, ...addressesOf(url, pushurl, rewrites) }));
};

/**
 * Which remotes must be the canonical repository: `upstream` when there is one, because then `origin` is somebody's
 * fork; else `origin`; else, when a clone has neither, one of those that it has. Other remotes are free.
 *
 * It is what is fetched from and what is pushed to. A path on this machine says nothing about where the project
 * lives, and a push URL that is a mere word is how people forbid themselves to push.
 */
export const judgeRemotes = (remotes: readonly Remote[], canonical: RepositoryUrl): RemoteVerdict[] => {
  const main = ["upstream", "origin"].find((name) => remotes.some((remote) => remote.name === name));
  const isCanonical = ({ url }: Address): boolean => {
    const found = parseRepositoryUrl(url);
    return found !== undefined && isSameRepository(found, canonical);
  };
  const isElsewhere = (address: Address): boolean => !isLocal(address.url) && !isCanonical(address);
  const agrees = ({ fetched, pushed }: Remote): boolean =>
    [...fetched, ...pushed].some(isCanonical) && ![...fetched, ...pushed].some(isElsewhere);
  const isServed = main === undefined && remotes.some(agrees);
  return remotes.map((remote) => {
    const { name, fetched, pushed } = remote;
    if (main !== undefined && name !== main) return { remote: name, skipped: "another remote" };
    if (agrees(remote)) return { remote: name };
    if (isServed) return { remote: name, skipped: "another remote" };
    const from = fetched.find(isElsewhere);
    if (from !== undefined) return { remote: name, finding: mismatch(name, from, { canonical, isPushed: false }) };
    const to = pushed.find(isElsewhere);
    if (to !== undefined) return { remote: name, finding: mismatch(name, to, { canonical, isPushed: true }) };
    return { remote: name, skipped: "local remote" };
  });
};

// --- internal ---

const wantedKeys = "^(remote\\..*\\.(url|pushurl)|url\\..*\\.(insteadof|pushinsteadof))$";

interface Rewrite {
  base: string;
  /** What a URL has to begin with. */
  start: string;
}

type Rewrites = Record<"insteadof" | "pushinsteadof", Rewrite[]>;

/** git-config(1), "url.<base>.insteadOf": the longest match wins; of equal ones git takes the first. */
const rewritten = (written: string, rewrites: readonly Rewrite[]): Address | undefined => {
  let best: Rewrite | undefined;
  for (const rewrite of rewrites)
    if (written.startsWith(rewrite.start) && (best === undefined || rewrite.start.length > best.start.length))
      best = rewrite;
  return best && { written, url: `${best.base}${written.slice(best.start.length)}` };
};

/**
 * git-config(1), "remote.<name>.url" and "pushurl": the first URL is fetched from, all are pushed to, unless there are
 * push URLs; `pushInsteadOf` is for pushes to the former alone.
 *
 * An empty one discards those before it, but not in every version of git: then all count.
 */
const addressesOf = (
  urls: readonly string[],
  pushUrls: readonly string[],
  { insteadof, pushinsteadof }: Rewrites,
): Pick<Remote, "fetched" | "pushed"> => {
  const used = (written: string): Address => rewritten(written, insteadof) ?? { written, url: written };
  const isReset = urls.includes("") || pushUrls.includes("");
  const all = urls.filter((url) => url !== "").map(used);
  const pushed = pushUrls.filter((url) => url !== "").map(used);
  if (pushed.length === 0 || isReset) {
    const forPushes = urls.flatMap((url) => rewritten(url, pushinsteadof) ?? []);
    pushed.push(...(forPushes.length > 0 && !isReset ? forPushes : [...forPushes, ...all]));
  }
  return { fetched: isReset ? all : all.slice(0, 1), pushed };
};

/** git-clone(1): a path, or `file://`. What stands before a colon is a host, unless it has a slash or is a drive of Windows. */
const isLocal = (url: string): boolean =>
  /^file:\/\//i.test(url) || (!url.includes("://") && (!/^[^/]+:/.test(url) || /^[a-z]:[/\\]/i.test(url)));

const mismatch = (
  name: string,
  { written, url }: Address,
  { canonical, isPushed }: { canonical: RepositoryUrl; isPushed: boolean },
): Finding => {
  const wanted = formatRepositoryUrl(canonical);
  return {
    code: "URL_MISMATCH",
    level: "violation",
    message: `The remote "${name}" ${isPushed ? "pushes to" : "is"} another repository`,
    expected: `"${wanted}"`,
    actual: `"${withoutCredentials(url)}"`,
    fix:
      written === url
        ? mending(name, wanted, isPushed)
        : `remove what makes it of "${withoutCredentials(written)}": git config --show-origin --get-regexp '^url\\.'`,
  };
};

const mending = (name: string, wanted: string, isPushed: boolean): string => {
  // A name may hold anything, and people paste what stands here.
  if (isPushed && /^\w[\w.-]*$/.test(name))
    return `see git remote get-url --push --all ${name}, and remove what is not ${wanted}`;
  return name === "origin"
    ? `run git remote set-url origin ${wanted}; in a fork, git remote add upstream ${wanted}; or correct identity.repository`
    : "correct the remote, or identity.repository";
};
