/**
 * A tar into an empty directory of our own, piece by piece.
 *
 * Only directories and new plain files are ever made, under names that were judged before: there is no link that could lead
 * anything elsewhere.
 *
 * @module
 */
import { closeSync, constants, fstatSync, mkdirSync, openSync, readSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import { elapsed } from "../clock.ts";
import { identityOf, isSameIdentity } from "../digest.ts";
import { errnoOf, KprovError } from "../errors.ts";
import { archiveError, createTarReader, recipeName, type TarEntry, type TarSink } from "../evidence/index.ts";

export interface UnpackOptions {
  /** An empty directory, absolute. */
  into: string;
  /** The archive as the person named it. */
  shown: string;
  onProgress?: ((bytes: number) => void) | undefined;
}

export interface Unpacked {
  /** The bundle's directory, absolute. */
  dir: string;
  /** Bytes of the archive. */
  size: number;
}

/**
 * Unpack the one bundle in the tar at `path`, an absolute path. `VERIFY.txt` beside it is passed over.
 *
 * Throws `E_ARCHIVE` for whatever the tar's reader refuses, for anything else beside the bundle, and for two bundles; `E_IO`
 * when the archive can't be read, changes meanwhile, or there is no room for it.
 */
export const unpackBundle = async (path: string, options: UnpackOptions): Promise<Unpacked> => {
  const { shown, into } = options;
  const files = createFiles(into, shown);
  const reader = createTarReader(shown, files);
  try {
    const size = await readThrough(path, shown, (piece, total) => {
      reader.push(piece);
      options.onProgress?.(total);
    });
    reader.end();
    return { dir: files.bundle(), size };
  } finally {
    files.close();
  }
};

// --- internal ---

const chunkSize = 2 ** 20;

/** NONBLOCK: what took the file's place meanwhile must not make us wait. */
const openFlags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

const readThrough = async (
  path: string,
  shown: string,
  onPiece: (piece: Buffer, total: number) => void,
): Promise<number> => {
  let fd: number | undefined;
  try {
    fd = openSync(path, openFlags);
    const before = fstatSync(fd);
    if (!before.isFile()) throw archiveError(shown, "it is not a plain file");
    const buffer = Buffer.allocUnsafe(Math.min(chunkSize, before.size + 1));
    let [total, breathed] = [0, elapsed()];
    for (let count = readSync(fd, buffer); count > 0; count = readSync(fd, buffer)) {
      total += count;
      onPiece(buffer.subarray(0, count), total);
      if (elapsed() - breathed < 50) continue;
      await new Promise(setImmediate); // So that signals are heard.
      breathed = elapsed();
    }
    if (total !== before.size || !isSameIdentity(identityOf(fstatSync(fd)), identityOf(before)))
      throw new KprovError("E_IO", `Cannot read the archive "${shown}": it was changed meanwhile`);
    return total;
  } catch (cause) {
    const code = errnoOf(cause);
    if (cause instanceof KprovError || code === undefined) throw cause;
    throw new KprovError("E_IO", `Cannot read the archive "${shown}": ${code}`, { cause });
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
};

const createFiles = (into: string, shown: string): TarSink & { bundle(): string; close(): void } => {
  const made = new Set<string>();
  let top: string | undefined;
  let fd: number | undefined;
  const close = (): void => {
    if (fd !== undefined) closeSync(fd);
    fd = undefined;
  };
  const guard = (path: string, act: () => void): void => {
    try {
      act();
    } catch (cause) {
      throw writingFault(cause, { path, shown, into });
    }
  };
  const makeDirectories = (path: string): void => {
    if (path === "." || made.has(path)) return;
    makeDirectories(dirname(path));
    mkdirSync(join(into, path), { mode: 0o700 });
    made.add(path);
  };
  return {
    onEntry: (entry) => {
      if (isRecipe(entry)) return;
      top = judgeTop(entry, top, shown);
      guard(entry.path, () => {
        makeDirectories(entry.kind === "directory" ? entry.path : dirname(entry.path));
        if (entry.kind === "file") fd = openSync(join(into, entry.path), "wx", 0o600);
      });
    },
    onContent: (piece) => {
      const open = fd;
      if (open === undefined) return;
      guard("", () => {
        for (let at = 0; at < piece.length; ) at += writeSync(open, piece, at);
      });
    },
    onFileEnd: close,
    bundle: () => {
      if (top === undefined) throw archiveError(shown, "there is no bundle in it");
      return join(into, top);
    },
    close,
  };
};

const isRecipe = ({ path, kind }: TarEntry): boolean => path === recipeName && kind === "file";

/** The directory that everything lies in. */
const judgeTop = ({ path, kind }: TarEntry, top: string | undefined, shown: string): string => {
  const own = path.split("/", 1)[0] ?? path;
  if (own === path && kind === "file") throw archiveError(shown, `the file "${path}" lies beside the bundle`);
  if (top !== undefined && own !== top)
    throw archiveError(shown, `it holds "${top}" and "${own}": expected one bundle`);
  return own;
};

const writingFault = (cause: unknown, about: { path: string; shown: string; into: string }): unknown => {
  const code = errnoOf(cause);
  if (code === undefined) return cause;
  const { path, shown, into } = about;
  if (["ENAMETOOLONG", "EINVAL", "EILSEQ", "EEXIST", "ENOTDIR"].includes(code))
    return archiveError(shown, `"${path}" can't be a file on this system (${code})`);
  return new KprovError("E_IO", `Cannot unpack the archive "${shown}" into "${dirname(into)}": ${code}`, {
    cause,
    hint: "set TMPDIR to a directory with room for it",
  });
};
