/**
 * Sizes and first bytes of blobs, from one `git cat-file` each.
 *
 * @module
 */
import { spawn } from "node:child_process";
import { KprovError } from "../../errors.ts";
import { gitEnvironment, gitSync } from "../../git.ts";
import { headSize } from "../rule.ts";

export interface Blob {
  size: number;
  /** At most {@link headSize} bytes. */
  head: Buffer;
}

/** Bytes of each blob, in order; undefined for one that this clone doesn't have. Throws `E_GIT` when git fails. */
export const readSizes = (blobs: readonly string[], cwd: string): (number | undefined)[] => {
  if (blobs.length === 0) return [];
  const argv = ["cat-file", "--buffer", "--batch-check=%(objectsize)"];
  const lines = gitSync(argv, { cwd, input: listOf(blobs), accept: [0, 128] })
    .toString("latin1")
    .split("\n");
  // In a partial clone the first absent blob ends git: so ask what is there.
  if (lines.length !== blobs.length + 1) return readLocalSizes(blobs, cwd);
  return blobs.map((_, index) => (/^\d+$/.test(lines[index] ?? "") ? Number(lines[index]) : undefined));
};

/** The first bytes of each of `blobs`, which this clone must have. Memory: `headSize` each. */
export const readBlobs = async (blobs: readonly string[], cwd: string): Promise<Map<string, Blob>> => {
  const found = new Map<string, Blob>();
  if (blobs.length === 0) return found;
  const take = createBatchParser((name, blob) => found.set(name, blob));
  await streamBatch(blobs, cwd, take);
  if (found.size !== blobs.length) {
    throw new KprovError("E_GIT", `git cat-file gave ${found.size} objects, expected ${blobs.length}`);
  }
  return found;
};

/** All bytes of one blob, which this clone must have. Throws `E_GIT` when git fails. */
export const readWholeBlob = (blob: string, cwd: string): Buffer => gitSync(["cat-file", "blob", blob], { cwd });

/** All bytes of those of `blobs` that have at most `maxBytes`, by name. Throws `E_GIT` for one that this clone doesn't have. */
export const readSmallBlobs = async (
  blobs: readonly string[],
  { cwd, maxBytes }: { cwd: string; maxBytes: number },
): Promise<Map<string, Buffer>> => {
  const contents = new Map<string, Buffer>();
  for (const [name, { size, head }] of await readBlobs([...new Set(blobs)], cwd)) {
    if (size <= maxBytes) contents.set(name, size === head.length ? head : readWholeBlob(name, cwd));
  }
  return contents;
};

// --- internal ---

/** Milliseconds without an answer after which git is given up. */
const patience = 120_000;

const listOf = (blobs: readonly string[]): string => `${blobs.join("\n")}\n`;

const readLocalSizes = (blobs: readonly string[], cwd: string): (number | undefined)[] => {
  const format = "--batch-check=%(objectname) %(objectsize)";
  const listed = gitSync(["cat-file", "--buffer", "--batch-all-objects", format], { cwd });
  const sizes = new Map<string, number>();
  for (const line of listed.toString("latin1").split("\n")) {
    const [name = "", size] = line.split(" ");
    sizes.set(name, Number(size));
  }
  return blobs.map((name) => sizes.get(name));
};

/** Contents may be larger than memory, so they are passed on as they come. */
const streamBatch = async (blobs: readonly string[], cwd: string, onData: (chunk: Buffer) => void): Promise<void> => {
  const argv = ["-c", "protocol.allow=never", "-c", "core.fsmonitor=false", "cat-file", "--buffer", "--batch"];
  const child = spawn("git", argv, { cwd, env: gitEnvironment(), stdio: ["pipe", "pipe", "ignore"] });
  const timer = setTimeout(() => child.kill("SIGKILL"), patience);
  child.stdout.on("data", (chunk: Buffer) => {
    timer.refresh();
    onData(chunk);
  });
  child.stdin.on("error", () => undefined); // It may end before it has read all; its status decides.
  child.stdin.end(listOf(blobs));
  try {
    const status = await new Promise<number | null>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", resolve);
    });
    if (status !== 0) throw new KprovError("E_GIT", `git cat-file failed with ${status ?? "a signal"}`);
  } catch (cause) {
    throw cause instanceof KprovError ? cause : new KprovError("E_GIT", "Cannot start git cat-file", { cause });
  } finally {
    clearTimeout(timer);
  }
};

/** Reads `<name> blob <size> LF <bytes> LF`, over and over, keeping no more of the bytes than a head. */
const createBatchParser = (onBlob: (name: string, blob: Blob) => void): ((chunk: Buffer) => void) => {
  let header = "";
  let current: { name: string; size: number; head: Buffer; left: number } | undefined;

  const readHeader = (rest: Buffer): number => {
    const end = rest.indexOf(0x0a);
    header += rest.toString("latin1", 0, end === -1 ? rest.length : end);
    if (end === -1) return rest.length;
    const match = /^([0-9a-f]+) \w+ (\d+)$/.exec(header);
    header = "";
    // The newline behind the bytes belongs to them here. A line that says "missing" has no bytes.
    if (match !== null) {
      const size = Number(match[2]);
      current = { name: match[1] ?? "", size, head: Buffer.alloc(0), left: size + 1 };
    }
    return end + 1;
  };

  const readBytes = (rest: Buffer, blob: NonNullable<typeof current>): number => {
    const part = rest.subarray(0, blob.left);
    const wanted = Math.min(blob.size, headSize) - blob.head.length;
    blob.head = Buffer.concat([blob.head, part.subarray(0, wanted)]);
    blob.left -= part.length;
    if (blob.left === 0) {
      onBlob(blob.name, { size: blob.size, head: blob.head });
      current = undefined;
    }
    return part.length;
  };

  return (chunk) => {
    for (let at = 0; at < chunk.length; ) {
      const rest = chunk.subarray(at);
      at += current === undefined ? readHeader(rest) : readBytes(rest, current);
    }
  };
};
