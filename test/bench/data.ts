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

/**
 * A git repository whose directory `tree` holds `count` text files of `bytes` in all, a hundred per directory, tracked and
 * unchanged, and the files `more` at its top; made once. Sizes spread as those of source files do: most are small, a few make up half of the bytes.
 */
export const textRepository = (
  dir: string,
  { count, bytes, more }: { count: number; bytes: number; more: Readonly<Record<string, string>> },
): string => {
  if (existsSync(join(dir, "tree"))) return dir;
  if (!hasRoom(dir, 2 * bytes + count * 4096)) throw new NoRoom(dir);
  const text = textPool();
  const random = numberSource();
  for (let index = 0; index < count; index += 1) {
    const folder = join(dir, "tree", `part${Math.floor(index / 2500)}`, `module${Math.floor(index / 100)}`);
    if (index % 100 === 0) mkdirSync(folder, { recursive: true });
    // -ln(u) spreads exponentially around 1.
    const size = Math.ceil((-Math.log(1 - random()) * bytes) / count) + 1;
    const start = Math.floor(random() * (text.length - Math.min(size, text.length)));
    writeFileSync(join(folder, `file${index}.ts`), text.subarray(start, start + size));
  }
  for (const [name, content] of Object.entries(more)) writeFileSync(join(dir, name), content);
  const git = (...args: string[]): void => void execFileSync("git", args, { cwd: dir, env: gitEnvironment() });
  git("init", "--quiet", "--initial-branch=main");
  // Objects are never read when nothing differs: compressing them would only take time.
  git("-c", "core.compression=0", "-c", "core.bigFileThreshold=1g", "add", "--all");
  // Git compares by content, in every command, what was changed in the second in which it wrote the index ("racy-git").
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1100);
  git("commit", "--quiet", "--message", "bench");
  execFileSync("sync");
  return dir;
};

/** Twenty tokens of 11 to 21 bytes that the text repository doesn't have, though much in it looks like them. */
export const tokens: readonly string[] = [
  ...["acme-internal", "project-nightfall", "secret-codename", "bluebird-platform", "constant-service"],
  ...["Kestrel-Analytics", "serialization-x", "old-product-name", "former-company", "customer-nighthawk"],
  ...["hidden.example.com", "contoso-pipeline", "my-old-username", "legacy_module_names", "alice.wonderland"],
  ...["team-rhinoceros", "falcon9-deployer", "corp.example.net", "codename-sunflowers-1", "old-brand-x"],
];

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

/** Numbers in [0, 1), the same ones in every run: mulberry32. */
const numberSource = (): (() => number) => {
  let state = 7;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

/** 16 MB that read like source code: words of a small vocabulary, frequent ones first, with punctuation and indents. */
const textPool = (): Buffer => {
  const random = numberSource();
  const syllables = "re con ter in al ent ac me ob ser val po li ne ro ta si de mo per for co ex un tion".split(" ");
  const word = () =>
    Array.from({ length: 1 + Math.floor(random() * 3) }, () => syllables[Math.floor(random() * syllables.length)]).join(
      "",
    );
  const vocabulary = [
    "if",
    "return",
    "const",
    "function",
    "import",
    "from",
    "the",
    ...Array.from({ length: 4000 }, word),
  ];
  const glue = [" ", " ", " ", " = ", "(", ").", ", ", ": ", "_", ";\n  ", ";\n    ", "\n// ", "\n\n"];
  const pieces: string[] = [];
  for (let size = 0; size < 16e6; ) {
    const piece = `${vocabulary[Math.floor(random() ** 3 * vocabulary.length)]}${glue[Math.floor(random() * glue.length)]}`;
    size += piece.length;
    pieces.push(piece);
  }
  return Buffer.from(pieces.join(""));
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
