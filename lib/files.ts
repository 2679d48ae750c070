/**
 * Single files and directories: reading what is small, writing so that it lasts.
 *
 * @module
 */
import {
  closeSync,
  constants,
  fstatSync,
  fsync,
  mkdirSync,
  openSync,
  readFileSync,
  statSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import { promisify } from "node:util";
import { errnoOf } from "./errors.ts";

/**
 * Read a small regular file. Throws for anything else in its place: a FIFO is not waited for, and nothing larger than
 * `maxBytes` is read.
 */
export const readSmallFile = (path: string, maxBytes: number): Buffer => {
  const fd = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const stats = fstatSync(fd);
    if (!stats.isFile() || stats.size > maxBytes)
      throw new Error(`"${path}" is not a file of at most ${maxBytes} bytes`);
    return readFileSync(fd);
  } finally {
    closeSync(fd);
  }
};

/** Write a new file; {@link syncAll} makes it last. Throws when it exists. `mode` is narrowed by the umask. */
export const writeNewFile = (
  path: string,
  content: Uint8Array | string | Iterable<string>,
  mode: number = 0o666,
): void => {
  const fd = openSync(path, "wx", mode);
  try {
    for (const bytes of inChunks(content)) for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at);
  } finally {
    closeSync(fd);
  }
};

/**
 * Make a directory and those above it; one that exists is fine. Node 20's own recursive form never returns
 * below /proc.
 */
export const makeDirectory = (dir: string, mode = 0o777): void => {
  if (statSync(dir, { throwIfNoEntry: false })?.isDirectory() === true) return;
  if (dirname(dir) !== dir) makeDirectory(dirname(dir), mode);
  try {
    mkdirSync(dir, { mode });
  } catch (error) {
    if (errnoOf(error) !== "EEXIST" || !statSync(dir).isDirectory()) throw error;
  }
};

/** fsync files and directories that were written before, several at once. */
export const syncAll = async (paths: readonly string[]): Promise<void> => {
  const queue = [...paths];
  const worker = async (): Promise<void> => {
    for (let path = queue.pop(); path !== undefined; path = queue.pop()) await syncOne(path);
  };
  await Promise.all(Array.from({ length: 4 }, worker));
};

// --- internal ---

function* inChunks(content: Uint8Array | string | Iterable<string>): Generator<Uint8Array> {
  if (content instanceof Uint8Array) return yield content;
  let pending = "";
  for (const piece of typeof content === "string" ? [content] : content) {
    pending += piece;
    if (pending.length < 2 ** 18) continue;
    yield Buffer.from(pending);
    pending = "";
  }
  yield Buffer.from(pending);
}

const fsyncAsync = promisify(fsync);

const syncOne = async (path: string): Promise<void> => {
  const fd = openSync(path, "r");
  try {
    await fsyncAsync(fd);
  } finally {
    closeSync(fd);
  }
};
