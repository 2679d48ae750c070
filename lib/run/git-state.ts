/**
 * What git says about the working directory before and after a step.
 *
 * @module
 */
import { realpathSync } from "node:fs";
import { isAbsolute, relative, sep } from "node:path";
import { KprovError, messageOf } from "../errors.ts";
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
  /** The working directory relative to `top`; "." without a repository. */
  workingDirectory: string;
  shallow: boolean;
}

export interface GitRemote {
  name: string;
  url: string;
}

/** Where we are; never throws: a run is recorded without git as well. */
export const readGitPlace = async (cwd: string): Promise<GitPlace> => {
  try {
    const place = await git(["rev-parse", "--is-shallow-repository", "--show-toplevel"], { cwd });
    const [shallow, ...lines] = place.toString("utf8").replace(/\n$/, "").split("\n");
    const top = lines.join("\n");
    return {
      state: "recorded",
      reason: null,
      top,
      // git resolves links, the caller need not.
      workingDirectory: relative(top, realpathSync(cwd)) || ".",
      shallow: shallow === "true",
    };
  } catch (error) {
    return noGit(error);
  }
};

/** The remotes, without credentials; none when git can't say. */
export const readRemotes = async (cwd: string): Promise<GitRemote[]> => {
  try {
    return parseRemotes(
      await git(["config", "--local", "--null", "--get-regexp", "^remote\\..*\\.url$"], { cwd, accept: [0, 1] }),
    );
  } catch {
    return []; // No repository, or a broken configuration, which `status` reports.
  }
};

/**
 * The commit and what differs from it, or why git could not say: a step may break the repository that it runs in.
 *
 * `outDir` (absolute) is left out, for the evidence itself is no change.
 */
export const readGitFiles = async (
  cwd: string,
  outDir: string,
  place: Promise<GitPlace> | GitPlace,
): Promise<{ files: GitFiles } | { failed: string }> => {
  try {
    // Below the working directory it needs no place: git can be asked for that at the same time.
    const leaveOut = excludeBelow(cwd, outDir) ?? excludeBelow((await place).top ?? cwd, outDir, "top,");
    const output = await git([...statusArgs, "--", ":(top)", ...(leaveOut === undefined ? [] : [leaveOut])], { cwd });
    return { files: parseStatus(splitNul(output)) };
  } catch (error) {
    return { failed: messageOf(error) };
  }
};

// --- internal ---

const statusArgs = [
  "status",
  "--porcelain=v2",
  "--branch",
  "-z",
  "--untracked-files=normal",
  "--no-renames",
  "--ignore-submodules=none",
];

/** A pathspec for `outDir` below `dir`; undefined when it is elsewhere, or `dir` itself. */
const excludeBelow = (dir: string, outDir: string, magic = ""): string | undefined => {
  const inside = relative(realpathSync(dir), realpathSync(outDir));
  const isElsewhere = inside === "" || inside === ".." || inside.startsWith(`..${sep}`) || isAbsolute(inside);
  return isElsewhere ? undefined : `:(${magic}exclude,literal)${inside}`;
};

const noGit = (error: unknown): GitPlace => {
  const code = error instanceof KprovError ? error.code : undefined;
  const state = code === "E_NO_REPOSITORY" ? "no-repository" : code === "E_TOOL_MISSING" ? "not-installed" : "failed";
  const reason = error instanceof Error && state === "failed" ? error.message : null;
  return { state, reason, top: null, workingDirectory: ".", shallow: false };
};

/** `remote.origin.url\nhttps://…` per NUL-terminated entry. */
const parseRemotes = (output: Buffer): GitRemote[] =>
  splitNul(output).map((entry) => {
    const end = entry.indexOf("\n");
    return { name: entry.slice("remote.".length, end - ".url".length), url: withoutUserInfo(entry.slice(end + 1)) };
  });

/** Credentials in a remote are nobody's business, known secret or not. */
const withoutUserInfo = (url: string): string => {
  const [, scheme = "", rest = ""] = /^([a-z][a-z0-9+.-]*:\/\/)(.*)$/is.exec(url) ?? [];
  if (scheme === "") return url;
  const authority = /^[^/?#]*/.exec(rest)?.[0] ?? "";
  // A password with a slash that nobody encoded: what stands before the slash is no host and port.
  const isCut = !authority.includes("@") && /:(?!\d*$)/.test(authority) && !authority.startsWith("[");
  // A token may stand in a query, too; no repository is named by one.
  return scheme + rest.slice((isCut ? rest : authority).lastIndexOf("@") + 1).replace(/[?#].*$/s, "");
};

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
