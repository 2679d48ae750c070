import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { explainedAmong, judgeMutants, type Report, readExplained } from "./judge.ts";

const source = "const small = (n: number) =>\n  n < 3 ||\n  n > 9;\n";

const reportOf = (...statuses: string[]): Report => ({
  files: {
    "lib/a.ts": {
      source,
      mutants: statuses.map((status) => ({
        mutatorName: "EqualityOperator",
        replacement: "n <= 3",
        status,
        location: { start: { line: 2, column: 3 }, end: { line: 2, column: 8 } },
      })),
    },
  },
});

const entry = { file: "lib/a.ts", code: "n < 3 ||", original: "n < 3", replacement: "n <= 3", why: "3 never comes" };

describe("judgeMutants", () => {
  test("counts what tests kill, by failing or by never ending", () => {
    expect(judgeMutants(reportOf("Killed", "Timeout"), [])).toMatchObject({ killed: 2, explained: 0, unexplained: [] });
  });

  test.each(["Survived", "NoCoverage", "RuntimeError"])("leaves open what nobody explained (%s)", (status) => {
    const { unexplained } = judgeMutants(reportOf(status), []);
    const { why: _, ...found } = entry;
    expect(unexplained).toEqual([{ ...found, line: 2, mutator: "EqualityOperator", status }]);
  });

  test("finds what was explained by what it changes", () => {
    expect(judgeMutants(reportOf("Survived"), [entry])).toMatchObject({ explained: 1, unexplained: [], idle: [] });
    const other = { ...entry, replacement: "n >= 3" };
    expect(judgeMutants(reportOf("Survived"), [other])).toMatchObject({ unexplained: [{}], idle: [other] });
  });

  test("names an explanation of what is killed, but not of a file that was not asked for", () => {
    expect(judgeMutants(reportOf("Killed"), [entry, { ...entry, file: "lib/b.ts" }]).idle).toEqual([entry]);
  });

  test("takes a place over several lines as it stands there", () => {
    const report = reportOf("Survived");
    const [mutant] = report.files["lib/a.ts"]?.mutants ?? [];
    Object.assign(mutant?.location ?? {}, { end: { line: 3, column: 8 } });
    expect(judgeMutants(report, []).unexplained[0]?.original).toBe("n < 3 ||\n  n > 9");
  });
});

test("those that somebody explained are known before they are tried", () => {
  const made = {
    id: "7",
    fileName: "lib/a.ts",
    mutatorName: "EqualityOperator",
    replacement: "n <= 3",
    location: { start: { line: 1, column: 2 }, end: { line: 1, column: 7 } },
  };
  const among = explainedAmong([made, { ...made, id: "8", replacement: "n >= 3" }], [entry], () => source);
  expect(among).toEqual(["7"]);
});

test("every explanation is about a line that is there, and says why", () => {
  expect(readdirSync("test/mutants/explained").length).toBeGreaterThan(0);
  for (const { file, code, original, why } of readExplained()) {
    const text = readFileSync(file, "utf8");
    expect(text).toContain(code);
    expect(text).toContain(original);
    expect(why.length).toBeGreaterThan(15);
  }
});
