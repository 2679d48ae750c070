/**
 * Mutation testing of the gates: every change that no test notices is killed by a test, or explained in `explained/`.
 *
 *     npm install --no-save @stryker-mutator/core@9 @stryker-mutator/vitest-runner@9
 *     npm run mutants -- 'lib/guard/waivers/**'
 *
 * Prints survivors that nobody has explained, and explanations that are about nothing any more. Exits 1 when there are any.
 *
 * @module
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { judgeMutants, type Report, readExplained, type Survivor } from "./judge.ts";

const usage = `tsx test/mutants/index.ts [--tests GLOB]… [--concurrency N] [--incremental FILE] [--report FILE] [GLOB…]

  GLOB           files to mutate, "lib/guard/**" if none
  --tests        tests that are run, all of test/lib/guard if none
  --concurrency  processes at once
  --incremental  results of the last run: what did not change since is not run again
  --report       judge this JSON report of an earlier run, and run nothing`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    tests: { type: "string", multiple: true },
    concurrency: { type: "string" },
    incremental: { type: "string" },
    report: { type: "string" },
    help: { type: "boolean", short: "h" },
  },
});

if (values.help === true) console.log(usage);
else process.exitCode = main();

// --- internal ---

function main(): number {
  const report = values.report === undefined ? run() : read(values.report);
  if (report === null) return 2;
  const { unexplained, idle, killed, explained } = judgeMutants(report, readExplained());
  for (const mutant of unexplained) console.log(shown(mutant));
  for (const entry of idle) console.log(`explained, but killed or gone: ${entry.file}: ${JSON.stringify(entry)}`);
  console.log(`${killed} killed, ${explained} explained, ${unexplained.length} unexplained`);
  return unexplained.length + idle.length === 0 ? 0 : 1;
}

function run(): Report | null {
  if (!existsSync("node_modules/@stryker-mutator/vitest-runner")) {
    console.error(
      "Mutation testing needs: npm install --no-save @stryker-mutator/core@9 @stryker-mutator/vitest-runner@9",
    );
    return null;
  }
  const dir = mkdtempSync(join(tmpdir(), "kprovengine-mutants-"));
  try {
    const report = join(dir, "report.json");
    writeFileSync(join(dir, "stryker.json"), JSON.stringify(configuration(dir, report)));
    const env = { ...process.env, KPROV_MUTANT_TESTS: values.tests?.join(",") };
    const { status } = spawnSync("node_modules/.bin/stryker", ["run", join(dir, "stryker.json")], {
      env,
      stdio: ["ignore", "inherit", "inherit"],
    });
    return status === 0 ? read(report) : null;
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

function read(path: string): Report {
  return JSON.parse(readFileSync(path, "utf8")) as Report;
}

function configuration(dir: string, fileName: string) {
  return {
    testRunner: "vitest",
    plugins: ["@stryker-mutator/vitest-runner"],
    vitest: { configFile: "test/mutants/vitest.config.ts", related: true },
    mutate: positionals.length > 0 ? positionals : ["lib/guard/**/*.ts"],
    // Words and tables are data, which snapshots and the tests of each row hold.
    mutator: { excludedMutations: ["StringLiteral", "ObjectLiteral", "ArrayDeclaration"] },
    coverageAnalysis: "perTest",
    ignoreStatic: true,
    timeoutMS: 10_000,
    concurrency: Number(values.concurrency ?? 2),
    reporters: ["json"],
    jsonReporter: { fileName },
    ...(values.incremental !== undefined && { incremental: true, incrementalFile: values.incremental }),
    ignorePatterns: ["/coverage", "/.kprov"],
    tempDirName: join(dir, "sandbox"),
    cleanTempDir: "always",
  };
}

function shown({ file, line, mutator, code, original, replacement, status }: Survivor): string {
  return `${file}:${line} ${status} ${mutator}\n  ${JSON.stringify({ file, code, original, replacement, why: "" })}`;
}
