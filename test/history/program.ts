/**
 * The program as people start it: a process each, on a calendar of our own.
 *
 * @module
 */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

export interface Call {
  cwd: string;
  argv: readonly string[];
  /** Milliseconds since the epoch that its clock begins at; how long things take stays true. */
  now: number;
  /** Directory with the caller's keys. */
  home: string;
}

export interface Ended {
  status: number | null;
  stdout: string;
  stderr: string;
}

/** Calls the file `program` with this Node. */
export const callerOf =
  (program: string) =>
  ({ cwd, argv, now, home }: Call): Promise<Ended> =>
    new Promise((done, fail) => {
      const child = spawn(process.execPath, ["--require", clock, program, ...argv], {
        cwd,
        stdio: ["ignore", "pipe", "pipe"],
        // Nothing of who generates it, and nothing that looks like CI.
        env: {
          ...{ PATH: process.env["PATH"], HOME: home, LANG: "C.UTF-8", NO_COLOR: "1" },
          ...{ KPROV_CONFIG_DIR: home, KPROV_HISTORY_NOW: String(Math.trunc(now)) },
        },
      });
      const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []];
      child.stdout.on("data", (piece: Buffer) => stdout.push(piece));
      child.stderr.on("data", (piece: Buffer) => stderr.push(piece));
      child.once("error", fail);
      child.once("close", (status) => done({ status, stdout: textOf(stdout), stderr: textOf(stderr) }));
    });

export type Caller = ReturnType<typeof callerOf>;

/** What it printed, as a document; throws when it did not end with one of `statuses`. */
export const documentOf = async (ended: Promise<Ended>, statuses: readonly number[] = [0]): Promise<Document> => {
  const { status, stdout, stderr } = await ended;
  if (status === null || !statuses.includes(status))
    throw new Error(`The program ended with ${status}, expected ${statuses.join(" or ")}: ${stderr || stdout}`);
  return JSON.parse(stdout) as Document;
};

export type Document = Record<string, unknown>;

// --- internal ---

const clock = fileURLToPath(new URL("clock.cjs", import.meta.url));

const textOf = (pieces: readonly Buffer[]): string => Buffer.concat(pieces).toString("utf8");
