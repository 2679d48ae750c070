/**
 * Hand every parser inputs that nobody would write, for as long as is asked: `npm run fuzz -- --minutes 10`.
 *
 * Exits 1 when something is found; each input that found something is kept, and belongs into `corpus/` once it is mended.
 *
 * @module
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { sha256 } from "../../lib/digest.ts";
import { readCorpus } from "./corpus.ts";
import { exercise, type Target } from "./exercise.ts";
import { createRandom, mutate } from "./mutate.ts";
import { cleanUp, targets } from "./targets.ts";

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "1" },
    seed: { type: "string" },
    only: { type: "string", multiple: true },
  },
});

const seed = Number(values.seed ?? Date.now() % 2 ** 31);
const random = createRandom(seed);
const chosen = targets.filter(({ name }) => values.only === undefined || values.only.includes(name));
const counts = new Map<string, number>();
const faults = new Map<string, { fault: string; file: string; times: number }>();

console.log(`seed ${seed}, ${chosen.length} parsers, ${values.minutes} minutes`);
const end = Date.now() + Number(values.minutes) * 60_000;
try {
  // By turns, a slice of time each: a slow one doesn't starve the others.
  while (Date.now() < end) for (const target of chosen) await slice(target, Math.min(end, Date.now() + 500));
} finally {
  cleanUp();
}
for (const [name, count] of counts) console.log(`${name.padEnd(16)} ${String(count).padStart(9)} inputs`);
for (const { fault, file, times } of faults.values()) console.log(`\n${times} × ${fault}\n  ${file}`);
console.log(`\n${faults.size} faults`);
process.exitCode = faults.size === 0 ? 0 : 1;

// --- internal ---

async function slice(target: Target, until: number): Promise<void> {
  const seeds = readCorpus(target.name);
  while (Date.now() < until) {
    const bytes = mutate(seeds, random);
    const own = random(2 ** 31);
    const fault = await exercise(target, bytes, createRandom(own));
    counts.set(target.name, (counts.get(target.name) ?? 0) + 1);
    if (fault !== undefined) keep(target, { fault, bytes, own });
  }
}

/** One file for each kind of fault, told apart by its first two lines without numbers. */
function keep({ name }: Target, { fault, bytes, own }: { fault: string; bytes: Buffer; own: number }): void {
  const kind = `${name} ${fault.split("\n").slice(0, 2).join(" ").replace(/\d+/g, "N").slice(0, 200)}`;
  const known = faults.get(kind);
  if (known !== undefined) {
    known.times += 1;
    return;
  }
  const dir = join(tmpdir(), "fuzz-found", name);
  mkdirSync(dir, { recursive: true });
  const file = join(dir, `${sha256(bytes).slice(0, 12)}-${own}`);
  writeFileSync(file, bytes);
  faults.set(kind, { fault: `${name}: ${fault.slice(0, 600)}`, file, times: 1 });
  console.log(`found ${kind}\n  ${file}`);
}
