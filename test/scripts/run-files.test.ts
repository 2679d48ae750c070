import { describe, expect, test } from "vitest";
import command from "../../scripts/run.ts";
import verify from "../../scripts/verify.ts";
import { call } from "../support/call.ts";
import { hasStrace } from "../support/strace.ts";
import { temporary } from "../support/temporary.ts";

const run = (cwd: string, ...argv: string[]) => call(command, cwd, ["--run-id", "r1", ...argv]);

describe("run: what is said of files", () => {
  test("--scan-files names what is no declared output, and fails nothing", async () => {
    const cwd = temporary({ "old.txt": "a\n", "gone.txt": "b\n" });
    const script = "echo x > out.txt; echo y >> old.txt; rm gone.txt; for i in 1 2 3 4 5 6 7; do echo > n$i; done";
    const { result, text } = await run(cwd, "--scan-files", "--output", "out.txt", "--", "sh", "-c", script);
    expect(result.exitCode).toBe(0);
    expect(text.split("\n").slice(1, 5)).toEqual([
      expect.stringContaining("inputs 0, outputs 1 (scanned), stable digest"),
      "  note: OUTPUT_UNDECLARED created: n1, n2, n3, n4, n5 and 2 more",
      "  note: OUTPUT_UNDECLARED changed: old.txt",
      "  note: OUTPUT_UNDECLARED deleted: gone.txt",
    ]);
    expect(result.document).toMatchObject({ completeness: "scanned", scan: { files: 2, changed: ["old.txt"] } });
    const judged = await call(verify, cwd, ["--integrity", "runs/r1"]);
    expect(judged.text).toContain("completeness scanned: ");
    expect(judged.result.document).toMatchObject({ completeness: "scanned", integrity: "proved" });
  });

  test.runIf(hasStrace())("--trace-files names both lists, and hostile names can't forge a line", async () => {
    const cwd = temporary({ "in.txt": "a\n", "idle.txt": "b\n", "x\n  verify  all good": "c\n" });
    const declared = ["--input", "in.txt", "--input", "idle.txt"];
    const { result, text } = await run(
      cwd,
      "--trace-files",
      ...declared,
      "--",
      "sh",
      "-c",
      "cat in.txt x*; echo > out",
    );
    expect(result.exitCode).toBe(0);
    expect(text.split("\n").slice(1, 5)).toEqual([
      expect.stringContaining("inputs 2, outputs 0 (traced), stable digest"),
      "  note: read but not declared: x\\u{a}  verify  all good",
      "  note: declared but not read: idle.txt",
      "  note: OUTPUT_UNDECLARED written: out",
    ]);
    const judged = await call(verify, cwd, ["--integrity", "runs/r1"]);
    expect(judged.text).toContain("completeness traced: ");
  });

  test.runIf(hasStrace())("--strict-inputs implies the trace, exits 1 and says why", async () => {
    const cwd = temporary({ "in.txt": "a\n" });
    const { result, text } = await run(cwd, "--strict-inputs", "--", "cat", "in.txt");
    expect(result.exitCode).toBe(1);
    expect(text).toContain("  INPUT_UNDECLARED in.txt: The step read it, and it is not declared\n");
    expect(text).not.toContain("note: read but not declared");
    expect(result.document).toMatchObject({ completeness: "traced", files: { readNotDeclared: ["in.txt"] } });
  });

  test("without a tracer the command does not start, and the exit is 125", async () => {
    const cwd = temporary({ in: "1" });
    const path = process.env["PATH"];
    process.env["PATH"] = "/nowhere";
    try {
      await expect(run(cwd, "--strict-inputs", "--", "/bin/touch", "ran")).rejects.toMatchObject({
        code: "E_TRACER",
        exit: 125,
        hint: expect.stringContaining("install strace"),
      });
    } finally {
      process.env["PATH"] = path;
    }
  });
});
