import { existsSync, mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Writable } from "node:stream";
import { describe, expect, test } from "vitest";
import { recordRun, runWithoutEvidence } from "../../../lib/run/index.ts";
import { entriesOf, isRunning, memory, type Recorded, record, runOptions, sh, until } from "../../support/run.ts";
import { temporary } from "../../support/temporary.ts";

describe("recordRun: outcome and exit code", () => {
  test.each([
    ["success", sh("exit 0"), 0, { status: "succeeded", exitCode: 0, signal: null }],
    ["exit 3", sh("exit 3"), 3, { status: "failed", exitCode: 3, signal: null }],
    ["a signal", sh("kill -SEGV $$"), 139, { status: "signalled", exitCode: null, signal: "SIGSEGV" }],
    ["a missing command", ["no-such-command-here"], 127, { status: "failed", exitCode: null, signal: null }],
    ["an empty command", [""], 127, { status: "failed", exitCode: null, signal: null }],
    ["a directory", ["/tmp"], 126, { status: "failed", exitCode: null, signal: null }],
    ["no execute bit", ["/etc/passwd"], 126, { status: "failed", exitCode: null, signal: null }],
    ["a missing interpreter", ["./broken"], 127, { status: "failed", exitCode: null, signal: null }],
  ] as const)("%s leaves a whole bundle that says so", async (_name, argv, exitCode, outcome) => {
    const cwd = temporary();
    writeFileSync(join(cwd, "broken"), "#!/no/such/interpreter\n", { mode: 0o755 });
    const { report, summary, provenance } = await record(cwd, { argv: [...argv] as [string, ...string[]] });
    expect(report.exitCode).toBe(exitCode);
    expect(report.outcome).toMatchObject(outcome);
    expect(summary.exitCode).toBe(exitCode);
    expect(provenance.predicate.runDetails.kprov_outcome).toEqual(report.outcome);
    expect(entriesOf(join(cwd, "runs"))).toEqual([report.runId]);
  });

  test("a command that can't be started is a finding, and never succeeded", async () => {
    const { report } = await record(temporary(), { argv: ["no-such-command-here"] });
    expect(report.findings).toMatchObject([{ code: "STEP_NOT_STARTED", path: "not-found", level: "violation" }]);
  });

  test("a file without shebang runs as a shell would run it", async () => {
    const cwd = temporary();
    writeFileSync(join(cwd, "plain"), "exit 7\n", { mode: 0o755 });
    expect((await record(cwd, { argv: ["./plain"] })).report.exitCode).toBe(7);
  });

  test("a step whose command line is more than the system takes did not start", async () => {
    const argv: [string, ...string[]] = ["true", "x".repeat(3_000_000)];
    const { report } = await record(temporary(), { argv });
    expect(report).toMatchObject({ exitCode: 126, outcome: { status: "failed" } });
  });
});

describe("recordRun: timeout", () => {
  test("ends a child that ignores SIGTERM and daemons that left the tree: 124", async () => {
    const cwd = temporary();
    // Forks twice, in sessions of their own, deaf to SIGTERM.
    writeFileSync(join(cwd, "daemon.sh"), "trap '' TERM; echo $$ >>pids; while :; do sleep 0.1; done");
    const argv = sh("setsid sh -c 'setsid sh ./daemon.sh </dev/null >/dev/null 2>&1 &'; exec sh ./daemon.sh");
    const started = performance.now();
    const { report, summary } = await record(cwd, { argv, timeout: 1000 });
    expect(report).toMatchObject({ exitCode: 124, outcome: { status: "timed-out" } });
    expect(summary.outcome.signal).toBe("SIGKILL");
    const pids = readFileSync(join(cwd, "pids"), "utf8").trim().split("\n").map(Number);
    expect(pids).toHaveLength(2);
    expect(pids.filter(isRunning)).toEqual([]);
    expect(performance.now() - started).toBeLessThan(15_000);
  });

  test("a child that ends politely is asked only once, and still has run out of time", async () => {
    const cwd = temporary();
    const { report } = await record(cwd, { argv: sh("trap 'echo bye; exit 0' TERM; sleep 30 & wait"), timeout: 400 });
    expect(report).toMatchObject({ exitCode: 124, outcome: { status: "timed-out", exitCode: 0 } });
  });
});

