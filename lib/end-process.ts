/**
 * The end of the process, whatever somebody else's code has left behind.
 *
 * @module
 */

/**
 * Give `code` to whoever waits for this process and let it end.
 *
 * A configuration that is code may have started a timer or a server, which would keep a gate that has spoken from
 * ending: then it is ended, once all that was said is delivered.
 */
export const endProcess = (code: number): void => {
  process.exitCode = code;
  const leave = (): void => {
    if (process.stdout.writableLength + process.stderr.writableLength > 0) endProcess(code);
    else process.exit(code);
  };
  // Fires only when something else keeps the process alive.
  setTimeout(leave, patience).unref();
};

// --- internal ---

/** Milliseconds. */
const patience = 250;
