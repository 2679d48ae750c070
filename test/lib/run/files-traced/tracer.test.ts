import { chmodSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { isRunning, record, sh, until } from "../../../support/run.ts";
import { hasStrace } from "../../../support/strace.ts";
import { temporary } from "../../../support/temporary.ts";

describe.runIf(hasStrace())("a traced step", () => {
  test.each<[string, number, object]>([
    ["exit 7", 7, { exitCode: 7, signal: null }],
    ["kill -TERM $$", 143, { exitCode: null, signal: "SIGTERM" }],
    ["kill -SEGV $$", 139, { exitCode: null, signal: "SIGSEGV" }],
  ])("ends by %s as without a tracer", async (script, exitCode, outcome) => {
    const { report, provenance } = await record(temporary(), { traceFiles: true, argv: sh(script) });
    expect(report.exitCode).toBe(exitCode);
    expect(provenance.predicate.runDetails.kprov_outcome).toMatchObject(outcome);
    expect(report.completeness).toBe("traced");
  });

  test("has the parent, the group, the name and the environment that it would have", async () => {
    const cwd = temporary({
      "who.py": "import os, sys\nprint(os.getppid(), os.getpgrp(), sorted(os.environ), sys.argv)\n",
    });
    const argv: [string, ...string[]] = ["/usr/bin/python3", "-S", "-E", "who.py", "--", "-x"];
    const [plain, seen] = [await record(cwd, { argv }), await record(cwd, { argv, traceFiles: true })];
    expect(seen.member("logs/stdout.log")).toBe(plain.member("logs/stdout.log"));
    expect(seen.member("logs/stdout.log")).toContain("KPROV_RUN_ID");
    expect(seen.member("logs/stderr.log")).toBe("");
  });

  test("ends with everything it started when time is out", async () => {
    const cwd = temporary();
    const script = "(trap '' TERM; sleep 60 & echo $! > a; wait) & sleep 60 & echo $! > b; wait";
    const { report } = await record(cwd, { argv: sh(script), traceFiles: true, timeout: 1500 });
    expect(report.exitCode).toBe(124);
    for (const name of ["a", "b"]) expect(isRunning(Number(readFileSync(join(cwd, name), "utf8")))).toBe(false);
  }, 30_000);

  test("may leave a process behind, which goes on as it would", async () => {
    const cwd = temporary({ "in.txt": "late\n" });
    const script = "(sleep 2; cat in.txt > late.txt) > /dev/null 2>&1 & echo $! > pid";
    const { report, member } = await record(cwd, { argv: sh(script), traceFiles: true });
    expect(report.exitCode).toBe(0);
    expect(JSON.parse(member("runtime_trace.json")).predicate.kprov_limits).toEqual(["outlived"]);
    await until(() => !isRunning(Number(readFileSync(join(cwd, "pid"), "utf8"))), "it has ended");
    expect(readFileSync(join(cwd, "late.txt"), "utf8")).toBe("late\n");
  }, 30_000);

  test.each([
    ["no #!", "echo from the shell $0 $1\n"],
    ["a #!", "#!/bin/sh\necho from a script $0 $1\n"],
  ])("that is a script with %s is told the same", async (_name, text) => {
    const cwd = temporary({ step: text });
    chmodSync(join(cwd, "step"), 0o755);
    const argv: [string, ...string[]] = ["./step", "one"];
    const [plain, seen] = [await record(cwd, { argv }), await record(cwd, { argv, traceFiles: true })];
    expect(plain.member("logs/stdout.log")).toMatch(/^from .*step one\n$/);
    expect(seen.member("logs/stdout.log")).toBe(plain.member("logs/stdout.log"));
  });

  test.each([
    ["nowhere", "#!/nowhere/at-all\n", 127],
    ["directory", "#!/etc\n", 126],
  ])("with an interpreter that is %s is not started", async (_name, text, exitCode) => {
    const cwd = temporary({ step: text });
    chmodSync(join(cwd, "step"), 0o755);
    const [plain, seen] = [
      await record(cwd, { argv: ["./step"] }),
      await record(cwd, { argv: ["./step"], traceFiles: true }),
    ];
    expect(plain.report.exitCode).toBe(exitCode);
    expect(seen.report).toMatchObject({ exitCode, outcome: plain.report.outcome, completeness: "declared" });
  });

  test("that ends its tracer leaves an incomplete bundle and exits 125", async () => {
    const script =
      "read a b < /dev/null; while read k v; do [ $k = TracerPid: ] && kill -9 $v; done < /proc/$$/status; sleep 1";
    const { report, summary, provenance } = await record(temporary(), { argv: sh(script), traceFiles: true });
    expect(report.exitCode).toBe(125);
    expect(report.findings.map(({ code }) => code)).toContain("FILE_TRACE_CUT");
    expect(summary.incomplete).toBe(true);
    expect(provenance.predicate.buildDefinition.internalParameters.kprov_completeness).toBeUndefined();
  });
});
