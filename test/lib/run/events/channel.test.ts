import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeEach, describe, expect, test, vi } from "vitest";
import type { TraceEvent } from "../../../../lib/evidence/index.ts";
import { runWithoutEvidence } from "../../../../lib/run/index.ts";
import { isRunning, plainEnv, type Recorded, record, runOptions, sh, until } from "../../../support/run.ts";
import { temporary } from "../../../support/temporary.ts";

let scratch: string;
beforeEach(() => {
  scratch = temporary();
  vi.stubEnv("TMPDIR", scratch);
  return () => {
    vi.unstubAllEnvs();
    // No pipe is left behind, whatever happens; tests make directories of their own there.
    expect(readdirSync(scratch).filter((name) => !name.startsWith("kprov-test-"))).toEqual([]);
  };
});

const eventsOf = ({ member }: Recorded): TraceEvent[] =>
  member("trace.jsonl")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as TraceEvent);
const saidIn = (recorded: Recorded): TraceEvent[] => eventsOf(recorded).filter(({ name }) => name !== undefined);
const lastOf = (recorded: Recorded, kind: TraceEvent["kind"]) =>
  eventsOf(recorded).findLast((event) => event.kind === kind)?.attributes;
const python = (...lines: string[]): [string, ...string[]] => ["python3", "-c", lines.join("\n")];

test("the example of trace-v1.md says what it says", async () => {
  const page = readFileSync(fileURLToPath(new URL("../../../../lib/evidence/trace-v1.md", import.meta.url)), "utf8");
  const example = /```python\n(.*?)```/s.exec(page)?.[1] ?? "";
  expect(example.trimEnd().split("\n")).toHaveLength(5);
  const recorded = await record(temporary(), { argv: ["python3", "-c", example] });
  const step = eventsOf(recorded).find(({ kind }) => kind === "step.start");
  const [start, rows, end] = saidIn(recorded);
  expect(start).toMatchObject({ kind: "step.span.start", name: "load", parentSpanId: step?.spanId, attributes: {} });
  expect(rows).toMatchObject({ kind: "step.event", name: "rows", spanId: start?.spanId, attributes: { count: 3 } });
  expect(end).toMatchObject({ kind: "step.span.end", name: "load", spanId: start?.spanId });
  expect(recorded.report.findings).toEqual([]);
  expect(lastOf(recorded, "step.end")).toEqual({ exitCode: 0, signal: null });
});

test("the example runs without a recorder, too", async () => {
  const argv = python('import os, json; print("KPROV_EVENTS" in os.environ)');
  const stdout = runOptions("/").stdout;
  await runWithoutEvidence({ ...runOptions(temporary()), argv, stdout });
  expect(String((stdout as unknown as { text(): string }).text())).toBe("False\n");
});

test("without evidence, events go to the run around it", async () => {
  const script = 'echo "$KPROV_EVENTS"';
  const options = runOptions(temporary(), { env: plainEnv({ KPROV_EVENTS: "/outer" }) });
  await runWithoutEvidence({ ...options, argv: sh(script) });
  expect((options.stdout as unknown as { text(): string }).text()).toBe("/outer\n");
});

