/**
 * Everything that has to hold before a change lands, in one command: lint, types, generated files, tests, build, pack.
 *
 * @module
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const reports = mkdtempSync(join(tmpdir(), "kprov-ok-"));
const vitest = (project: string): string[] => {
  const report = ["--reporter=default", "--reporter=json", `--outputFile.json=${join(reports, `${project}.json`)}`];
  return ["vitest", "run", "--project", `${project}*`, ...report];
};

// Nothing here asks the network, and Node 20 reads these certificates before anything else: for a tenth of a second, in every
// one of the thousands of processes that tests start.
const { NODE_EXTRA_CA_CERTS: _certificates, ...own } = process.env;
// A step before the package's tests has built it.
const env = { ...own, KPROV_BUILT: "1" };

const steps: [string, string[]][] = [
  ["lint", ["biome", "check", "."]],
  ["types", ["tsc"]],
  ["generated files", ["tsx", "scripts/_docs.ts", "--check"]],
  ["build", ["tsx", "scripts/_build.ts"]],
  ["package", ["publint", "--strict"]],
  ["tests", vitest("unit")],
  ["end to end", vitest("e2e")],
];

for (const [name, [command = "", ...args]] of steps) {
  console.error(`\n── ${name}: ${[command, ...args].join(" ")}`);
  const program = fileURLToPath(new URL(`../node_modules/.bin/${command}`, import.meta.url));
  // A step that hangs is a step that failed.
  const { status, error } = spawnSync(program, args, { stdio: "inherit", timeout: 20 * 60_000, env });
  if (status !== 0) {
    console.error(`\n${name} failed${error === undefined ? "" : `: ${error.message}`}`);
    process.exit(1);
  }
}
const totals = ["unit", "e2e"].map(
  (project) => JSON.parse(readFileSync(join(reports, `${project}.json`), "utf8")) as Totals,
);
rmSync(reports, { recursive: true });
console.error("\nok: everything holds");
console.log(`${sum("numPassedTests")} passed, ${sum("numFailedTests")} failed`);

// --- internal ---

interface Totals {
  numPassedTests: number;
  numFailedTests: number;
}

function sum(key: keyof Totals): number {
  return totals.reduce((total, report) => total + report[key], 0);
}
