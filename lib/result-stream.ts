/**
 * stdout, which carries the result and nothing else.
 *
 * @module
 */
import { syncBuiltinESMExports } from "node:module";
// Not the global, whose place another object may have taken.
import process from "node:process";
import { Writable } from "node:stream";

/** For whoever prints a result. Made when it is asked for: that costs as much as reading twenty files. */
export const resultStream = (): typeof process.stdout => kept ?? process.stdout;

/**
 * From now on, what others write to `process.stdout` goes to stderr, whenever they do: foreign code may leave a timer behind. What
 * goes past that object, by the number of the file descriptor or in another process, is not seen here.
 */
export const keepResultStream = (): void => {
  if (kept !== undefined) return;
  kept = process.stdout;
  lendStdout();
  // `import { stdout } from "node:process"` has the stream of when somebody first loaded that.
  syncBuiltinESMExports();
};

/** The same, until somebody puts the accessor back. */
export const lendStdout = (): void => {
  let lent: Writable | undefined;
  const get = (): Writable => {
    if (lent === undefined || lent.writableEnded) lent = talking();
    return lent;
  };
  Object.defineProperty(process, "stdout", { configurable: true, enumerable: true, get });
};

// --- internal ---

let kept: typeof process.stdout | undefined;

/** Whoever ends it, or breaks it, has ended neither stdout nor stderr. */
const talking = (): Writable => {
  const stream = new Writable({
    decodeStrings: false,
    write: (chunk: string | Buffer, encoding, done) => {
      if (typeof chunk === "string") process.stderr.write(chunk, encoding);
      else process.stderr.write(chunk);
      done();
    },
  });
  return Object.assign(
    stream.on("error", () => undefined),
    { fd: 2 },
  );
};
