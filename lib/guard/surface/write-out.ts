/**
 * Files of the index, written into a directory of our own.
 *
 * @module
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { KprovError } from "../../errors.ts";

export interface OutFile {
  /** From the top, as latin1 of its bytes. */
  path: string;
  bytes: Uint8Array;
}

/** Write `files` below `dir`, which is empty and nobody else's. Throws `E_STAGED` for a path that would lead out of it. */
export const writeOut = (dir: string, files: readonly OutFile[]): void => {
  const place = (path: string) => Buffer.concat([Buffer.from(`${dir}/`), Buffer.from(path, "latin1")]);
  for (const { path, bytes } of files) {
    assertInside(path);
    const end = path.lastIndexOf("/");
    if (end !== -1) mkdirSync(place(path.slice(0, end)), { recursive: true });
    writeFileSync(place(path), bytes, { flag: "wx", mode: 0o600 });
  }
};

// --- internal ---

/** git refuses such paths itself (read-cache.c, verify_path); an index can be made by hand. */
const assertInside = (path: string): void => {
  const isMeant = (element: string) => !/^(?:\.{0,2}|\.git)$/i.test(element) && !element.includes("\0");
  if (!path.split("/").every(isMeant))
    throw new KprovError("E_STAGED", `Cannot judge what is staged: the index has the path "${path}"`);
};
