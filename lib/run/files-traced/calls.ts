/**
 * Lines of a trace as whole calls, each with the directory that its relative names are seen from.
 *
 * @module
 */
import { existsSync, readlinkSync } from "node:fs";
import { joinBytes } from "./byte-path.ts";
import { type Call, readCall, readDescriptor, readLine, readName } from "./line.ts";

export interface Seen {
  pid: number;
  call: Call;
  /** Working directory of the process, as bytes; undefined when it can't be told. */
  directory: string | undefined;
}

export interface Calls {
  /** The call that this line completes; undefined when it completes none. */
  read(line: string): Seen | undefined;
  /** The first process, and how its first `execve` ended: its error, or null. Undefined before it was seen. */
  root(): { pid: number; failure: string | null } | undefined;
  /** Lines that could not be read as a call. */
  unreadable(): number;
  /** Processes that were seen and have not been seen to end. */
  living(): number[];
}

/** `directory` is where the first process starts, as bytes, without symbolic links. */
export const createCalls = (directory: string): Calls => {
  const states = new Map<number, State>();
  const unfinished = new Map<number, string>();
  /** Seen before the call that started them has returned; and those of them that have ended as well. */
  const [unborn, gone] = [new Set<number>(), new Set<number>()];
  let unreadable = 0;
  let root: { pid: number; failure: string | null } | undefined;
  const stateOf = (pid: number): State => {
    const known = states.get(pid);
    if (known !== undefined) return known;
    const isFirst = root === undefined && states.size === 0;
    const state = isFirst ? { directory } : inherited(pid, parentsOf(unfinished, states));
    states.set(pid, state);
    if (!isFirst) unborn.add(pid);
    return state;
  };
  const end = (pid: number): void => {
    // Unborn, and so is one that was never seen: its parent's call returns only now.
    if (unborn.delete(pid) || !states.delete(pid)) gone.add(pid);
    states.delete(pid);
    unfinished.delete(pid);
  };
  const settle = (pid: number, text: string): Seen | undefined => {
    const call = readCall(text);
    if (call === undefined) {
      unreadable += 1;
      return undefined;
    }
    const state = stateOf(pid);
    const seenFrom = followDirectory(call, state);
    if (root === undefined && call.name === "execve") root = { pid, failure: call.failure ?? null };
    const child = isBirth.has(call.name) ? Number(call.result?.number ?? 0) : 0;
    if (child > 0 && !gone.delete(child) && !unborn.delete(child)) states.set(child, childOf(call, state));
    return { pid, call, directory: seenFrom };
  };
  return {
    read: (line) => {
      const entry = readLine(line);
      if (entry.kind === "call") return settle(entry.pid, entry.text);
      if (entry.kind === "unfinished") {
        const state = stateOf(entry.pid);
        if (entry.movedTo !== undefined) {
          states.delete(entry.pid);
          states.set(entry.movedTo, state);
        }
        unfinished.set(entry.movedTo ?? entry.pid, entry.text);
      } else if (entry.kind === "resumed") {
        const begun = unfinished.get(entry.pid);
        unfinished.delete(entry.pid);
        return begun === undefined ? undefined : settle(entry.pid, begun + entry.text);
      } else if (entry.kind === "ended") end(entry.pid);
      return undefined;
    },
    root: () => root,
    unreadable: () => unreadable,
    living: () => [...states.keys()],
  };
};

// --- internal ---

/** Threads share one: a change in one is a change in all. */
interface State {
  directory: string | undefined;
  /** How it was printed last. */
  told?: string | undefined;
}

const isBirth: ReadonlySet<string> = new Set(["fork", "vfork", "clone", "clone3"]);

/** Where the call's relative names are seen from; afterwards the state is what the call made of it. */
const followDirectory = ({ name, args, failure }: Call, state: State): string | undefined => {
  for (const arg of args) {
    // Printed with its path, as newer versions do: what we remember is only for calls that don't name it.
    // It stands in nearly every line: it is read again only when it is another one.
    if (!arg.startsWith("AT_FDCWD<") || arg === state.told) continue;
    const { path } = readDescriptor(arg);
    if (path === undefined) continue;
    state.directory = withoutMark(path);
    state.told = arg;
  }
  const { directory } = state;
  if (failure !== undefined) return directory;
  if (name !== "chdir" && name !== "fchdir") return directory;
  state.directory = name === "chdir" ? resolveFrom(directory, readName(args[0])) : readDescriptor(args[0]).path;
  state.told = undefined;
  return directory;
};

const resolveFrom = (directory: string | undefined, name: string | undefined): string | undefined => {
  if (name === undefined || (directory === undefined && !name.startsWith("/"))) return undefined;
  return joinBytes(directory ?? "/", name);
};

/** A directory that was removed is printed with this mark; a file may also be really called so. */
export const withoutMark = (path: string): string =>
  path.endsWith(mark) && !existsSync(Buffer.from(path, "latin1")) ? path.slice(0, -mark.length) : path;

const mark = " (deleted)";

/** States of the processes that are about to have a child. */
const parentsOf = (unfinished: ReadonlyMap<number, string>, states: ReadonlyMap<number, State>) =>
  [...unfinished].flatMap(([pid, text]) => {
    const state = states.get(pid);
    return state !== undefined && isBirth.has(text.slice(0, text.indexOf("("))) ? [{ state, text }] : [];
  });

/** A child is often seen before its parent's call returns: whose it is follows when there is one choice. */
const inherited = (pid: number, parents: readonly { state: State; text: string }[]): State => {
  const [first, ...others] = parents;
  if (first !== undefined && others.length === 0 && sharesDirectory(first.text)) return first.state;
  const directory = first?.state.directory;
  if (first !== undefined && others.every(({ state }) => state.directory === directory)) return { directory };
  return { directory: askSystem(pid) };
};

const sharesDirectory = (text: string): boolean => text.includes("CLONE_FS");

const askSystem = (pid: number): string | undefined => {
  try {
    return readlinkSync(`/proc/${pid}/cwd`, { encoding: "buffer" }).toString("latin1");
  } catch {
    return undefined; // It has ended.
  }
};

const childOf = ({ args }: Call, state: State): State => (sharesDirectory(args.join(" ")) ? state : { ...state });
