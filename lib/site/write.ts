/**
 * A site appears whole or not at all, and takes the place of an older one in a single step.
 *
 * The data lies in a directory that is named by its content; the page names that directory. So whoever has the older page open
 * never sees data of the newer one, and renaming the page over the older one changes everything at once.
 *
 * @module
 */

import { createHash, type Hash } from "node:crypto";
import { mkdirSync, readdirSync, renameSync, rmdirSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { errnoOf, KprovError } from "../errors.ts";
import { syncAll, writeNewFile } from "../files.ts";
import { withLock } from "../lock.ts";
import { assertOutsideBundles } from "../outside.ts";
import { currentOwner, formatOwner, parseOwner, stateOfOwner } from "../owner.ts";
import { whyNotWritten } from "../system-words.ts";
import { withUndo } from "../undo.ts";
import { dataName, isOlderSite } from "./place.ts";

export interface Written {
  files: number;
  /** In bytes, the page included. */
  size: number;
  /** SHA-256 over names and bytes of the data. */
  digest: string;
  /** Whether an older site was there. */
  isReplaced: boolean;
}

/** Hands over one file of the data. */
export type Put = (name: string, text: string) => void;

/**
 * Write what `make` hands over, and the page that `pageOf` makes for the directory of the data, into `path`, an absolute path that
 * `shown` names for people. Throws `E_USAGE` when something else lies there or it is inside a bundle, `E_IO` when it can't be written, and whatever `make`
 * throws; nothing stays behind then, and an older site stays as it was.
 */
export const writeSite = async (
  { path, shown }: { path: string; shown: string },
  { make, pageOf }: { make: (put: Put) => void | Promise<void>; pageOf: (directory: string) => string },
): Promise<Written> => {
  const parent = dirname(path);
  try {
    assertOutsideBundles({ path, shown });
    isOlderSite(path, shown);
    sweep(parent);
    const staged = join(parent, `${prefix}${formatOwner(currentOwner())}`);
    return await withUndo(
      () => rmSync(staged, { recursive: true, force: true }),
      async () => {
        const written = await stage(staged, { make, pageOf });
        await withLock(join(parent, `${prefix}${basename(path)}.lock`), () =>
          putInPlace(staged, { path, shown, written }),
        );
        return written;
      },
    );
  } catch (cause) {
    if (cause instanceof KprovError || errnoOf(cause) === undefined) throw cause;
    throw new KprovError("E_IO", `Cannot write the site "${shown}": ${whyNotWritten(cause, shown)}`, { cause });
  }
};

// --- internal ---

/** How names begin that stand beside a site while it is being written. */
const prefix = ".kprov-site.";

const stage = async (
  staged: string,
  { make, pageOf }: { make: (put: Put) => void | Promise<void>; pageOf: (directory: string) => string },
): Promise<Written> => {
  const data = join(staged, "data");
  mkdirSync(staged);
  mkdirSync(data);
  const hash = createHash("sha256");
  const written: Written = { files: 0, size: 0, digest: "", isReplaced: false };
  const paths: string[] = [];
  const write = (target: string, text: string): void => {
    writeNewFile(target, text);
    paths.push(target);
    written.files += 1;
    written.size += Buffer.byteLength(text);
  };
  await make((name, text) => {
    write(join(data, name), text);
    add(hash, name, text);
  });
  written.digest = hash.digest("hex");
  const directory = `data-${written.digest.slice(0, 16)}`;
  write(join(staged, "index.html"), pageOf(directory));
  renameSync(data, join(staged, directory));
  const moved = paths.map((path) => (dirname(path) === data ? join(staged, directory, basename(path)) : path));
  await syncAll([...moved, join(staged, directory), staged]);
  return written;
};

const add = (hash: Hash, name: string, text: string): void => {
  hash.update(`${name}\0${Buffer.byteLength(text)}\0`).update(text);
};

const putInPlace = async (
  staged: string,
  { path, shown, written }: { path: string; shown: string; written: Written },
): Promise<void> => {
  if (!isOlderSite(path, shown)) {
    // Unlike a rename alone, this never replaces what has the name by now.
    mkdirSync(path);
    try {
      renameSync(staged, path);
    } catch (error) {
      rmdirSync(path);
      throw error;
    }
    return syncAll([dirname(path)]);
  }
  written.isReplaced = true;
  const directory = `data-${written.digest.slice(0, 16)}`;
  const target = join(path, directory);
  // Of the same name, it should be the same; whether it still is, nobody has looked.
  if (readdirSync(path).includes(directory)) renameSync(target, join(staged, "older"));
  renameSync(join(staged, directory), target);
  await syncAll([path]);
  renameSync(join(staged, "index.html"), join(path, "index.html"));
  await syncAll([path]);
  for (const name of readdirSync(path))
    if (dataName.test(name) && name !== directory) rmSync(join(path, name), { recursive: true, force: true });
};

/** What processes of this host left that are no more. */
const sweep = (parent: string): void => {
  try {
    for (const name of readdirSync(parent)) {
      const owner = name.startsWith(prefix) ? parseOwner(name.slice(prefix.length)) : undefined;
      if (owner !== undefined && stateOfOwner(owner) === "dead")
        rmSync(join(parent, name), { recursive: true, force: true });
    }
  } catch {
    // A directory that can't be listed may still be written into; if not, that is said.
  }
};
