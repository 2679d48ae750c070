/**
 * The canonical URL of a repository, from what its remotes are called and where they lead.
 *
 * @module
 */

/**
 * `remote` as `https://host/path`, without user, password, port of ssh, `.git` and trailing slashes; undefined for a
 * local path, a file URL, and whatever names no host.
 *
 * Forms as git-fetch(1) "GIT URLS" lists them: `ssh://user@host:22/p.git`, `git@host:p.git`, `git://`, `http(s)://`.
 */
export const canonicalUrl = (remote: string): string | undefined => {
  const text = remote.trim().replace(/^git\+/, "");
  const scp = /^(?:[^@/\s]+@)?([^:/\s]+):(?!\/\/)(.+)$/.exec(text);
  const spelled = text.includes("://") ? text : scp === null ? "" : `ssh://${scp[1]}/${scp[2]}`;
  if (!URL.canParse(spelled)) return undefined;
  const url = new URL(spelled);
  if (!["https:", "http:", "ssh:", "git:"].includes(url.protocol) || url.hostname === "") return undefined;
  // One letter before the colon is a drive, not a host.
  if (url.hostname.length === 1) return undefined;
  const path = url.pathname
    .replace(/\/+$/, "")
    .replace(/\.git$/, "")
    .replace(/^\/+/, "");
  if (path === "") return undefined;
  const port = url.protocol.startsWith("http") && url.port !== "" ? `:${url.port}` : "";
  return `https://${url.hostname.toLowerCase()}${port}/${path}`;
};

/**
 * The same of what a package.json says: `repository` as a text, and npm's shorthands `github:a/b`, `gitlab:a/b`,
 * `bitbucket:a/b` and `a/b` for GitHub (docs.npmjs.com, "package.json", section "repository").
 */
export const declaredUrl = (declared: string): string | undefined => {
  const short = /^(?:(github|gitlab|bitbucket):)?(\w[\w.-]*(?:\/[\w.-]+)+)$/.exec(declared.trim());
  if (short === null) return /^[\w.-]+:(?!\/\/)[^/]+/.test(declared) ? undefined : canonicalUrl(declared);
  const [, host = "github", path = ""] = short;
  const isOwn = host === "gitlab" || path.split("/").length === 2;
  return isOwn ? canonicalUrl(`https://${hosts[host]}/${path}`) : undefined;
};

/** The remote that speaks for the repository: `upstream` is where a fork comes from, then `origin`, then the only one. */
export const chooseRemote = (remotes: ReadonlyMap<string, string>): string | undefined => {
  const usable = new Map(
    [...remotes].flatMap(([name, url]) => {
      const canonical = canonicalUrl(url);
      return canonical === undefined ? [] : [[name, canonical] as const];
    }),
  );
  const only = usable.size === 1 ? [...usable.values()][0] : undefined;
  return usable.get("origin") ?? usable.get("upstream") ?? only;
};

// --- internal ---

const hosts: Readonly<Record<string, string>> = {
  github: "github.com",
  gitlab: "gitlab.com",
  bitbucket: "bitbucket.org",
};
