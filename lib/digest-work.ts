/**
 * Sharing the hashing of many files between this thread and, when it pays, one more.
 *
 * @module
 */
import type { Worker } from "node:worker_threads";
import { elapsed } from "./clock.ts";
import type { FileDigest } from "./digest.ts";

/** Files to hash, handed out one by one to whichever thread is free. */
export interface Work {
  /** The next index that no thread has taken. */
  next(): number;
  add(bytes: number): void;
  isDue(): boolean;
  /** Return to the event loop for a moment; start the second thread when there is work for it. */
  breathe(): Promise<void>;
  /** What the second thread did. */
  join(): Promise<Share>;
  stop(): void;
}

export type Share = [index: number, result: FileDigest][];

export interface WorkOptions {
  /** Called now and then with the bytes hashed so far; may throw to stop. */
  onProgress?: ((bytes: number) => void) | undefined;
  /** How the second thread opens files. */
  openFlags: number;
  /** Bytes that the second thread reads at once. */
  chunkSize: number;
}

/** Hand out `paths`. Whoever takes from it calls `stop` in the end, or a thread may be left behind. */
export const shareWork = (paths: readonly string[], options: WorkOptions): Work => {
  const shared = new SharedArrayBuffer(16);
  const turn = new Int32Array(shared, 0, 1);
  const bytes = new BigInt64Array(shared, 8, 1);
  const begun = elapsed();
  let due = begun + 20;
  let helper: { worker: Worker; share: Promise<Share> } | undefined;
  const wantsHelper = (): boolean => {
    if (helper !== undefined || paths.length >= tooMany) return false;
    const [spent, done] = [elapsed() - begun, Atomics.load(turn, 0)];
    return spent > tried && (spent / done) * (paths.length - done) > worthwhile;
  };
  return {
    next: () => Atomics.add(turn, 0, 1),
    add: (count) => void Atomics.add(bytes, 0, BigInt(count)),
    isDue: () => elapsed() > due || wantsHelper(),
    breathe: async () => {
      if (wantsHelper()) helper = startHelper(paths, shared, options);
      options.onProgress?.(Number(Atomics.load(bytes, 0)));
      await new Promise(setImmediate);
      due = elapsed() + 50;
    },
    join: async () => (await helper?.share) ?? [],
    stop: () => void helper?.worker.terminate(),
  };
};

// --- internal ---

/** A thread has its own copy of all paths and digests: 80 MB for 100,000 of them. */
const tooMany = 40_000;
/** Milliseconds after which the first files tell how long the rest will take. */
const tried = 4;
/** Milliseconds of work left for which a second thread, which costs about 30 to start, pays. */
const worthwhile = 60;

/**
 * The second thread. Its code is a string, so that sources, bundles and the one-file form all find it;
 * it does what `hashSmall` in digest.ts does, for files of any size.
 */
const startHelper = (
  paths: readonly string[],
  shared: SharedArrayBuffer,
  { openFlags, chunkSize }: WorkOptions,
): { worker: Worker; share: Promise<Share> } => {
  // Loaded here, because most runs hash too little to need it.
  const threads = process.getBuiltinModule("node:worker_threads");
  const worker = new threads.Worker(helperCode, {
    eval: true,
    execArgv: [],
    workerData: { paths, shared, openFlags, chunkSize },
  });
  const share = new Promise<Share>((resolve, reject) => {
    worker.once("message", resolve);
    worker.once("error", reject);
  });
  share.catch(() => undefined); // Whoever joins sees it.
  return { worker, share };
};

const helperCode = `
const { workerData: { paths, shared, openFlags, chunkSize }, parentPort } = require("node:worker_threads");
const { openSync, fstatSync, readSync, closeSync } = require("node:fs");
const { createHash, hash: hashAtOnce } = require("node:crypto");
const next = new Int32Array(shared, 0, 1), bytes = new BigInt64Array(shared, 8, 1);
const buffer = Buffer.allocUnsafe(chunkSize), share = [];
const identityOf = (s) => [s.dev, s.ino, s.size, s.mtimeMs, s.ctimeMs];
const hashOne = (path) => {
  let fd;
  try {
    fd = openSync(path, openFlags);
    const before = fstatSync(fd);
    if (!before.isFile()) return { failed: "special" };
    let size = readSync(fd, buffer), hash;
    Atomics.add(bytes, 0, BigInt(size));
    if (size < before.size) hash = createHash("sha256").update(buffer.subarray(0, size));
    while (size < before.size) {
      const count = readSync(fd, buffer);
      if (count === 0) break;
      hash.update(buffer.subarray(0, count));
      size += count;
      Atomics.add(bytes, 0, BigInt(count));
    }
    const identity = identityOf(before), after = identityOf(fstatSync(fd));
    if (identity.some((part, index) => part !== after[index]) || size !== before.size) return { failed: "changed" };
    const sha256 = hash === undefined ? hashAtOnce("sha256", buffer.subarray(0, size)) : hash.digest("hex");
    return { sha256, size, identity };
  } catch (error) {
    return { failed: error.code ?? "EIO" };
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
};
for (let turn = Atomics.add(next, 0, 1); turn < paths.length; turn = Atomics.add(next, 0, 1)) {
  share.push([turn, hashOne(paths[turn])]);
}
parentPort.postMessage(share);
`;
