/**
 * Processes that run tests with mutants in them, started again where they ended when a mutant ended them, or held them up.
 *
 * @module
 */
import { type StdioOptions, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, rmSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Journal } from "./journal.ts";

/** How long tests take that get to try mutants. */
export type Pass = "quick" | "slow";

/**
 * All of `tests`, in `lanes` processes at once, once for each of `passes`: mutants are left to quick tests first, since few reach those
 * that take their time. `dir` holds the journal, and the code to load.
 */
export const runTests = async (options: {
  dir: string;
  tests: readonly string[];
  lanes: number;
  passes: readonly Pass[];
}): Promise<void> => {
  const { dir, tests, lanes, passes } = options;
  for (const pass of passes) {
    const later = new Journal(dir, "").all("later");
    const due = pass === "quick" ? tests : tests.filter((path) => later.has(resolve(path)));
    await runPass(dir, pass, due, lanes);
  }
};

// --- internal ---

const runPass = async (dir: string, pass: Pass, tests: readonly string[], lanes: number): Promise<void> => {
  const parts = Array.from({ length: lanes }, (_, lane) => tests.filter((_, at) => at % lanes === lane));
  await Promise.all(parts.map((part, lane) => runPart(dir, pass, `${pass}-${lane}`, part)));
};

const runPart = async (dir: string, pass: Pass, name: string, tests: readonly string[]): Promise<void> => {
  let before = Number.NaN;
  for (;;) {
    const journal = new Journal(dir, name);
    const left = tests.filter((path) => !journal.has(pass, resolve(path)));
    if (left.length === 0) return;
    const known = journal.size;
    if (known === before) throw new Error(`the tests do not go on: ${left[0]}`);
    before = known;
    const env = { KPROV_MUTANTS: dir, KPROV_MUTANTS_NAME: name, KPROV_MUTANTS_PASS: pass };
    await runOnce(journal, { ...env, KPROV_MUTANTS_TESTS: JSON.stringify(left), TMPDIR: join(dir, "tmp") });
  }
};

const runOnce = async (journal: Journal, env: Record<string, string>): Promise<void> => {
  const command = ["node_modules/vitest/vitest.mjs", "run", "--config", "test/mutants/vitest.config.ts"];
  const shown = process.env["KPROV_MUTANTS_SHOW"] === undefined ? "ignore" : "inherit";
  // By the channel it hears of our end, however that comes.
  const stdio: StdioOptions = ["ignore", shown, shown, "ipc"];
  const child = spawn(process.execPath, command, { env: { ...process.env, ...env }, detached: true, stdio });
  const kill = () => process.kill(-(child.pid ?? 0), "SIGKILL");
  process.once("exit", kill);
  const end = once(child, "exit");
  for (let ended = false; !ended; ) {
    await Promise.race([end, sleep(500)]);
    ended = child.exitCode !== null || child.signalCode !== null;
    const now = nowOf(journal);
    if (now === null || (!ended && Date.now() - now.since < now.limitMs)) continue;
    // Held up, or ended in the middle of it.
    journal.write(now.id === null ? "broken" : "timeout", [now.id ?? now.test]);
    if (!ended) kill();
    rmSync(journal.now, { force: true });
  }
  process.off("exit", kill);
};

const nowOf = ({ now }: Journal): { test: string; id: string | null; limitMs: number; since: number } | null => {
  try {
    return { ...JSON.parse(readFileSync(now, "utf8")), since: statSync(now).mtimeMs };
  } catch {
    return null;
  }
};
