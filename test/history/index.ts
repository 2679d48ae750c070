/**
 * Perform a history of runs, for trying the catalog: `npx tsx test/history/index.ts DIR --days N`.
 *
 * Three projects read each other's files; some runs fail, people sign reviews and add tags. Every run is a call of the built
 * program (`npm run build`) with a step that really runs; only the calendar is ours, so that the runs spread over N days. Reads
 * nothing but the program, writes the new directory DIR.
 *
 * @module
 */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { elapsed } from "../../lib/clock.ts";
import { performHistory } from "./perform.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    days: { type: "string", default: "10" },
    program: { type: "string", default: resolve(import.meta.dirname, "../../dist/scripts/kprovengine.cjs") },
  },
});
const [dir, ...others] = positionals;
const days = Number(values.days);
if (dir === undefined || others.length > 0 || !Number.isSafeInteger(days) || days < 1 || existsSync(dir)) {
  console.error("Expected a directory that is not there yet, and --days of at least 1");
  process.exit(2);
}
const start = elapsed();
const counts = await performHistory(resolve(dir), {
  program: resolve(values.program),
  days,
  onRun: ({ runs }) => {
    if (runs % 100 === 0) console.error(`${runs} runs, ${Math.round((elapsed() - start) / runs)} ms each`);
  },
});
console.log(JSON.stringify({ days, ...counts, seconds: Math.round((elapsed() - start) / 1000) }));
