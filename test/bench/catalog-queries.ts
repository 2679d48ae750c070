/**
 * Questions to a catalog of 100,000 runs, asked in one process: what they cost when Node stands already.
 *
 * @module
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Command } from "./measure.ts";
import type { Bar, Bench, Row } from "./rows.ts";

/**
 * Each is asked many times in a row, about something else every time: time and processor time are of one answer, memory has that of
 * the compiler of the sources in it.
 */
export const catalogQueryRows: readonly Row[] = [
  asked("catalog-by-digest", "list by digest, 100,000 runs, in process", { ms: 1 }),
  asked("catalog-by-tag", "list by tag and date, 100,000 runs, in process", { ms: 5 }),
  asked("catalog-search", "search, best 20 of 100,000 runs, in process", { ms: 20 }),
  asked("catalog-lineage", "lineage, 10,000 connected runs, in process", { ms: 1000 }),
];

// --- internal ---

function asked(name: string, work: string, bar: Bar): Row {
  return {
    name,
    work,
    peerName: "node -e 0",
    bar,
    rounds: 3,
    prepare: (bench) => ({
      ours: { ...program(bench, ["ask", name, catalogOf(bench, name)]), clock: "own" },
      peer: { argv: [process.execPath, "-e", "0"], cwd: bench.dir },
    }),
  };
}

/** The bar is about 100,000; fewer show whether the rows work at all. */
const count = process.env["KPROV_BENCH_BUNDLES"] ?? "100000";

/** Made once: three rows share one. Facts alone, because bundles on the disk make no difference to a question. */
const catalogOf = (bench: Bench, name: string): string => {
  const kind = name === "catalog-lineage" ? "connected" : "history";
  const file = join(bench.dir, "queries", `${kind}.sqlite`);
  if (existsSync(file)) return file;
  mkdirSync(join(bench.dir, "queries"), { recursive: true });
  const { argv, cwd, env } = program(bench, ["make", kind, file, kind === "connected" ? "10000" : count]);
  const [node, ...args] = argv;
  execFileSync(node, args, { cwd, env, stdio: ["ignore", "ignore", "inherit"] });
  return file;
};

const program = ({ dir }: Bench, args: readonly string[]): Command => {
  const { NODE_OPTIONS: _, NODE_EXTRA_CA_CERTS: __, ...env } = process.env;
  const file = fileURLToPath(new URL("asking.ts", import.meta.url));
  return { argv: [process.execPath, "--import", import.meta.resolve("tsx"), file, ...args], cwd: dir, env };
};
