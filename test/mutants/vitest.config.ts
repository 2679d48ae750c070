import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [
    {
      // The mutation runner asks for threads, in which no test may change its directory or its user.
      name: "processes",
      configureVitest({ vitest, project }) {
        vitest.config.pool = "forks";
        project.config.pool = "forks";
      },
    },
  ],
  test: {
    isolate: false,
    include: (process.env["KPROV_MUTANT_TESTS"] ?? "test/lib/guard/**/*.test.ts").split(","),
    globalSetup: ["test/support/bundled.ts"],
    setupFiles: ["test/support/own-machine.ts"],
    env: { NO_COLOR: "1" },
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
