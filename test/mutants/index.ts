/**
 * Mutation testing of the gates: every change that no test notices is killed by a test, or explained in `explained/`.
 *
 *     npm run mutants -- lib/guard/waivers
 *
 * Prints survivors that nobody has explained, and explanations that are about nothing any more. Exits 1 when there are any.
 *
 * @module
 */
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { filesBelow } from "./files.ts";
import { instrument } from "./instrument.ts";
import { Journal } from "./journal.ts";
import { explainedAmong, judgeMutants, type Report, readExplained, reportOf, type Survivor } from "./judge.ts";
import { runTests } from "./run.ts";

const usage = `tsx test/mutants/index.ts [--tests PATH]… [--quick] [--open] [--enough N] [--concurrency N] [--report FILE] [PATH…]

  PATH           files or directories to mutate, lib/guard if none
  --tests        files or directories of tests, those beside PATH below test/ if none
  --quick        only tests that take up to 25 ms: a first look
  --open         only mutants that nobody has explained: those that live are tried by all tests there are
  --enough       a mutant that so many tests of a process have passed with is left alone: a first look
  --concurrency  processes at once
  --report       also write all that was found, in the format of mutation-testing-report-schema 2

With KPROV_MUTANTS_SHOW=1 all that the test runner prints is shown, too.`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    tests: { type: "string", multiple: true },
    quick: { type: "boolean", default: false },
    open: { type: "boolean", default: false },
    enough: { type: "string" },
    concurrency: { type: "string", default: "2" },
    report: { type: "string" },
    help: { type: "boolean", short: "h" },
  },
});

// What was started must not outlive this.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => process.exit(2));

if (values.help === true) console.log(usage);
else process.exitCode = await main();

// --- internal ---

async function main(): Promise<number> {
  const paths = positionals.length > 0 ? positionals : ["lib/guard"];
  const report = await run(
    paths.flatMap((path) => filesBelow(path, ".ts")),
    (values.tests ?? paths.map(beside)).flatMap((path) => filesBelow(path, ".test.ts")),
  );
  if (values.report !== undefined) writeFileSync(values.report, JSON.stringify(report));
  const { unexplained, idle, killed, explained } = judgeMutants(report, readExplained());
  for (const mutant of unexplained) console.log(shown(mutant));
  for (const entry of idle) console.log(`explained, but killed or gone: ${entry.file}: ${JSON.stringify(entry)}`);
  console.log(`${killed} killed, ${explained} explained, ${unexplained.length} unexplained`);
  return unexplained.length + idle.length === 0 ? 0 : 1;
}

async function run(files: readonly string[], tests: readonly string[]): Promise<Report> {
  const dir = mkdtempSync(join(tmpdir(), "kprovengine-mutants-"));
  process.once("exit", () => rmSync(dir, { recursive: true, force: true }));
  const { mutants, code } = await instrument(files);
  writeFileSync(join(dir, "code.json"), JSON.stringify(code));
  if (values.open) new Journal(dir, "open").write("explained", explainedAmong(mutants, readExplained(), sourceOf));
  // Some tests are somebody else for a while.
  chmodSync(dir, 0o755);
  mkdirSync(join(dir, "tmp"));
  await runTests({
    dir,
    tests,
    lanes: Number(values.concurrency),
    passes: values.quick ? ["quick"] : ["quick", "slow"],
    enough: Number(values.enough ?? Number.POSITIVE_INFINITY),
  });
  const journal = new Journal(dir, "");
  for (const test of journal.all("broken")) console.log(`fails as it is: ${test}`);
  for (const test of journal.all("once"))
    console.log(`fails when it is run again, so that it tries no mutants: ${test}`);
  return reportOf(mutants, journal, sourceOf);
}

function sourceOf(file: string): string {
  return readFileSync(file, "utf8");
}

function beside(path: string): string {
  return join("test", path.replace(/\.ts$/, ".test.ts"));
}

function shown({ file, line, mutator, code, original, replacement, status }: Survivor): string {
  return `${file}:${line} ${status} ${mutator}\n  ${JSON.stringify({ file, code, original, replacement, why: "" })}`;
}
