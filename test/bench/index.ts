/**
 * Speed and memory of the packed package beside those of its peers, in the same run.
 *
 * Prints medians; judges nothing and always exits 0. Works in a temporary directory (`TMPDIR`), needs up to 6 GB there.
 *
 * @module
 */
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { NoRoom } from "./data.ts";
import { type Measured, measure, summarise } from "./measure.ts";
import { installPackage } from "./package.ts";
import { findInToto } from "./peers.ts";
import { type Bench, type Pair, type Row, rows } from "./rows.ts";
import { formatRow, heading, judge, type Outcome } from "./table.ts";

const usage = `tsx test/bench/index.ts [--only NAME]… [--rounds N] [--package TARBALL] [--json]

  --only      measure this row; may be given again: ${rows.map(({ name }) => name).join(" ")}
  --rounds    measured pairs of each row, instead of its own number
  --package   a tarball of "npm pack", instead of packing the checkout
  --json      one JSON document instead of the table`;

const { values } = parseArgs({
  options: {
    only: { type: "string", multiple: true },
    rounds: { type: "string" },
    package: { type: "string" },
    json: { type: "boolean" },
    help: { type: "boolean", short: "h" },
  },
});

let isInterrupted = false;
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => (isInterrupted = true));

if (values.help === true) console.log(usage);
else await main();

// --- internal ---

async function main(): Promise<void> {
  const chosen = rows.filter(({ name }) => values.only === undefined || values.only.includes(name));
  const dir = realpathSync(mkdtempSync(join(tmpdir(), "kprovengine-bench-")));
  try {
    const installed = installPackage(dir, values.package && resolve(values.package));
    const bench: Bench = { dir, installed, inToto: findInToto(dir) };
    if (values.json !== true) console.log(heading);
    const judged = [];
    for (const row of chosen) {
      const outcome = await measureRow(row, bench);
      if (isInterrupted) break;
      judged.push(judge(row, outcome));
      if (values.json !== true) console.log(formatRow(row, outcome));
    }
    if (values.json === true) console.log(JSON.stringify({ node: process.version, rows: judged }, null, 2));
  } finally {
    rmSync(dir, { recursive: true, force: true, maxRetries: 9, retryDelay: 200 });
  }
}

async function measureRow(row: Row, bench: Bench): Promise<Outcome> {
  try {
    return await interleave(await row.prepare(bench), Number(values.rounds ?? row.rounds));
  } catch (error) {
    if (error instanceof NoRoom) return { skipped: error.message };
    if (isInterrupted) return { skipped: "interrupted" };
    return { skipped: error instanceof Error ? error.message : String(error) };
  }
}

/** Ours, the peer's, ours, the peer's …: whatever else the machine does hits both. The first pair warms up. */
async function interleave({ ours, peer, reset }: Pair, rounds: number): Promise<Outcome> {
  const mine: Measured[] = [];
  const theirs: Measured[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    for (const [command, results] of [
      [ours, mine],
      [peer, theirs],
    ] as const) {
      reset?.();
      if (command !== null) results.push(measure(command));
      await new Promise(setImmediate); // A signal is heard here.
      if (isInterrupted) throw new Error("interrupted");
    }
  }
  return { ours: summarise(mine.slice(1)), peer: peer && summarise(theirs.slice(1)) };
}
