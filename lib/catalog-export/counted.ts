/**
 * Files made of lines or documents, handed on in large pieces.
 *
 * @module
 */
import type { CountedFile } from "./registry.ts";

/** A text file; `fill` writes texts and says how many rows they are. */
export const textFile = (path: string, fill: (put: (text: string) => void) => number): CountedFile => {
  let rows = 0;
  return {
    path,
    fill: (write) => {
      let pending: string[] = [];
      let size = 0;
      const flush = (): void => {
        if (size > 0) write(Buffer.from(pending.join(""), "utf8"));
        [pending, size] = [[], 0];
      };
      rows = fill((text) => {
        pending.push(text);
        size += text.length;
        if (size >= pieceSize) flush();
      });
      flush();
    },
    rows: () => rows,
  };
};

// --- internal ---

/** Characters that are handed on at once. */
const pieceSize = 2 ** 18;
