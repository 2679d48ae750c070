import { join } from "node:path";
import { defineCommand } from "citty";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { commonArgs, configOptions, reportResult, runCommand } from "../../lib/cli.ts";
import type { Command, Result, Surroundings } from "../../lib/command.ts";
import { KprovError, messageOf } from "../../lib/errors.ts";
import type { Refusal } from "../../lib/flags.ts";
import { printError } from "../../lib/print.ts";
import { createReport } from "../../lib/report.ts";
import { keepSecrets } from "../../lib/secrecy.ts";
import { version } from "../../lib/version.ts";
import { temporary } from "../support/temporary.ts";

let stdout = "";
let stderr = "";

beforeEach(() => {
  [stdout, stderr] = ["", ""];
  const take = (keep: (text: string) => void) =>
    ((chunk: string | Uint8Array, ...rest: unknown[]) => {
      keep(Buffer.from(chunk as string).toString("utf8"));
      const done = rest.find((item) => typeof item === "function") as (() => void) | undefined;
      done?.();
      return true;
    }) as typeof process.stdout.write;
  vi.spyOn(process.stdout, "write").mockImplementation(take((text) => (stdout += text)));
  vi.spyOn(process.stderr, "write").mockImplementation(take((text) => (stderr += text)));
});

afterEach(() => void vi.restoreAllMocks());

let calls = 0;

/** A command that answers `result`, or does what `run` does. */
const answering = (run: (args: Record<string, unknown>, data: Surroundings) => Partial<Result>): Command =>
  defineCommand({
    meta: { name: "answer", description: "Answer" },
    args: {
      ...commonArgs,
      level: { type: "string", description: "How much" },
      "--": { type: "positional", required: false },
    },
    run: ({ args, data }): Result => {
      calls += 1;
      return { exitCode: 0, document: { a: 1 }, text: () => "words", ...run(args, data as Surroundings) };
    },
  });

const plain = answering(() => ({}));

describe("runCommand", () => {
  test.each([0, 1, 2, 3, 124])("returns the result's exit code %i", async (exitCode) => {
    expect(
      await runCommand(
        answering(() => ({ exitCode })),
        [],
      ),
    ).toBe(exitCode);
    expect([stdout, stderr]).toEqual(["words\n", ""]);
  });

  test("--json prints exactly one document", async () => {
    expect(
      await runCommand(
        answering(() => ({ stream: "stderr" })),
        ["--json"],
      ),
    ).toBe(0);
    expect([JSON.parse(stdout), stderr]).toEqual([{ a: 1 }, ""]);
  });

  test("text goes where the result says", async () => {
    await runCommand(
      answering(() => ({ stream: "stderr" })),
      [],
    );
    expect([stdout, stderr]).toEqual(["", "words\n"]);
  });

  test("--quiet shows nothing when all is proved, and everything else", async () => {
    await runCommand(plain, ["--quiet"]);
    expect(stdout).toBe("");
    await runCommand(
      answering(() => ({ exitCode: 1 })),
      ["-q"],
    );
    expect(stdout).toBe("words\n");
  });

  test("--verbose reaches the view", async () => {
    const shown = answering(() => ({ text: ({ verbose, width }) => `${verbose} ${width}` }));
    await runCommand(shown, ["--verbose"]);
    await runCommand(shown, []);
    expect(stdout).toMatch(/^true \d+\nfalse \d+\n$/);
  });

  test("an error reaches the flags that want to hear of it, and what they say stands before it", async () => {
    const heard: unknown[] = [];
    const refused = async ({ argv, error, name }: Refusal) => {
      heard.push([argv, messageOf(error), name]);
      if (argv.length > 1) throw new Error("and more");
      return ["could not be written"];
    };
    const listening = { ...plain, args: { ...commonArgs, report: { type: "string", refused } } } as Command;
    expect(await runCommand(listening, ["--nope"])).toBe(2);
    expect(stderr).toMatch(/^could not be written\nerror E_USAGE: /);
    stderr = "";
    expect(await runCommand(listening, ["--nope", "x"])).toBe(2);
    expect(stderr).toMatch(/^and more\nerror E_USAGE: /);
    expect(await runCommand(listening, [])).toBe(0);
    expect(heard).toEqual([
      [["--nope"], 'Unknown flag "--nope"', "answer"],
      [["--nope", "x"], 'Unknown flag "--nope"', "answer"],
    ]);
  });

  test("--help and --version run nothing, wherever they stand before --", async () => {
    const before = calls;
    expect(await runCommand(plain, ["--level", "x", "--help"], ["kprovengine answer --level 3"])).toBe(0);
    expect(stdout).toContain("EXAMPLES\n\n  kprovengine answer --level 3\n");
    expect(stdout).toContain("--level");
    stdout = "";
    expect(await runCommand(plain, ["-V"])).toBe(0);
    expect(stdout).toBe(`${version}\n`);
    expect(calls).toBe(before);
  });

  test("after -- they belong to the command that is wrapped", async () => {
    let seen: unknown;
    const wrapping = answering((args) => {
      seen = args["--"];
      return {};
    });
    expect(await runCommand(wrapping, ["--", "--help", "--json", "--nonsense"])).toBe(0);
    expect([seen, stdout]).toEqual([["--help", "--json", "--nonsense"], "words\n"]);
  });

  test.each([
    [["--levle", "x"], 'did you mean "--level"'],
    [["--level"], "needs a value"],
    [["--level", "1", "--level", "2"], "given twice"],
    [["--json=yes"], "takes no value"],
    [["word"], "Unexpected argument"],
    [["--cwd", "/nonexistent"], "expected a directory"],
  ])("%j exits 2 and says why", async (argv, message) => {
    const before = calls;
    expect(await runCommand(plain, argv)).toBe(2);
    expect([stdout, calls]).toEqual(["", before]);
    expect(stderr).toMatch(/^error E_USAGE: /);
    expect(stderr).toContain(message);
  });

  test("--cwd is absolute for the command", async () => {
    const dir = temporary({ "sub/x": "" });
    let cwd: unknown;
    await runCommand(
      answering((args) => {
        cwd = args["cwd"];
        return {};
      }),
      ["--cwd", join(dir, "x/../sub")],
    );
    expect(cwd).toBe(join(dir, "sub"));
  });

  test("an error under --json is one line of JSON on stderr; a defect is 3, with a stack only under --debug", async () => {
    const failing = answering(() => {
      throw new KprovError("E_IO", "No luck", { hint: "try again", exit: 125 });
    });
    expect(await runCommand(failing, ["--json"])).toBe(125);
    expect(JSON.parse(stderr)).toEqual({
      schema: "kprov.error/v1",
      code: "E_IO",
      message: "No luck",
      hint: "try again",
    });
    expect([stdout, stderr.endsWith("}\n")]).toEqual(["", true]);
    stderr = "";
    const broken = answering(() => {
      throw new TypeError("oops");
    });
    expect(await runCommand(broken, [])).toBe(3);
    expect(stderr).toBe("error E_BUG: oops\n  run it again with --debug and report the stack\n");
    expect(await runCommand(broken, ["--debug"])).toBe(3);
    expect(stderr).toContain("TypeError: oops\n    at ");
    stderr = "";
    const full = answering(() => {
      throw Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
    });
    expect(await runCommand(full, [])).toBe(3);
    expect(stderr).toMatch(/^error E_IO: Cannot go on: the disk is full\n {2}make room/);
  });

  test("a result that can't be shown is not proved", async () => {
    vi.mocked(process.stdout.write).mockImplementation(() => {
      queueMicrotask(() => process.stdout.emit("error", new Error("EPIPE")));
      return false;
    });
    expect(await runCommand(plain, [])).toBe(3);
    expect(
      await runCommand(
        answering(() => ({ exitCode: 1 })),
        [],
      ),
    ).toBe(1);
  });
});

