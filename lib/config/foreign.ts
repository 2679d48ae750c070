/**
 * Running code of the checkout in our process: its configuration, its rules.
 *
 * Whoever runs this trusts the checkout: the code could do anything. What is prevented here are accidents: waiting for
 * ever, ending our process with a status of its own choice, now or by a listener, writing into our result.
 *
 * @module
 */
import { collectChatter, sayChatter } from "../chatter.ts";
import { hasBegun } from "../end-process.ts";
import { guardIntrinsics } from "../intrinsics.ts";
import { keepResultStream } from "../result-stream.ts";
import { hasSecretsAtHand } from "../secrecy.ts";
import { takeCustody } from "./custody.ts";
import { watch } from "./untouched.ts";

/**
 * Run `work` for at most `timeout` milliseconds, with our way out closed to it, with its chatter on stderr; then put all
 * back. A loop that never ends can't be interrupted here: then there is no result, which is no pass.
 *
 * Where there are secrets, what it prints is said when it has come to its end, without them; `keep` takes it instead, in any case.
 *
 * Throws what `work` throws or leaves unhandled, and an `Error` when it tries to end the process, takes too long, or changes the
 * language's own objects, which are put back; what it changes later, `assertUntouched` sees.
 */
export const runForeign = <Result>(
  work: () => Promise<Result>,
  timeout: number,
  keep?: (text: string) => void,
): Promise<Result> => {
  const turn = last.then(() => runAlone(work, { timeout, keep }));
  last = turn.then(
    () => undefined,
    () => undefined,
  );
  return turn;
};

// --- internal ---

/** One at a time: each finds the process as it is to leave it. */
let last: Promise<void> = Promise.resolve();

interface Limits {
  timeout: number;
  keep: ((text: string) => void) | undefined;
}

const runAlone = async <Result>(work: () => Promise<Result>, { timeout, keep }: Limits): Promise<Result> => {
  // Only a process of our own is ours to change for good.
  if (hasBegun()) keepResultStream();
  const restore = takeCustody();
  const putBack = guardIntrinsics();
  watch(putBack);
  let timer: NodeJS.Timeout | undefined;
  const trouble = new Promise<never>((_, reject) => {
    const late = () => reject(new Error(`it did not come to an end within ${timeout} ms`));
    timer = setTimeout(late, timeout);
    process.on("unhandledRejection", reject);
    process.on("uncaughtException", reject);
  });
  closeWaysOut();
  const collected = keep !== undefined || hasSecretsAtHand() ? collectChatter() : () => "";
  const { error: log } = console;
  // It may have been given its streams long ago.
  Object.assign(console, { log, info: log, debug: log, dirxml: log, dir: (value: unknown) => log(value) });
  try {
    const result = await Promise.race([work(), trouble]);
    assertIntact(putBack);
    // One more turn, in which a promise that nobody waits for can show that it failed.
    await Promise.race([new Promise((resolve) => setImmediate(resolve)), trouble]);
    assertIntact(putBack);
    return result;
  } finally {
    putBack();
    clearTimeout(timer);
    try {
      restore();
    } finally {
      (keep ?? sayChatter)(collected());
    }
  }
};

const assertIntact = (putBack: () => string | undefined): void => {
  const changed = putBack();
  if (changed !== undefined) throw new Error(`it changed ${changed}`);
};

/** All of them are opened again with the rest of `process`. */
const closeWaysOut = (): void => {
  process.exit = (status) => {
    throw new Error(`it called process.exit(${status ?? ""})`);
  };
  for (const name of ["reallyExit", "abort", "kill", "_kill", "execve"]) {
    if (!(name in process)) continue;
    const closed = () => {
      throw new Error(`it called process.${name}()`);
    };
    Object.assign(process, { [name]: closed });
  }
};
