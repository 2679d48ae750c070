/**
 * What is known of mutants and tests, in files that only grow: several processes share it, and each of them may end at any moment.
 *
 * @module
 */
import { appendFileSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/**
 * - mutants: `load` reached while modules are loaded, `reached` by a test, `killed`, `timeout`, `suspect`: failed, and so did the
 *   test without it; `explained`, not to be tried
 * - tests with mutants: `passed`
 * - tests: `done`; `broken` fails as it is, `stuck` perhaps so: mutants had been in the process before; `once` fails when it is run
 *   again
 * - test files: `quick` and `slow`, done in that pass; `later`, when some of its tests are left to the slow one
 */
export type Fact =
  | ("load" | "reached" | "killed" | "timeout" | "suspect" | "explained")
  | "passed"
  | ("done" | "stuck" | "broken" | "once")
  | ("quick" | "slow" | "later");

export class Journal {
  private readonly facts = new Map<Fact, Set<string>>();
  private readonly seen = new Map<string, number>();

  private readonly dir: string;
  private readonly name: string;

  constructor(dir: string, name: string) {
    this.dir = dir;
    this.name = name;
    this.read();
  }

  /** Where a process says what it is at, for as long as it is. */
  get now(): string {
    return join(this.dir, `${this.name}.now`);
  }

  has(fact: Fact, of: string): boolean {
    return this.facts.get(fact)?.has(of) === true;
  }

  /** How much is known. */
  get size(): number {
    return [...this.facts.values()].reduce((sum, { size }) => sum + size, 0);
  }

  isKilled(id: string): boolean {
    return this.has("killed", id) || this.has("timeout", id);
  }

  all(fact: Fact): ReadonlySet<string> {
    return this.facts.get(fact) ?? new Set();
  }

  write(fact: Fact, of: readonly string[]): void {
    const fresh = of.filter((one) => !this.has(fact, one));
    if (fresh.length === 0) return;
    this.add(fact, fresh);
    appendFileSync(join(this.dir, `${this.name}.jsonl`), `${JSON.stringify([fact, ...fresh])}\n`);
  }

  /** Of a mutant behind which not even the program as it is works: once more in a fresh process, and it is killed. */
  suspect(id: string): void {
    this.write(this.has("suspect", id) ? "killed" : "suspect", [id]);
  }

  /** Takes in what others wrote since. */
  read(): void {
    for (const name of readdirSync(this.dir)) {
      const size = statSync(join(this.dir, name), { throwIfNoEntry: false })?.size ?? 0;
      if (!name.endsWith(".jsonl") || size === this.seen.get(name)) continue;
      const bytes = readFileSync(join(this.dir, name));
      const end = bytes.lastIndexOf("\n") + 1;
      const lines = bytes
        .subarray(this.seen.get(name) ?? 0, end)
        .toString()
        .split("\n");
      for (const line of lines.filter((one) => one !== "")) {
        const [fact, ...of] = JSON.parse(line) as [Fact, ...string[]];
        this.add(fact, of);
      }
      this.seen.set(name, end);
    }
  }

  private add(fact: Fact, of: readonly string[]): void {
    const set = this.facts.get(fact) ?? new Set();
    for (const one of of) set.add(one);
    this.facts.set(fact, set);
  }
}
