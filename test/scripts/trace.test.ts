import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Command } from "../../lib/command.ts";
import { sha256 } from "../../lib/digest.ts";
import { layout } from "../../lib/evidence/index.ts";
import { formatHelp } from "../../lib/help.ts";
import exportCommand from "../../scripts/export.ts";
import command, { examples } from "../../scripts/trace.ts";
import { editTrace, reseal, writeBundle } from "../support/bundle.ts";
import { call } from "../support/call.ts";
import { program as runProgram } from "../support/command.ts";
import { temporary } from "../support/temporary.ts";
import { around, end, point, start, writeTrace } from "../support/trace.ts";

const trace = (cwd: string, ...argv: string[]) => call(command as Command, cwd, argv);
const program = [start("fit", 1, 2_000_000), point("loss", 3_000_000), end("fit", 1, 5_000_000)];

/** A directory with a bundle `run`, its tar, its trace by itself, and a broken copy of that. */
const prepared = async (): Promise<string> => {
  const cwd = temporary();
  const dir = writeBundle(cwd);
  await call(exportCommand, cwd, [basename(dir), "-o", "run.tar"]);
  spawnSync("mv", [dir, join(cwd, "run")]);
  const lines = readFileSync(join(cwd, "run", layout.trace), "utf8").split("\n");
  writeFileSync(join(cwd, "trace.jsonl"), lines.join("\n"));
  writeFileSync(join(cwd, "broken.jsonl"), lines.toSpliced(2, 1).join("\n"));
  return cwd;
};

test("trace has this help", async () => {
  expect(await formatHelp(command, examples)).toMatchInlineSnapshot(`
    "Show, judge, compare and export the trace of a run (kprovengine trace)

    USAGE kprovengine trace [OPTIONS] <ACTION> <PATHS>

    ARGUMENTS

      ACTION=<ACTION>    show, verify, export or diff (Required)
        PATHS=<TRACE>    A bundle, a tar made by export, or a trace.jsonl; diff
                         takes two (Required)

    OPTIONS

                      --otlp    export: for an OpenTelemetry collector, JSON lines
                    --chrome    export: for Perfetto and chrome://tracing
         -o, --output=<FILE>    export: write to this new file; - for stdout
      --expect-head=<DIGEST>    verify: exit 1 when the last line is not this one
                  --volatile    diff: compare times as well
                  --markdown    diff: print Markdown, for a pull request
              --fail-on-diff    diff: exit 1 when they differ
                      --json    Print exactly one JSON document on stdout
                 --cwd=<DIR>    Work in this directory instead of the current one
                 -q, --quiet    No talk on stderr, and no text when all is proved
               -v, --verbose    Show details of what passed as well
                     --debug    Show stack traces and what is being done
                  -h, --help    Show this help
               -V, --version    Show the version

    EXAMPLES

      kprovengine trace show runs/2026-02-15T20-13-00Z-1f3a9c42
      kprovengine trace verify trace.jsonl
      kprovengine trace export runs/2026-02-15T20-13-00Z-1f3a9c42 --chrome -o trace.json
      kprovengine trace diff runs/before runs/after --fail-on-diff
    "
  `);
});

