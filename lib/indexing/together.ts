/**
 * Many places examined by this thread and, when it turns out that there is enough to do, by some more.
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
  /** How many more threads there may be; 0 for this one alone. */
  helpers: number;
}

/**
 * Examine all of `tasks`. Returns to the event loop every few milliseconds, so that signals are heard. Another thread that can't
 * be had, or fails, only makes it slower.
 */
export const examineAll = async (tasks: readonly Task[], options: TogetherOptions): Promise<void> => {
  const { examine, onExamined } = options;
  const queue = createQueue(tasks);
  const due = tasks.length > surelyEnough ? 0 : elapsed() + helperAfter;
  let helpers: readonly Helper[] = [];
  let isAlone = options.helpers === 0 || options.source.directory === null;
  try {
    for (;;) {
      const chunk = queue.take();
      if (chunk.length === 0) {
        if (!(await areBusy(helpers))) break;
        continue;
      }
      const start = elapsed();
      for (const task of chunk) onExamined(task, await examine(task));
      queue.took(elapsed() - start);
      if (!isAlone && elapsed() > due) {
        isAlone = true;
        helpers = startHelpers(options, queue);
      }
      await new Promise(setImmediate);
      assertSound(helpers);
    }
  } finally {
    await Promise.all(helpers.map((helper) => helper.stop()));
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

/** Waits for the next answer; false when none is due. */
const areBusy = async (helpers: readonly Helper[]): Promise<boolean> => {
  const busy = helpers.filter((helper) => helper.isBusy());
  if (busy.length > 0) await Promise.race(busy.map((helper) => helper.answered()));
  assertSound(helpers);
  return busy.length > 0;
};

const assertSound = (helpers: readonly Helper[]): void => {
  for (const helper of helpers) helper.assertSound();
};

const startHelpers = (options: TogetherOptions, queue: Queue): Helper[] =>
  Array.from({ length: options.helpers }).flatMap(() => startHelper(options, queue) ?? []);

/** Milliseconds of work after which another thread, which takes some 200 to start, is likely to pay. */
const helperAfter = 150;
/** Tasks from which on nothing has to be tried out first. */
const surelyEnough = 5000;
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