describe("recordRun: interruption", () => {
  const interruptWhen = async (cwd: string, signals: NodeJS.Signals[]): Promise<void> => {
    await until(() => existsSync(join(cwd, "ready")), "the child is ready");
    for (const signal of signals) process.kill(process.pid, signal);
  };

  test("SIGTERM is forwarded and waited for: interrupted, 143", async () => {
    const cwd = temporary();
    const running = record(cwd, { argv: ["sh", "-c", "touch ready; exec sleep 30"] });
    await interruptWhen(cwd, ["SIGTERM"]);
    const { report, member } = await running;
    expect(report).toMatchObject({ exitCode: 143, outcome: { status: "interrupted", signal: "SIGTERM" } });
    expect(member("trace.jsonl")).toContain('"kind":"signal.forwarded"');
  });

  test("a child that traps the signal and exits 0 does not make it a success", async () => {
    const cwd = temporary();
    const argv = sh("trap 'exit 0' INT TERM; touch ready; while :; do sleep 0.05; done");
    const running = record(cwd, { argv });
    await interruptWhen(cwd, ["SIGTERM"]);
    const { report } = await running;
    expect(report).toMatchObject({ exitCode: 143, outcome: { status: "interrupted", exitCode: 0 } });
  });

  test("the third signal ends a child that hears none, with all it started", async () => {
    const cwd = temporary();
    const argv = sh("trap '' INT TERM HUP; sleep 60 & echo $! >pid; touch ready; wait");
    const running = record(cwd, { argv });
    await interruptWhen(cwd, ["SIGHUP", "SIGTERM", "SIGINT"]);
    const { report } = await running;
    expect(report.outcome.status).toBe("interrupted");
    expect(report.exitCode).toBe(137);
    const pid = Number(readFileSync(join(cwd, "pid"), "utf8"));
    await until(() => !isRunning(pid), "the descendant is gone");
  });

  test("before the step nothing is left, and the exit code is the signal's", async () => {
    const cwd = temporary({ "in.txt": "x" });
    const running = recordRun(runOptions(cwd, { argv: ["touch", "ran"], inputs: ["in.txt"] }));
    process.kill(process.pid, "SIGINT");
    await expect(running).rejects.toMatchObject({ code: "E_INTERRUPTED", exit: 130 });
    expect(entriesOf(join(cwd, "runs"))).toEqual([]);
    expect(existsSync(join(cwd, "ran"))).toBe(false);
  });

  test("gives the signals back, also after a refusal", async () => {
    const cwd = temporary();
    const counts = () => ["SIGINT", "SIGTERM", "SIGHUP"].map((signal) => process.listenerCount(signal));
    const before = counts();
    await record(cwd, { argv: ["true"] });
    await expect(recordRun(runOptions(cwd, { argv: ["true"], runId: "../x" }))).rejects.toThrow();
    await expect(recordRun(runOptions(cwd, { argv: ["true"], inputs: ["missing"] }))).rejects.toThrow();
    expect(counts()).toEqual(before);
  });
});