describe("trace verify", () => {
  test.each([
    ["run", "the bundle is whole and names this trace"],
    ["run.tar", "the bundle is whole and names this trace"],
    ["trace.jsonl", "a trace alone proves order and wholeness, not who made it or when"],
  ])("%s: 0, and what is not proved", async (name, words) => {
    const { result, text } = await trace(await prepared(), "verify", name);
    expect(result).toMatchObject({ exitCode: 0, document: { schema: "kprov.trace/v1", verdict: "proved", events: 7 } });
    expect(text).toContain(words);
    expect(text).toContain("the trace is whole and in order");
  });

  test("a bare trace: what holds its last line, and what to compare", async () => {
    const { text } = await trace(await prepared(), "verify", "trace.jsonl");
    expect(text).toContain("the last line is held only by the head digest");
    expect(text).toContain("--expect-head");
    expect((await trace(await prepared(), "verify", "run")).text).not.toContain("held only by");
  });

  test.each(["trace.jsonl", "run", "run.tar"])("--expect-head compares the last line of %s", async (name) => {
    const cwd = await prepared();
    const { head } = (await trace(cwd, "verify", name)).result.document as { head: string };
    const same = await trace(cwd, "verify", name, "--expect-head", head);
    expect(same.result).toMatchObject({ exitCode: 0, document: { verdict: "proved" } });
    expect(same.text).toContain("the last line is the expected one");
    expect(same.text).not.toContain("held only by");
    const other = await trace(cwd, "verify", name, "--expect-head", sha256("other"));
    expect(other.result).toMatchObject({ exitCode: 1, document: { verdict: "violated" } });
    expect(other.text).toContain(`TRACE_BROKEN The last line is not the expected one: expected ${sha256("other")}`);
  });

  test("a changed last line: nothing but the expected head tells", async () => {
    const cwd = await prepared();
    const { head } = (await trace(cwd, "verify", "trace.jsonl")).result.document as { head: string };
    const text = readFileSync(join(cwd, "trace.jsonl"), "utf8");
    writeFileSync(join(cwd, "trace.jsonl"), text.replace('"status":"succeeded"', '"status":"failed"'));
    expect((await trace(cwd, "verify", "trace.jsonl")).result.exitCode).toBe(0);
    expect((await trace(cwd, "verify", "trace.jsonl", "--expect-head", head)).result.exitCode).toBe(1);
  });

  test("--expect-head of a trace that can't be read: 1, and no head is believed", async () => {
    const cwd = temporary({ "x.jsonl": "x\n" });
    const { result } = await trace(cwd, "verify", "x.jsonl", "--expect-head", sha256("x"));
    expect(result).toMatchObject({ exitCode: 1, document: { verdict: "violated", head: null } });
  });

  test.each(["", "abc", `sha256:${"a".repeat(64)}`, "A".repeat(64)])(
    "--expect-head %j is a usage error",
    async (head) => {
      const asked = trace(await prepared(), "verify", "trace.jsonl", "--expect-head", head);
      await expect(asked).rejects.toMatchObject({ code: "E_USAGE", exit: 2 });
    },
  );

  test("a broken trace: 1", async () => {
    const { result, text } = await trace(await prepared(), "verify", "broken.jsonl");
    expect(result).toMatchObject({ exitCode: 1, document: { verdict: "violated" } });
    expect(text).toContain("broken.jsonl: the trace is broken");
    expect(text).toContain("TRACE_BROKEN Line 3 does not follow the line before it");
  });

  test("a bundle that was tampered with: 1, with what verify says", async () => {
    const cwd = await prepared();
    writeFileSync(join(cwd, "run", layout.stdout), "x");
    const { result, text } = await trace(cwd, "verify", "run");
    expect(result).toMatchObject({ exitCode: 1, document: { schema: "kprov.verification/v1" } });
    expect(text).toContain("MEMBER_CHANGED");
    expect(text).toContain("nothing was done with its trace");
  });

  test.each([
    ["nothing", "nope", { code: "E_IO", exit: 3 }],
    ["a directory without a trace", ".", { code: "E_NOTHING", exit: 3 }],
    ["a FIFO", "fifo", { code: "E_NOTHING", exit: 3 }],
  ])("%s: 3", async (_, name, error) => {
    const cwd = temporary();
    spawnSync("mkfifo", [join(cwd, "fifo")]);
    const outcome = await trace(cwd, "verify", name).catch((thrown: unknown) => thrown);
    if (outcome instanceof Error) expect(outcome).toMatchObject(error);
    else expect(outcome).toMatchObject({ result: { exitCode: 3 } });
  });

  test.each([
    ["an empty file", ""],
    ["a file that is no trace", '{"name":"x"}\n'],
    ["terminal escapes", `${"\u001b[2J".repeat(5)}\n`],
    ["deep JSON", `${"[".repeat(100_000)}\n`],
    ["a NUL", "\0\n"],
    ["no UTF-8", Buffer.from([0x7b, 0xff, 0x0a])],
    ["a line of 3 MB", `${"x".repeat(3e6)}\n`],
  ])("%s: 1, and nothing that a terminal obeys", async (_, content) => {
    const cwd = temporary({ "x.jsonl": content });
    const { result, text } = await trace(cwd, "verify", "x.jsonl");
    expect(result.exitCode).toBe(1);
    expect(text).not.toContain("\u001b");
    expect((await trace(cwd, "show", "x.jsonl")).text).not.toContain("\u001b");
  });
});

describe("trace show", () => {
  test.each(["run", "run.tar"])("%s: the timeline, with step and time", async (name) => {
    const { result, text } = await trace(await prepared(), "show", name);
    expect(result.exitCode).toBe(0);
    expect(text).toContain("run 2026-02-15T20-13-00Z-0000000a, step train: succeeded");
    expect(text).toContain("2026-02-15T20:13:00.000Z, 1.60 s, 7 events");
    expect(text).toMatch(/step python3 +1\.50 s {2} *█+/);
  });

  test("--json is the same, whole", async () => {
    const cwd = temporary();
    writeTrace(cwd, around(program));
    const { document } = (await trace(cwd, "show", "trace.jsonl")).result;
    expect(document).toMatchObject({
      ...{ schema: "kprov.trace/v1", verdict: "proved", startedAt: null, durationUs: 10_000_000, refused: null },
      timeline: { name: "run", children: [{}, {}, { children: [{ name: "fit", totalUs: 3_000_000 }, {}] }, {}] },
    });
  });

  test("a broken trace: what can be read, and 1", async () => {
    const { result, text } = await trace(await prepared(), "show", "broken.jsonl");
    expect(result.exitCode).toBe(1);
    expect(text).toContain("step python3");
    expect(text).toContain("TRACE_BROKEN");
  });

  test("a bundle that is not whole: 1, and no timeline", async () => {
    const cwd = await prepared();
    editTrace(join(cwd, "run"), (events) => events.toSpliced(2, 1));
    reseal(join(cwd, "run"));
    const { result, text } = await trace(cwd, "show", "run");
    expect(result.exitCode).toBe(1);
    expect(text).not.toContain("█");
  });
});

