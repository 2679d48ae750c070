/**
 * Running code of the checkout in our process: its configuration, its rules.
 *
 * Whoever runs this trusts the checkout: the code could do anything. What is prevented here are accidents: waiting for
 * ever, ending our process with a status of its own choice, now or by a listener, writing into our result.
 *
 * @module
 */
import { hasBegun } from "../end-process.ts";
import { keepResultStream } from "../result-stream.ts";
import { takeCustody } from "./custody.ts";

/**
 * Run `work` for at most `timeout` milliseconds, with our way out closed to it, with its chatter on stderr; then put all
 * back. A loop that never ends can't be interrupted here: then there is no result, which is no pass.
 *
 * Throws what `work` throws or leaves unhandled, and an `Error` when it tries to end the process or takes too long.
 */
export const runForeign = async <Result>(work: () => Promise<Result>, timeout: number): Promise<Result> => {
  // Only a process of our own is ours to change for good.
  if (hasBegun()) keepResultStream();
  const restore = takeCustody();
  let timer: NodeJS.Timeout | undefined;
  const trouble = new Promise<never>((_, reject) => {
    const late = () => reject(new Error(`it did not come to an end within ${timeout} ms`));
    timer = setTimeout(late, timeout);
    process.on("unhandledRejection", reject);
    process.on("uncaughtException", reject);
  });
  process.exit = (status) => {
    throw new Error(`it called process.exit(${status ?? ""})`);
  };
  const { error: log } = console;
  // It may have been given its streams long ago.
  Object.assign(console, { log, info: log, debug: log, dirxml: log, dir: (value: unknown) => log(value) });
  try {
    const result = await Promise.race([work(), trouble]);
    // One more turn, in which a promise that nobody waits for can show that it failed.
    await Promise.race([new Promise((resolve) => setImmediate(resolve)), trouble]);
    return result;
  } finally {
    clearTimeout(timer);
    restore();
  }
};
