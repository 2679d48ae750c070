/**
 * Which files were read as the step found them, and which it made itself.
 *
 * @module
 */
import type { FileIdentity } from "../../digest.ts";

export interface Access {
  /** Opened for reading while it was not the step's own. */
  read: boolean;
  executed: boolean;
  written: boolean;
  /** Written once more after it was read: what lies there is not what was read. */
  rewritten: boolean;
  /** Gone in the end, as far as was seen. */
  removed: boolean;
  /** What it was when it was read first (`identityOf`); null when it was not looked at, or not there any more. */
  identity: FileIdentity | null;
  /** Absolute path by which it was first read, when that is another one: a link led to it. */
  named: string | null;
}

export interface Files {
  read(path: string, how: { named?: string | undefined; identity: FileIdentity | undefined }): void;
  execute(path: string, how: { identity: FileIdentity | undefined }): void;
  /** Opened for writing. `replaces`: nothing is left of what was there; `creates`: made when there was none. */
  write(path: string, how: { replaces: boolean; creates: boolean; isNew: boolean }): void;
  change(path: string | undefined): void;
  make(path: string | undefined): void;
  remove(path: string | undefined): void;
  move(from: string | undefined, to: string | undefined): void;
  copy(from: string | undefined, to: string | undefined): void;
  exchange(one: string | undefined, other: string | undefined): void;
  /** Undefined before anything was done to it. */
  at(path: string): Access | undefined;
  all(): ReadonlyMap<string, Access>;
}

/** Paths are absolute. What the step wrote first is its own, and reading it again no input; names are followed when it moves files. */
export const createFiles = (): Files => {
  const entries = new Map<string, Entry>();
  const parents = new Set<string>();
  const entryOf = (path: string): Entry => {
    const known = entries.get(path);
    if (known !== undefined) return known;
    const entry = { ...nothing };
    entries.set(path, entry);
    for (let at = parentOf(path); at !== "" && !parents.has(at); at = parentOf(at)) parents.add(at);
    return entry;
  };
  const originOf = (path: string): Pick<Entry, "own" | "origin"> => {
    const { own, origin } = entryOf(path);
    return { own, origin: own ? null : (origin ?? path) };
  };
  const put = (path: string, content: Pick<Entry, "own" | "origin">): void => {
    const entry = entryOf(path);
    const rewritten = entry.rewritten || entry.read;
    Object.assign(entry, { ...content, rewritten, written: true, removed: false, absent: false });
  };
  const remove = (path: string): void => {
    Object.assign(entryOf(path), { removed: true, absent: true, own: false, origin: null });
  };
  const moveOne = (from: string, to: string): void => {
    put(to, originOf(from));
    remove(from);
  };
  const files: Files = {
    read: (path, { named, identity }) => {
      const { own, origin } = entryOf(path);
      if (own) return;
      const entry = entryOf(origin ?? path);
      if (!entry.read)
        Object.assign(entry, { identity: identity ?? null, named: named === path ? null : (named ?? null) });
      entry.read = true;
    },
    execute: (path, { identity }) => {
      const { own, origin } = entryOf(path);
      if (own) return;
      const entry = entryOf(origin ?? path);
      entry.executed = true;
      entry.identity ??= identity ?? null;
    },
    write: (path, { replaces, creates, isNew }) => {
      const entry = entryOf(path);
      if (replaces || (creates && (entry.absent || isNew))) put(path, { own: true, origin: null });
      entry.rewritten ||= entry.read;
      entry.written = true;
      entry.removed = false;
    },
    change: (path) => {
      if (path === undefined) return;
      const entry = entryOf(path);
      entry.rewritten ||= entry.read;
      entry.written = true;
    },
    make: (path) => {
      if (path !== undefined) put(path, { own: true, origin: null });
    },
    remove: (path) => {
      if (path !== undefined) remove(path);
    },
    move: (from, to) => {
      // One of them is not known: what lies at the other is nobody's any more, which asks for more, never for less.
      if (to === undefined) return from === undefined ? undefined : remove(from);
      if (from === undefined) return put(to, { own: false, origin: null });
      if (!parents.has(from)) return moveOne(from, to);
      for (const path of [...entries.keys()])
        if (path.startsWith(`${from}/`)) moveOne(path, `${to}${path.slice(from.length)}`);
    },
    copy: (from, to) => {
      if (to === undefined) return;
      const isHidden = from === undefined || from.startsWith("/proc/");
      put(to, isHidden ? { own: from !== undefined, origin: null } : originOf(from));
    },
    exchange: (one, other) => {
      if (one === undefined || other === undefined) return;
      const [first, second] = [originOf(one), originOf(other)];
      put(one, second);
      put(other, first);
    },
    at: (path) => entries.get(path),
    all: () => entries,
  };
  return files;
};

// --- internal ---

interface Entry extends Access {
  /** The step made what lies there. */
  own: boolean;
  /** Where what lies there came from, when the step moved it; null when it lies where it was. */
  origin: string | null;
  /** The step took it away. */
  absent: boolean;
}

const nothing: Entry = {
  read: false,
  executed: false,
  written: false,
  rewritten: false,
  removed: false,
  identity: null,
  named: null,
  own: false,
  origin: null,
  absent: false,
};

const parentOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf("/")));
