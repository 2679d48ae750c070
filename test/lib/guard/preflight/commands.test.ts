import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, test } from "vitest";
import { createTail, runProjectCommand, tailSize } from "../../../../lib/guard/preflight/commands.ts";
import { temporary } from "../../../support/temporary.ts";

/** How `argv` ends, and all that it printed. */
const run = async (argv: readonly string[], cwd = temporary()) => {
  const chunks: Buffer[] = [];
  const end = await runProjectCommand({
    ...{ name: "test", argv, cwd, env: { PATH: `${cwd}:${process.env["PATH"]}` } },
    onOutput: (chunk) => void chunks.push(chunk),
  });
  return { ...end, printed: Buffer.concat(chunks).toString("utf8"), said: end.finding?.message };
};

const sh = (script: string): string[] => ["sh", "-c", script];

/** A program that says `words` on its standard error and ends with `status`, under the name of Python. */
const python = (words: string, status = 1): string => {
  const dir = temporary({ words });
  writeFileSync(join(dir, "python"), `#!/bin/sh\ncat "${dir}/words" >&2\nexit ${status}\n`, { mode: 0o755 });
  return dir;
};

describe("runProjectCommand", () => {
  it("finds nothing in a command that ends with 0, and hands on what it prints", async () => {
    const end = await run(sh("echo out; echo err >&2"));
    expect(end).toMatchObject({ exitCode: 0, signal: null, finding: null });
    expect(end.printed.split("\n").sort()).toEqual(["", "err", "out"]);
  });

  it("is violated by any other status, and says the line that repeats it", async () => {
    expect((await run(sh("exit 7"))).finding).toEqual({
      ...{ code: "COMMAND_FAILED", level: "violation", message: 'The command "test" failed' },
      ...{ expected: "exit 0", actual: "exit 7", fix: "sh -c 'exit 7'" },
    });
  });

  it("can't decide about one that a signal ended", async () => {
    const { exitCode, signal, finding } = await run(sh("kill -TERM $$"));
    expect([exitCode, signal, finding]).toEqual([
      null,
      "SIGTERM",
      {
        ...{ code: "COMMAND_NOT_RUN", level: "undecided", message: 'The command "test" was ended by SIGTERM' },
        fix: "sh -c 'kill -TERM $$'",
      },
    ]);
  });

  test.each<[string, string[], string]>([
    ["is not installed", ["no-such-program"], '"no-such-program" is not installed'],
    ["is nothing", [], '"" is not installed'],
    ["is no program", ["./plain"], '"./plain" is not an executable file'],
    ["names an interpreter that is not there", ["./script"], "ENOENT"],
  ])("can't decide about one that %s", async (_, argv, why) => {
    const dir = temporary({ plain: "x" });
    writeFileSync(join(dir, "script"), "#!/nonexistent/sh\n", { mode: 0o755 });
    const { finding, ...end } = await run(argv, dir);
    expect(end).toMatchObject({ exitCode: null, signal: null });
    expect(finding).toEqual({
      ...{ code: "COMMAND_NOT_RUN", level: "undecided" },
      message: expect.stringMatching(/^The command "test" could not be run: /),
    });
    expect(finding?.message).toContain(why);
  });

  it("hands on all of a long output", async () => {
    const { printed } = await run(sh("yes | head -c 100000; echo END"));
    expect([printed.endsWith("END\n"), printed.length]).toEqual([true, 100_004]);
  });

  it("gives it the name that was asked for, and nothing to read", async () => {
    const { printed } = await run(sh('echo "$0"; cat'));
    expect(printed).toBe("sh\n");
  });

  it("does not wait for whoever holds its output after its end", async () => {
    const dir = temporary();
    const begun = Date.now();
    const { exitCode, printed } = await run(sh("echo started; sleep 60 & echo $! > pid"), dir);
    const pid = Number(readFileSync(join(dir, "pid"), "utf8"));
    onTestFinished(() => void process.kill(pid));
    expect([exitCode, printed, Date.now() - begun < 30_000]).toEqual([0, "started\n", true]);
  });
});

test("of a long output the end is kept, in bytes", () => {
  const tail = createTail();
  expect(tail.text()).toBe("");
  for (const text of ["x".repeat(tailSize), "é".repeat(tailSize), "END\n"]) tail.write(Buffer.from(text));
  expect(Buffer.byteLength(tail.text())).toBe(tailSize);
  expect(tail.text().replace(/^é*/, "")).toBe("END\n");
});

describe("a Python module that is not installed", () => {
  test.each<[string, string[], string]>([
    ["as Python says it", ["python", "-m", "pytest"], "/usr/bin/python: No module named pytest\n"],
    ["without a newline", ["python", "-m", "pytest"], "/usr/bin/python: No module named pytest"],
    ["as older ones say it", ["python", "-m", "a.b", "-q"], "python: No module named 'a.b'\r\n"],
    ["behind options", ["python", "-X", "dev", "-m", "pytest"], "warned\npython: No module named pytest\n"],
  ])("is a doubt: %s", async (_, argv, words) => {
    const { exitCode, printed, said, finding } = await run(argv, python(words));
    const name = argv[argv.indexOf("-m") + 1];
    expect([exitCode, printed, finding?.code]).toEqual([1, words, "COMMAND_NOT_RUN"]);
    expect(said).toBe(`The command "test" could not be run: Python has no module "${name}" here`);
  });

  test.each<[string, string[], string]>([
    ["it is another one", ["python", "-m", "pytest"], "python: No module named pytest_cov\n"],
    ["its own code asks for it", ["python", "-m", "pytest"], "python: No module named pytest\n1 failed\n"],
    ["no module was asked for", ["python", "pytest"], "x: No module named pytest\n"],
    ["the program is called like it", ["python"], "x: No module named python\n"],
    ["nothing is named", ["python", "-m"], "python: Argument expected for the -m option\n"],
    ["it says something else", ["python", "-m", "pytest"], "1 failed\n"],
    ["the name has something in it", ["python", "-m", "pytest"], "python: No module named pytest!\n"],
  ])("is none when %s: a failure", async (_, argv, words) => {
    expect((await run(argv, python(words))).finding).toMatchObject({ code: "COMMAND_FAILED", actual: "exit 1" });
  });

  it("is none in what a command prints that ends with 0", async () => {
    const words = "python: No module named pytest\n";
    expect((await run(["python", "-m", "pytest"], python(words, 0))).finding).toBeNull();
  });
});
