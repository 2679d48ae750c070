import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");

/** Now, and not whenever the engine thinks it is time. */
export const collectGarbage = runInNewContext("gc") as () => void;

/** Bytes of buffers that something still refers to. */
export const bytesInBuffers = (): number => {
  // What one collection finds dead is freed beside the program, and surely before the next one begins.
  collectGarbage();
  collectGarbage();
  return process.memoryUsage().arrayBuffers;
};
