/**
 * What git says about the working directory before and after a step.
 *
 * @module
 */
import { relative } from "node:path";
import { KprovError } from "../errors.ts";
import { git, splitNul } from "../git.ts";

export interface GitFiles {
  commit: string | null;
  /** Null when the head is detached. */
  branch: string | null;
  changed: { path: string; status: string }[];
  untracked: string[];
}

export interface GitPlace {
  state: "recorded" | "no-repository" | "not-installed" | "failed";
  reason: string | null;
  /** Absolute path of the work tree's top. */
  top: string | null;
  shallow: boolean;
  remotes: { name: string; url: string }[];
}

/** Where we are; never throws: a run is recorded without git as well. */
export const readGitPlace = async (cwd: string): Promise<GitPlace> => {
  try {
    const [place, remotes] = await Promise.all([
      git(["rev-parse", "--is-shallow-repository", "--show-toplevel"], { cwd }),
      git(["config", "--local", "--null", "--get-regexp", "^remote\\..*\\.url$"], { cwd, accept: [0, 1, 128] }),
    ]);
    const [shallow, ...top] = place.toString("utf8").replace(/\n$/, "").split("\n");
    return {
      state: "recorded",
      reason: null,
      top: top.join("\n"),
      shallow: shallow === "true",
      remotes: parseRemotes(remotes),
    };
  } catch (error) {
    return noGit(error);
  }
};

/**
 * The commit and what differs from it; `outDir` (absolute) is left out, for the evidence itself is no change.
 *
 * @throws KprovError `E_GIT`
 */
export const readGitFiles = async (cwd: string, top: string, outDir: string): Promise<GitFiles> => {
  const inside = relative(top, outDir);
  const leaveOut = inside === "" || inside.startsWith("..") ? [] : [`:(top,exclude,literal)${inside}`];
  const args = [
    "status",
    "--porcelain=v2",
    "--branch",
    "-z",
    "--untracked-files=normal",
    "--no-renames",
    "--ignore-submodules=none",
  ];
  const output = await git([...args, "--", ":(top)", ...leaveOut], { cwd });
  return parseStatus(splitNul(output));
};

// --- internal ---

const noGit = (error: unknown): GitPlace => {
  const code = error instanceof KprovError ? error.code : undefined;
  const state = code === "E_NO_REPOSITORY" ? "no-repository" : code === "E_TOOL_MISSING" ? "not-installed" : "failed";
  const reason = error instanceof Error && state === "failed" ? error.message : null;
  return { state, reason, top: null, shallow: false, remotes: [] };
};

/** `remote.origin.url\nhttps://…` per NUL-terminated entry. */
const parseRemotes = (output: Buffer): { name: string; url: string }[] =>
  splitNul(output).map((entry) => {
    const end = entry.indexOf("\n");
    return { name: entry.slice("remote.".length, end - ".url".length), url: withoutUserInfo(entry.slice(end + 1)) };
  });

/** Credentials in a remote are nobody's business, known secret or not. */
const withoutUserInfo = (url: string): string => url.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/@]*@/i, "$1");

/** Format of `git status --porcelain=v2 -z`, git-status(1). */
const parseStatus = (entries: readonly string[]): GitFiles => {
  const files: GitFiles = { commit: null, branch: null, changed: [], untracked: [] };
  for (const entry of entries) {
    if (entry.startsWith("# branch.oid ")) {
      const oid = entry.slice("# branch.oid ".length);
      files.commit = oid === "(initial)" ? null : oid;
    } else if (entry.startsWith("# branch.head ")) {
      const head = entry.slice("# branch.head ".length);
      files.branch = head === "(detached)" ? null : head;
    } else if (entry.startsWith("1 ")) {
      files.changed.push({ status: entry.slice(2, 4), path: entry.split(" ").slice(8).join(" ") });
    } else if (entry.startsWith("u ")) {
      files.changed.push({ status: entry.slice(2, 4), path: entry.split(" ").slice(10).join(" ") });
    } else if (entry.startsWith("? ")) {
      files.untracked.push(entry.slice(2));
    }
  }
  return files;
};