describe("events reach the trace", () => {
  test.each([
    ["a clean environment", { cleanEnvironment: true }],
    ["the terminal left to the step", { terminal: true }],
    ["a variable of an outer run", { env: plainEnv({ KPROV_EVENTS: "/nowhere/at/all" }) }],
  ])("with %s", async (_, given) => {
    const argv = sh(`echo '{"name":"a"}' >> "$KPROV_EVENTS"; echo '{"name":"b"}' > "$KPROV_EVENTS"`);
    expect(saidIn(await record(temporary(), { ...given, argv })).map(({ name }) => name)).toEqual(["a", "b"]);
  });

  test("from several processes at once, each line whole", async () => {
    const loop = `i=0; while [ $i -lt 200 ]; do echo "{\\"name\\":\\"$0-$i\\",\\"attributes\\":{\\"x\\":\\"${"x".repeat(500)}\\"}}"; i=$((i+1)); done`;
    const argv = sh(`for w in 1 2 3 4 5 6 7 8; do sh -c '${loop}' $w >> "$KPROV_EVENTS" & done; wait`);
    const recorded = await record(temporary(), { argv });
    const names = saidIn(recorded).map(({ name }) => name);
    expect(names).toHaveLength(1600);
    expect(new Set(names).size).toBe(1600);
    for (const writer of [1, 8])
      expect(names.filter((name) => name?.startsWith(`${writer}-`))).toEqual(
        Array.from({ length: 200 }, (_, index) => `${writer}-${index}`),
      );
    expect(recorded.report.findings).toEqual([]);
  });

  test("of a writer that is faster than we are: it waits, and nothing is lost", async () => {
    const argv = python(
      ...["import os", "events = open(os.environ['KPROV_EVENTS'], 'ab', buffering=0)"],
      `for _ in range(60): events.write(b'{"name":"a"}\\n' * 300)`,
    );
    const recorded = await record(temporary(), { argv });
    expect(saidIn(recorded)).toHaveLength(18_000);
    expect(recorded.summary.trace.events).toBe(18_007);
  });

  test("with times that never run back, before the step ends", async () => {
    const argv = sh(`echo '{"name":"a"}' >> "$KPROV_EVENTS"; sleep 0.3; echo '{"name":"b"}' >> "$KPROV_EVENTS"`);
    const events = eventsOf(await record(temporary(), { argv }));
    const at = (kind: string, name?: string) =>
      events.find((event) => event.kind === kind && event.name === name)?.offsetUs ?? Number.NaN;
    expect(at("step.event", "b") - at("step.event", "a")).toBeGreaterThan(200_000);
    expect(at("step.event", "a")).toBeGreaterThanOrEqual(at("step.start"));
    expect(at("step.end")).toBeGreaterThanOrEqual(at("step.event", "b"));
  });
});

test("after a burst, the next line is seen when it comes", async () => {
  const argv = python(
    ...["import os, time", "events = open(os.environ['KPROV_EVENTS'], 'ab', buffering=0)"],
    ...[`for _ in range(500): events.write(b'{"name":"a"}\\n')`, "time.sleep(0.3)", `events.write(b'{"name":"b"}\\n')`],
    "time.sleep(0.3)",
  );
  const events = eventsOf(await record(temporary(), { argv }));
  const at = (kind: string, name?: string) =>
    events.findLast((event) => event.kind === kind && event.name === name)?.offsetUs ?? Number.NaN;
  expect(at("step.event", "b") - at("step.event", "a")).toBeGreaterThan(200_000);
  expect(at("step.end") - at("step.event", "b")).toBeGreaterThan(200_000);
});

