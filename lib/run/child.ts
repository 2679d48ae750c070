/**
 * The wrapped command: started as given, watched, and waited for.
 *
 * @module
 */

import { type ChildProcess, type StdioOptions, spawn } from "node:child_process";
import { elapsed } from "../clock.ts";
import { errnoOf } from "../errors.ts";
import { which } from "../exec.ts";
import { findDescendants, isForeground, signalAll } from "../processes.ts";
import type { FileTracer } from "./files-traced/index.ts";
import type { Interruption } from "./interruption.ts";
import { closeWriteEnds, discardPipes, type Pipes, pump, readEnd, type Sink } from "./streams.ts";

export interface ChildOptions {
  argv: readonly [string, ...string[]];
  cwd: string;
  env: NodeJS.ProcessEnv;
  /** Leave the terminal to the child: its streams are ours, nothing is seen of them. */
  terminal: boolean;
  /** Give the child an empty standard input instead of ours. Default false. */
  emptyInput?: boolean | undefined;
  /** For stdout and stderr, used up by this child; without them it gets Node's sockets. */
  pipes: Pipes | undefined;
  stdout: Sink;
  stderr: Sink;
  /** Milliseconds, or null for none. */
  timeout: number | null;
  /** `NAME=value` in the child's environment by which its descendants are found. */
  cookie: string;
  /** Sees what the child opens. */
  tracer?: FileTracer | undefined;
  interruption: Interruption;
  onSignal: (signal: NodeJS.Signals, forwarded: boolean) => void;
  /** Milliseconds between the polite and the final signal after a timeout. Default 5,000. */
  grace?: number;
}

export interface ChildEnd {
  /** 126 and 127 with `start` not `started`. */
  exitCode: number | null;
  signal: NodeJS.Signals | null;
  start: "started" | "not-found" | "not-executable";
  timedOut: boolean;
  /** The first signal that we were sent while the child ran. */
  interruptedBy: NodeJS.Signals | null;
  /** Both streams were read to their ends. */
  streamsComplete: boolean;
  /** Why a stream could not be passed on to whoever called us. */
  forwardFault: string | null;
}

/** Run the command to its end. Never throws for what the command does. */
export const runChild = async (options: ChildOptions): Promise<ChildEnd> => {
  const { argv, cwd, env, tracer, pipes = [] } = options;
  const found = which(argv[0], { cwd, env });
  if ("missing" in found) {
    discardPipes(pipes);
    return neverStarted(found.missing);
  }
  const [out = "pipe", err = "pipe"] = pipes.map(({ writer }) => writer);
  const { program, args, ...asked } = commandOf(found.found, options);
  const stdio: StdioOptions = options.terminal
    ? "inherit"
    : [options.emptyInput === true ? "ignore" : "inherit", out, err];
  const child = start(() => spawn(program, args, { ...asked, cwd, stdio }));
  closeWriteEnds(pipes);
  const [ownOut, ownErr] = pipes.map(readEnd);
  if (child === undefined) {
    for (const source of [ownOut, ownErr]) source?.destroy();
    return neverStarted("not-executable");
  }
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null; error?: Error }>((done) => {
    child.once("error", (error) => done({ code: null, signal: null, error }));
    child.once("exit", (code, signal) => done({ code, signal }));
  });
  const sources = [ownOut ?? child.stdout, ownErr ?? child.stderr];
  const pumps = sources.flatMap((source, index) =>
    source === null ? [] : [pump(source, index === 0 ? options.stdout : options.stderr)],
  );
  const stopForwarding = forwardSignals(child, options);
  const clock = startTimeout(child, options);
  try {
    const { code, signal, error } = await ended;
    if (error !== undefined) return neverStarted(errnoOf(error) === "ENOENT" ? "not-found" : "not-executable");
    // The child can't be signalled any more, but its descendants still can run out of time.
    const [complete] = await Promise.all([
      Promise.all(pumps.map((stream) => stream.drained(clock.fired))),
      tracer?.finish(),
    ]);
    const fault = tracer?.startFault() ?? null;
    if (fault !== null) return neverStarted(fault === "ENOENT" ? "not-found" : "not-executable");
    return {
      exitCode: code,
      signal,
      start: "started",
      timedOut: clock.fired(),
      interruptedBy: stopForwarding(),
      streamsComplete: complete.every(Boolean),
      forwardFault: pumps.map((stream) => stream.fault()).find((fault) => fault !== null) ?? null,
    };
  } finally {
    stopForwarding();
    await clock.stop();
  }
};

// --- internal ---

const neverStarted = (start: "not-found" | "not-executable"): ChildEnd => ({
  exitCode: start === "not-found" ? 127 : 126,
  signal: null,
  start,
  timedOut: false,
  interruptedBy: null,
  streamsComplete: true,
  forwardFault: null,
});

/** The program to start: the command itself, or a tracer that becomes it. */
const commandOf = (found: string, { argv, env, tracer, cookie }: ChildOptions) => {
  if (tracer === undefined) return { program: found, args: argv.slice(1), argv0: argv[0], env };
  // The tracer is no descendant of the step, and must not be found as one.
  const [name = ""] = cookie.split("=");
  const { [name]: _cookie, ...others } = env;
  const [program, ...args] = tracer.wrap(found, argv, cookie);
  return { program, args, argv0: program, env: others };
};

/** Undefined when the system refuses at once, as with more arguments than it takes. */
const start = (spawnIt: () => ChildProcess): ChildProcess | undefined => {
  try {
    return spawnIt();
  } catch {
    return undefined;
  }
};

const forwardSignals = (child: ChildProcess, options: ChildOptions): (() => NodeJS.Signals | null) => {
  const { interruption, onSignal, cookie } = options;
  const foreground = isForeground();
  let count = 0;
  let first: NodeJS.Signals | null = null;
  const release = interruption.listen((signal) => {
    count += 1;
    first ??= signal;
    // A terminal sends ctrl-C to the whole foreground group: the child has this one already. Twice would
    // cut its own clean-up short.
    const forwarded = !(signal === "SIGINT" && foreground && count === 1);
    onSignal(signal, forwarded);
    if (count >= 3 && child.pid !== undefined) signalAll(findDescendants(child.pid, cookie), "SIGKILL");
    else if (forwarded) child.kill(signal);
  });
  return () => {
    release();
    return first;
  };
};

const startTimeout = (child: ChildProcess, { timeout, cookie, grace = 5_000 }: ChildOptions) => {
  let fired = false;
  let ending: Promise<void> | undefined;
  const timer =
    timeout === null
      ? undefined
      : setTimeout(() => {
          fired = true;
          ending = endAll(child, cookie, grace);
        }, timeout);
  return {
    fired: () => fired,
    stop: async (): Promise<void> => {
      clearTimeout(timer);
      await ending;
    },
  };
};

/** Ask every descendant to end, then make them. Returns when none is left, or after a few rounds of SIGKILL. */
const endAll = async (child: ChildProcess, cookie: string, grace: number): Promise<void> => {
  const pid = child.pid;
  if (pid === undefined) return;
  const deadline = elapsed() + grace;
  let known = findDescendants(pid, cookie);
  signalAll(known, "SIGTERM");
  while (known.length > 0 && elapsed() < deadline) {
    await new Promise((done) => setTimeout(done, 50));
    known = findDescendants(pid, cookie);
  }
  for (let round = 0; known.length > 0 && round < 20; round += 1) {
    signalAll(known, "SIGKILL");
    await new Promise((done) => setTimeout(done, 25));
    known = findDescendants(pid, cookie);
  }
};
