/**
 * The many spellings of one repository's URL, made comparable.
 *
 * @module
 */
import { knownHosts, onDevOps } from "./hosts.ts";

/** Where a repository is, whatever the protocol that reaches it. */
export interface RepositoryUrl {
  /** Lower case, without a final dot. */
  host: string;
  /** Of http and https, when it is not the usual one; the port of another protocol says nothing about the web's. */
  port: string;
  /** Whether a port of the web could stand here at all. */
  isWeb: boolean;
  /** Owner and name as written, without `.git` and what follows on a page of the host. */
  path: string;
}

export interface ParseOptions {
  /** Take `owner/name` for a repository on GitHub, as npm does. Default false. */
  shorthand?: boolean;
}

/**
 * Reads `https://`, `http://`, `ssh://`, `git://`, each also with `git+`, `user@host:path` (git-clone(1), "GIT
 * URLs"), and `github:owner/name` with its kin (npm's package.json documentation, "repository"). User names,
 * passwords, queries and fragments are dropped and never shown.
 *
 * Undefined for what is none: a local path, another protocol, a host without a path.
 */
export const parseRepositoryUrl = (
  text: string,
  { shorthand = false }: ParseOptions = {},
): RepositoryUrl | undefined => {
  const trimmed = text.trim().replace(/^git\+/i, "");
  // The URL parser takes white space and controls out without a word.
  if (/[\s\p{Cc}]/u.test(trimmed)) return undefined;
  const { scheme, rest } = splitScheme(trimmed, shorthand) ?? nothing;
  if (!URL.canParse(`https://${rest}`)) return undefined;
  const { hostname, port, pathname } = new URL(`https://${rest}`);
  const isWeb = scheme === "https" || scheme === "http";
  const usual = scheme === "http" ? "80" : "443";
  const place = { host: hostname.replace(/\.$/, ""), port: isWeb && port !== usual ? port : "", isWeb };
  return normalise({ ...place, path: decoded(pathname) });
};

/** Whether both lead to the same repository. The case of a path counts unless the host is known not to care. */
export const isSameRepository = (a: RepositoryUrl, b: RepositoryUrl): boolean =>
  a.host === b.host &&
  (!a.isWeb || !b.isWeb || a.port === b.port) &&
  comparablePath(a.host, a.path) === comparablePath(b.host, b.path);

/** `https://host/owner/name`: one spelling for people. */
export const formatRepositoryUrl = ({ host, port, path }: RepositoryUrl): string =>
  `https://${host}${port === "" ? "" : `:${port}`}/${path}`;

/** A path, or a part of one, to be compared with others on `host`. */
export const comparablePath = (host: string, path: string): string =>
  knownHosts.get(host)?.ignoresCase === true ? path.toLowerCase() : path;

/** The last element: the repository's name. */
export const repositoryName = ({ path }: RepositoryUrl): string => path.slice(path.lastIndexOf("/") + 1);

/** What stands before the name; on GitLab it may be several groups. */
export const repositoryOwner = ({ path }: RepositoryUrl): string => path.slice(0, Math.max(0, path.lastIndexOf("/")));

/** `text` for a report, without what could be a password or a token. */
export const withoutCredentials = (text: string): string => {
  const url = parseRepositoryUrl(text);
  return url === undefined ? text.replace(/\/\/[^/?#]*@/g, "//").replace(/[?#].*/s, "") : formatRepositoryUrl(url);
};

/**
 * `text` as it leads to `canonical`, in its own spelling (protocol, `.git`, the page below); undefined where that is not
 * certain: it holds credentials, or is of another host in a form that the other may not have.
 */
export const movedUrl = (text: string, canonical: RepositoryUrl): string | undefined => {
  const found = parseRepositoryUrl(text);
  // A query may hold a token.
  if (found === undefined || /\?|\/\/(?!git@)[^/]*@/.test(text)) return undefined;
  const [before = "", rest = "", ...more] = text.split(found.path);
  if (more.length > 0) return undefined;
  const isPlain = /^(?:git\+)?https:\/\/[^/@]+\/$/.test(before) && /^(?:\.git)?$/.test(rest);
  if (found.host !== canonical.host && !isPlain) return undefined;
  const start = found.host === canonical.host ? before : startOf(text, canonical);
  const moved = `${start}${canonical.path}${rest}`;
  const read = parseRepositoryUrl(moved);
  return read !== undefined && isSameRepository(read, canonical) ? moved : undefined;
};

// --- internal ---

const startOf = (text: string, canonical: RepositoryUrl): string =>
  `${text.startsWith("git+") ? "git+" : ""}${formatRepositoryUrl({ ...canonical, path: "" })}`;

const shorthands: Readonly<Record<string, string>> = {
  github: "github.com",
  gitlab: "gitlab.com",
  bitbucket: "bitbucket.org",
};

/** No URL begins like this. */
const nothing = { scheme: "", rest: "" };

/** Protocol, and what follows it as it would stand behind `https://`. */
const splitScheme = (text: string, shorthand: boolean): { scheme: string; rest: string } | undefined => {
  const url = /^(https?|ssh|git):\/\/(?!\/)(.+)/i.exec(text);
  if (url !== null) return { scheme: (url[1] ?? "").toLowerCase(), rest: url[2] ?? "" };
  if (text.includes("://")) return undefined;
  const service = /^(github|gitlab|bitbucket):(?!\/)(.+\/.+)/.exec(text);
  if (service !== null) return { scheme: "https", rest: `${shorthands[service[1] ?? ""]}/${service[2]}` };
  // One letter before the colon is a drive of Windows.
  const scp = /^(?:[^@/:]+@)?([^@/:]{2,}):\/*(.+)/.exec(text);
  if (scp !== null) return { scheme: "ssh", rest: `${scp[1]}/${scp[2]}` };
  return shorthand && /^[\w-][\w.-]*\/[\w.-]+$/.test(text)
    ? { scheme: "https", rest: `github.com/${text}` }
    : undefined;
};

/** Nothing, as in a URL without a path, when it is no UTF-8. */
const decoded = (pathname: string): string => {
  try {
    return decodeURIComponent(pathname);
  } catch {
    return "";
  }
};

const normalise = (url: RepositoryUrl): RepositoryUrl | undefined => {
  const elements = url.path.split("/").filter((element) => element !== "");
  const known = onDevOps(url.host, elements) ?? { host: knownHosts.get(url.host)?.alias ?? url.host, elements };
  const { depth } = knownHosts.get(known.host) ?? {};
  if (known.elements.length < (depth ?? 1)) return undefined;
  // GitLab, anywhere: what follows "-" is a page about the repository.
  const page = known.elements.indexOf("-");
  const own = known.elements.slice(0, depth ?? (page > 0 ? page : undefined));
  const path = own.join("/").replace(/\.git$/i, "");
  return path === "" || path.endsWith("/") ? undefined : { ...url, host: known.host, path };
};
