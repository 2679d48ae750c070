/**
 * The streams of a wrapped command: made, passed on live, recorded, and read to their ends.
 *
 * @module
 */

import { closeSync, constants, mkdtempSync, openSync, rmSync } from "node:fs";
import { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { elapsed } from "../clock.ts";
import { errnoOf, messageOf } from "../errors.ts";
import { capture } from "../exec.ts";

/** Where one stream of the child goes. */
export interface Sink {
  /** Live, to the person or program that called us. */
  forward: NodeJS.WritableStream;
  /** To the log; must not throw. */
  record: (chunk: Buffer) => void;
}

/** A real pipe, as file descriptors: we read from `reader`, the child writes into `writer`. */
export interface Pipe {
  reader: number;
  writer: number;
}

/** For stdout and stderr. */
export type Pipes = readonly [Pipe, Pipe];

/** A pipe with a name, for whoever knows it; its directory is removed with it. */
export interface NamedPipe extends Pipe {
  path: string;
  dir: string;
}

export interface OpenedPipes {
  /** Undefined when not wanted, and where none can be made. */
  streams: Pipes | undefined;
  /** For the step's own events; undefined in the same cases. */
  events: NamedPipe | undefined;
}

/**
 * Pipes for stdout and stderr, and one for the step's own events: those of them that are `wanted`.
 *
 * Node would give the child sockets. Behind a socket `/dev/stdout` can't be opened (ENXIO), and a writer whose
 * reader went away gets ECONNRESET in the place of SIGPIPE: the step would behave otherwise than without us.
 */
export const openPipes = async (wanted: { streams: boolean; events: boolean }): Promise<OpenedPipes> => {
  if (!wanted.streams && !wanted.events) return noPipes;
  const opened: Pipe[] = [];
  let dir: string | undefined;
  try {
    dir = mkdtempSync(join(tmpdir(), "kprov-"));
    const path = join(dir, "events");
    const unnamed = wanted.streams ? [join(dir, "1"), join(dir, "2")] : [];
    const all = wanted.events ? [...unnamed, path] : unnamed;
    if ((await capture(["mkfifo", "-m", "600", ...all], { cwd: dir })).status !== 0) throw new Error("no FIFO");
    for (const one of all) opened.push(openPipe(one));
    for (const one of unnamed) rmSync(one);
    if (!wanted.events) rmSync(dir, { recursive: true });
    const events = wanted.events ? opened.at(-1) : undefined;
    const [out, err] = opened;
    return {
      streams: wanted.streams && out !== undefined && err !== undefined ? [out, err] : undefined,
      events: events && { ...events, path, dir },
    };
  } catch {
    // No mkfifo, or a temporary directory that can't hold one.
    discardPipes(opened);
    if (dir !== undefined) rmSync(dir, { recursive: true, force: true });
    return noPipes;
  }
};

/** Where there is nothing to open. */
export const noPipes: OpenedPipes = { streams: undefined, events: undefined };

/** Our end as a stream, which closes it at the end. */
export const readEnd = ({ reader }: Pipe): Readable => new Socket({ fd: reader, readable: true, writable: false });

/** Close the child's ends, after it has them: else nobody would ever see the end of a stream. */
export const closeWriteEnds = (pipes: readonly Pipe[]): void => {
  for (const { writer } of pipes) closeSync(writer);
};

/** Close both ends of pipes that no child got. */
export const discardPipes = (pipes: readonly Pipe[]): void => {
  closeWriteEnds(pipes);
  for (const { reader } of pipes) closeSync(reader);
};

/** The same for a pipe with a name, and its directory. */
export const discardNamed = (pipe: NamedPipe): void => {
  discardPipes([pipe]);
  rmSync(pipe.dir, { recursive: true, force: true });
};

export interface Pump {
  /**
   * After the child has ended: true when the stream was read to its end. A descendant that holds it open is waited
   * for while it goes on talking, 5 seconds at most; a slow reader of ours is waited for until `isHurried`.
   */
  drained(isHurried: () => boolean): Promise<boolean>;
  /** Why the stream could not be passed on; null also when its reader just went away. */
  fault(): string | null;
}

/** Pass on and record what comes from `source`, no faster than it can be passed on. */
export const pump = (source: Readable, sink: Sink): Pump => {
  let lastSign = elapsed();
  let blocked = false;
  let fault: string | null = null;
  const closed = new Promise<boolean>((done) => {
    source.once("end", () => done(true));
    source.once("error", () => done(false));
    source.once("close", () => done(false));
  });
  const onDrain = (): void => {
    blocked = false;
    lastSign = elapsed();
    source.resume();
  };
  source.on("data", (chunk: Buffer) => {
    lastSign = elapsed();
    sink.record(chunk);
    if (sink.forward.write(chunk)) return;
    blocked = true;
    source.pause();
    sink.forward.once("drain", onDrain);
  });
  // Whoever reads us went away (`| head`), or can take no more: close our end, so that the child learns it as it
  // would without us.
  const onError = (error: Error): void => {
    if (errnoOf(error) !== "EPIPE") fault ??= messageOf(error);
    source.destroy();
  };
  guard(sink.forward);
  sink.forward.once("error", onError);
  const drained = async (isHurried: () => boolean): Promise<boolean> => {
    lastSign = elapsed();
    let waited = 0;
    const timer = setInterval(() => {
      if (blocked && !isHurried()) return;
      waited += pollEvery;
      if (elapsed() - lastSign > silence || waited > patience) source.destroy();
    }, pollEvery);
    try {
      return await closed;
    } finally {
      clearInterval(timer);
      sink.forward.off("error", onError);
      sink.forward.off("drain", onDrain);
    }
  };
  return { drained, fault: () => fault };
};

// --- internal ---

/** Milliseconds that an ended child's stream may stay open and silent: a daemon may hold it for ever. */
const silence = 500;
/** Milliseconds that it may stay open at all while we are the ones who wait. */
const patience = 5_000;
const pollEvery = 50;

const openPipe = (path: string): Pipe => ({
  // Without waiting for a writer; it comes next.
  reader: openSync(path, constants.O_RDONLY | constants.O_NONBLOCK),
  writer: openSync(path, constants.O_WRONLY),
});

const guarded = new WeakSet<NodeJS.WritableStream>();

/** A stream without a listener throws its errors at everybody, however late they come. */
const guard = (stream: NodeJS.WritableStream): void => {
  if (guarded.has(stream)) return;
  guarded.add(stream);
  stream.on("error", () => undefined);
};
