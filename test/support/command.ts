/**
 * The program as a process of its own, as the sources have it: see `bundled.ts`.
 *
 * @module
 */
import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { inject } from "vitest";

/** Arguments of Node that start `kprovengine ARGV`. */
export const programArgv = (...argv: string[]): string[] => [inject("program"), ...argv];

/** Start `kprovengine ARGV` in `cwd`, in an environment that is not CI's. */
export const startProgram = (cwd: string, argv: readonly string[], options: SpawnOptions = {}): ChildProcess =>
  spawn(process.execPath, programArgv(...argv), {
    cwd,
    stdio: ["ignore", "pipe", "pipe"],
    ...options,
    env: { PATH: process.env["PATH"], HOME: process.env["HOME"], NO_COLOR: "1", ...options.env },
  });

export interface Ended {
  status: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

/** Wait for its end. */
export const endOf = async (child: ChildProcess): Promise<Ended> => {
  const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []];
  child.stdout?.on("data", (chunk: Buffer) => stdout.push(chunk));
  child.stderr?.on("data", (chunk: Buffer) => stderr.push(chunk));
  const [status, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((done) =>
    child.once("close", (code, by) => done([code, by])),
  );
  return {
    status,
    signal,
    stdout: Buffer.concat(stdout).toString("utf8"),
    stderr: Buffer.concat(stderr).toString("utf8"),
  };
};

/** Run it to its end. */
export const program = (cwd: string, argv: readonly string[], options: SpawnOptions = {}): Promise<Ended> =>
  endOf(startProgram(cwd, argv, options));
