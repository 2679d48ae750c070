import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { RunReport } from "../../lib/run/index.ts";
import command from "../../scripts/run.ts";
import { call } from "../support/call.ts";
import { endOf, program, programArgv, startProgram } from "../support/command.ts";
import { entriesOf, until } from "../support/run.ts";
import { temporary } from "../support/temporary.ts";

const run = (cwd: string, ...argv: string[]) => call(command, cwd, argv);

describe("run: usage", () => {
  test.each([
    [[], /Nothing to run/],
    [["--"], /needs a command after it/],
    [[""], /An input is empty/],
    [["a.csv", "--", "true"], /declare what the command reads with --input/],
    [["--pipeline", "text", "--", "true"], /inputs without a command/],
    [["--pipeline", "binary", "a"], /takes one of text/],
    [["--output", "x", "a.csv"], /"--output" needs a command/],
    [["--input", "x", "a.csv"], /"--input" needs a command/],
    [["--timeout", "5s", "a.csv"], /"--timeout" needs a command/],
    [["--tty", "a.csv"], /"--tty" needs a command/],
    [["--collect", "a.csv"], /"--collect" needs a command/],
    [["--clean-env", "a.csv"], /"--clean-env" needs a command/],
    [["--trace-files", "a.csv"], /"--trace-files" needs a command/],
    [["--strict-inputs", "a.csv"], /"--strict-inputs" needs a command/],
    [["--scan-files", "a.csv"], /"--scan-files" needs a command/],
    [["--no-evidence", "--strict-inputs", "--", "true"], /nothing that could be traced/],
    [["--no-evidence", "--scan-files", "--", "true"], /nothing that could be scanned/],
    [["--no-evidence", "a.csv"], /"--no-evidence" needs a command/],
    [["--timeout", "5 parsecs", "--", "true"], /Cannot use the duration/],
    [["--tag", "novalue", "--", "true"], /KEY=VALUE/],
    [["--input-ref", "x", "--", "true"], /URI@sha256/],
    [["--outt", "x", "--", "true"], /did you mean "--out"/],
    [["--step", "a", "--step", "b", "--", "true"], /given twice/],
    [["--out", "", "--", "true"], /empty/],
  ])("%j exits 2 and starts nothing", async (argv, message) => {
    const cwd = temporary({ "a.csv": "1" });
    await expect(run(cwd, ...argv)).rejects.toMatchObject({ exit: 2, message: expect.stringMatching(message) });
    expect(existsSync(join(cwd, "runs"))).toBe(false);
  });

  test("an input that looks like a program exits 2 with the command that was meant", async () => {
    const cwd = temporary({ "train.py": "print(1)" });
    await expect(run(cwd, "train.py")).rejects.toMatchObject({
      code: "E_LOOKS_LIKE_PROGRAM",
      exit: 2,
      hint: expect.stringContaining("kprovengine run -- python train.py"),
    });
    const { result } = await run(cwd, "--pipeline", "text", "train.py");
    expect(result.exitCode).toBe(0);
  });
});

describe("run: result", () => {
  test("says where the bundle is and the exact command that verifies it", async () => {
    const cwd = temporary();
    const { result, text, stdout } = await run(cwd, "--run-id", "r1", "--", "echo", "hi");
    expect([result.exitCode, result.stream, stdout]).toEqual([0, "stderr", "hi\n"]);
    expect(text).toMatch(
      /^kprovengine: the step succeeded\n {2}inputs 0, outputs 0 \(declared\), stable digest [0-9a-f]{16}…\n {2}bundle {2}runs\/r1\n {2}verify {2}kprovengine verify --integrity runs\/r1$/,
    );
  });

  test("quotes an odd directory for a shell", async () => {
    const { text } = await run(temporary(), "--run-id", "r1", "--out", "my 'runs", "--", "true");
    expect(text).toContain(`verify --integrity 'my '\\''runs/r1'`);
  });

  test("the document of --json", async () => {
    const cwd = temporary({ in: "1" });
    const { result } = await run(
      cwd,
      "--input",
      "in",
      "--output",
      "out",
      "--step",
      "s",
      "--tag",
      "k=v",
      "--",
      "cp",
      "in",
      "out",
    );
    const report = result.document as RunReport;
    expect(report).toEqual({
      schema: "kprov.run/v1",
      runId: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ-[0-9a-f]{8}$/),
      bundle: `runs/${report.runId}`,
      outcome: { status: "succeeded", exitCode: 0, signal: null, findings: [] },
      exitCode: 0,
      unchanged: [],
      completeness: "declared",
      stableDigest: expect.stringMatching(/^[0-9a-f]{64}$/),
      bundleDigest: expect.stringMatching(/^[0-9a-f]{64}$/),
      inputs: 1,
      outputs: 1,
      findings: [],
      redactions: [],
    });
    const summary = JSON.parse(readFileSync(join(cwd, "runs", report.runId, "run_summary.json"), "utf8")) as object;
    expect(summary).toMatchObject({ step: "s", tags: { k: "v" } });
  });

  test.each([
    [["sh", "-c", "exit 3"], 3, "the step failed (exit 3)"],
    [["no-such-command"], 127, "the step could not be started"],
    [["sh", "-c", "kill -9 $$"], 137, "the step was ended by SIGKILL"],
  ])("%j exits %i and says so", async (argv, exitCode, sentence) => {
    const { result, text } = await run(temporary(), "--", ...argv);
    expect(result.exitCode).toBe(exitCode);
    expect(text).toContain(sentence);
    expect(text).toContain("the bundle is whole, and says that the run did not succeed");
  });

  test("a missing output is named", async () => {
    const { result, text } = await run(temporary(), "--output", "model.bin", "--", "true");
    expect(result.exitCode).toBe(1);
    expect(text).toContain("the step exited 0, but what it declares does not hold\n  OUTPUT_MISSING model.bin: ");
  });

  test("--no-evidence writes none and says so", async () => {
    const cwd = temporary();
    const { result, text } = await run(cwd, "--no-evidence", "--", "sh", "-c", "exit 4");
    expect(result.exitCode).toBe(4);
    expect(text).toContain("no evidence was asked for, and none was written");
    expect(existsSync(join(cwd, "runs"))).toBe(false);
  });

  test("--timeout ends the command: 124", async () => {
    const { result, text } = await run(temporary(), "--timeout", "200ms", "--", "sleep", "30");
    expect(result.exitCode).toBe(124);
    expect(text).toContain("ran out of time");
  });

  test("evidence that can't be written is 125 with a command, 3 without", async () => {
    const cwd = temporary({ file: "", "a.csv": "" });
    await expect(run(cwd, "--out", "file/x", "--", "true")).rejects.toMatchObject({ code: "E_IO", exit: 125 });
    await expect(run(cwd, "--out", "file/x", "a.csv")).rejects.toMatchObject({ code: "E_IO", exit: 3 });
    await expect(run(cwd, "--run-id", "../x", "--", "true")).rejects.toMatchObject({ code: "E_RUN_ID", exit: 2 });
    await expect(run(cwd, "--input", "nowhere", "--", "true")).rejects.toMatchObject({ code: "E_INPUT", exit: 125 });
  });

  test("the configuration decides where bundles go and what is recorded", async () => {
    const config = { run: { out: "evidence", recordEnv: ["LANG"], approvalsRequired: 2 } };
    const cwd = temporary({ "kprov.config.json": JSON.stringify(config) });
    const { result } = await run(cwd, "--", "true");
    const { bundle } = result.document as RunReport;
    expect(bundle).toMatch(/^evidence\//);
    const review = JSON.parse(readFileSync(join(cwd, bundle ?? "", "human_review.json"), "utf8")) as object;
    expect(review).toMatchObject({ status: "PENDING", approvalsRequired: 2 });
  });
});

