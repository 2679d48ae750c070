/**
 * CI systems whose definitions are not read here.
 *
 * @module
 */
import type { Finding } from "../../report.ts";
import { fingerprintOf } from "../fingerprint.ts";

/** The system that reads the file at `path`; undefined for any other file. */
export const foreignCi = (path: string): string | undefined => systems.find(([pattern]) => pattern.test(path))?.[1];

/** Whether a CI system reads the file at `path`: one that is read here, too. */
export const isCiFile = (path: string): boolean =>
  /^(?:\.github\/workflows\/[^/]+|\.gitlab-ci)\.ya?ml$/.test(path) || foreignCi(path) !== undefined;

/** Nothing is known of what it runs. */
export const foreignFinding = (path: string, system: string): Finding => ({
  ...{ code: "PARITY_UNREAD", level: "undecided", path },
  fingerprint: fingerprintOf("PARITY_UNREAD", [system]),
  message: `${system} is not read here: what it runs, and whether it runs the gate, is unknown`,
  fix: `list { run: "workflow: ${path}", reason: "…" } under parity.ciOnly`,
});

// --- internal ---

const systems: readonly (readonly [RegExp, string])[] = [
  [/^\.circleci\/config\.ya?ml$/, "CircleCI"],
  [/^\.travis\.ya?ml$/, "Travis CI"],
  [/^azure-pipelines\.ya?ml$/, "Azure Pipelines"],
  [/^bitbucket-pipelines\.ya?ml$/, "Bitbucket Pipelines"],
  [/^Jenkinsfile$/, "Jenkins"],
  [/^\.drone\.ya?ml$/, "Drone"],
  [/^\.woodpecker(?:\/[^/]+)?\.ya?ml$/, "Woodpecker"],
  [/^\.buildkite\/[^/]+\.ya?ml$/, "Buildkite"],
  [/^appveyor\.ya?ml$|^\.appveyor\.ya?ml$/, "AppVeyor"],
  [/^\.cirrus\.ya?ml$/, "Cirrus CI"],
  [/^\.(?:forgejo|gitea)\/workflows\/[^/]+\.ya?ml$/, "Forgejo or Gitea Actions"],
  [/^\.semaphore\/[^/]+\.ya?ml$/, "Semaphore"],
];
