/**
 * What the system says of a file that can't be read or written, in words.
 *
 * @module
 */
import { dirname } from "node:path";
import { errnoOf, KprovError, messageOf } from "./errors.ts";

/** Why `cause` kept a file from being read: follows a colon. */
export const whyNotRead = (cause: unknown): string => {
  const code = errnoOf(cause);
  return code === undefined ? messageOf(cause) : (reading[code] ?? `the system says ${code}`);
};

/** Why `cause` kept the new file `shown` from being written: follows a colon. */
export const whyNotWritten = (cause: unknown, shown: string): string => {
  const code = errnoOf(cause);
  if (code === undefined) return messageOf(cause);
  const dir = dirname(shown);
  if (code === "ENOENT") return `the directory "${dir}" does not exist`;
  if (code === "EACCES" || code === "EPERM") return `you may not write into the directory "${dir}"`;
  return writing[code] ?? `the system says ${code}`;
};

/**
 * Do `work`, which writes the new file `path` that `shown` names for people: where the system refused that and only its code
 * would be told, `E_IO` says it in words.
 */
export const writingInWords = async <T>(path: string, shown: string, work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    const isOurs = error instanceof KprovError;
    const cause = isOurs ? error.cause : error;
    if ((isOurs && error.code !== "E_IO") || errnoOf(cause) === undefined || !isAbout(cause, path)) throw error;
    throw new KprovError("E_IO", `Cannot write "${shown}": ${whyNotWritten(cause, shown)}`, {
      cause,
      hint: errnoOf(cause) === "ENOENT" ? "make the directory first, or name another file" : "name another file",
    });
  }
};

// --- internal ---

/** What is read meanwhile may fail as well; a write to an open file names none. */
const isAbout = (cause: unknown, path: string): boolean =>
  !(cause instanceof Error && "path" in cause) || dirname(String(cause.path)) === dirname(path);

const both: Readonly<Record<string, string>> = {
  EIO: "the disk reports an error",
  ELOOP: "its symbolic links lead in a circle",
  ENAMETOOLONG: "its name is too long",
  ENOTDIR: "a part of its path is not a directory",
};

const reading: Readonly<Record<string, string>> = {
  ...both,
  EACCES: "you may not read it",
  EISDIR: "it is a directory",
  ENOENT: "it does not exist",
  EPERM: "you may not read it",
};

const writing: Readonly<Record<string, string>> = {
  ...both,
  EEXIST: "something else has its name, or that of its directory",
  EDQUOT: "your share of the disk is used up",
  EFBIG: "it would be larger than a file may be",
  ENOSPC: "the disk is full",
  EROFS: "the file system is read-only",
};
