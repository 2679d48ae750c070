/**
 * The wrapped command: started as given, watched, and waited for.
 *
 * @module
 */
import { type ChildProcess, spawn } from "node:child_process";
import type { Readable } from "node:stream";
import { errnoOf } from "../errors.ts";
import { which } from "../exec.ts";
import type { Interruption } from "./interruption.ts";
import { findDescendants, isForeground, signalAll } from "./processes.ts";

/** Where one stream of the child goes. */
export interface Sink {
  /** Live, to the person or program that called us. */
  forward: NodeJS.WritableStream;
  /** To the log; must not throw. */
  record: (chunk: Buffer) => void;
}

export interface ChildOptions {
  argv: readonly [string, ...string[]];
  cwd: string;
  env: NodeJS.ProcessEnv;
  /** Leave the terminal to the child: its streams are ours, nothing is seen of them. */
  terminal: boolean;
  stdout: Sink;
  stderr: Sink;
  /** Milliseconds, or null for none. */
  timeout: number | null;
  /** `NAME=value` in the child's environment by which its descendants are found. */
  cookie: string;
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
}

/** Run the command to its end. Never throws for what the command does. */
export const runChild = async (options: ChildOptions): Promise<ChildEnd> => {
  const { argv, cwd, env } = options;
  const found = which(argv[0], { cwd, env });
  if ("missing" in found) return neverStarted(found.missing);
  const child = spawn(found.found, argv.slice(1), {
    argv0: argv[0],
    cwd,
    env,
    stdio: options.terminal ? "inherit" : ["inherit", "pipe", "pipe"],
  });
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null; error?: Error }>((done) => {
    child.once("error", (error) => done({ code: null, signal: null, error }));
    child.once("exit", (code, signal) => done({ code, signal }));
  });
  const streams = options.terminal ? [] : [pump(child.stdout, options.stdout), pump(child.stderr, options.stderr)];
  const stopForwarding = forwardSignals(child, options);
  const clock = startTimeout(child, options);
  try {
    const { code, signal, error } = await ended;
    if (error !== undefined) return neverStarted(errnoOf(error) === "ENOENT" ? "not-found" : "not-executable");
    // The child can't be signalled any more, but its descendants still can run out of time.
    const complete = await Promise.all(streams.map((stream) => stream.drained()));
    return {
      exitCode: code,
      signal,
      start: "started",
      timedOut: clock.fired(),
      interruptedBy: stopForwarding(),
      streamsComplete: complete.every(Boolean),
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
});

/** How long an ended child's stream may stay open and silent: a daemon may hold it for ever. */
const silence = 500;

const pump = (source: Readable | null, sink: Sink): { drained: () => Promise<boolean> } => {
  if (source === null) return { drained: async () => true };
  let lastSign = performance.now();
  let blocked = false;
  const closed = new Promise<boolean>((done) => {
    source.once("end", () => done(true));
    source.once("error", () => done(false));
    source.once("close", () => done(false));
  });
  source.on("data", (chunk: Buffer) => {
    lastSign = performance.now();
    sink.record(chunk);
    if (sink.forward.write(chunk)) return;
    blocked = true;
    source.pause();
    sink.forward.once("drain", () => {
      blocked = false;
      lastSign = performance.now();
      source.resume();
    });
  });
  // Whoever reads us went away (`| head`): close our end, so that the child learns it as it would without us.
  sink.forward.once("error", () => source.destroy());
  const drained = async (): Promise<boolean> => {
    const timer = setInterval(() => {
      if (!blocked && performance.now() - lastSign > silence) source.destroy();
    }, 50);
    lastSign = performance.now();
    try {
      return await closed;
    } finally {
      clearInterval(timer);
    }
  };
  return { drained };
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
  const deadline = performance.now() + grace;
  let known = findDescendants(pid, cookie);
  signalAll(known, "SIGTERM");
  while (known.length > 0 && performance.now() < deadline) {
    await new Promise((done) => setTimeout(done, 50));
    known = findDescendants(pid, cookie);
  }
  for (let round = 0; known.length > 0 && round < 20; round += 1) {
    signalAll(known, "SIGKILL");
    await new Promise((done) => setTimeout(done, 25));
    known = findDescendants(pid, cookie);
  }
};
