/**
 * Every process that a child started, however far it strayed.
 *
 * @module
 */
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

/**
 * Process ids that descend from `root`, or that carry `cookie` (`NAME=value`) in the environment they were
 * started with. The cookie finds daemons that left the tree by forking twice; a program that clears its
 * environment as well is beyond reach, and so is one of another user. Without /proc only the tree is seen.
 */
export const findDescendants = (root: number, cookie?: string): number[] => {
  const parents = process.platform === "linux" ? parentsFromProc() : parentsFromPs();
  // A parent stands before its children: one that is ended first can't take their end for its own success.
  const found = new Set<number>(parents.has(root) ? [root] : []);
  const queue = [root];
  for (let pid = queue.pop(); pid !== undefined; pid = queue.pop()) {
    for (const [child, parent] of parents) {
      if (parent === pid && !found.has(child)) {
        found.add(child);
        queue.push(child);
      }
    }
  }
  if (cookie === undefined) return [...found];
  for (const pid of parents.keys()) if (pid !== process.pid && hasCookie(pid, cookie)) found.add(pid);
  return [...found];
};

/** Send `signal` to each; one that is gone already is fine. */
export const signalAll = (pids: readonly number[], signal: NodeJS.Signals): void => {
  for (const pid of pids) {
    try {
      process.kill(pid, signal);
    } catch {
      // Gone, or not ours to end.
    }
  }
};

/** True when a terminal's ctrl-C reaches this process and its children by itself: it is in the foreground group. */
export const isForeground = (): boolean => {
  try {
    const stat = readFileSync("/proc/self/stat", "latin1");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    // proc(5): after the name come state, ppid, pgrp, session, tty_nr, tpgid.
    return fields[4] !== "0" && fields[2] === fields[5];
  } catch {
    return process.stdin.isTTY === true;
  }
};

/**
 * The words of the command lines above this process, the nearest first; no more than can be read. Without /proc, ps shows them
 * with blanks between: a word that holds one is several then.
 */
export function* commandsAbove(): Generator<readonly string[]> {
  const read = process.platform === "linux" ? commandFromProc : commandFromPs;
  const seen = new Set<number>();
  for (let pid = process.ppid; pid > 0 && !seen.has(pid); ) {
    seen.add(pid);
    const { parent, words } = read(pid);
    yield words;
    pid = parent;
  }
}

// --- internal ---

const parentsFromProc = (): Map<number, number> => {
  const parents = new Map<number, number>();
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, "latin1");
      const [state, parent] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      if (state !== "Z") parents.set(Number(name), Number(parent));
    } catch {
      // Ended while we looked.
    }
  }
  return parents;
};

const parentsFromPs = (): Map<number, number> => {
  const lines = execFileSync("ps", ["-axo", "pid=,ppid="], { encoding: "utf8" }).trim().split("\n");
  return new Map(lines.map((line) => line.trim().split(/\s+/).map(Number) as [number, number]));
};

const hasCookie = (pid: number, cookie: string): boolean => {
  try {
    return `\0${readFileSync(`/proc/${pid}/environ`, "latin1")}`.includes(`\0${cookie}\0`);
  } catch {
    return false; // Another user's, gone, or no /proc.
  }
};

interface Command {
  /** 0 for none, and where nobody may know. */
  parent: number;
  words: readonly string[];
}

const commandFromProc = (pid: number): Command => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    const [, parent] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const line = readFileSync(`/proc/${pid}/cmdline`, "utf8");
    return { parent: Number(parent), words: line.replace(/\0$/, "").split("\0") };
  } catch {
    return { parent: 0, words: [] };
  }
};

const commandFromPs = (pid: number): Command => {
  try {
    const line = execFileSync("ps", ["-wwo", "ppid=,command=", "-p", String(pid)], { encoding: "utf8" });
    const [parent, ...words] = line.trim().split(/\s+/);
    return { parent: Number(parent), words };
  } catch {
    return { parent: 0, words: [] };
  }
};
