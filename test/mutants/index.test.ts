import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
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
  expect(stdout).toContain("11 killed, 0 explained, 8 unexplained");
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
  });
}, 300_000);

/** Line → what became of each mutant in it. */
const statuses = ({ files }: Report): Record<number, string[]> => {
  const found: Record<number, string[]> = {};
  for (const { location, status, replacement } of Object.values(files).flatMap(({ mutants }) => mutants)) {
    const { line } = location.start;
    found[line] = [...(found[line] ?? []), `${status} ${replacement}`];
  }
  return found;
};