describe("run: the process", () => {
  test("stdin is the child's, stdout holds nothing of ours, talk is on stderr", async () => {
    const cwd = temporary();
    const child = startProgram(cwd, ["run", "--", "cat"], { stdio: ["pipe", "pipe", "pipe"] });
    const ended = endOf(child);
    child.stdin?.end("x".repeat(300_000));
    const { status, stdout, stderr } = await ended;
    expect([status, stdout.length]).toEqual([0, 300_000]);
    expect(stderr).toContain("the step succeeded");
  });

  test("--json: exactly one document on stdout, the child's stdout on stderr", async () => {
    const { status, stdout, stderr } = await program(temporary(), [
      "run",
      "--json",
      "--",
      "sh",
      "-c",
      "echo hi; exit 3",
    ]);
    expect(status).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({ schema: "kprov.run/v1", exitCode: 3 });
    expect(stderr).toBe("hi\n");
  });

  test("--quiet is silent on success, and --help after -- is the child's", async () => {
    expect(await program(temporary(), ["run", "--quiet", "--", "echo", "--help", "--json"])).toEqual({
      status: 0,
      signal: null,
      stdout: "--help --json\n",
      stderr: "",
    });
  });

  test("a stdout that is full is not a success", async () => {
    const cwd = temporary();
    const script = `"$0" "$@" >/dev/full`;
    const started = ["-c", script, process.execPath, ...programArgv("run", "--", "echo", "x")];
    expect(() => execFileSync("sh", started, { cwd, stdio: "pipe" })).toThrow(expect.objectContaining({ status: 125 }));
  });

  test("an argument that is not UTF-8 can't be passed on as given: refused", async () => {
    const cwd = temporary();
    writeFileSync(
      join(cwd, "go.sh"),
      Buffer.concat([Buffer.from(`exec "$@" "`), Buffer.from([0xff]), Buffer.from('"\n')]),
    );
    const started = ["go.sh", process.execPath, ...programArgv("run", "--", "echo")];
    expect(() => execFileSync("sh", started, { cwd, stdio: "pipe" })).toThrow(expect.objectContaining({ status: 2 }));
    expect(existsSync(join(cwd, "runs"))).toBe(false);
  });

  test("SIGINT sent to the process while the child runs: 130, and the bundle says so", async () => {
    const cwd = temporary();
    const child = startProgram(cwd, [
      "run",
      "--json",
      "--",
      "sh",
      "-c",
      "trap 'exit 0' INT; touch ready; while :; do sleep 0.05; done",
    ]);
    const ended = endOf(child);
    await until(() => existsSync(join(cwd, "ready")), "the child runs");
    child.kill("SIGINT");
    const { status, stdout } = await ended;
    expect(status).toBe(130);
    expect(JSON.parse(stdout)).toMatchObject({ outcome: { status: "interrupted" } });
    expect(entriesOf(join(cwd, "runs"))).toHaveLength(1);
  });

  test("--tty leaves a real terminal to the child, logs nothing and says so", () => {
    const cwd = temporary();
    const words = [
      process.execPath,
      ...programArgv("run", "--tty", "--", "sh", "-c", "test -t 0 && test -t 1 && tty >seen"),
    ];
    const line = words.map((word) => `'${word}'`).join(" ");
    const shown = execFileSync("script", ["-qec", line, "/dev/null"], { cwd, encoding: "utf8" });
    expect(shown).toContain("the terminal was left to the command: nothing was logged");
    expect(readFileSync(join(cwd, "seen"), "utf8")).toMatch(/^\/dev\/pts\//);
    const [runId = ""] = entriesOf(join(cwd, "runs"));
    expect(existsSync(join(cwd, "runs", runId, "logs"))).toBe(false);
  });
});
