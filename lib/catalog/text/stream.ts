/**
 * Many lines on stdout without many of them in memory.
 *
 * @module
 */
import { errnoOf, KprovError } from "../../errors.ts";

/**
 * Write pieces one after another, waiting whenever the reader is slower. A reader that has enough and closes its end (`head`)
 * ends it quietly. Returns how many pieces were taken. Throws `E_IO` for what else goes wrong with the stream.
 */
export const writePieces = async (stream: NodeJS.WritableStream, pieces: Iterable<string>): Promise<number> => {
  let fault: Error | undefined;
  const onError = (error: Error): void => {
    fault ??= error;
  };
  stream.on("error", onError);
  let [count, held] = [0, ""];
  const flush = async (): Promise<void> => {
    const chunk = held;
    held = "";
    if (chunk === "" || fault !== undefined) return;
    await new Promise<void>((done) => {
      stream.write(chunk, (error) => {
        fault ??= error ?? undefined;
        done();
      });
    });
  };
  try {
    for (const piece of pieces) {
      held += piece;
      count += 1;
      if (held.length >= chunkLength) await flush();
      if (fault !== undefined) break;
    }
    await flush();
  } finally {
    stream.off("error", onError);
  }
  if (fault !== undefined && errnoOf(fault) !== "EPIPE")
    throw new KprovError("E_IO", `Cannot write to stdout: ${errnoOf(fault) ?? fault.message}`, { cause: fault });
  return count;
};

// --- internal ---

/** Fewer writes, and nothing worth counting in memory. */
const chunkLength = 1 << 16;
