/**
 * What is worked on: repositories and random files on disk.
 *
 * @module
 */
import { execFileSync } from "node:child_process";
import { createCipheriv } from "node:crypto";
import { closeSync, existsSync, mkdirSync, openSync, statfsSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";

/** A git repository of 50 small files. */
export const smallRepository = (dir: string, more: Readonly<Record<string, string>> = {}): string => {
  mkdirSync(dir, { recursive: true });
  for (let index = 0; index < 50; index += 1) {
    const folder = join(dir, `src/part${index % 5}`);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `module${index}.py`), `VALUE = ${index}\n`.repeat(20));
  }
  for (const [name, content] of Object.entries(more)) writeFileSync(join(dir, name), content);
  const git = (...args: string[]): void => void execFileSync("git", args, { cwd: dir, env: gitEnvironment() });
  git("init", "--quiet", "--initial-branch=main");
  git("add", "--all");
  git("commit", "--quiet", "--message", "bench");
  return dir;
};

/** A git repository whose ignored directory `data` holds `count` files of `size` bytes, a thousand per directory; made once. */
export const dataRepository = (dir: string, { count, size }: { count: number; size: number }): string => {
  if (existsSync(join(dir, "data"))) return dir;
  if (!hasRoom(dir, count * Math.max(size, 4096))) throw new NoRoom(dir);
  smallRepository(dir);
  // Ignored without a file in the tree: the peer would take it for a product.
  writeFileSync(join(dir, ".git/info/exclude"), "/data\n");
  const random = randomSource();
  for (let index = 0; index < count; index += 1) {
    const folder = join(dir, "data", `d${String(Math.floor(index / 1000)).padStart(3, "0")}`);
    if (index % 1000 === 0) mkdirSync(folder, { recursive: true });
    const fd = openSync(join(folder, `f${String(index % 1000).padStart(3, "0")}.bin`), "w");
    for (let left = size; left > 0; ) left -= writeSync(fd, random(Math.min(left, block)));
    closeSync(fd);
  }
  execFileSync("sync"); // Else the first commands measured would wait for the disk.
  return dir;
};

/** There isn't enough disk for a row. */
export class NoRoom extends Error {
  constructor(dir: string) {
    super(`not enough room on the disk of "${dir}"; TMPDIR chooses another`);
  }
}

// --- internal ---

const block = 4 * 2 ** 20;

const hasRoom = (dir: string, bytes: number): boolean => {
  mkdirSync(dir, { recursive: true });
  const { bavail, bsize } = statfsSync(dir);
  return bavail * bsize > bytes + 2 ** 30;
};

/** Bytes that no file system can compress or share; the same ones in every run. */
const randomSource = (): ((size: number) => Buffer) => {
  const cipher = createCipheriv("aes-128-ctr", Buffer.alloc(16, 7), Buffer.alloc(16));
  const zeros = Buffer.alloc(block);
  return (size) => cipher.update(zeros.subarray(0, size));
};

const gitEnvironment = (): NodeJS.ProcessEnv => ({
  PATH: process.env["PATH"],
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_AUTHOR_NAME: "Bench",
  GIT_AUTHOR_EMAIL: "bench@example.com",
  GIT_COMMITTER_NAME: "Bench",
  GIT_COMMITTER_EMAIL: "bench@example.com",
});
