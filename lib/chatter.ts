/**
 * What foreign code prints while it runs: it is said when it is known what must not be.
 *
 * @module
 */
import { writeSync } from "node:fs";
// Not the global, whose place another object may have taken.
import process from "node:process";
import { redactedAtHand, withoutSecrets } from "./secrecy.ts";

/**
 * From now on, what is written to `process.stderr` is collected: all of it, because something secret may come in pieces. The
 * function that comes back gives it, and ends that; whoever kept hold of `write` writes to stderr again.
 */
export const collectChatter = (): (() => string) => {
  const { stderr } = process;
  const own = Object.getOwnPropertyDescriptor(stderr, "write");
  const before = stderr.write.bind(stderr) as (...given: unknown[]) => boolean;
  const chunks: Buffer[] = [];
  let isOver = false;
  const write = (chunk: string | Uint8Array, ...rest: unknown[]): boolean => {
    if (isOver) return before(chunk, ...rest);
    const [encoding] = rest;
    const isNamed = typeof encoding === "string" && Buffer.isEncoding(encoding);
    chunks.push(typeof chunk === "string" ? Buffer.from(chunk, isNamed ? encoding : "utf8") : Buffer.from(chunk));
    const done = rest.find((one) => typeof one === "function") as (() => void) | undefined;
    if (done !== undefined) process.nextTick(done);
    return true;
  };
  Object.defineProperty(stderr, "write", { value: write, configurable: true, writable: true, enumerable: true });
  return () => {
    isOver = true;
    if (own === undefined) Reflect.deleteProperty(stderr, "write");
    else Object.defineProperty(stderr, "write", own);
    return Buffer.concat(chunks).toString("utf8");
  };
};

/** Say it at once, without the secrets at hand. */
export const sayChatter = (text: string): void => {
  if (text !== "") process.stderr.write(redactedAtHand(text));
};

/** Keep it until {@link releaseChatter}, or the end of the process: a configuration itself says what is secret. */
export const holdChatter = (text: string): void => {
  if (text === "") return;
  if (held === "") process.once("exit", sayLast);
  held += text;
};

/** Say what was kept, without secrets. */
export const releaseChatter = async (): Promise<void> => {
  if (held === "") return;
  const text = held;
  held = "";
  process.off("exit", sayLast);
  process.stderr.write(await withoutSecrets(text));
};

// --- internal ---

let held = "";

/** Nobody waits for a stream any more. */
const sayLast = (): void => {
  try {
    writeSync(2, redactedAtHand(held));
  } catch {
    // Nobody listens any more.
  }
};