describe("recordRun: streams", () => {
  test("stdout and stderr are passed on and logged byte for byte", async () => {
    const [stdout, stderr] = [memory(), memory()];
    const { report, member, summary } = await record(temporary(), {
      argv: sh("printf 'a\\nb'; printf 'c\\r\\n' >&2"),
      stdout,
      stderr,
    });
    expect(report.exitCode).toBe(0);
    expect([stdout.text(), stderr.text()]).toEqual(["a\nb", "c\r\n"]);
    expect([member("logs/stdout.log"), member("logs/stderr.log")]).toEqual(["a\nb", "c\r\n"]);
    expect(summary.logs).toEqual({ recorded: true, stdoutBytes: 3, stderrBytes: 3, complete: true });
  });

  test("the child has pipes: /dev/stdout and /dev/stderr can be opened", async () => {
    const { report, member } = await record(temporary(), { argv: sh("echo o >/dev/stdout && echo e >/dev/stderr") });
    expect(report.exitCode).toBe(0);
    expect([member("logs/stdout.log"), member("logs/stderr.log")]).toEqual(["o\n", "e\n"]);
  });

  test("works without mkfifo too", async () => {
    const path = process.env["PATH"];
    const argv: [string, ...string[]] = ["/bin/echo", "x"];
    process.env["PATH"] = "/nonexistent";
    try {
      expect((await record(temporary(), { argv })).member("logs/stdout.log")).toBe("x\n");
    } finally {
      process.env["PATH"] = path;
    }
  });

  test.each([
    ["silent", "sleep 30 &"],
    ["chatty", "(for i in $(seq 600); do echo x; sleep 0.05; done) &"],
  ])("a %s daemon that holds stdout is left alone, and the log is not complete", async (_name, script) => {
    const started = performance.now();
    const cwd = temporary();
    const { report, summary } = await record(cwd, { argv: sh(`${script} echo $! >pid; echo done`) });
    process.kill(Number(readFileSync(join(cwd, "pid"), "utf8")), "SIGKILL");
    expect(report).toMatchObject({ exitCode: 0, outcome: { status: "succeeded" } });
    expect(summary.logs.complete).toBe(false);
    expect(performance.now() - started).toBeLessThan(9_000);
  });

  test("200 MB to a slow reader arrive whole, and memory does not grow with them", async () => {
    let [taken, most] = [0, 0];
    const slow = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        taken += chunk.length;
        most = Math.max(most, process.memoryUsage().rss);
        setImmediate(done);
      },
    });
    const before = process.memoryUsage().rss;
    const argv = sh("head -c 200000000 /dev/zero");
    const { summary } = await record(temporary(), { argv, stdout: slow });
    expect(taken).toBe(200_000_000);
    expect(summary.logs).toMatchObject({ stdoutBytes: 200_000_000, complete: true });
    expect(most - before).toBeLessThan(120e6);
  });

  test("a reader that goes away is a broken pipe for the child, as it would be without us", async () => {
    const gone = new Writable({
      write: (_chunk, _encoding, done) => done(Object.assign(new Error("gone"), { code: "EPIPE" })),
    });
    const { report, summary } = await record(temporary(), { argv: ["yes"], stdout: gone });
    expect(report).toMatchObject({ exitCode: 141, outcome: { status: "signalled", signal: "SIGPIPE" } });
    expect(summary.logs.complete).toBe(false);
  });

  test("a stdout that can take no more is not a success: STREAM_CUT, 125", async () => {
    const full = new Writable({
      write: (_chunk, _encoding, done) => done(Object.assign(new Error("ENOSPC: full"), { code: "ENOSPC" })),
    });
    const { report } = await record(temporary(), { argv: ["echo", "x"], stdout: full });
    expect(report).toMatchObject({
      exitCode: 125,
      outcome: { status: "succeeded" },
      findings: [{ code: "STREAM_CUT" }],
    });
  });
});

describe("recordRun: what the child is given", () => {
  test("argv as given, no shell", async () => {
    const argv = ["a b", "", "'\"$HOME`x`", "héé🦊", "line\nbreak", "-n", "--", "*"];
    const { member, provenance } = await record(temporary(), {
      argv: [process.execPath, "-e", "console.log(JSON.stringify(process.argv.slice(1)))", "--", ...argv],
    });
    expect(JSON.parse(member("logs/stdout.log"))).toEqual(argv);
    expect(provenance.predicate.buildDefinition.externalParameters.argv?.slice(4)).toEqual(argv);
  });

  test("the whole environment and two names of ours; with cleanEnvironment only what is recorded", async () => {
    const env = { PATH: process.env["PATH"], LANG: "C.UTF-8", SHELL_THING: "y" };
    const argv: [string, ...string[]] = [process.execPath, "-e", "console.log(JSON.stringify(process.env))"];
    const oursIn = ({ report }: Recorded) => ({
      KPROV_RUN_ID: report.runId,
      KPROV_EVENTS: expect.stringMatching(/^\/.*\/events$/),
    });
    const whole = await record(temporary(), { argv, env });
    expect(JSON.parse(whole.member("logs/stdout.log"))).toEqual({ ...env, ...oursIn(whole) });
    const clean = await record(temporary(), { argv, env, recordEnv: ["PATH"], cleanEnvironment: true });
    expect(JSON.parse(clean.member("logs/stdout.log"))).toEqual({ PATH: env.PATH, ...oursIn(clean) });
    expect(clean.summary.environment).toEqual({ PATH: env.PATH });
  });
});

