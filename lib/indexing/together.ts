/**
 * Many places examined by this thread and, when it turns out that there is enough to do, by one more.
 *
 * @module
 */
import { elapsed } from "../clock.ts";
import type { Examine, Examined, Task } from "./examine.ts";
import { type Helper, startHelper } from "./helper.ts";
import type { Setup } from "./setup.ts";
import type { IndexSource } from "./source.ts";

export interface TogetherOptions {
  source: IndexSource;
  examine: Examine;
  setup: Setup;
  mark: string;
  /** Called in this thread for each task, in no order. */
  onExamined: (task: Task, examined: Examined) => void;
  /** False: this thread alone. */
  mayHelp: boolean;
}

/**
 * Examine all of `tasks`. Returns to the event loop every few milliseconds, so that signals are heard. A second thread that can't
 * be had, or fails, only makes it slower.
 */
export const examineAll = async (tasks: readonly Task[], options: TogetherOptions): Promise<void> => {
  const { examine, onExamined } = options;
  const queue = createQueue(tasks);
  const due = elapsed() + helperAfter;
  let helper: Helper | undefined;
  let isAlone = !options.mayHelp || options.source.directory === null;
  try {
    for (;;) {
      const chunk = queue.take();
      if (chunk.length === 0) {
        const isBusy = helper !== undefined && (await helper.isBusy());
        helper?.assertSound();
        if (!isBusy) break;
        continue;
      }
      const start = elapsed();
      for (const task of chunk) onExamined(task, await examine(task));
      queue.took(elapsed() - start);
      if (!isAlone && elapsed() > due) {
        isAlone = true;
        helper = startHelper(options, queue);
      }
      await new Promise(setImmediate);
      helper?.assertSound();
    }
  } finally {
    await helper?.stop();
  }
};

/** Tasks, in chunks that take a few milliseconds each. */
export interface Queue {
  take: () => readonly Task[];
  /** How long the last chunk took, in milliseconds. */
  took: (milliseconds: number) => void;
  /** Somebody took them and did not finish. */
  giveBack: (tasks: readonly Task[]) => void;
}

// --- internal ---

/** Milliseconds of work after which another thread, which takes some 200 to start, is likely to pay. */
const helperAfter = 150;
const [least, most] = [4, 256];
const wanted = 8;

const createQueue = (tasks: readonly Task[]): Queue => {
  let next = 0;
  let size = least;
  const returned: Task[] = [];
  return {
    take: () => {
      if (returned.length > 0) return returned.splice(0, size);
      const chunk = tasks.slice(next, next + size);
      next += chunk.length;
      return chunk;
    },
    took: (milliseconds) => {
      if (milliseconds < wanted) size = Math.min(size * 2, most);
      else if (milliseconds > 2 * wanted) size = Math.max(Math.floor(size / 2), least);
    },
    giveBack: (back) => void returned.push(...back),
  };
};
