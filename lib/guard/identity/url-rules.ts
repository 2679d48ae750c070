/**
 * URL_MISMATCH: every place that names the project's repository names the canonical one.
 *
 * @module
 */
import type { Finding } from "../../report.ts";
import type { Located } from "../sources/tree.ts";
import { findingAt } from "./finding.ts";
import { knownHosts } from "./hosts.ts";
import {
  comparablePath,
  formatRepositoryUrl,
  isSameRepository,
  movedUrl,
  parseRepositoryUrl,
  type RepositoryUrl,
  repositoryName,
  repositoryOwner,
  withoutCredentials,
} from "./urls.ts";

/** A place that names a repository. */
export interface UrlClaim {
  /** Where in the file, for people, such as `repository.url`. */
  key: string;
  url: Located<string>;
  /**
   * `repository`: it is the repository. `page`: some page about the project, which may lie on the repository's host.
   * `home`: its home page, which may be the repository, and then is this one.
   * `module`: a Go module path, which begins with the repository when its host keeps repositories.
   */
  role: "repository" | "page" | "home" | "module";
  /** npm reads `owner/name` as GitHub's. */
  shorthand?: boolean;
}

/** What came of a claim: undefined means that it agrees; `none` that it says nothing about a repository. */
export type UrlVerdict = Finding | "none" | undefined;

/** Compare one claim with `identity.repository`. */
export const judgeUrl = (claim: UrlClaim, canonical: RepositoryUrl): UrlVerdict => judges[claim.role](claim, canonical);

// --- internal ---

type Judge = (claim: UrlClaim, canonical: RepositoryUrl) => UrlVerdict;

const judgeRepository: Judge = (claim, canonical) => {
  const { url, shorthand = false } = claim;
  const found = parseRepositoryUrl(url.value, { shorthand });
  if (found === undefined) return mismatch(claim, canonical, "is not a URL of a repository");
  return isSameRepository(found, canonical) ? undefined : mismatch(claim, canonical, "is another repository");
};

/** A home page may be anywhere; only one that is an old place of this very repository is wrong. */
const judgePage: Judge = (claim, canonical) => {
  const found = parseRepositoryUrl(claim.url.value);
  if (found === undefined || found.host !== canonical.host) return "none";
  if (isSameRepository(found, canonical)) return undefined;
  const shares = (part: (url: RepositoryUrl) => string): boolean =>
    comparablePath(found.host, part(found)) === comparablePath(found.host, part(canonical));
  if (!shares(repositoryName) || shares(repositoryOwner)) return "none";
  return mismatch(claim, canonical, "is this repository at another owner");
};

/** npm makes `…#readme` of the repository, so one that is a repository's front page is meant to be this repository's. */
const judgeHome: Judge = (claim, canonical) => {
  const found = parseRepositoryUrl(claim.url.value);
  if (found === undefined || found.host !== canonical.host || isSameRepository(found, canonical))
    return judgePage(claim, canonical);
  if (!isFrontPage(claim.url.value, found)) return judgePage(claim, canonical);
  return mismatch(claim, canonical, "is another repository");
};

/** Nothing follows owner and name; of a host with groups in groups nobody can tell. */
const isFrontPage = (text: string, { host, path }: RepositoryUrl): boolean => {
  const { depth } = knownHosts.get(host) ?? {};
  const written = text.replace(/[?#].*/s, "").replace(/(?:\.git)?(?<!\/)\/*$/i, "");
  // github.com/sponsors/name and its like are pages of the host.
  return (
    depth !== undefined &&
    /[/:]$/.test(written.slice(0, -path.length)) &&
    written.endsWith(path) &&
    !/^(?:sponsors|orgs|users|apps|marketplace)\//i.test(path)
  );
};

/** Go Modules Reference, "Module paths": repository root path, subdirectory, major version suffix. */
const judgeModule: Judge = (claim, canonical) => {
  const [host = ""] = claim.url.value.toLowerCase().split("/");
  // A name of one's own, such as go.uber.org/zap, leads to a repository by a page on the web.
  if (host !== canonical.host && !knownHosts.has(host)) return "none";
  const path = comparablePath(host, claim.url.value.slice(host.length + 1)).replace(/\.git(?=\/|$)/, "");
  const own = comparablePath(canonical.host, canonical.path);
  if (host === canonical.host && `${path}/`.startsWith(`${own}/`)) return undefined;
  return mismatch(claim, canonical, "is a module of another repository");
};

const judges: Readonly<Record<UrlClaim["role"], Judge>> = {
  repository: judgeRepository,
  page: judgePage,
  home: judgeHome,
  module: judgeModule,
};

const mismatch = ({ key, url, role }: UrlClaim, canonical: RepositoryUrl, what: string): Finding => {
  const wanted = role === "module" ? `${canonical.host}/${canonical.path}` : formatRepositoryUrl(canonical);
  const found = withoutCredentials(url.value);
  const to = movedUrl(url.value, canonical);
  return findingAt(url, {
    code: "URL_MISMATCH",
    identity: [role, found, wanted],
    message: `${key} ${what}`,
    expected: `"${wanted}"`,
    actual: `"${found}"`,
    fix: `write "${wanted}" there, or correct identity.repository`,
    ...(to !== undefined && { edit: { from: url.value, to } }),
  });
};
