/**
 * The repository that a pull request goes to, where the remote `origin` may be another one.
 *
 * @module
 */
import { gitSync } from "../../git.ts";
import { parseRepositoryUrl } from "../identity/urls.ts";

export interface Home {
  /** Its address, as the service says it. */
  url: string;
  /** `owner/name`, where only its address tells whether `origin` is it; undefined where the service says that it is not. */
  path?: string;
}

/**
 * Where the pull request goes to, as far as `origin` has to be compared with it, or is known to be another one; undefined elsewhere.
 *
 * docs.gitlab.com "Predefined CI/CD variables": the pipeline of a fork's merge request runs in the fork, unless somebody lets it run in
 * the target's project. docs.github.com "Variables reference": the repository of the event is the target's, and a workflow may
 * check out the fork.
 */
export const homeOf = (env: NodeJS.ProcessEnv): Home | undefined => {
  const { CI_PROJECT_ID: here, CI_MERGE_REQUEST_PROJECT_ID: there, CI_MERGE_REQUEST_PROJECT_URL: url } = env;
  if (here && there) return here === there ? undefined : { url: url || "URL-OF-THE-TARGET" };
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: path } = env;
  return path ? { url: `${server}/${path}`, path } : undefined;
};

/**
 * Whether `origin` is another repository. Only on the same host: a mirror has its own names, and so has a path on this machine.
 * Throws as `git` does.
 */
export const isElsewhere = ({ url, path }: Home, cwd: string): boolean => {
  if (path === undefined) return true;
  const remote = gitSync(["remote", "get-url", "origin"], { cwd, accept: [0, 2, 128] }).toString("utf8");
  const [origin, home] = [parseRepositoryUrl(remote), parseRepositoryUrl(url)];
  if (origin === undefined || origin.host !== home?.host) return false;
  return !`/${origin.path}`.toLowerCase().endsWith(`/${path}`.toLowerCase());
};
