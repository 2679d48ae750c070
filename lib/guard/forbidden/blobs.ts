/**
 * Whole blobs out of one `git cat-file`, piece by piece.
 *
 * @module
 */
import { spawn } from "node:child_process";
import { KprovError } from "../../errors.ts";
import { gitEnvironment } from "../../git.ts";
import { readSizes } from "../surface/objects.ts";
import { createCollector, type Hit } from "./collector.ts";
import type { Matcher } from "./matcher.ts";

export interface BlobVerdict {
  hits: Hit[];
  /** It stands for content that git-lfs keeps elsewhere. */
  isPointer: boolean;
}

export interface ScanBlobsOptions {
  cwd: string;
  matcher: Matcher;
  /** Called for each blob with its size; may throw to stop. */
  onBytes: (bytes: number) => void;
}

/** Look through `blobs`; one that this clone doesn't have is missing in the answer. Throws `E_GIT` when git fails. */
export const scanBlobs = async (
  blobs: readonly string[],
  { cwd, matcher, onBytes }: ScanBlobsOptions,
): Promise<Map<string, BlobVerdict>> => {
  const verdicts = new Map<string, BlobVerdict>();
  const sizes = readSizes(blobs, cwd);
  const present = blobs.filter((_, index) => sizes[index] !== undefined);
  if (present.length === 0) return verdicts;
  const begin = (name: string, size: number): Sink => {
    const collector = createCollector(matcher);
    let head = Buffer.alloc(0);
    return {
      push: (piece) => {
        collector.push(piece);
        if (size < 1024) head = Buffer.concat([head, piece]);
      },
      end: () => {
        verdicts.set(name, { hits: collector.end(), isPointer: isPointer(head) });
        onBytes(size);
      },
    };
  };
  await streamBatch(present, cwd, createBatchReader(begin));
  if (verdicts.size !== present.length) {
    throw new KprovError("E_GIT", `git cat-file gave ${verdicts.size} objects, expected ${present.length}`);
  }
  return verdicts;
};

/** git-lfs specification, "The Pointer": fewer than 1024 bytes, the version first. `content`: all of it. */
export const isPointer = (content: Buffer): boolean =>
  content.length < 1024 && content.toString("latin1").startsWith("version https://git-lfs.github.com/spec/");

// --- internal ---

/** Milliseconds without an answer after which git is given up. */
const patience = 120_000;

interface Sink {
  push(piece: Buffer): void;
  end(): void;
}

const streamBatch = async (blobs: readonly string[], cwd: string, onData: (chunk: Buffer) => void): Promise<void> => {
  const argv = ["-c", "protocol.allow=never", "-c", "core.fsmonitor=false", "cat-file", "--buffer", "--batch"];
  const child = spawn("git", argv, { cwd, env: gitEnvironment(), stdio: ["pipe", "pipe", "ignore"] });
  const timer = setTimeout(() => child.kill("SIGKILL"), patience);
  child.stdin.on("error", () => undefined); // It may end before it has read all; its status decides.
  child.stdin.end(`${blobs.join("\n")}\n`);
  try {
    const status = await new Promise<number | null>((resolve, reject) => {
      child.stdout.on("data", (chunk: Buffer) => {
        timer.refresh();
        try {
          onData(chunk);
        } catch (error) {
          reject(error);
        }
      });
      child.once("error", (cause) => reject(new KprovError("E_GIT", "Cannot start git cat-file", { cause })));
      child.once("close", resolve);
    });
    if (status !== 0) throw new KprovError("E_GIT", `git cat-file failed with ${status ?? "a signal"}`);
  } finally {
    clearTimeout(timer);
    child.kill("SIGKILL");
    child.stdout.destroy();
  }
};

/** Reads `<name> blob <size> LF <bytes> LF`, over and over. */
const createBatchReader = (begin: (name: string, size: number) => Sink): ((chunk: Buffer) => void) => {
  let header = "";
  let sink: Sink | undefined;
  let left = 0;

  const readHeader = (rest: Buffer): number => {
    const end = rest.indexOf(0x0a);
    header += rest.toString("latin1", 0, end === -1 ? rest.length : end);
    if (end === -1) return rest.length;
    const match = /^([0-9a-f]+) blob (\d+)$/.exec(header);
    if (match === null) throw new KprovError("E_GIT", `git cat-file answered "${header.slice(0, 200)}"`);
    header = "";
    left = Number(match[2]);
    sink = begin(match[1] ?? "", left);
    left += 1; // The newline behind the bytes.
    return end + 1;
  };

  const readBytes = (rest: Buffer, into: Sink): number => {
    const part = rest.subarray(0, left);
    left -= part.length;
    into.push(left === 0 ? part.subarray(0, -1) : part);
    if (left === 0) {
      into.end();
      sink = undefined;
    }
    return part.length;
  };

  return (chunk) => {
    for (let at = 0; at < chunk.length; ) {
      const rest = chunk.subarray(at);
      at += sink === undefined ? readHeader(rest) : readBytes(rest, sink);
    }
  };
};
