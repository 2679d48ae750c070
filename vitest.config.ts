import { readdirSync, readFileSync } from "node:fs";
import { defineConfig } from "vitest/config";

const shared = {
  pool: "forks" as const,
  testTimeout: 60_000,
  hookTimeout: 120_000,
  env: { NO_COLOR: "1" },
  setupFiles: ["test/support/own-machine.ts"],
};

/** What a test of one file could leave behind for another one in the same process. */
const ownProcess =
  /\bvi\.|globalThis|\bprocess\.(?:env\b(?!\w)[^;\n]*=[^=>]|(?:argv|chdir|emit|execPath|exit|kill|on|once|stderr|stdin|stdout|umask)\b)|child_process|worker_threads/;

const unit = readdirSync("test", { recursive: true, encoding: "utf8" })
  .map((name) => `test/${name.replaceAll("\\", "/")}`)
  .filter((path) => path.endsWith(".test.ts") && !path.startsWith("test/e2e/"));
const alone = unit.filter((path) => ownProcess.test(readFileSync(path, "utf8")));

export default defineConfig({
  test: {
    // Vitest leaves a core to a watching person; most tests wait for programs they start.
    maxWorkers: "100%",
    projects: [
      {
        test: {
          ...shared,
          // Loading what is tested costs as much as testing it: one process does it for many files.
          name: "unit",
          isolate: false,
          include: unit.filter((path) => !alone.includes(path)),
          globalSetup: ["test/support/bundled.ts"],
        },
      },
      {
        test: {
          ...shared,
          // What changes or ends its process has one to itself.
          name: "unit-alone",
          include: alone,
          globalSetup: ["test/support/bundled.ts"],
        },
      },
      {
        test: {
          ...shared,
          name: "e2e",
          include: ["test/e2e/**/*.test.ts"],
          globalSetup: ["test/e2e/setup.ts"],
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
