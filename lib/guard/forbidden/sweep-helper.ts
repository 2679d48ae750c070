/**
 * The second thread of the sweep.
 *
 * @module
 */
import type { Listing } from "../surface/listing.ts";
import type { Thread } from "./matcher.ts";

export interface HelperOptions extends Listing {
  root: string;
  /** One state for each entry; the next entry that nobody has taken; bytes that the helper has read. */
  shared: { states: Uint8Array; turn: Int32Array; read: BigInt64Array };
  /** Its quick look. */
  thread: Thread;
  canaries: readonly Buffer[];
  openFlags: number;
  bufferSize: number;
}

export interface Helper {
  /** Nothing is left to take. Numbers of the canaries that it did not find; all, when it could not run. */
  done: Promise<number[]>;
  stop(): void;
}

/** Start it. What it sees, it writes into the shared states. */
export const startHelper = (options: HelperOptions): Helper => {
  const { bytes, entries, thread, canaries, ...plain } = options;
  // Loaded here, because most runs read too little to need it.
  const threads = process.getBuiltinModule("node:worker_threads");
  const worker = new threads.Worker(`${thread.code}\n${helperCode}`, {
    eval: true,
    execArgv: [],
    workerData: {
      ...plain,
      names: share(bytes),
      places: placesOf(entries),
      ...{ data: thread.data, longest: thread.longest },
      canaries,
    },
  });
  const done = new Promise<number[]>((resolve) => {
    worker.once("message", resolve);
    // What it did not finish has no state, and is looked at again; what it finished is not believed.
    const giveUp = () => resolve(canaries.map((_, index) => index));
    worker.once("error", giveUp).once("exit", giveUp);
  });
  return { done, stop: () => void worker.terminate() };
};

// --- internal ---

const placesOf = (entries: HelperOptions["entries"]): Uint32Array => {
  const places = new Uint32Array(2 * entries.length);
  for (const [index, { start, end }] of entries.entries()) {
    places[2 * index] = start;
    places[2 * index + 1] = end;
  }
  return places;
};

const share = (bytes: Buffer): Uint8Array => {
  const shared = new Uint8Array(new SharedArrayBuffer(bytes.length));
  shared.set(bytes);
  return shared;
};

/**
 * Its code is a string, so that sources, bundles and the one-file form all find it. It does what `readOne` in sweep.ts
 * does, with a quick look of its own; the canaries prove in every run that it sees.
 */
const helperCode = `
const { workerData, parentPort } = require("node:worker_threads");
const { isAscii } = require("node:buffer");
const { openSync, readSync, closeSync } = require("node:fs");
const { root, names, places, shared: { states, turn, read }, data, longest, canaries, openFlags, bufferSize } = workerData;
const hasMatch = createHasMatch(data);

const buffer = hasMatch.buffer ?? Buffer.allocUnsafe(bufferSize);
// What searches its own buffer need not be shown a part of it.
const bytesTo = hasMatch.buffer === undefined ? (end) => buffer.subarray(0, end) : () => buffer;
const prefix = Buffer.from(root + "/");
const text = isAscii(names) ? Buffer.from(names.buffer).latin1Slice() : undefined;
// Text is faster, where it can say the path.
const pathOf = (start, end) =>
  text === undefined ? Buffer.concat([prefix, names.subarray(start, end)]) : root + "/" + text.slice(start, end);
const readOne = (index) => {
  let fd, total = 0;
  try {
    const [start, end] = [places[2 * index], places[2 * index + 1]];
    fd = openSync(pathOf(start, end), openFlags);
    for (let filled = 0; ; ) {
      if (filled === bufferSize) {
        buffer.copyWithin(0, bufferSize - longest);
        filled = longest;
      }
      const count = readSync(fd, buffer, filled, bufferSize - filled, null);
      if (count === 0) break;
      total += count;
      filled += count;
      if (hasMatch(bytesTo(filled), filled)) { states[index] = 2; return total; }
    }
    states[index] = 1;
  } catch {
    states[index] = 3;
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
  return total;
};

const missed = canaries.flatMap((bytes, index) => hasMatch(Buffer.from(bytes), bytes.length) ? [] : [index]);
const count = places.length / 2;
for (let index = Atomics.add(turn, 0, 1); index < count; index = Atomics.add(turn, 0, 1)) {
  Atomics.add(read, 0, BigInt(readOne(index)));
}
parentPort.postMessage(missed);
`;
