/**
 * What a process tree did to files, gathered call by call. Memory grows with the number of files, not of calls.
 *
 * @module
 */
import { realpathSync, type Stats, statSync } from "node:fs";
import { identityOf } from "../../digest.ts";
import { joinBytes } from "./byte-path.ts";
import { type Seen, withoutMark } from "./calls.ts";
import { type Access, createFiles, type Files } from "./files.ts";
import { readDescriptor, readName } from "./line.ts";

export interface Accesses {
  add(seen: Seen): void;
  files(): ReadonlyMap<string, Access>;
  /** Absolute path → the errors of opens and executions that failed. */
  failed(): ReadonlyMap<string, ReadonlySet<string>>;
  /** Why something may have been read unseen. */
  limits(): ReadonlySet<Limit>;
  limit(name: Limit): void;
}

/**
 * `io_uring`: files may have been opened without a call; `namespace`: names may be of another tree; `unresolved`: a relative
 * name whose directory is not known; `unreadable`: a line of the tracer that can't be read; `outlived`: processes that ran on after
 * the run; `ptrace`, `setuid`: the step asked for what a traced program does not get.
 */
export type Limit = "io_uring" | "namespace" | "unresolved" | "unreadable" | "outlived" | "ptrace" | "setuid";

export interface AccessOptions {
  /** Whether a file of this path (bytes) is looked at: what it is when it is first read, and whether it is new. */
  isWatched: (path: string) => boolean;
  /** Milliseconds since the epoch: what was made later was made during the step. */
  startedAt: number;
}

/** Paths are absolute, and strings of bytes. */
export const createAccesses = (options: AccessOptions): Accesses => {
  const state: State = {
    ...options,
    files: createFiles(),
    failed: new Map(),
    directories: new Set(),
    limits: new Set(),
  };
  return {
    add: (seen) => {
      const { name, failure, result } = seen.call;
      const deed = deeds[name];
      if (deed !== undefined) deed(seen, state);
      else if (failure === undefined && result !== undefined) changes[name]?.(seen, state);
    },
    files: () => state.files.all(),
    failed: () => state.failed,
    limits: () => state.limits,
    limit: (name) => void state.limits.add(name),
  };
};

// --- internal ---

interface State extends AccessOptions {
  files: Files;
  failed: Map<string, Set<string>>;
  /** Made by the step: gone again, one can't be told from a file. */
  directories: Set<string>;
  limits: Set<Limit>;
}

type Deed = (seen: Seen, state: State) => void;

/** Calls that matter whether they succeed or not. */
const deeds: Readonly<Record<string, Deed>> = {
  open: (seen, state) => open(seen, state, { base: undefined, name: 0, flags: seen.call.args[1] }),
  creat: (seen, state) => open(seen, state, { base: undefined, name: 0, flags: "O_WRONLY|O_CREAT|O_TRUNC" }),
  openat: (seen, state) => open(seen, state, { base: 0, name: 1, flags: seen.call.args[2] }),
  openat2: (seen, state) => open(seen, state, { base: 0, name: 1, flags: seen.call.args[2] }),
  open_by_handle_at: (seen, state) => open(seen, state, { base: 0, name: 1, flags: seen.call.args[2] }),
  execve: (seen, state) => execute(seen, state, nameOf(seen, state, undefined, 0)),
  execveat: (seen, state) => {
    const isDescriptor = readName(seen.call.args[1]) === "";
    execute(seen, state, isDescriptor ? readDescriptor(seen.call.args[0]).path : nameOf(seen, state, 0, 1));
  },
  ptrace: (_seen, { limits }) => void limits.add("ptrace"),
};

/** Calls that matter when they succeed. */
const changes: Readonly<Record<string, Deed>> = {
  rename: (seen, state) => state.files.move(nameOf(seen, state, undefined, 0), nameOf(seen, state, undefined, 1)),
  renameat: (seen, state) => state.files.move(nameOf(seen, state, 0, 1), nameOf(seen, state, 2, 3)),
  renameat2: (seen, state) => {
    const [from, to] = [nameOf(seen, state, 0, 1), nameOf(seen, state, 2, 3)];
    if (seen.call.args[4]?.includes("RENAME_EXCHANGE")) state.files.exchange(from, to);
    else state.files.move(from, to);
  },
  link: (seen, state) => state.files.copy(nameOf(seen, state, undefined, 0), nameOf(seen, state, undefined, 1)),
  linkat: (seen, state) => state.files.copy(nameOf(seen, state, 0, 1), nameOf(seen, state, 2, 3)),
  mkdir: (seen, state) => makeDirectory(nameOf(seen, state, undefined, 0), state),
  mkdirat: (seen, state) => makeDirectory(nameOf(seen, state, 0, 1), state),
  // Pipes above all.
  mknod: (seen, state) => state.files.make(nameOf(seen, state, undefined, 0)),
  mknodat: (seen, state) => state.files.make(nameOf(seen, state, 0, 1)),
  symlink: (seen, state) => state.files.make(nameOf(seen, state, undefined, 1)),
  symlinkat: (seen, state) => state.files.make(nameOf(seen, state, 1, 2)),
  unlink: (seen, state) => state.files.remove(nameOf(seen, state, undefined, 0)),
  unlinkat: (seen, state) => {
    if (seen.call.args[2]?.includes("AT_REMOVEDIR") !== true) state.files.remove(nameOf(seen, state, 0, 1));
  },
  truncate: (seen, state) => state.files.change(nameOf(seen, state, undefined, 0)),
  truncate64: (seen, state) => state.files.change(nameOf(seen, state, undefined, 0)),
  io_uring_setup: (_seen, { limits }) => void limits.add("io_uring"),
  chroot: (_seen, { limits }) => void limits.add("namespace"),
  pivot_root: (_seen, { limits }) => void limits.add("namespace"),
  mount: (_seen, { limits }) => void limits.add("namespace"),
  setns: (_seen, { limits }) => void limits.add("namespace"),
  unshare: ({ call }, { limits }) => {
    if (call.args.join().includes("CLONE_NEWNS")) limits.add("namespace");
  },
};

