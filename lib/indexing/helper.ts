/**
 * Another thread: it examines what it is handed, and everything is stored by the first.
 *
 * @module
 */
import { existsSync } from "node:fs";
import { dirname, extname, join } from "node:path";
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
  const sent: (readonly Task[])[] = [];
  let fault: { error: unknown } | undefined;
  let wake: () => void = () => undefined;
  const feed = (): void => {
    const chunk = queue.take();
    if (chunk.length === 0) return;
    sent.push(chunk);
    worker.postMessage(chunk);
  };
  const fail = (): void => {
    // What it did not answer is examined here: by the same rules, with the same words where it can't be.
    for (const chunk of sent.splice(0)) queue.giveBack(chunk);
    wake();
  };
  worker.on("message", (answers: Examined[]) => {
    const chunk = sent.shift() ?? [];
    try {
      for (const [index, task] of chunk.entries()) onExamined(task, answers[index] ?? null);
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
    isBusy: () => sent.length > 0,
    answered: () =>
      new Promise<void>((done) => {
        wake = done;
      }),
    stop: async () => void (await worker.terminate()),
  };
};

// --- internal ---

/** Beside this file in the sources, and where the build puts it; the form in one file has none. */
const helperFile = (): string | undefined => {
  const own = fileURLToPath(import.meta.url);
  const isSource = extname(own) === ".ts";
  if (isSource && !canRunSources()) return undefined;
  const candidates = isSource ? ["judge-worker.ts"] : ["../workers/judge.js", "../workers/judge.cjs"];
  return candidates.map((name) => join(dirname(own), name)).find((path) => existsSync(path));
};

/** A thread is given the loaders that Node was started with. */
const canRunSources = (): boolean =>
  process.execArgv.some((flag) => flag.includes("tsx")) ||
  ("typescript" in process.features && Boolean(process.features.typescript));