describe("what can't be taken is counted, and fails nothing", () => {
  test("malformed lines: in the trace, in the report, with the first one named", async () => {
    const argv = sh(`printf 'oops\\n{"name":"a"}\\n{}\\n' >> "$KPROV_EVENTS"`);
    const recorded = await record(temporary(), { argv });
    expect(recorded.report).toMatchObject({ exitCode: 0, outcome: { status: "succeeded" } });
    expect(recorded.report.findings).toMatchObject([{ code: "EVENTS_REFUSED", level: "undecided" }]);
    expect(recorded.report.findings[0]?.message).toBe(
      "Of what the step wrote to KPROV_EVENTS, 2 lines were refused (2 malformed); line 1: it is not JSON",
    );
    expect(lastOf(recorded, "step.events.refused")).toEqual({
      ...{ total: 2, malformed: 2, first: "line 1: it is not JSON" },
    });
    expect(saidIn(recorded)).toHaveLength(1);
  });

  test("a writer that is killed half-way", async () => {
    const argv = sh(
      `sh -c 'printf "{\\"name\\":\\"a\\"}\\n{\\"name\\":\\"b" >> "$KPROV_EVENTS"; kill -KILL $$'; exit 0`,
    );
    const recorded = await record(temporary(), { argv });
    expect(saidIn(recorded).map(({ name }) => name)).toEqual(["a"]);
    expect(lastOf(recorded, "step.events.refused")).toMatchObject({ total: 1, unfinished: 1 });
  });

  test("a daemon that talks on after the step: late, never in the trace, and ended by nobody but its pipe", async () => {
    const cwd = temporary();
    writeFileSync(join(cwd, "daemon.sh"), `echo $$ > pid; while echo '{"name":"x"}'; do :; done >> "$KPROV_EVENTS"`);
    const argv = sh("setsid sh ./daemon.sh </dev/null >/dev/null 2>&1 & while [ ! -s pid ]; do sleep 0.01; done");
    const recorded = await record(cwd, { argv });
    const { late, total } = lastOf(recorded, "step.events.refused") ?? {};
    expect(late).toBeGreaterThan(0);
    expect(total).toBe(late);
    const kinds = eventsOf(recorded).map(({ kind }) => kind);
    expect(kinds.lastIndexOf("step.event")).toBeLessThan(kinds.indexOf("step.end"));
    const pid = Number(readFileSync(join(cwd, "pid"), "utf8"));
    await until(() => !isRunning(pid), "the daemon has noticed");
  });

  test.each([
    ["a plain file lies in its place", 'rm "$KPROV_EVENTS"; echo x > "$KPROV_EVENTS"'],
    ["another pipe does", 'rm "$KPROV_EVENTS"; mkfifo "$KPROV_EVENTS"'],
    ["a link does", 'mv "$KPROV_EVENTS" "$KPROV_EVENTS.b"; ln -s "$KPROV_EVENTS.b" "$KPROV_EVENTS"'],
    ["nothing does", 'rm -r "$(dirname "$KPROV_EVENTS")"'],
  ])("a pipe that was taken away: %s", async (_name, script) => {
    const recorded = await record(temporary(), { argv: sh(`echo '{"name":"a"}' >> "$KPROV_EVENTS"; ${script}`) });
    expect(saidIn(recorded).map(({ name }) => name)).toEqual(["a"]);
    expect(lastOf(recorded, "step.events.refused")).toMatchObject({ total: 1, replaced: 1 });
    expect(recorded.report).toMatchObject({ exitCode: 0, findings: [{ code: "EVENTS_REFUSED" }] });
  });

  test("spans that are left open are said to be", async () => {
    const argv = sh(`printf '{"name":"a","phase":"start"}\\n{"name":"b","phase":"start"}\\n' >> "$KPROV_EVENTS"`);
    expect(lastOf(await record(temporary(), { argv }), "step.end")).toEqual({
      exitCode: 0,
      openSpans: 2,
      signal: null,
    });
  });

  test("what a step says that then fails, or is ended", async () => {
    const say = `echo '{"name":"a"}' >> "$KPROV_EVENTS"`;
    for (const [argv, more] of [
      [sh(`${say}; exit 3`), {}],
      [sh(`${say}; kill -SEGV $$`), {}],
      [sh(`${say}; sleep 30`), { timeout: 500 }],
    ] as const)
      expect(saidIn(await record(temporary(), { argv, ...more }))).toHaveLength(1);
  });
});

describe("secrets", () => {
  test("never reach the trace, and are counted like in logs", async () => {
    const value = "hunter2-hunter2";
    const env = plainEnv({ API_TOKEN: value });
    const argv = sh(
      `echo "{\\"name\\":\\"login\\",\\"attributes\\":{\\"with\\":\\"$API_TOKEN\\"}}" >> "$KPROV_EVENTS"`,
    );
    const recorded = await record(temporary(), { argv, env });
    expect(saidIn(recorded)).toMatchObject([{ attributes: { with: "[redacted:API_TOKEN]" } }]);
    expect(recorded.member("trace.jsonl")).not.toContain(value);
    expect(recorded.report.redactions).toEqual([{ name: "API_TOKEN", count: 1 }]);
  });

  test("as a number cost their line, and not the evidence", async () => {
    const env = plainEnv({ API_TOKEN: "1234567890" });
    const argv = sh(`echo '{"name":"a","attributes":{"x":1.23456789e9}}' >> "$KPROV_EVENTS"`);
    const recorded = await record(temporary(), { argv, env });
    expect(recorded.report.exitCode).toBe(0);
    expect(lastOf(recorded, "step.events.refused")).toMatchObject({ secret: 1 });
  });
});

test("hostile texts stay data", async () => {
  const argv = sh(
    `printf '%s\\n' '{"name":"\\u001b[2J\\u202e\\u0000","attributes":{"\\n":"\\u009b"}}' >> "$KPROV_EVENTS"`,
  );
  const recorded = await record(temporary(), { argv });
  expect(saidIn(recorded)).toMatchObject([{ name: "\u001b[2J\u202e\0", attributes: { "\n": "\u009b" } }]);
});

test("a command that can't be started leaves no pipe", async () => {
  const recorded = await record(temporary(), { argv: ["no-such-command-here"] });
  expect(eventsOf(recorded).map(({ kind }) => kind)).not.toContain("step.events.refused");
});