describe("recordRun: inputs", () => {
  test.each([
    ["missing", ["nowhere.csv"], /matches nothing/],
    ["a device", ["/dev/null"], /it is a device/],
    ["an endless device", ["/dev/zero"], /it is a device/],
    ["an empty directory", ["empty"], /matches nothing/],
    ["a bad glob", ["data/[a"], /no partner/],
    ["the directory of bundles", ["runs"], /where bundles are written/],
  ])("%s: nothing is started and nothing is left", async (_name, inputs, message) => {
    const cwd = temporary({ "data/x": "" });
    mkdirSync(join(cwd, "empty"));
    await expect(recordRun(runOptions(cwd, { argv: ["touch", "ran"], inputs }))).rejects.toThrow(message);
    expect(entriesOf(join(cwd, "runs"))).toEqual([]);
    expect(existsSync(join(cwd, "ran"))).toBe(false);
  });

  test("all bad inputs are named at once", async () => {
    const running = recordRun(runOptions(temporary(), { argv: ["true"], inputs: ["a", "b*", "/dev/null"] }));
    await expect(running).rejects.toThrow(/3 inputs.*"a".*"b\*".*"\/dev\/null"/s);
  });

  test.each([
    ["rewritten", "echo changed >in.csv"],
    ["deleted", "rm in.csv"],
    ["replaced by the same bytes", "cp in.csv x && mv x in.csv"],
  ])("an input that is %s during the step: INPUT_CHANGED, failed, exit 1", async (_name, script) => {
    const { report } = await record(temporary({ "in.csv": "1\n" }), { argv: sh(script), inputs: ["in.csv"] });
    expect(report).toMatchObject({
      exitCode: 1,
      outcome: { status: "failed", exitCode: 0, findings: [{ code: "INPUT_CHANGED", subject: "in.csv" }] },
    });
  });

  test("an input that is declared as an output may change", async () => {
    const given = { argv: sh("echo more >>model"), inputs: ["model"], outputs: ["model"] };
    expect((await record(temporary({ model: "1" }), given)).report.exitCode).toBe(0);
  });

  test("the step's own exit code outranks a finding's", async () => {
    const given = { argv: sh("rm in; exit 9"), inputs: ["in"], outputs: ["never"] };
    const { report } = await record(temporary({ in: "" }), given);
    expect(report.exitCode).toBe(9);
    expect(report.findings.map(({ code }) => code)).toEqual(["INPUT_CHANGED", "OUTPUT_MISSING"]);
  });

  test("a sparse file of 300 MB and a file of no bytes", async () => {
    const cwd = temporary({ empty: "" });
    writeFileSync(join(cwd, "sparse"), "");
    truncateSync(join(cwd, "sparse"), 300_000_000);
    const { summary } = await record(cwd, { argv: ["true"], inputs: ["sparse", "empty"] });
    expect(summary.inputs).toEqual({ files: 2, bytes: 300_000_000 });
  });

  test("20,000 files", async () => {
    const cwd = temporary();
    for (let index = 0; index < 200; index += 1) mkdirSync(join(cwd, "d", String(index)), { recursive: true });
    for (let index = 0; index < 20_000; index += 1) writeFileSync(join(cwd, "d", String(index % 200), `${index}`), "x");
    const { summary } = await record(cwd, { argv: ["true"], inputs: ["d"] });
    expect(summary.inputs).toEqual({ files: 20_000, bytes: 20_000 });
  });

  test("references are recorded as declared; a bad one is a usage error", async () => {
    const ref = `s3://bucket/key@sha256:${"AB".repeat(32)}`;
    const { provenance } = await record(temporary(), { argv: ["true"], inputRefs: [ref] });
    expect(provenance.predicate.buildDefinition.resolvedDependencies).toContainEqual({
      uri: "s3://bucket/key",
      digest: { sha256: "ab".repeat(32) },
      annotations: { kprov_role: "declared" },
    });
    const bad = recordRun(runOptions(temporary(), { argv: ["true"], inputRefs: ["s3://bucket/key"] }));
    await expect(bad).rejects.toMatchObject({ code: "E_USAGE", exit: 2 });
  });
});