describe("trace export", () => {
  test.each(["--otlp", "--chrome"])("%s writes a new file, never over another", async (format) => {
    const cwd = await prepared();
    const { result, text } = await trace(cwd, "export", "run", format, "-o", "x.json");
    expect(result).toMatchObject({ exitCode: 0, stream: "stdout" });
    expect(text).toContain("run: 2 spans written to x.json");
    const before = readFileSync(join(cwd, "x.json"), "utf8");
    expect(() => JSON.parse(before)).not.toThrow();
    await expect(trace(cwd, "export", "run", format, "-o", "x.json")).rejects.toMatchObject({ code: "E_USAGE" });
    expect(readFileSync(join(cwd, "x.json"), "utf8")).toBe(before);
  });

  test("names the directory that is missing, and the trace that is", async () => {
    const cwd = await prepared();
    await expect(trace(cwd, "export", "run", "--otlp", "-o", "no/x.json")).rejects.toMatchObject({
      ...{ code: "E_IO", message: 'Cannot write "no/x.json": the directory "no" does not exist' },
      hint: expect.any(String),
    });
    await expect(trace(cwd, "show", "nope")).rejects.toMatchObject({
      ...{ code: "E_IO", message: 'Cannot read "nope": it does not exist' },
      hint: "name a bundle, a tar made by export, or a trace.jsonl",
    });
  });

  test("- is stdout, and then the talk is on stderr", async () => {
    const { result, stdout, text } = await trace(await prepared(), "export", "trace.jsonl", "--otlp", "-o", "-");
    expect(JSON.parse(stdout)).toMatchObject({ resourceSpans: [{}] });
    expect(result.stream).toBe("stderr");
    expect(text).toContain("no bundle says when the run began: times start at zero");
  });

  test("a broken trace: 1, and nothing is written", async () => {
    const cwd = await prepared();
    const { result, text } = await trace(cwd, "export", "broken.jsonl", "--otlp", "-o", "x.json");
    expect(result.exitCode).toBe(1);
    expect(text).toContain("nothing was written");
    expect(existsSync(join(cwd, "x.json"))).toBe(false);
  });
});

describe("trace diff", () => {
  test("equal traces, and others, with --fail-on-diff", async () => {
    const cwd = await prepared();
    writeTrace(cwd, around(program));
    const same = await trace(cwd, "diff", "run", "run.tar", "--fail-on-diff");
    expect(same.result).toMatchObject({ exitCode: 0, document: { schema: "kprov.diff/v1", equal: true } });
    const other = await trace(cwd, "diff", "run", "trace.jsonl");
    expect(other.result).toMatchObject({ exitCode: 0, document: { equal: false } });
    expect(other.text).toContain("fit");
    expect((await trace(cwd, "diff", "run", "trace.jsonl", "--fail-on-diff")).result.exitCode).toBe(1);
    expect((await trace(cwd, "diff", "run", "trace.jsonl", "--markdown")).text).toContain("fit");
    const timed = (await trace(cwd, "diff", "run", "trace.jsonl", "--volatile")).result.document;
    expect((timed as { volatile: unknown }).volatile).not.toBeNull();
  });

  test("a broken side: 1, without a comparison", async () => {
    const { result } = await trace(await prepared(), "diff", "run", "broken.jsonl");
    expect(result).toMatchObject({ exitCode: 1, document: { schema: "kprov.trace/v1", verdict: "violated" } });
  });
});

test.each([
  [["shwo", "x"], 'Unknown action "shwo", did you mean "show"?'],
  [["constructor", "x"], 'Unknown action "constructor"'],
  [["show", "x", "y"], '"trace show" takes one trace, found 2'],
  [["diff", "x"], '"trace diff" takes two traces, found 1'],
  [["show", "x", "--otlp"], '"--otlp" is not for "trace show"'],
  [["show", "x", "--expect-head", "y"], '"--expect-head" is not for "trace show"'],
  [["verify", "x", "-o", "y"], '"--output" is not for "trace verify"'],
  [["export", "x", "-o", "y"], "needs a format"],
  [["export", "x", "-o", "y", "--otlp", "--chrome"], "needs a format"],
  [["export", "x", "--otlp"], "needs --output FILE"],
])("trace %j is a usage error", async (argv, message) => {
  await expect(trace(temporary(), ...argv)).rejects.toMatchObject({
    ...{ code: "E_USAGE", exit: 2, message: expect.stringContaining(message) },
  });
});

test("as a process: piped, narrow, and with its exit code", async () => {
  const cwd = await prepared();
  const shown = await runProgram(cwd, ["trace", "show", "trace.jsonl"], { env: { COLUMNS: "40" } });
  expect(shown).toMatchObject({ status: 0, stderr: "" });
  expect(shown.stdout).not.toContain("\u001b");
  expect((await runProgram(cwd, ["trace", "verify", "broken.jsonl", "--json"])).status).toBe(1);
});