test("printError shows the hint, and causes under --debug", async () => {
  const error = new KprovError("E_GIT", "git broke", { hint: "mend it", cause: new Error("below") });
  expect(await printError(error, { json: false, debug: false })).toBe(3);
  expect(stderr).toBe("error E_GIT: git broke\n  mend it\n");
  await printError(error, { json: false, debug: true });
  expect(stderr).toContain("caused by Error: below");
});

test("printError sends a terminal nothing but words, and no line of another's", async () => {
  const error = new KprovError("E_IO", 'Cannot read "\u001b[2K\u202ex\nproved: all"', { hint: "rm '\u009b'" });
  error.stack = "KprovError: x\u001b[2K\n    at a";
  await printError(error, { json: false, debug: true });
  expect(stderr).toBe(
    "error E_IO: Cannot read \"\\u{1b}[2K\\u{202e}x\n  proved: all\"\n  rm '\\u{9b}'\nKprovError: x\\u{1b}[2K\n    at a\n",
  );
  stderr = "";
  await printError(error, { json: true, debug: false });
  expect(JSON.parse(stderr).message).toBe(error.message);
  expect(stderr.trimEnd()).toMatch(/^[ -~]+$/);
});

test("printError quotes no secret, in message, hint, cause or stack", async () => {
  keepSecrets(() => (text) => text.replaceAll("hush-hush", "[redacted:X]"));
  try {
    const error = new KprovError("E_IO", "no hush-hush", {
      hint: "try hush-hush",
      cause: new Error("below hush-hush"),
    });
    await printError(error, { json: false, debug: true });
    await printError(error, { json: true, debug: true });
    await printError(new TypeError("bug hush-hush"), { json: false, debug: true });
    expect(stderr).toContain("[redacted:X]");
    expect(stderr).not.toContain("hush-hush");
  } finally {
    keepSecrets(() => (text) => text);
  }
});

test("a page is guarded, whatever the command forgot", async () => {
  const page = answering(() => ({ text: () => "a\u001b[31m\u202eb\nc", document: { a: "\u202e\u009b" } }));
  await runCommand(page, []);
  expect(stdout).toBe("a\\u{1b}[31m\\u{202e}b\nc\n");
  stdout = "";
  await runCommand(page, ["--json"]);
  expect(stdout).toMatch(/^[\n -~]+$/);
  expect(JSON.parse(stdout)).toEqual({ a: "\u202e\u009b" });
});

test("reportResult: the verdict's exit code, the report as document", async () => {
  const report = createReport({ check: "c", findings: [], coverage: [], config: null, version });
  const { exitCode, document } = reportResult(report);
  expect([exitCode, document]).toEqual([3, report]);
});

test("configOptions reads the flags of the configuration", () => {
  expect(configOptions({ cwd: "/x", config: "k.json", "code-config": false })).toEqual({
    cwd: "/x",
    allowCode: false,
    file: "k.json",
  });
  expect(configOptions({})).toEqual({ cwd: process.cwd(), allowCode: true });
});
