/**
 * Everything that has to hold before a change lands, in one command: lint, types, generated files, tests, build, pack.
 *
 * @module
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const reports = mkdtempSync(join(tmpdir(), "kprov-ok-"));
const vitest = (project: string): string[] => {
  const report = ["--reporter=default", "--reporter=json", `--outputFile.json=${join(reports, `${project}.json`)}`];
  return ["npx", "--no-install", "vitest", "run", "--project", project, ...report];
};

const steps: [string, string[]][] = [
  ["lint", ["npx", "--no-install", "biome", "check", "."]],
  ["types", ["npx", "--no-install", "tsc"]],
  ["generated files", ["npx", "--no-install", "tsx", "scripts/_docs.ts", "--check"]],
  ["tests", vitest("unit")],
  ["build", ["npm", "run", "--silent", "build"]],
  ["package", ["npx", "--no-install", "publint", "--strict"]],
  ["end to end", vitest("e2e")],
];

for (const [name, [command = "", ...args]] of steps) {
  console.error(`\n── ${name}: ${[command, ...args].join(" ")}`);
  const { status, error } = spawnSync(command, args, { stdio: "inherit" });
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
