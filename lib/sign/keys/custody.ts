/**
 * Files that only their owner may read: refused when others could, written so that nothing is ever replaced.
 *
 * @module
 */
import {
  closeSync,
  constants,
  fstatSync,
  linkSync,
  lstatSync,
  openSync,
  readFileSync,
  type Stats,
  unlinkSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { randomHex } from "../../clock.ts";
import { errnoOf, KprovError, messageOf } from "../../errors.ts";
import { makeDirectory, syncAll, writeNewFile } from "../../files.ts";
import { shellQuote } from "../../text.ts";

/** A private key, in any form that is read here, is far smaller. */
const maxBytes = 64 * 1024;

/**
 * The bytes of a private file. Throws `E_KEY`: readable or writable by group or others, somebody else's, a symbolic link
 * unless `followLink`, no regular file, larger than a key can be. What is judged is what was opened.
 */
export const readPrivateFile = (path: string, options: { followLink?: boolean } = {}): Buffer => {
  const noFollow = options.followLink === true ? 0 : constants.O_NOFOLLOW;
  let fd: number;
  try {
    fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | noFollow);
  } catch (cause) {
    const why = { ELOOP: "it is a symbolic link", ENOENT: "there is no such file" }[errnoOf(cause) ?? ""];
    throw new KprovError("E_KEY", `Cannot use the key file "${path}": ${why ?? messageOf(cause)}`, { cause });
  }
  try {
    const stats = fstatSync(fd);
    if (!stats.isFile() || stats.size > maxBytes)
      throw new KprovError("E_KEY", `Cannot use the key file "${path}": expected a file of at most ${maxBytes} bytes`);
    assertOwn(path, stats, 0o600);
    return readFileSync(fd);
  } finally {
    closeSync(fd);
  }
};

/** Refuse a directory of keys that is a link, somebody else's, or open to others. One that does not exist is fine. Throws `E_KEY`. */
export const assertPrivateDirectory = (dir: string): void => {
  const stats = lstatSync(dir, { throwIfNoEntry: false });
  if (stats === undefined) return;
  if (!stats.isDirectory())
    throw new KprovError("E_KEY", `Cannot use "${dir}" for keys: expected a directory, found something else`);
  assertOwn(dir, stats, 0o700);
};

/**
 * Write a new file of mode `mode` (0600) into a directory that is made with 0700: whole or not at all.
 *
 * Throws `E_KEY` when something has the name already, `E_IO` when the system refuses.
 */
export const writePrivateFile = async (path: string, content: string, mode = 0o600): Promise<void> => {
  const dir = dirname(path);
  const staged = join(dir, `.new.${randomHex(6)}`);
  try {
    makeDirectory(dir, 0o700);
    assertPrivateDirectory(dir);
    writeNewFile(staged, content, mode);
    try {
      await syncAll([staged]);
      linkSync(staged, path); // Unlike a rename it never replaces.
    } finally {
      unlinkSync(staged);
    }
    await syncAll([dir]);
  } catch (cause) {
    if (cause instanceof KprovError) throw cause;
    if (errnoOf(cause) === "EEXIST")
      throw new KprovError("E_KEY", `Cannot write "${path}": there is one already, and keys are never overwritten`, {
        hint: "choose another name",
      });
    throw new KprovError("E_IO", `Cannot write "${path}": ${messageOf(cause)}`, { cause });
  }
};

// --- internal ---

/** Permission bits of group and others. */
const others = 0o077;

const assertOwn = (path: string, stats: Stats, wanted: number): void => {
  const user = process.getuid?.();
  // Without users there are no permission bits either.
  if (user === undefined) return;
  if (stats.uid !== user)
    throw new KprovError("E_KEY", `Cannot use "${path}": it belongs to another user`, {
      hint: "a key is used by its owner only",
    });
  if ((stats.mode & others) !== 0)
    throw new KprovError(
      "E_KEY",
      `Cannot use "${path}": others may read or write it (mode 0${(stats.mode & 0o777).toString(8)})`,
      { hint: `chmod ${wanted.toString(8)} ${shellQuote(path)}` },
    );
};
