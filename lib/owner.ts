/**
 * Who holds a temporary directory or a lock, so that what a crashed process left can be told from work in progress.
 *
 * @module
 */
import { readFileSync } from "node:fs";
import { hostname } from "node:os";
import { sha256 } from "./digest.ts";

/** A process on a host. `start` tells a process from a later one with the same number. */
export interface Owner {
  host: string;
  pid: number;
  start: string;
}

/** This process. */
export const currentOwner = (): Owner => ({ host: hostKey(), pid: process.pid, start: startOf(process.pid) ?? "0" });

export const formatOwner = ({ host, pid, start }: Owner): string => `${host}.${pid}.${start}`;

/** The owner in `text`, or undefined when it isn't one. */
export const parseOwner = (text: string): Owner | undefined => {
  const match = /^([0-9a-f]{8})\.(\d{1,10})\.(\d{1,20})$/.exec(text);
  if (match === null) return undefined;
  return { host: match[1] ?? "", pid: Number(match[2]), start: match[3] ?? "" };
};

/** `alive` and `dead` are known for this host only. */
export const stateOfOwner = (owner: Owner): "alive" | "dead" | "other-host" => {
  if (owner.host !== hostKey()) return "other-host";
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    // EPERM: it exists and belongs to somebody else.
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return "dead";
  }
  const start = startOf(owner.pid);
  return start === undefined || owner.start === "0" || start === owner.start ? "alive" : "dead";
};

// --- internal ---

/** The host in eight digits: enough to tell two machines that share a directory apart. */
const hostKey = (): string => sha256(hostname()).slice(0, 8);

/** Start time in clock ticks since boot, from Linux' /proc (proc(5), field 22); undefined elsewhere. */
const startOf = (pid: number): string | undefined => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
  } catch {
    return undefined;
  }
};