/** The absolute path that the argument number `name` means; a relative one is seen from the descriptor in the argument `base`. */
const nameOf = (
  { call: { args }, directory }: Seen,
  { limits }: State,
  base: number | undefined,
  name: number,
): string | undefined => {
  const bytes = readName(args[name]);
  if (bytes === undefined) return undefined;
  if (bytes.startsWith("/")) return joinBytes("/", bytes);
  const place = base === undefined ? "AT_FDCWD" : (args[base] ?? "");
  const from = place.startsWith("AT_FDCWD") ? directory : readDescriptor(place).path;
  if (from !== undefined) return joinBytes(from, bytes);
  limits.add("unresolved");
  return undefined;
};

const open = (
  seen: Seen,
  state: State,
  { base, name, flags = "" }: { base: number | undefined; name: number; flags: string | undefined },
): void => {
  const { failure, result } = seen.call;
  const named = nameOf(seen, state, base, name);
  if (failure !== undefined) return fail(state, named, failure);
  // Behind the descriptor is the file itself, whatever links led to it. Without a path: a pipe, or something like it.
  const path = result?.path === undefined ? undefined : withoutMark(result.path);
  if (path === undefined || /O_DIRECTORY|O_PATH/.test(flags)) return;
  const isRead = !flags.includes("O_WRONLY");
  const isMaybeNew = flags.includes("O_CREAT") && !/O_TRUNC|O_EXCL/.test(flags);
  const isFirst = isRead && state.files.at(path)?.read !== true;
  // Once for each file, and not for one whose identity is known.
  const stats = (isFirst || isMaybeNew) && state.isWatched(path) ? statOf(path) : undefined;
  if (isNoFile(path, stats, { state, flags })) return;
  if (/O_WRONLY|O_RDWR/.test(flags)) {
    const isNew = isMaybeNew && stats !== undefined && stats.birthtimeMs >= state.startedAt;
    const replaces = /O_TRUNC|O_EXCL|O_TMPFILE/.test(flags);
    state.files.write(path, { replaces, creates: flags.includes("O_CREAT"), isNew });
  }
  if (isRead) state.files.read(path, { named, identity: stats && identityOf(stats) });
};

/** A directory, or a pipe that brings nothing in: made by the step, or opened both ways so as not to wait for its reader. */
const isNoFile = (
  path: string,
  stats: Stats | undefined,
  { state: { files, directories, startedAt }, flags }: { state: State; flags: string },
): boolean => {
  if (stats === undefined) return directories.has(path) && files.at(path) === undefined;
  return stats.isDirectory() || (stats.isFIFO() && (flags.includes("O_RDWR") || stats.birthtimeMs >= startedAt));
};

/** As descriptors show it: without the links on the way to it. */
const makeDirectory = (path: string | undefined, { directories }: State): void => {
  if (path === undefined) return;
  directories.add(path);
  const at = path.lastIndexOf("/");
  try {
    const parent = realpathSync.native(Buffer.from(path.slice(0, at) || "/", "latin1"), "latin1");
    directories.add(joinBytes(parent, path.slice(at + 1)));
  } catch {
    // Gone again, with what it was in.
  }
};

const execute = ({ call: { failure } }: Seen, state: State, path: string | undefined): void => {
  if (failure !== undefined) return fail(state, path, failure);
  if (path === undefined) return;
  const stats = state.files.at(path)?.executed === true ? undefined : statOf(path);
  if (stats !== undefined && (stats.mode & 0o6000) !== 0) state.limits.add("setuid");
  state.files.execute(path, { identity: stats && identityOf(stats) });
};

const fail = ({ failed }: State, path: string | undefined, reason: string): void => {
  if (path === undefined) return;
  const reasons = failed.get(path);
  if (reasons === undefined) failed.set(path, new Set([reason]));
  else reasons.add(reason);
};

const statOf = (path: string): Stats | undefined => {
  try {
    return statSync(Buffer.from(path, "latin1"));
  } catch {
    return undefined; // Gone again.
  }
};