describe("recordRun: outputs", () => {
  test("a pattern that matches nothing never exits 0", async () => {
    const { report } = await record(temporary({ a: "" }), { argv: ["true"], outputs: ["a", "*.bin"] });
    expect(report).toMatchObject({ exitCode: 1, outputs: 1, findings: [{ code: "OUTPUT_MISSING", path: "*.bin" }] });
  });

  test("a FIFO as an output is unreadable", async () => {
    const { report } = await record(temporary(), { argv: ["mkfifo", "pipe"], outputs: ["pipe"] });
    expect(report).toMatchObject({ exitCode: 1, findings: [{ code: "OUTPUT_UNREADABLE", path: "pipe" }] });
  });

  test("outputs that the step did not touch are named", async () => {
    const given = { argv: sh("echo 2 >new"), outputs: ["old", "new"] };
    const { summary } = await record(temporary({ old: "1", new: "1" }), given);
    expect(summary.outputs).toEqual({ files: 2, bytes: 3, unchanged: ["old"] });
  });

  test("the output directory inside a glob is left out, through a link too", async () => {
    const cwd = temporary({ "runs/old/x": "1", "y/z": "2" });
    const { provenance } = await record(cwd, {
      argv: ["ln", "-s", "../runs", "y/link"],
      inputs: ["**"],
      outputs: ["."],
    });
    const names = provenance.predicate.buildDefinition.resolvedDependencies.flatMap(({ name }) => name ?? []);
    expect(names.filter((name) => name.includes("runs") || name.includes("old"))).toEqual([]);
    expect(provenance.subject.map(({ name }) => name)).toEqual(["y/link", "y/z"]);
  });

  test("collected outputs are members, with the digest that was recorded", async () => {
    const { report, member } = await record(temporary(), {
      argv: sh("mkdir -p m/sub; echo 1 >m/a; echo 2 >m/sub/b"),
      outputs: ["m"],
      collect: true,
    });
    expect(report).toMatchObject({ exitCode: 0, outputs: 2 });
    expect([member("outputs/m/a"), member("outputs/m/sub/b")]).toEqual(["1\n", "2\n"]);
  });

  test("what can't be collected is a finding: links, names that differ in case only, paths outside", async () => {
    const outside = temporary({ far: "1" });
    const { report } = await record(temporary(), {
      argv: sh("mkdir m; echo 1 >m/A; echo 2 >m/a; ln -s nowhere m/link"),
      outputs: ["m", join(outside, "far")],
      collect: true,
    });
    expect(report.exitCode).toBe(1);
    expect(report.findings.map(({ code, path }) => [code, path])).toEqual([
      ["OUTPUT_NOT_COLLECTED", join(outside, "far")],
      ["OUTPUT_NOT_COLLECTED", "m/a"],
      ["OUTPUT_NOT_COLLECTED", "m/link"],
    ]);
  });
});

