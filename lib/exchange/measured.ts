/**
 * Files of an export whose size and digest are known once they were written.
 *
 * @module
 */
import { createHash } from "node:crypto";
import type { MadeFile } from "./registry.ts";

export interface Measured extends MadeFile {
  /** In bytes; 0 before it was filled. */
  size: () => number;
  /** SHA-256; empty before it was filled. */
  hash: () => string;
}

/** The same file, measured while it is filled. */
export const measure = ({ path, fill }: MadeFile): Measured => {
  const state = createHash("sha256");
  let [size, digest] = [0, ""];
  return {
    path,
    fill: (write) => {
      fill((piece) => {
        state.update(piece);
        size += piece.length;
        write(piece);
      });
      digest = state.digest("hex");
    },
    size: () => size,
    hash: () => digest,
  };
};
