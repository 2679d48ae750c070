/**
 * A bundle in a tar: unpacked where nobody else can reach it, judged like any other, and removed.
 *
 * @module
 */
import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import { resolve } from "node:path";
import { isCompressed, looksLikeTar } from "../evidence/index.ts";
import { withScratch } from "../undo.ts";
import { judgeBundle } from "./bundle.ts";
import { unpackBundle } from "./unpack.ts";
import type { BundleVerdict, JudgedBundle, VerifyOptions } from "./verdict.ts";

/**
 * True for a plain file that is meant to be an archive: by its name, or by its first bytes. What can't be opened is one by
 * its name only. Never throws.
 */
export const isArchive = (path: string, cwd: string = process.cwd()): boolean => {
  let fd: number | undefined;
  try {
    // NONBLOCK: a FIFO is not waited for.
    fd = openSync(resolve(cwd, path), constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    if (!fstatSync(fd).isFile()) return false;
    const start = Buffer.alloc(512);
    const bytes = start.subarray(0, readSync(fd, start, 0, start.length, 0));
    return archiveName.test(path) || isCompressed(bytes) || looksLikeTar(bytes);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EACCES" && archiveName.test(path);
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
};

/**
 * Judge the bundle in the tar at `path` as `verifyBundle` judges a directory. The verdict names the tar.
 *
 * Throws `E_ARCHIVE` for a tar that is refused, `E_IO` when it can't be read or unpacked, and `E_USAGE` as `verifyBundle` does.
 */
export const judgeArchive = async (path: string, options: VerifyOptions): Promise<BundleVerdict> => {
  const absolute = resolve(options.cwd ?? process.cwd(), path);
  const { onProgress, onBundle } = options;
  return withScratch("kprov-verify-", async (scratch) => {
    const { dir, size } = await unpackBundle(absolute, { into: scratch, shown: path, onProgress });
    const { verdict } = await judgeBundle(dir, {
      ...options,
      ...(onProgress !== undefined && { onProgress: (bytes: number) => onProgress(size + bytes) }),
      ...(onBundle !== undefined && {
        onBundle: (judged: JudgedBundle) => onBundle({ ...judged, verdict: { ...judged.verdict, bundle: path } }),
      }),
    });
    return { ...verdict, bundle: path };
  });
};

// --- internal ---

const archiveName = /\.(?:tar|tgz|tar\.[a-z0-9]{1,4})$/i;
