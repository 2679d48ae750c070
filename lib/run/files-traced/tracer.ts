/**
 * A tracer beside one command, from its start to the end of what it started.
 *
 * @module
 */
import { spawn } from "node:child_process";
import { closeSync, constants, openSync, readFileSync } from "node:fs";
import { elapsed } from "../../clock.ts";
import { type Accesses, type AccessOptions, createAccesses } from "./accesses.ts";
import { toBytes } from "./byte-path.ts";
import { createCalls } from "./calls.ts";
import { type Fifo, openFifo } from "./fifo.ts";
import { executedArgv, type Strace, straceArguments } from "./strace.ts";

export interface FileTracer {
  version: string;
  /** What to start in the place of `argv`, whose program was found at `found`. `cookie` (`NAME=value`) reaches only the command. */
  wrap(found: string, argv: readonly [string, ...string[]], cookie: string): [string, ...string[]];
  /** After the command has ended: read on until the last process has, or is silent. */
  finish(): Promise<void>;
  /** The error with which the command could not be executed; null when it could. */
  startFault(): string | null;
  /** Why the trace is not whole; null when it is. */
  fault(): string | null;
  accesses: Accesses;
  /** Read no more, whatever happened. */
  close(): void;
}

/** `cwd`: where the command starts, without symbolic links. */
export const createTracer = async (
  { path, version }: Strace,
  { cwd, ...options }: AccessOptions & { cwd: string },
): Promise<FileTracer> => {
  const fifo = await openFifo();
  const accesses = createAccesses(options);
  const calls = createCalls(toBytes(cwd));
  let fault: string | null = null;
  let isLeft = false;
  let lastSign = elapsed();
  const closed = readLines(fifo, (line) => {
    lastSign = elapsed();
    const seen = calls.read(line);
    if (seen !== undefined) accesses.add(seen);
  }).then(() => {
    // It tells the end of every process before its own: when one is missing, somebody has ended the tracer.
    if (!isLeft && calls.living().length > 0) fault ??= "the tracer was ended before the step";
  });
  const finish = async (): Promise<void> => {
    const begun = elapsed();
    lastSign = begun;
    const timer = setInterval(() => {
      const isOver = elapsed() - begun > patience;
      const isSilent = elapsed() - lastSign > silence && calls.living().some(isRunning);
      if (!isOver && !isSilent) return;
      clearInterval(timer);
      isLeft = true;
      accesses.limit("outlived");
      leaveBehind(fifo);
      fifo.stream.destroy();
    }, pollEvery);
    await closed;
    clearInterval(timer);
    if (calls.unreadable() > 0) accesses.limit("unreadable");
    if (calls.root() === undefined) fault ??= "the tracer has seen nothing";
  };
  return {
    version,
    wrap: (found, argv, cookie) => [
      path,
      ...straceArguments(fifo.path),
      "-E",
      cookie,
      "--",
      ...executedArgv(found, argv),
    ],
    finish,
    startFault: () => calls.root()?.failure ?? null,
    fault: () => fault,
    accesses,
    close: () => {
      fifo.stream.destroy();
      fifo.remove();
    },
  };
};

// --- internal ---

/** Milliseconds of silence after which who outlives the command is left alone, as its streams are. */
const silence = 400;
/** Milliseconds after which that happens in any case. */
const patience = 5_000;
const pollEvery = 20;
/** Milliseconds in which lines gather: fewer of them than the pipe can hold. */
const breath = 2;
/** Bytes that a pipe holds (pipe(7)). */
const fullPipe = 64 * 1024;

/** Resolves when there is no more to read. Names go away as soon as the tracer has the pipe. */
const readLines = (fifo: Fifo, onLine: (line: string) => void): Promise<void> => {
  let rest = "";
  let isNamed = true;
  fifo.stream.on("data", (chunk: Buffer) => {
    if (isNamed) fifo.remove();
    isNamed = false;
    const lines = (rest + chunk.toString("latin1")).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) onLine(line);
    // The tracer writes line by line: to be woken for each would cost more than to read them. A full pipe would stop it.
    if (chunk.length >= fullPipe / 4) return;
    fifo.stream.pause();
    setTimeout(() => fifo.stream.resume(), breath);
  });
  return new Promise((done) => {
    fifo.stream.once("error", () => undefined);
    fifo.stream.once("close", () => {
      fifo.remove();
      done();
    });
  });
};

/**
 * A process that outlives the run needs its tracer, and the tracer a reader: without them its calls would fail. Somebody reads,
 * and forgets, until they have ended.
 */
const leaveBehind = (fifo: Fifo): void => {
  let fd: number | undefined;
  try {
    // Opened anew: our end does not wait for data, which `cat` can't know.
    fd = openSync(`/proc/self/fd/${fifo.fd}`, constants.O_RDONLY);
    const reader = spawn("cat", [], { cwd: "/", detached: true, stdio: [fd, "ignore", "ignore"] });
    reader.once("error", () => undefined);
    reader.unref();
  } catch {
    // Without /proc there is no tracer either.
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
};

const isRunning = (pid: number): boolean => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    return !/^[ZX]/.test(stat.slice(stat.lastIndexOf(")") + 2));
  } catch {
    return false; // Gone.
  }
};
