/**
 * Real git repositories in temporary directories.
 *
 * @module
 */
import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** Content; or a symbolic link to `link`; or content with permission bits. */
export type RepoFile = string | Uint8Array | { link: string } | { mode: number; content?: string | Uint8Array };

export type RepoFiles = Readonly<Record<string, RepoFile>>;

export interface TestRepo extends Disposable {
  /** Its top level, without symbolic links. */
  readonly dir: string;
  /** Run git in it; its standard output without the final newline. */
  git(...args: string[]): string;
  /** Write files without adding them. */
  write(files: RepoFiles): void;
  /** Write files, add them whatever is ignored, and commit. */
  commit(files?: RepoFiles): void;
  dispose(): void;
}

/** A repository with `files` committed; without files, one without any commit. */
export const repo = (files: RepoFiles = {}): TestRepo => {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), "kprovengine-repo-")));
  const git = (...args: string[]) => runGit(dir, args);
  const write = (more: RepoFiles) => writeFiles(dir, more);
  const dispose = () => rmSync(dir, { recursive: true, force: true });
  const commit = (more: RepoFiles = {}) => {
    write(more);
    git("add", "--all", "--force");
    git("commit", "--quiet", "--allow-empty", "--message", "fixture");
  };
  git("init", "--quiet", "--initial-branch=main");
  if (Object.keys(files).length > 0) commit(files);
  return { dir, git, write, commit, dispose, [Symbol.dispose]: dispose };
};

/** Leave `path` in the index as a merge does that both sides changed, to these texts; the file stays as it is. */
export const stageConflict = ({ dir, git }: TestRepo, path: string, ...texts: [ours: string, theirs: string]): void => {
  const stages = texts.map((input, index) => {
    const blob = execFileSync("git", ["hash-object", "-w", "--stdin"], { cwd: dir, env: gitEnv(), input });
    return `100644 ${blob.toString().trim()} ${index + 2}\t${path}\n`;
  });
  git("rm", "--quiet", "--cached", path);
  execFileSync("git", ["update-index", "--index-info"], { cwd: dir, env: gitEnv(), input: stages.join("") });
};

/** Run git in `dir` as a fixed author at a fixed time, without anything of this machine's configuration. */
export const runGit = (dir: string, args: readonly string[]): string =>
  execFileSync("git", args, { cwd: dir, env: gitEnv(), encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }).replace(
    /\n$/,
    "",
  );

// --- internal ---

const gitEnv = (): NodeJS.ProcessEnv => ({
  PATH: process.env["PATH"],
  HOME: "/nonexistent",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_AUTHOR_NAME: "Test",
  GIT_AUTHOR_EMAIL: "test@example.com",
  GIT_AUTHOR_DATE: "2026-01-01T00:00:00Z",
  GIT_COMMITTER_NAME: "Test",
  GIT_COMMITTER_EMAIL: "test@example.com",
  GIT_COMMITTER_DATE: "2026-01-01T00:00:00Z",
  LC_ALL: "C",
});

const writeFiles = (dir: string, files: RepoFiles): void => {
  for (const [path, file] of Object.entries(files)) {
    const target = join(dir, path);
    mkdirSync(dirname(target), { recursive: true });
    if (typeof file === "string" || file instanceof Uint8Array) writeFileSync(target, file);
    else if ("link" in file) symlinkSync(file.link, target);
    else {
      writeFileSync(target, file.content ?? "");
      chmodSync(target, file.mode);
    }
  }
};
