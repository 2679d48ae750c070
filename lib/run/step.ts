/**
 * The step itself: the wrapped command or the built-in pipeline, and how it ended.
 *
 * @module
 */
import { closeSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { exits, messageOf } from "../errors.ts";
import { layout, type Outcome } from "../evidence/index.ts";
import { withoutOwnSecrets } from "../exec.ts";
import { type ChildEnd, runChild } from "./child.ts";
import { eventsVariable, openChannel } from "./events/index.ts";
import type { FileTracer } from "./files-traced/index.ts";
import { exitOfSignal, type Interruption } from "./interruption.ts";
import type { RunOptions } from "./options.ts";
import type { Redactor } from "./redaction/index.ts";
import type { NamedPipe, Pipes, Sink } from "./streams.ts";
import type { TraceWriter } from "./trace-writer.ts";

export interface Logs {
  recorded: boolean;
  stdoutBytes: number;
  stderrBytes: number;
  complete: boolean;
}

export interface StepEnd {
  child: ChildEnd;
  logs: Logs;
  /** Why a log could not be written to its end; the step was not disturbed. */
  logFault: string | null;
}

/** Run the wrapped command. `dir` is the workspace, or null when no evidence is wanted. */
export const runWrapped = async (
  options: RunOptions & { argv: readonly [string, ...string[]] },
  around: {
    dir: string | null;
    runId: string;
    redactor: Redactor;
    trace: TraceWriter | null;
    interruption: Interruption;
    pipes: Pipes | undefined;
    events: NamedPipe | undefined;
    tracer?: FileTracer | undefined;
  },
): Promise<StepEnd> => {
  const { dir, runId, redactor, trace, interruption, pipes, events, tracer } = around;
  const recorded = dir !== null && !options.terminal;
  const stdout = createLog(recorded ? join(dir, layout.stdout) : null, redactor);
  const stderr = createLog(recorded ? join(dir, layout.stderr) : null, redactor);
  const sink = (log: Log, forward: NodeJS.WritableStream): Sink => ({ forward, record: log.write });
  trace?.event("step.start", { argv0: redactor.text(options.argv[0]) });
  const channel = events && trace && openChannel(events, { trace, redactor });
  const own = { KPROV_RUN_ID: runId, ...(trace !== null && { [eventsVariable]: channel?.path }) };
  try {
    const child = await runChild({
      argv: options.argv,
      cwd: options.cwd,
      env: { ...childEnvironment(options), ...own },
      terminal: options.terminal,
      emptyInput: options.emptyInput,
      pipes,
      tracer,
      stdout: sink(stdout, options.stdout),
      stderr: sink(stderr, options.stderr),
      timeout: options.timeout,
      cookie: `KPROV_RUN_ID=${runId}`,
      interruption,
      onSignal: (signal, forwarded) => trace?.event("signal.forwarded", { signal, forwarded }),
    });
    channel?.settle();
    const open = trace?.openSpans() ?? 0;
    trace?.event("step.end", { exitCode: child.exitCode, signal: child.signal, ...(open > 0 && { openSpans: open }) });
    const bytes = { stdoutBytes: stdout.end(), stderrBytes: stderr.end() };
    return {
      child,
      logs: { recorded, ...bytes, complete: child.streamsComplete },
      logFault: stdout.fault() ?? stderr.fault(),
    };
  } finally {
    stdout.end();
    stderr.end();
  }
};

/** The environment of the child: all of ours but for what unlocks our keys, or only what is recorded. */
export const childEnvironment = (options: RunOptions): NodeJS.ProcessEnv => {
  const own = withoutOwnSecrets(options.env);
  if (!options.cleanEnvironment) return own;
  const clean: NodeJS.ProcessEnv = {};
  for (const name of options.recordEnv) if (own[name] !== undefined) clean[name] = own[name];
  return clean;
};

/** How the run ended, as provenance says it: only a step that kept all its declarations has succeeded. */
export const outcomeOf = (child: ChildEnd | null, findings: Outcome["findings"]): Outcome => {
  if (child === null)
    return { status: findings.length > 0 ? "failed" : "succeeded", exitCode: 0, signal: null, findings };
  const notStarted = child.start !== "started";
  const all = notStarted ? [{ code: "STEP_NOT_STARTED", subject: child.start }, ...findings] : findings;
  const base = { exitCode: notStarted ? null : child.exitCode, signal: child.signal, findings: all };
  if (child.timedOut) return { status: "timed-out", ...base };
  if (child.interruptedBy !== null) return { status: "interrupted", ...base };
  if (child.signal !== null) return { status: "signalled", ...base };
  return { status: child.exitCode === 0 && all.length === 0 ? "succeeded" : "failed", ...base };
};

/** Exit code of `run`: the child's own, and never 0 for a run that did not succeed (design section 5). */
export const exitCodeOf = (child: ChildEnd | null, outcome: Outcome): number => {
  if (child === null) return outcome.status === "succeeded" ? exits.proved : exits.violated;
  if (child.timedOut) return exits.timeout;
  if (child.signal !== null) return exitOfSignal(child.signal);
  if (child.exitCode !== null && child.exitCode !== 0) return child.exitCode;
  if (child.interruptedBy !== null) return exitOfSignal(child.interruptedBy);
  // The step is fine; who called us did not get all that it said.
  if (child.forwardFault !== null && outcome.status === "succeeded") return exits.evidence;
  return outcome.status === "succeeded" ? exits.proved : exits.violated;
};

// --- internal ---

interface Log {
  write: (chunk: Buffer) => void;
  /** Close it; returns its size in bytes. May be called again. */
  end: () => number;
  fault: () => string | null;
}

/** A log on disk without secret values. A full disk ends the log, never the step. */
const createLog = (path: string | null, redactor: Redactor): Log => {
  if (path === null) return { write: () => undefined, end: () => 0, fault: () => null };
  // Appending: after somebody else cut the file its size tells.
  const fd = openSync(path, "ax");
  const stream = redactor.stream();
  let [size, fault, isOpen] = [0, null as string | null, true];
  const append = (bytes: Buffer): void => {
    if (fault !== null || !isOpen) return;
    try {
      for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at);
      size += bytes.length;
    } catch (error) {
      fault = messageOf(error);
    }
  };
  return {
    write: (chunk) => append(stream.push(chunk)),
    end: () => {
      if (isOpen) {
        append(stream.end());
        closeSync(fd);
      }
      isOpen = false;
      return size;
    },
    fault: () => fault,
  };
};
