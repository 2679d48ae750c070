/**
 * What is known about hosts of repositories.
 *
 * @module
 */

export interface KnownHost {
  /** The host's usual name, when this is another one of it. */
  alias?: string;
  /** Elements of a repository's path, where it is always the same number; what follows is a page. */
  depth?: number;
  /** Owners and names that differ in case only are the same. */
  ignoresCase?: boolean;
  /** How badge services name it in their paths. */
  badge?: readonly string[];
}

/** By name in lower case. */
export const knownHosts: ReadonlyMap<string, KnownHost> = new Map<string, KnownHost>([
  ["github.com", { depth: 2, ignoresCase: true, badge: ["github", "gh", "github.com"] }],
  ["www.github.com", { alias: "github.com" }],
  // Where port 22 is closed: GitHub, "Using SSH over the HTTPS port"; GitLab and Bitbucket have the same.
  ["ssh.github.com", { alias: "github.com" }],
  ["raw.githubusercontent.com", { alias: "github.com" }],
  ["gitlab.com", { ignoresCase: true, badge: ["gitlab", "gl", "gitlab.com"] }],
  ["www.gitlab.com", { alias: "gitlab.com" }],
  ["altssh.gitlab.com", { alias: "gitlab.com" }],
  ["bitbucket.org", { depth: 2, ignoresCase: true, badge: ["bitbucket", "bb", "bitbucket.org"] }],
  ["www.bitbucket.org", { alias: "bitbucket.org" }],
  ["altssh.bitbucket.org", { alias: "bitbucket.org" }],
  ["codeberg.org", { depth: 2, ignoresCase: true, badge: ["codeberg", "codeberg.org"] }],
  ["dev.azure.com", { depth: 4, ignoresCase: true }],
]);

/**
 * Azure DevOps has three forms for one repository: `dev.azure.com/org/project/_git/name`,
 * `ssh.dev.azure.com/v3/org/project/name`, `org.visualstudio.com/project/_git/name`. Undefined for other hosts.
 */
export const onDevOps = (
  host: string,
  elements: readonly string[],
): { host: string; elements: string[] } | undefined => {
  const organisation = /^([^.]+)\.visualstudio\.com$/.exec(host)?.[1];
  const isSsh = host === "ssh.dev.azure.com" || host === "vs-ssh.visualstudio.com";
  if (host !== "dev.azure.com" && !isSsh && organisation === undefined) return undefined;
  const [owner = "", ...rest] = isSsh
    ? elements.slice(1)
    : organisation === undefined
      ? elements
      : [organisation, ...elements];
  const names = rest.filter((element) => element !== "_git" && element.toLowerCase() !== "defaultcollection");
  // A project's first repository has the project's name, which may then be left out; without a project there is none.
  const [project = "", name = project] = names;
  return { host: "dev.azure.com", elements: [owner, project, "_git", name] };
};
