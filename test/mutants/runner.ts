/**
 * Runs each test as it is, then once for each mutant that it reached and no test has killed yet, all in one process: loading
 * the program anew for each mutant takes a hundred times as long as most tests do.
 *
 * @module
 */
import { rmSync, writeFileSync } from "node:fs";
import { type RunnerTestCase, type RunnerTestFile, type RunnerTestSuite, TestRunner } from "vitest";
import { Journal } from "./journal.ts";
import { type Counts, forget, reachedByTest, reachedOutside, switches } from "./switches.ts";

/** The retries of the test runner are the turns of a test: as it is, twice; with a mutant; and without it if that failed. */
type Turn = { kind: "first" | "second" } | { kind: "mutant" | "control"; id: string };

export default class MutantRunner extends TestRunner {
  private readonly journal = new Journal(process.env["KPROV_MUTANTS"] ?? "", process.env["KPROV_MUTANTS_NAME"] ?? "");
  private readonly pass = process.env["KPROV_MUTANTS_PASS"] === "slow" ? "slow" : "quick";
  private turn: Turn = { kind: "first" };
  private queue: string[] = [];
  private counts: Counts = {};
  private began = 0;
  private plainMs = 0;

  onCollected(files: RunnerTestFile[]): void {
    for (const file of files) oneAfterAnother(file);
    this.journal.write("load", reachedOutside());
    forget();
  }

  override async onBeforeRunTask(test: RunnerTestCase): Promise<void> {
    await super.onBeforeRunTask(test);
    this.journal.read();
    if (this.journal.has("done", test.id)) test.mode = "skip";
    test.retry = Number.MAX_SAFE_INTEGER;
    this.turn = { kind: "first" };
  }

  override onBeforeTryTask(test: RunnerTestCase): void {
    super.onBeforeTryTask(test);
    const id = this.turn.kind === "mutant" ? this.turn.id : null;
    const limitMs = id === null ? 300_000 : Math.max(6000, this.plainMs * 20);
    writeFileSync(this.journal.now, JSON.stringify({ test: nameOf(test), id, limitMs }));
    this.began = Date.now();
    forget();
    switches.currentTestId = "this";
    switches.activeMutant = id ?? undefined;
    switches.hitCount = 0;
    switches.hitLimit = Math.max(1000, (this.counts[id ?? ""] ?? 0) * 100);
  }

  onAfterRetryTask(test: RunnerTestCase): void {
    switches.activeMutant = undefined;
    switches.currentTestId = undefined;
    rmSync(this.journal.now, { force: true });
    const { result } = test;
    if (result === undefined || result.state === "skip") return;
    const next = this.next(test, result.state === "fail");
    forget();
    // What failed, for a reason, is tried again.
    result.errors = next === null ? [] : [{ message: "next" }];
    result.state = next === null ? "pass" : "fail";
    this.turn = next ?? { kind: "first" };
  }

  override async onAfterRunSuite(suite: RunnerTestSuite): Promise<void> {
    if ("filepath" in suite) {
      this.journal.write(this.pass, [String(suite.filepath)]);
      forget();
    }
    await super.onAfterRunSuite(suite);
  }

  /** `null`: this test has no further turn. */
  private next(test: RunnerTestCase, failed: boolean): Turn | null {
    const { turn, journal } = this;
    if (turn.kind === "first") {
      this.queue = [];
      this.plainMs = Date.now() - this.began;
      if (failed) journal.write("broken", [nameOf(test)]);
      else if (this.isReached()) {
        if (this.pass === "slow" || this.plainMs <= quickMs) return { kind: "second" };
        journal.write("later", [test.file.filepath]);
        return null;
      }
    }
    if (turn.kind === "second") this.list(test, failed);
    if (turn.kind === "mutant" && failed) return { kind: "control", id: turn.id };
    if (turn.kind === "control") {
      if (failed) this.startAgain(turn.id);
      else journal.write("killed", [turn.id]);
    }
    const id = this.queue.pop();
    if (id !== undefined) return { kind: "mutant", id };
    journal.write("done", [test.id]);
    return null;
  }

  private isReached(): boolean {
    const ids = Object.keys(reachedByTest());
    this.journal.write("reached", ids);
    return ids.length > 0;
  }

  private list(test: RunnerTestCase, failed: boolean): void {
    this.counts = reachedByTest();
    if (failed) this.journal.write("once", [nameOf(test)]);
    else this.queue = this.open(Object.keys(this.counts));
  }

  /** Those come first that need a fresh process. */
  private open(ids: readonly string[]): string[] {
    const { journal } = this;
    const rank = (id: string) => Number(journal.has("suspect", id));
    return ids.filter((id) => !journal.isKilled(id)).sort((a, b) => rank(a) - rank(b));
  }

  /** The mutant, or one before it, left something behind: only what a fresh process says counts. */
  private startAgain(id: string): void {
    this.journal.write(this.journal.has("suspect", id) ? "killed" : "suspect", [id]);
    process.kill(process.pid, "SIGKILL");
  }
}

// --- internal ---

const quickMs = 25;

const nameOf = (test: RunnerTestCase): string => `${test.file.name}: ${test.name}`;

const oneAfterAnother = (suite: RunnerTestSuite): void => {
  for (const task of suite.tasks) {
    task.concurrent = false;
    if (task.type === "suite") oneAfterAnother(task);
  }
};
