/**
 * Where a run happens, and so how much its word is worth by itself.
 *
 * @module
 */
export interface TrustMode {
  mode: "workstation" | "self-hosted-ci" | "github-actions" | "gitlab-ci";
  reason: string;
}

/**
 * From the variables that each CI documents. Anybody can set them: the mode says what the recorder believed,
 * and a signature by a key that only that CI holds is what makes it more than that.
 */
export const detectTrustMode = (env: NodeJS.ProcessEnv): TrustMode => {
  if (env["GITHUB_ACTIONS"] === "true") {
    return env["RUNNER_ENVIRONMENT"] === "github-hosted"
      ? { mode: "github-actions", reason: "GITHUB_ACTIONS=true and RUNNER_ENVIRONMENT=github-hosted" }
      : { mode: "self-hosted-ci", reason: "GITHUB_ACTIONS=true on a runner that is not GitHub's" };
  }
  if (env["GITLAB_CI"] === "true") {
    return env["CI_SERVER_HOST"] === "gitlab.com" && env["CI_RUNNER_TAGS"]?.includes("saas-") === true
      ? { mode: "gitlab-ci", reason: "GITLAB_CI=true on a runner of gitlab.com" }
      : { mode: "self-hosted-ci", reason: "GITLAB_CI=true on a runner that is not known to be gitlab.com's" };
  }
  const ci = env["CI"];
  if (ci !== undefined && ci !== "" && ci !== "0" && ci !== "false")
    return { mode: "self-hosted-ci", reason: "CI is set" };
  return { mode: "workstation", reason: "no CI variable is set" };
};
