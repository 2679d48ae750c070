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