describe("recordRun: run ids and the output directory", () => {
  test.each(["../x", ".hidden", "", "x".repeat(200), "a/b", "a b", "-x", "ünicode"])(
    "refuses the run id %j before anything happens",
    async (runId) => {
      const cwd = temporary();
      const running = recordRun(runOptions(cwd, { argv: ["touch", "ran"], runId }));
      await expect(running).rejects.toMatchObject({ code: "E_RUN_ID" });
      expect(existsSync(join(cwd, "ran"))).toBe(false);
    },
  );

  test("an existing run id is never overwritten, whatever stands there", async () => {
    const cwd = temporary({ "runs/file": "x" });
    const { bundle, member } = await record(cwd, { argv: ["true"], runId: "one" });
    const before = member("manifest.json");
    mkdirSync(join(cwd, "runs/empty"));
    for (const runId of ["one", "file", "empty"]) {
      const again = recordRun(runOptions(cwd, { argv: ["touch", "ran"], runId }));
      await expect(again).rejects.toMatchObject({ code: "E_RUN_ID" });
    }
    expect(readFileSync(join(bundle, "manifest.json"), "utf8")).toBe(before);
    expect(existsSync(join(cwd, "ran"))).toBe(false);
  });

  test("an id taken while the step ran: 125, and the evidence of both is kept", async () => {
    const cwd = temporary();
    const running = recordRun(runOptions(cwd, { argv: sh("mkdir runs/one"), runId: "one" }));
    await expect(running).rejects.toMatchObject({ code: "E_RUN_ID", exit: 125 });
    expect(entriesOf(join(cwd, "runs")).map((name) => name.slice(0, 14))).toEqual([".kprov-run-one", "one"]);
  });

  test("an output directory that can't be made is found out before the step", async () => {
    const cwd = temporary({ file: "" });
    for (const outDir of [join(cwd, "file"), join(cwd, "file/below"), "/proc/nowhere", "/dev/null"]) {
      const running = recordRun(runOptions(cwd, { argv: ["touch", "ran"], outDir }));
      await expect(running).rejects.toMatchObject({ code: "E_IO" });
    }
    expect(existsSync(join(cwd, "ran"))).toBe(false);
  });

  test("a step that takes the output directory away: 125, never a success", async () => {
    const running = recordRun(runOptions(temporary(), { argv: sh("rm -rf runs") }));
    await expect(running).rejects.toMatchObject({ exit: 125 });
  });

  test("a step that removes its own working directory still has its bundle", async () => {
    const [cwd, outDir] = [temporary({ "work/x": "" }), temporary()];
    const { report } = await record(join(cwd, "work"), { argv: sh("rm -rf ../work; exit 4"), outDir });
    expect(report.exitCode).toBe(4);
  });

  test("a clock set back while the step runs gives no negative times", async () => {
    let calls = 0;
    const clock = {
      now: () => Date.UTC(2026, 1, 15, 20, 13) - 3_600_000 * calls++,
      monotonic: () => process.hrtime.bigint(),
    };
    const { summary } = await record(temporary(), { argv: ["true"], clock });
    expect(summary.finishedAt >= summary.startedAt).toBe(true);
    expect(summary.durationMs).toBeGreaterThanOrEqual(0);
  });
});

describe("runWithoutEvidence", () => {
  const run = (cwd: string, argv: [string, ...string[]], given = {}) =>
    runWithoutEvidence({ ...runOptions(cwd, given), argv });

  test("gives the command's exit code and writes nothing", async () => {
    const cwd = temporary();
    expect(await run(cwd, sh("exit 5"))).toMatchObject({ exitCode: 5, bundle: null, stableDigest: null });
    expect(entriesOf(cwd)).toEqual([]);
  });

  test("a missing output or input is no success here either", async () => {
    const cwd = temporary();
    const report = await run(cwd, ["true"], { outputs: ["never"] });
    expect(report).toMatchObject({ exitCode: 1, findings: [{ code: "OUTPUT_MISSING" }] });
    await expect(run(cwd, ["true"], { inputs: ["missing"] })).rejects.toMatchObject({ code: "E_INPUT" });
    expect(await run(cwd, ["no-such-command"])).toMatchObject({
      exitCode: 127,
      findings: [{ code: "STEP_NOT_STARTED" }],
    });
    rmSync(cwd, { recursive: true });
  });
});
