/**
 * The end of the process, whatever somebody else's code has left behind.
 *
 * @module
 */

/**
 * Say that work has begun: whatever ends this process with 0 before {@link endProcess}, somebody's `process.exit(0)` or an
 * event loop that ran dry, ends it with 3. A gate that has not spoken has not passed.
 */
export const beginProcess = (): void => {
  process.once("exit", () => {
    if (!hasEnded && (process.exitCode ?? 0) === 0) process.exitCode = undecided;
  });
};

/**
 * Give `code` to whoever waits for this process and let it end.
 *
 * A configuration that is code may have started a timer or a server, which would keep a gate that has spoken from
 * ending: then it is ended, once all that was said is delivered.
 */
export const endProcess = (code: number): void => {
  hasEnded = true;
  process.exitCode = code;
  const leave = (): void => {
    if (process.stdout.writableLength + process.stderr.writableLength > 0) endProcess(code);
    else process.exit(code);
  };
  // Fires only when something else keeps the process alive.
  setTimeout(leave, patience).unref();
};

// --- internal ---

let hasEnded = false;

/** Design section 5; not from `errors.ts`, because `--version` must not wait for it. */
const undecided = 3;

/** Milliseconds. */
const patience = 250;
