import { readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

const dir = process.env["KPROV_MUTANTS"] ?? "";
const code = JSON.parse(readFileSync(join(dir, "code.json"), "utf8")) as Record<string, string>;

// A mutant may run without end: nobody is left to stop it.
process.once("disconnect", () => process.kill(-process.pid, "SIGKILL"));

/** Tests of a small part come before those of the whole, which reach most mutants and kill few. */
class DeepestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const depth = ({ moduleId }: TestSpecification) => moduleId.split("/").length;
    return files.toSorted((a, b) => depth(b) - depth(a));
  }
}

export default defineConfig({
  plugins: [
    {
      name: "mutants",
      enforce: "pre",
      load: (id) => code[relative(process.cwd(), id.replace(/\?.*/, ""))],
    },
  ],
  test: {
    pool: "forks",
    isolate: false,
    maxWorkers: 1,
    sequence: { sequencer: DeepestFirst },
    runner: "test/mutants/runner.ts",
    include: JSON.parse(process.env["KPROV_MUTANTS_TESTS"] ?? "[]") as string[],
    reporters: process.env["KPROV_MUTANTS_SHOW"] === undefined ? [] : ["default"],
    // A diff that nobody reads takes longer than most tests.
    diff: { maxDepth: 1, truncateThreshold: 1 },
    globalSetup: ["test/support/bundled.ts"],
    setupFiles: ["test/support/own-machine.ts"],
    env: { NO_COLOR: "1" },
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
