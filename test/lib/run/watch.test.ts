import { describe, expect, test } from "vitest";
import { record, sh } from "../../support/run.ts";
import { hasStrace } from "../../support/strace.ts";
import { temporary } from "../../support/temporary.ts";

describe.runIf(hasStrace())("run --strict-inputs", () => {
  const strict = { traceFiles: true, strictInputs: true };

  test("fails for every undeclared file and for nothing else", async () => {
    const cwd = temporary({ "in.txt": "a\n", "x.txt": "b\n", "y.txt": "c\n" });
    const argv = sh("cat in.txt x.txt y.txt > out.txt");
    const open = await record(cwd, { ...strict, argv, inputs: ["in.txt"], outputs: ["out.txt"] });
    expect(open.report).toMatchObject({ exitCode: 1, outcome: { status: "failed", exitCode: 0 } });
    expect(open.report.outcome.findings).toEqual([
      { code: "INPUT_UNDECLARED", subject: "x.txt" },
      { code: "INPUT_UNDECLARED", subject: "y.txt" },
    ]);
    const closed = await record(cwd, { ...strict, argv, inputs: ["*.txt"], outputs: ["out.txt"] });
    expect(closed.report).toMatchObject({ exitCode: 0, completeness: "traced" });
  });

  test("keeps the step's own exit code", async () => {
    const { report } = await record(temporary({ "x.txt": "b\n" }), { ...strict, argv: sh("cat x.txt; exit 9") });
    expect(report.exitCode).toBe(9);
  });

  test("fails when something may have been read unseen", async () => {
    const { report } = await record(temporary(), { ...strict, argv: sh("sleep 3 > /dev/null 2>&1 &") });
    expect(report).toMatchObject({
      exitCode: 1,
      outcome: { findings: [{ code: "READS_UNSEEN", subject: "outlived" }] },
    });
  });
});
