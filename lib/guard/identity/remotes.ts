/**
 * The remotes of the clone, which say where it came from.
 *
 * @module
 */
import { gitSync, splitNul } from "../../git.ts";
import type { Finding } from "../../report.ts";
import {
  formatRepositoryUrl,
  isSameRepository,
  parseRepositoryUrl,
  type RepositoryUrl,
  withoutCredentials,
} from "./urls.ts";

export interface Remote {
  name: string;
  /** As configured, then as git would use it after `url.<base>.insteadOf`; the first URL is the one that is fetched. */
  urls: readonly string[];
}

export type RemoteVerdict = { remote: string; finding?: Finding; skipped?: string };

/** The remotes of the repository around `cwd`, by name. Throws as `git` does. */
export const readRemotes = (cwd: string): Remote[] => {
  // Status 1: no such key.
  const listed = gitSync(["config", "-z", "--get-regexp", "^(remote\\..*\\.url|url\\..*\\.insteadof)$"], {
    cwd,
    accept: [0, 1],
  });
  const remotes = new Map<string, string>();
  let isRewriting = false;
  for (const record of splitNul(listed)) {
    const end = record.indexOf("\n");
    const key = end === -1 ? record : record.slice(0, end);
    // Sections and keys come in lower case; what stands between them as it was written.
    if (key.startsWith("url.")) isRewriting = true;
    if (!key.startsWith("remote.")) continue;
    const name = key.slice("remote.".length, -".url".length);
    if (!remotes.has(name)) remotes.set(name, end === -1 ? "" : record.slice(end + 1));
  }
  return [...remotes].map(([name, url]) => {
    const used = isRewriting ? (rewritten(name, cwd) ?? url) : url;
    return { name, urls: [...new Set([url, used])] };
  });
};

/**
 * Which remotes must be the canonical repository: `upstream` when there is one, because then `origin` is somebody's
 * fork; else `origin`; else, when a clone has neither, one of those that it has. Other remotes are free.
 *
 * A remote that is a path on this machine says nothing about where the project lives.
 */
export const judgeRemotes = (remotes: readonly Remote[], canonical: RepositoryUrl): RemoteVerdict[] => {
  const main = ["upstream", "origin"].find((name) => remotes.some((remote) => remote.name === name));
  const agrees = ({ urls }: Remote) =>
    urls.some((url) => {
      const found = parseRepositoryUrl(url);
      return found !== undefined && isSameRepository(found, canonical);
    });
  const isServed = main === undefined && remotes.some(agrees);
  return remotes.map((remote) => {
    const { name, urls } = remote;
    if (main !== undefined && name !== main) return { remote: name, skipped: "remote of somebody else" };
    if (agrees(remote)) return { remote: name };
    if (isServed) return { remote: name, skipped: "remote of somebody else" };
    if (urls.every(isLocal)) return { remote: name, skipped: "local remote" };
    return { remote: name, finding: mismatch(remote, canonical) };
  });
};

// --- internal ---

const rewritten = (name: string, cwd: string): string | undefined => {
  // A remote's name may begin with a dash. 2: git no longer takes it for a remote.
  const answer = gitSync(["remote", "get-url", "--", name], { cwd, accept: [0, 2, 128] });
  const url = answer.toString("utf8").replace(/\n$/, "");
  return url === "" ? undefined : url;
};

/** git-clone(1): a path, or `file://`. A word with a colon before any slash is a host. */
const isLocal = (url: string): boolean =>
  /^file:\/\//i.test(url) || (!url.includes("://") && (!/^[^/]{2,}?:/.test(url) || /^[/.~]/.test(url)));

const mismatch = ({ name, urls }: Remote, canonical: RepositoryUrl): Finding => {
  const wanted = formatRepositoryUrl(canonical);
  return {
    code: "URL_MISMATCH",
    level: "violation",
    message: `The remote "${name}" is another repository`,
    expected: `"${wanted}"`,
    actual: `"${withoutCredentials(urls.at(-1) ?? "")}"`,
    fix:
      name === "origin"
        ? `run git remote set-url origin ${wanted}; in a fork, git remote add upstream ${wanted}; or correct identity.repository`
        : `correct the remote, or identity.repository`,
  };
};
