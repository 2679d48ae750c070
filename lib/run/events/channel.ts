/**
 * The pipe behind `KPROV_EVENTS`.
 *
 * A pipe, and no file: what is written never lies on a disk with its secrets, a program that says too much waits instead of
 * filling it, and we know when each line came.
 *
 * @module
 */
import { closeSync, fstatSync, lstatSync, readSync, rmSync } from "node:fs";
import { type ConnectOpts, Socket, type SocketConstructorOpts } from "node:net";
import { elapsed, randomHex } from "../../clock.ts";
import type { Redactor } from "../redaction/index.ts";
import type { NamedPipe } from "../streams.ts";
import type { EventSource, RefusedEvents, TraceWriter } from "../trace-writer.ts";
import { createIntake } from "./intake.ts";

/** Name of the variable that tells the step where to write. */
export const eventsVariable = "KPROV_EVENTS";

export interface EventChannel extends EventSource {
  /** For the step's environment. */
  readonly path: string;
  /** The step has ended: take what lies in the pipe; what comes from now on is only counted. */
  settle(): void;
}

/** Read events from `pipe` into `trace`, which closes the channel at its own end. */
export const openChannel = (pipe: NamedPipe, { trace, redactor }: { trace: TraceWriter; redactor: Redactor }) => {
  const intake = createIntake({
    redactor,
    stepSpan: trace.stepSpan,
    runSpan: trace.runSpan,
    newId: createIds(),
    write: trace.append,
  });
  const reader = readAsItComes(pipe.reader, intake.push);
  let [isOpen, isSettled] = [true, false];
  const channel: EventChannel = {
    path: pipe.path,
    settle: () => {
      if (isOpen) reader.takeRest();
      if (isOpen && !isSettled && !isInPlace(pipe)) intake.replaced();
      isSettled = true;
      intake.settle();
    },
    close: (): RefusedEvents | null => {
      if (isOpen) {
        channel.settle();
        reader.takeRest();
        reader.stop();
        closeSync(pipe.writer);
        rmSync(pipe.dir, { recursive: true, force: true });
      }
      isOpen = false;
      return intake.refused();
    },
  };
  trace.attach(channel);
  return channel;
};

// --- internal ---

/** Whether its path still leads to it. Who else reads from it can't be told. */
const isInPlace = ({ path, writer }: NamedPipe): boolean => {
  try {
    const [there, own] = [lstatSync(path), fstatSync(writer)];
    return there.ino === own.ino && there.dev === own.dev;
  } catch {
    return false; // Gone, or its directory is.
  }
};

/** Largest capacity of a pipe (fs.pipe-max-size): more can't have lain in it when we began to look. */
const maxWaiting = 2 ** 20;
/** Milliseconds between two looks while a program talks without a pause: waking up for each line would cost more than the line. */
const breath = 2;

/**
 * Hand over what comes through the pipe `fd`, at once; of a program that talks without a pause, every 2 ms. Pieces are only
 * valid during the call.
 */
const readAsItComes = (fd: number, push: (piece: Buffer) => void) => {
  const buffer = Buffer.allocUnsafe(2 ** 16);
  let last = elapsed();
  let timer: NodeJS.Timeout | undefined;
  /** What waits in the pipe, without going back to the event loop; a writer that never stops does not keep us. */
  const takeRest = (): number => {
    let taken = 0;
    try {
      while (taken < maxWaiting) {
        const count = readSync(fd, buffer);
        push(buffer.subarray(0, count));
        taken += count;
        if (count < buffer.length) break;
      }
    } catch {
      // EAGAIN: nothing waits.
    }
    return taken;
  };
  const look = (): void => {
    last = elapsed();
    if (takeRest() > 0) timer = setTimeout(look, breath);
    else socket.resume();
  };
  const callback = (count: number): boolean => {
    push(buffer.subarray(0, count));
    const isTalking = elapsed() - last < breath;
    last = elapsed();
    if (isTalking) timer = setTimeout(look, breath);
    return !isTalking; // Paused: from here on `look` reads.
  };
  // One buffer for all that comes, where a stream would make one for each piece.
  const options: SocketConstructorOpts & Pick<ConnectOpts, "onread"> = {
    ...{ fd, readable: true, writable: false },
    onread: { buffer, callback },
  };
  const socket = new Socket(options);
  socket.on("error", () => undefined); // What was read, counts; there is no other answer.
  const stop = (): void => {
    clearTimeout(timer);
    socket.destroy();
  };
  return { takeRest, stop };
};

/** Span ids that never repeat in a trace, nor are zero (W3C Trace Context): a random start, then counted. */
const createIds = (): (() => string) => {
  let next = BigInt(`0x${randomHex(8)}`);
  return () => {
    next = BigInt.asUintN(64, next + 1n) || 1n;
    return next.toString(16).padStart(16, "0");
  };
};
