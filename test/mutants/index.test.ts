import { spawn, spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporary } from "../support/temporary.ts";
import type { Report } from "./judge.ts";

test("names what no test notices, whatever a mutant does to the process", () => {
  const report = join(temporary(), "report.json");
  const fixture = ["test/mutants/fixture/count.ts", "--tests", "test/mutants/fixture", "--report", report];
  const { status, stdout } = spawnSync("node_modules/.bin/tsx", ["test/mutants/index.ts", ...fixture], {
    encoding: "utf8",
  });
  expect(stdout).toContain("test/mutants/fixture/count.ts:7 Survived EqualityOperator");
  expect(stdout).toContain("14 killed, 0 explained, 12 unexplained");
  expect(status).toBe(1);
  expect(statuses(JSON.parse(readFileSync(report, "utf8")))).toEqual({
    6: ["Killed {}"],
    7: ["Killed true", "Killed false", "Survived n >= 10", "Killed n <= 10"],
    12: ["Ignored true"],
    13: ["Killed {}"],
    14: ["Killed true", "Survived false", "Survived n >= 10", "Killed n <= 10", "NoCoverage false"],
    15: ["Killed failed"],
    19: ["Killed {}"],
    20: ["Timeout false"],
    22: ["Killed enough", "Survived false", "NoCoverage turns -= 1"],
    26: ["NoCoverage {}"],
    27: ["NoCoverage n - 1"],
    31: ["Ignored true"],
    32: ["Killed {}"],
    33: ["Survived false"],
    34: ["Killed true", "Survived false", "Survived n >= 10", "Killed n <= 10", "NoCoverage false"],
  });
}, 300_000);

test.runIf(process.platform === "linux")(
  "leaves nothing running when it is killed",
  async () => {
    const TMPDIR = temporary();
    const fixture = ["test/mutants/fixture/count.ts", "--tests", "test/mutants/fixture"];
    const child = spawn(process.execPath, ["--import", "tsx", "test/mutants/index.ts", ...fixture], {
      env: { ...process.env, TMPDIR },
      stdio: "ignore",
    });
    // By then a mutant runs that never ends.
    await expect.poll(() => underWay(TMPDIR), { timeout: 120_000 }).toMatch(/: ends","id":"/);
    expect(startedBelow(TMPDIR)).not.toEqual([]);
    child.kill("SIGKILL");
    await expect.poll(() => startedBelow(TMPDIR), { timeout: 60_000 }).toEqual([]);
  },
  240_000,
);

/** What each process is at. */
const underWay = (dir: string): string =>
  readdirSync(dir, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".now"))
    .map((path) => readOr(join(dir, path)))
    .join("\n");

/** Processes that run tests with a journal below `dir`. */
const startedBelow = (dir: string): string[] =>
  readdirSync("/proc").filter(
    (pid) => /^[0-9]+$/.test(pid) && readOr(`/proc/${pid}/environ`).includes(`KPROV_MUTANTS=${dir}`),
  );

/** Empty for what is gone by now. */
const readOr = (path: string): string => {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
};

/** Line → what became of each mutant in it. */
const statuses = ({ files }: Report): Record<number, string[]> => {
  const found: Record<number, string[]> = {};
  for (const { location, status, replacement } of Object.values(files).flatMap(({ mutants }) => mutants)) {
    const { line } = location.start;
    found[line] = [...(found[line] ?? []), `${status} ${replacement}`];
  }
  return found;
};
