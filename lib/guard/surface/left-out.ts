/**
 * Tracked files that a sparse checkout leaves out of the work tree (git-sparse-checkout(1)).
 *
 * @module
 */
import { closeSync, existsSync, lstatSync, openSync, readdirSync, readSync } from "node:fs";
import { join } from "node:path";
import { exits, KprovError } from "../../errors.ts";
import { git, gitSync, splitNul } from "../../git.ts";
import { isOrdinaryTop } from "./top-level.ts";

/** Of the paths that `pathspecs` stand for, seen from `cwd`, those that are left out; none outside of a repository. Throws `E_TOOL_MISSING`. */
export const listLeftOut = async (cwd: string, pathspecs: readonly string[]): Promise<string[]> =>
  existsSync(cwd) && !hasNoBits(cwd) ? leftOutIn(await git(asked(pathspecs), { cwd, accept }), cwd) : [];

/** Whether `path`, relative to `cwd`, is. */
export const isLeftOut = (cwd: string, path: string): boolean =>
  existsSync(cwd) &&
  !hasNoBits(cwd) &&
  leftOutIn(gitSync(asked([`:(literal)${path}`]), { cwd, accept }), cwd).length > 0;

/** Nobody knows what it says here, and nobody made a mistake: the verdict is "could not decide". */
export const leftOut = (path: string): KprovError =>
  new KprovError("E_CONFIG", `Cannot judge by "${path}": git tracks it, and a sparse checkout leaves it out`, {
    hint: "take it in with git sparse-checkout add, or judge what is staged: --staged",
    exit: exits.undecided,
  });

// --- internal ---

/**
 * Whether the index around `cwd`, its top, surely has no such bit: version 2 has no room for it (gitformat-index(5)), nor has
 * another file that it is split over. Each run would pay for the question. A `.git` that git passes over says nothing.
 */
const hasNoBits = (cwd: string): boolean => {
  if (!isOrdinaryTop(cwd)) return false;
  try {
    const dir = join(cwd, ".git");
    if (readdirSync(dir).some((name) => name.startsWith("sharedindex."))) return false;
    return readHead(join(dir, "index"), 8).readUInt32BE(4) === 2;
  } catch {
    return false;
  }
};

/** 128: no repository, or a path outside of it. */
const accept = [0, 128];

const asked = (pathspecs: readonly string[]): string[] => ["ls-files", "-t", "-z", "--", ...pathspecs];

/** `S path`, where the bit is set and nothing lies there: git takes it for unchanged. */
const leftOutIn = (listing: Buffer, cwd: string): string[] =>
  splitNul(listing).flatMap((entry) => {
    const path = entry.slice(2);
    return entry.startsWith("S ") && !isThere(join(cwd, path)) ? [path] : [];
  });

const isThere = (path: string): boolean => {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return true; // Whoever reads it says what is wrong with it.
  }
};

const readHead = (path: string, bytes: number): Buffer => {
  const fd = openSync(path, "r");
  try {
    const head = Buffer.alloc(bytes);
    readSync(fd, head, 0, bytes, 0);
    return head;
  } finally {
    closeSync(fd);
  }
};
