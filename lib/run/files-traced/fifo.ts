/**
 * A named pipe that the tracer writes into while we read.
 *
 * @module
 */
import { constants, mkdtempSync, openSync, rmSync } from "node:fs";
import { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { KprovError } from "../../errors.ts";
import { capture } from "../../exec.ts";

export interface Fifo {
  path: string;
  /** Our end. */
  fd: number;
  stream: Socket;
  /** Take its name away: who has it open keeps it. */
  remove(): void;
}

/** Throws `E_TRACER` where none can be made. */
export const openFifo = async (): Promise<Fifo> => {
  const dir = mkdtempSync(join(tmpdir(), "kprov-files-"));
  const remove = (): void => rmSync(dir, { recursive: true, force: true });
  const path = join(dir, "trace");
  try {
    if ((await capture(["mkfifo", "-m", "600", path], { cwd: dir })).status !== 0) throw new Error("mkfifo failed");
    // Without waiting for a writer; the first one comes with the tracer, and until then there is no end to be seen.
    const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    return { path, fd, stream: new Socket({ fd, readable: true, writable: false }), remove };
  } catch (cause) {
    remove();
    throw new KprovError("E_TRACER", `Cannot make a named pipe in "${tmpdir()}" for the tracer`, { cause });
  }
};
