/**
 * A disk on which nothing has room.
 *
 * @module
 */
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";

/** While `work` is done, every write to a file fails with ENOSPC. */
export const withFullDisk = async (work: () => Promise<void>): Promise<void> => {
  const real = fs.writeSync;
  fs.writeSync = () => {
    throw Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
  };
  syncBuiltinESMExports();
  try {
    await work();
  } finally {
    fs.writeSync = real;
    syncBuiltinESMExports();
  }
};
