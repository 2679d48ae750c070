import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { programArgv } from "../../support/command.ts";
import { repo } from "../../support/repo.ts";
import { init, snapshot } from "./support.ts";

const preload = join(import.meta.dirname, "../../support/kill-preload.cjs");

/** Run init in a process of its own that SIGKILL ends at the nth write; true when it was reached. */
const isKilledAt = (dir: string, argv: readonly string[], point: string): boolean => {
  const child = spawnSync(process.execPath, ["--require", preload, ...programArgv("init", ...argv)], {
    cwd: dir,
    env: { PATH: process.env["PATH"], HOME: dir, KPROV_TEST_KILL: point, KPROV_TEST_TOP: `${dir}/` },
  });
  return child.signal === "SIGKILL";
};

const files = { "README.md": "# a\n", Makefile: "all:\n\techo\n", ".gitignore": "node_modules" };
const argv = ["--yes", "--ci", "github"];

describe("init that is killed", () => {
  test.each(["1 before", "2 after", "3 after", "4 after", "9 after", "26 after"])(
    "at write %s is undone, or completed by the next",
    async (point) => {
      using made = repo(files);
      const before = snapshot(made.dir);
      expect(isKilledAt(made.dir, argv, point)).toBe(true);
      const killed = snapshot(made.dir);
      if (JSON.stringify(killed) !== JSON.stringify(before)) await init(made.dir, "--undo");
      expect(snapshot(made.dir)).toEqual(before);
      expect(isKilledAt(made.dir, argv, point)).toBe(true);
      await init(made.dir, ...argv);
      expect(Object.keys(snapshot(made.dir)).filter((path) => path.endsWith(".tmp"))).toEqual([]);
      await init(made.dir, "--undo");
      expect(snapshot(made.dir)).toEqual(before);
    },
  );
});

describe("init --undo that is killed", () => {
  test.each(["1 after", "6 after", "13 after", "last"])("at write %s is completed by the next", async (point) => {
    using made = repo(files);
    const before = snapshot(made.dir);
    await init(made.dir, ...argv);
    const points = point === "last" ? Array.from({ length: 5 }, (_, index) => `${index + 16} after`) : [point];
    for (const each of points) {
      const isKilled = isKilledAt(made.dir, ["--undo"], each);
      if (point !== "last") expect(isKilled).toBe(true);
      if (JSON.stringify(snapshot(made.dir)) !== JSON.stringify(before)) await init(made.dir, "--undo");
      expect(snapshot(made.dir)).toEqual(before);
      if (point === "last") await init(made.dir, ...argv);
    }
  });
});
