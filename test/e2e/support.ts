/**
 * What end-to-end tests share: the installed program, and real input.
 *
 * @module
 */
import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, existsSync, openSync, readdirSync, readFileSync, writeSync } from "node:fs";
import { basename, join } from "node:path";
import { inject } from "vitest";

export interface Ended {
  status: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

/** The installed bin, as a user's shell would find it. */
export const bin = (): string => join(inject("installed"), "node_modules/.bin/kprovengine");

/** Run the installed program; `during` may send signals. */
export const kprov = (
  args: readonly string[],
  options: { cwd: string; env?: NodeJS.ProcessEnv; during?: (child: ChildProcess) => void },
): Promise<Ended> => execute(bin(), args, options);

export const execute = (
  command: string,
  args: readonly string[],
  options: { cwd: string; env?: NodeJS.ProcessEnv; during?: (child: ChildProcess) => void },
): Promise<Ended> =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let [stdout, stderr] = ["", ""];
    child.stdout.on("data", (chunk: Buffer) => {
      stdout += chunk;
    });
    child.stderr.on("data", (chunk: Buffer) => {
      stderr += chunk;
    });
    child.on("error", reject);
    child.on("close", (status, signal) => resolve({ status, signal, stdout, stderr }));
    options.during?.(child);
  });

/** Names of the bundles in `runs`, oldest first. */
export const bundlesIn = (runs: string): string[] =>
  readdirSync(runs)
    .filter((name) => !name.startsWith("."))
    .map((name) => ({ name, started: startedAt(join(runs, name)) }))
    .sort((a, b) => (a.started < b.started ? -1 : 1))
    .map(({ name }) => name);

// Names are ordered by second, and two runs may fall into one; a bundle without a summary has nothing but its name.
const startedAt = (bundle: string): string => {
  const summary = join(bundle, "run_summary.json");
  return existsSync(summary)
    ? JSON.parse(readFileSync(summary, "utf8")).startedAt
    : basename(bundle).replace(/T(..)-(..)-(..)Z/, "T$1:$2:$3");
};

/** About `megabytes` MB of comma-separated values with blanks, duplicates and bad rows; the same every time. */
export const writeCsv = (path: string, megabytes: number): void => {
  const fd = openSync(path, "w");
  writeSync(fd, "id,name,amount,note\n");
  let seed = 1;
  const random = (): number => {
    seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
    return seed;
  };
  for (let written = 0, id = 0; written < megabytes * 1e6; ) {
    const rows = Array.from({ length: 2000 }, () => {
      id += 1;
      const amount = random() % 17 === 0 ? "n/a" : ((random() % 1_000_000) / 100).toFixed(2);
      return `${id}, Customer ${random() % 5000} ,${amount},${"note ".repeat(random() % 12)}`;
    });
    written += writeSync(fd, `${rows.join("\n")}\n`);
  }
  closeSync(fd);
};
