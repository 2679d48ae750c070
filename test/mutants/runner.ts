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

/** Ends the process at once. What a mutant closed for good is not open again by now: `process.kill` itself asks for `process._kill`. */
const leave = (process as unknown as { reallyExit: (status: number) => void }).reallyExit.bind(process, 1);

/** The retries of the test runner are the turns of a test: as it is, twice; with a mutant; and without it if that failed. */
type Turn = { kind: "first" | "second" } | { kind: "mutant" | "control"; id: string };

export default class MutantRunner extends TestRunner {
  private readonly journal = new Journal(process.env["KPROV_MUTANTS"] ?? "", process.env["KPROV_MUTANTS_NAME"] ?? "");
  private readonly pass = process.env["KPROV_MUTANTS_PASS"] === "slow" ? "slow" : "quick";
  private readonly enough = Number(process.env["KPROV_MUTANTS_ENOUGH"]);
  /** How many tests passed with each mutant. */
  private readonly passes = new Map<string, number>();
  private turn: Turn = { kind: "first" };
  private queue: string[] = [];
  private counts: Counts = {};
  private began = 0;
  private plainMs = 0;
  private isUnderWay = false;
  private isFresh = true;

  onCollected(files: RunnerTestFile[]): void {
    for (const file of files) oneAfterAnother(file);
    this.journal.write("load", reachedOutside());
    forget();
  }

  override async onBeforeRunTask(test: RunnerTestCase): Promise<void> {
    await super.onBeforeRunTask(test);
    this.journal.read();
    if (this.journal.has("done", test.id) || this.journal.has("broken", nameOf(test))) test.mode = "skip";
    test.retry = Number.MAX_SAFE_INTEGER;
    this.turn = { kind: "first" };
    this.isUnderWay = false;
  }

  override onBeforeTryTask(test: RunnerTestCase): void {
    // What a mutant left behind keeps the test runner from telling the end of a turn: it would try again without end.
    if (this.isUnderWay) leave();
    this.isUnderWay = true;
    super.onBeforeTryTask(test);
    const id = this.turn.kind === "mutant" ? this.turn.id : null;
    const after = this.turn.kind === "control" ? this.turn.id : null;
    const limitMs = (id ?? after) === null ? 300_000 : Math.max(6000, this.plainMs * 20);
    writeFileSync(this.journal.now, JSON.stringify({ test: nameOf(test), id, after, limitMs }));
    this.began = Date.now();
    forget();
    switches.currentTestId = "this";
    switches.activeMutant = id ?? undefined;
    if (id !== null) this.isFresh = false;
    switches.hitCount = 0;
    switches.hitLimit = Math.max(1000, (this.counts[id ?? ""] ?? 0) * 100);
  }

  onAfterRetryTask(test: RunnerTestCase): void {
    switches.activeMutant = undefined;
    switches.currentTestId = undefined;
    try {
      this.goOn(test);
    } catch {
      // Nor does this work.
      leave();
    }
    this.isUnderWay = false;
  }

  override async onAfterRunSuite(suite: RunnerTestSuite): Promise<void> {
    if ("filepath" in suite) {
      this.journal.write(this.pass, [String(suite.filepath)]);
      forget();
    }
    await super.onAfterRunSuite(suite);
  }

  private goOn(test: RunnerTestCase): void {
    const { result } = test;
    const isOver = result === undefined || result.state === "skip";
    const next = isOver ? null : this.next(test, result.state === "fail");
    forget();
    // Until the next turn begins: what comes between them may be held up as well.
    if (next === null) rmSync(this.journal.now, { force: true });
    if (isOver) return;
    // What failed, for a reason, is tried again.
    result.errors = next === null ? [] : [{ message: "next" }];
    result.state = next === null ? "pass" : "fail";
    this.turn = next ?? { kind: "first" };
  }

  /** `null`: this test has no further turn. */
  private next(test: RunnerTestCase, failed: boolean): Turn | null {
    const { turn, journal } = this;
    if (turn.kind === "first") {
      this.queue = [];
      this.plainMs = Date.now() - this.began;
      if (failed) this.giveUp(test);
      else if (this.isReached()) {
        if (this.pass === "slow" || this.plainMs <= quickMs) return { kind: "second" };
        journal.write("later", [test.file.filepath]);
        return null;
      }
    }
    if (turn.kind === "second") this.list(test, failed);
    if (turn.kind === "mutant") {
      if (failed) return { kind: "control", id: turn.id };
      this.notePass(test, turn.id);
    }
    if (turn.kind === "control") {
      if (failed) this.startAgain(turn.id);
      else journal.write("killed", [turn.id]);
    }
    const id = this.queue.pop();
    if (id !== undefined) return { kind: "mutant", id };
    journal.write("done", [test.id]);
    return null;
  }

  private notePass(test: RunnerTestCase, id: string): void {
    // A process that follows this one does not try it again: it may be what ended this one.
    this.journal.write("passed", [pairOf(test, id)]);
    this.passes.set(id, (this.passes.get(id) ?? 0) + 1);
  }

  /** For good only if no mutant of this process can be why. */
  private giveUp(test: RunnerTestCase): void {
    const isSure = this.isFresh || this.journal.has("stuck", nameOf(test));
    this.journal.write(isSure ? "broken" : "stuck", [nameOf(test)]);
    if (!isSure) this.leave();
  }

  private isReached(): boolean {
    const ids = Object.keys(reachedByTest());
    this.journal.write("reached", ids);
    return ids.length > 0;
  }

  private list(test: RunnerTestCase, failed: boolean): void {
    this.counts = reachedByTest();
    if (failed) this.journal.write("once", [nameOf(test)]);
    else this.queue = this.open(test, Object.keys(this.counts));
  }

  /** Those come first that need a fresh process. */
  private open(test: RunnerTestCase, ids: readonly string[]): string[] {
    const { journal } = this;
    const rank = (id: string) => Number(journal.has("suspect", id));
    return ids
      .filter(
        (id) => !journal.isKilled(id) && !journal.has("explained", id) && (this.passes.get(id) ?? 0) < this.enough,
      )
      .filter((id) => !journal.has("passed", pairOf(test, id)))
      .sort((a, b) => rank(a) - rank(b));
  }

  /** The mutant, or one before it, left something behind: only what a fresh process says counts. */
  private startAgain(id: string): void {
    this.journal.suspect(id);
    this.leave();
  }

  private leave(): void {
    rmSync(this.journal.now, { force: true });
    leave();
  }
}

// --- internal ---

const quickMs = 25;

const nameOf = (test: RunnerTestCase): string => `${test.file.name}: ${test.fullTestName}`;

const pairOf = (test: RunnerTestCase, id: string): string => `${test.id} ${id}`;

const oneAfterAnother = (suite: RunnerTestSuite): void => {
  for (const task of suite.tasks) {
    task.concurrent = false;
    if (task.type === "suite") oneAfterAnother(task);
  }
};
