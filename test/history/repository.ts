/**
 * The projects' repositories: their first commit, and what changes from day to day.
 *
 * @module
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Change, Project } from "./model.ts";

/** Make the repository `dir`, committed at `now` (milliseconds since the epoch). */
export const makeRepository = (dir: string, { files }: Project, now: number): void => {
  mkdirSync(dir, { recursive: true });
  git(dir, now, "init", "--quiet", "--initial-branch", "main");
  putFiles(dir, files());
  git(dir, now, "add", "--all");
  git(dir, now, "commit", "--quiet", "--message", "first steps");
};

/** Begin the day on `main` as it was committed, then do what was planned. */
export const changeRepository = (dir: string, changes: readonly Change[], now: number): void => {
  if (changes.length === 0) return;
  git(dir, now, "checkout", "--quiet", "--force", "main");
  for (const { branch, files, message, isLeft } of changes) {
    if (branch !== "main") switchTo(dir, branch, now);
    putFiles(dir, files);
    if (isLeft || message === "") continue;
    git(dir, now, "add", "--all");
    git(dir, now, "commit", "--quiet", "--message", message);
  }
};

export const putFiles = (dir: string, files: Readonly<Record<string, string>>): void => {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), content);
  }
};

// --- internal ---

/** The branch, from where `main` is when it is new. */
const switchTo = (dir: string, branch: string, now: number): void => {
  const known = git(dir, now, "branch", "--list", branch).trim() !== "";
  git(dir, now, "checkout", "--quiet", ...(known ? [] : ["-b"]), branch);
};

/** Commits are the same every time: somebody's name, and our calendar. */
const git = (dir: string, now: number, ...argv: string[]): string => {
  const date = `${Math.trunc(now / 1000)} +0000`;
  const names = Object.fromEntries(
    ["AUTHOR", "COMMITTER"].flatMap((who) => [
      [`GIT_${who}_NAME`, "Cleo"],
      [`GIT_${who}_EMAIL`, "cleo@example.org"],
      [`GIT_${who}_DATE`, date],
    ]),
  );
  const env = { PATH: process.env["PATH"], GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1", ...names };
  return execFileSync("git", argv, { cwd: dir, env, encoding: "utf8" });
};
