/**
 * Processes that run tests with mutants in them, started again where they ended when a mutant ended them, held
 * them up, or took too much memory.
 *
 * @module
 */
import { type StdioOptions, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Journal } from "./journal.ts";

/** How long tests take that get to try mutants. */
export type Pass = "quick" | "slow";

/**
 * All of `tests`, in `lanes` processes at once, once for each of `passes`: mutants are left to quick tests first, since few reach those
 * that take their time. `dir` holds the journal, and the code to load. `enough`: how many tests a mutant passes with in each process before
 * it is left alone.
 */
export const runTests = async (options: {
  dir: string;
  tests: readonly string[];
  lanes: number;
  passes: readonly Pass[];
  enough: number;
}): Promise<void> => {
  const { dir, tests, lanes, passes, enough } = options;
  for (const pass of passes) {
    const later = new Journal(dir, "").all("later");
    const due = pass === "quick" ? tests : tests.filter((path) => later.has(resolve(path)));
    await runPass({ dir, pass, enough }, due, lanes);
  }
};

// --- internal ---

interface Work {
  dir: string;
  pass: Pass;
  enough: number;
}

const runPass = async (work: Work, tests: readonly string[], lanes: number): Promise<void> => {
  const parts = Array.from({ length: lanes }, (_, lane) => tests.filter((_, at) => at % lanes === lane));
  await Promise.all(parts.map((part, lane) => runPart(work, `${work.pass}-${lane}`, part)));
};

const runPart = async ({ dir, pass, enough }: Work, name: string, tests: readonly string[]): Promise<void> => {
  let before = Number.NaN;
  for (;;) {
    const journal = new Journal(dir, name);
    const left = tests.filter((path) => !journal.has(pass, resolve(path)));
    if (left.length === 0) return;
    const known = journal.size;
    if (known === before) throw new Error(`the tests do not go on: ${left[0]}`);
    before = known;
    const env = {
      KPROV_MUTANTS: dir,
      KPROV_MUTANTS_NAME: name,
      KPROV_MUTANTS_PASS: pass,
      KPROV_MUTANTS_ENOUGH: `${enough}`,
    };
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
    const isTooLarge = !ended && memoryOf(child.pid ?? 0) > memoryLimit;
    const now = nowOf(journal);
    if (isTooLarge && now === null) kill();
    if (now === null || (!ended && !isTooLarge && Date.now() - now.since < now.limitMs)) continue;
    // Held up, too large, or ended in the middle of it.
    blame(journal, now);
    if (!ended) kill();
    rmSync(journal.now, { force: true });
  }
  process.off("exit", kill);
};

const blame = (journal: Journal, { id, after, test }: Turn): void => {
  if (id !== null) journal.write("timeout", [id]);
  else if (after !== null) journal.suspect(after);
  // A mutant before it may be why: it is tried again in a fresh process.
  else journal.write(journal.has("stuck", test) ? "broken" : "stuck", [test]);
};

/** In bytes: some mutants take all there is, and the engine's own limit counts objects alone. */
const memoryLimit = 4 * 2 ** 30;

/** What the processes of a group take; 0 where nothing tells. */
const memoryOf = (group: number): number => {
  if (process.platform !== "linux") return 0;
  return readdirSync("/proc").reduce((sum, name) => sum + (/^[0-9]+$/.test(name) ? memoryIn(group, name) : 0), 0);
};

const memoryIn = (group: number, pid: string): number => {
  try {
    // After the name, which may hold anything: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\) /s, "")
      .split(" ");
    return Number(stat[2]) === group ? Number(stat[21]) * 4096 : 0;
  } catch {
    return 0;
  }
};

/** A test, as it is or with the mutant `id`; `after`: with none, since it failed with that one. */
interface Turn {
  test: string;
  id: string | null;
  after: string | null;
  limitMs: number;
  since: number;
}

const nowOf = ({ now }: Journal): Turn | null => {
  try {
    return { ...JSON.parse(readFileSync(now, "utf8")), since: statSync(now).mtimeMs };
  } catch {
    return null;
  }
};
