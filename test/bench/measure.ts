/**
 * One process from its start to its end: time, processor time, memory.
 *
 * @module
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

export interface Command {
  argv: readonly [string, ...string[]];
  cwd: string;
  env?: NodeJS.ProcessEnv;
  /** It prints itself what is to be known: milliseconds, and those of the processor. Its memory is measured as ever. */
  clock?: "own";
}

export interface Measured {
  wallMs: number;
  /** User and system, descendants included: steadier than the wall clock on a busy machine. */
  cpuMs: number;
  /** Largest resident set of the process and of its descendants, each on its own. */
  peakMb: number;
}

/** Run the command with its output thrown away, but for what its own clock says. Throws when it doesn't exit 0. */
export const measure = ({ argv, cwd, env = process.env, clock }: Command): Measured => {
  const { status, stdout, stderr, error } = spawnSync(python, ["-I", "-S", "-c", waiter, clock ?? "ours", ...argv], {
    cwd,
    env,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`"${argv.join(" ")}" exited with ${status}:\n${stderr.slice(-2000)}`);
  const lines = stdout.trim().split("\n");
  const [wall = 0, cpu = 0, peakKib = 0] = (lines.at(-1) ?? "").split(" ").map(Number);
  const [wallMs, cpuMs] = clock === "own" ? (lines[0] ?? "").split(" ").map(Number) : [wall * 1e3, cpu * 1e3];
  return { wallMs: wallMs ?? Number.NaN, cpuMs: cpuMs ?? Number.NaN, peakMb: (peakKib * 1024) / 1e6 };
};

/** Middle value; of an even number the mean of the two in the middle. */
export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [low = Number.NaN, high = Number.NaN] = [sorted[middle - 1], sorted[middle]];
  return sorted.length % 2 === 0 ? (low + high) / 2 : high;
};

/** The median of each figure on its own; memory is the largest. */
export const summarise = (all: readonly Measured[]): Measured => ({
  wallMs: median(all.map(({ wallMs }) => wallMs)),
  cpuMs: median(all.map(({ cpuMs }) => cpuMs)),
  peakMb: Math.max(...all.map(({ peakMb }) => peakMb)),
});

// --- internal ---

/** The real interpreter: a version manager's shim would only add to the waiting. */
const python = existsSync("/usr/bin/python3") ? "/usr/bin/python3" : "python3";

// Node can't ask for the resources of one child; wait4(2) can. The clock starts when the interpreter is up. Its own
// 10 MB are a floor under the memory of what it starts, because a process inherits the mark until it executes.
const waiter = `
import os, sys, time
null = os.open(os.devnull, os.O_WRONLY)
quiet = [] if sys.argv[1] == "own" else [(os.POSIX_SPAWN_DUP2, null, 1)]
start = time.perf_counter()
pid = os.posix_spawnp(sys.argv[2], sys.argv[2:], os.environ, file_actions=quiet)
_, status, usage = os.wait4(pid, 0)
wall = time.perf_counter() - start
print(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss)
sys.exit(os.waitstatus_to_exitcode(status) & 255)
`;
