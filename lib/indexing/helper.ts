/**
 * Another thread: it examines what it is handed, and everything is stored by the first.
 *
 * @module
 */
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Examined, Task } from "./examine.ts";
import type { Setup } from "./setup.ts";
import type { Queue, TogetherOptions } from "./together.ts";

/** What the thread is started with. */
export interface HelperData {
  directory: string;
  setup: Setup;
  mark: string;
}

/** Tasks under a number, so that an answer says what it is about: a thread may finish them in another order. */
export interface Chunk {
  number: number;
  tasks: readonly Task[];
}

export interface Answer {
  /** Of the chunk. */
  number: number;
  /** One for each of its tasks, in their order. */
  examined: readonly Examined[];
}

export interface Helper {
  /** An answer is due. */
  isBusy: () => boolean;
  /** Resolves with the next answer, or when it has failed. */
  answered: () => Promise<void>;
  /** Throws what storing its answers has thrown. */
  assertSound: () => void;
  stop: () => Promise<void>;
}

/** Undefined where no other thread can be had. */
export const startHelper = (
  { source: { directory }, setup, mark, onExamined }: TogetherOptions,
  queue: Queue,
): Helper | undefined => {
  const file = helperFile();
  if (file === undefined || directory === null) return undefined;
  const threads = process.getBuiltinModule("node:worker_threads");
  const workerData: HelperData = { directory, setup, mark };
  const worker = new threads.Worker(file, { workerData });
  const sent = new Map<number, readonly Task[]>();
  let count = 0;
  let fault: { error: unknown } | undefined;
  let wake: () => void = () => undefined;
  const feed = (): void => {
    const tasks = queue.take();
    if (tasks.length === 0) return;
    count += 1;
    sent.set(count, tasks);
    worker.postMessage({ number: count, tasks } satisfies Chunk);
  };
  const fail = (): void => {
    // What it did not answer is examined here: by the same rules, with the same words where it can't be.
    for (const tasks of sent.values()) queue.giveBack(tasks);
    sent.clear();
    wake();
  };
  worker.on("message", ({ number, examined }: Answer) => {
    try {
      for (const [task, answer] of pairs(sent.get(number), examined)) onExamined(task, answer);
      sent.delete(number);
    } catch (error) {
      fault ??= { error };
    }
    feed();
    wake();
  });
  worker.on("error", fail);
  worker.on("exit", fail);
  // One is worked on while the next is on its way.
  feed();
  feed();
  return {
    assertSound: () => {
      if (fault !== undefined) throw fault.error;
    },
    isBusy: () => sent.size > 0,
    answered: () =>
      new Promise<void>((done) => {
        wake = done;
      }),
    stop: async () => void (await worker.terminate()),
  };
};

// --- internal ---

/** "Nothing has changed" is an answer, too: so none may be missing. */
const pairs = (tasks: readonly Task[] | undefined, examined: readonly Examined[]): [Task, Examined][] => {
  if (tasks?.length !== examined.length) throw new Error("Another thread has answered what it was not asked");
  return tasks.map((task, index) => [task, examined[index] as Examined]);
};

/** Where the build puts it; sources, and the form in one file, have none. */
const helperFile = (): string | undefined =>
  ["../workers/judge.js", "../workers/judge.cjs"]
    .map((name) => join(dirname(fileURLToPath(import.meta.url)), name))
    .find((path) => existsSync(path));
