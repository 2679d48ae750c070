import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Command } from "../../lib/command.ts";
import type { Difference } from "../../lib/compare/index.ts";
import { sha256 } from "../../lib/digest.ts";
import { layout } from "../../lib/evidence/index.ts";
import { formatHelp } from "../../lib/help.ts";
import command, { examples } from "../../scripts/diff.ts";
import { type BundleOptions, writeBundle } from "../support/bundle.ts";
import { call } from "../support/call.ts";
import { program } from "../support/command.ts";
import { temporary } from "../support/temporary.ts";

const pair = (before: BundleOptions = {}, after: BundleOptions = {}): string => {
  const cwd = temporary();
  writeBundle(cwd, { ...before, runId: "a" });
  writeBundle(cwd, { ...after, runId: "b" });
  return cwd;
};
const changedPair = () => pair({ outputs: { "x.json": '{"loss":1}' } }, { outputs: { "x.json": '{"loss":2}' } });

describe("diff", () => {
  test("says what changed and exits 0; 1 with --fail-on-diff", async () => {
    const cwd = changedPair();
    const { result, text } = await call(command, cwd, ["a", "b"]);
    expect(result).toMatchObject({ exitCode: 0, document: { schema: "kprov.diff/v1", changes: 1, equal: false } });
    expect(text).toContain("$.loss: 1 -> 2");
    expect((await call(command, cwd, ["a", "b", "--fail-on-diff"])).result.exitCode).toBe(1);
    expect((await call(command, cwd, ["a", "a", "--fail-on-diff"])).result.exitCode).toBe(0);
  });

  test("--volatile shows what differs between equal runs, and counts none of it", async () => {
    const cwd = pair({}, { day: "2026-03-01" });
    expect((await call(command, cwd, ["a", "b"])).text).not.toContain("startedAt");
    const { result, text } = await call(command, cwd, ["a", "b", "--volatile", "--fail-on-diff"]);
    expect(text).toContain("startedAt");
    expect(result.exitCode).toBe(0);
  });

  test("--markdown prints a page for a pull request", async () => {
    const { text } = await call(command, changedPair(), ["a", "b", "--markdown"]);
    expect(text).toMatch(/^### 1 change: <code>a<\/code> → <code>b<\/code>\n/);
    expect(text).toContain("<details><summary>outputs: 1 changed, 0 the same</summary>");
  });

  test("--last compares the newest run with the last green one before it", async () => {
    const cwd = temporary();
    for (const [runId, day] of [
      ["a", "2026-01-01"],
      ["b", "2026-01-02"],
    ] as const)
      writeBundle(cwd, { runId, day, outputs: { "x.txt": `${day}\n` } });
    const { result, text } = await call(command, cwd, ["--last", "train", "--out", "."]);
    expect(result.document).toMatchObject({ before: { name: "a" }, after: { name: "b" }, basis: "green" });
    expect(text).toContain("the last green one before");
  });

  test("--last refuses a bundle that can't be judged with what verify says, and remarks on what killed runs left", async () => {
    const cwd = temporary();
    for (const [runId, day] of [
      ["a", "2026-01-01"],
      ["b", "2026-01-02"],
    ] as const)
      writeBundle(cwd, { runId, day });
    mkdirSync(join(cwd, ".kprov-run-x"));
    const last = ["--last", "train", "--out", ".", "--fail-on-diff"];
    const found = await call(command, cwd, last);
    expect(found.result.exitCode).toBe(0);
    expect(found.stderr).toContain('".kprov-run-x" in "." was left by a run that did not end');
    mkdirSync(join(cwd, "c"));
    const { result, text } = await call(command, cwd, last);
    expect(result).toMatchObject({ exitCode: 3, document: { schema: "kprov.verification/v1", bundle: "c" } });
    expect(text.endsWith("\nnothing was compared")).toBe(true);
  });

  test("--quiet silences equality alone", async () => {
    const cwd = changedPair();
    expect((await call(command, cwd, ["a", "b", "-q"])).stdout).toContain("$.loss: 1 -> 2");
    expect((await call(command, cwd, ["a", "b", "-q", "--markdown"])).stdout).toContain("### 1 change");
    for (const flags of [[], ["--fail-on-diff"], ["--json"]])
      expect((await call(command, cwd, [flags.length === 0 ? "b" : "a", "b", "-q", ...flags])).stdout).toBe("");
  });

  test("says how outputs can be compared that were not collected", async () => {
    const subject = (content: string) => ({ subjects: [{ name: "x.txt", digest: { sha256: sha256(content) } }] });
    const { text } = await call(command, pair(subject("1"), subject("2")), ["a", "b"]);
    expect(text).toContain("run --collect keeps outputs in the bundle, so that they can be compared");
  });

  test("--last looks where the configuration says that runs lie", async () => {
    const cwd = temporary({ "kprov.config.json": '{"project":"p","run":{"out":"evidence"}}' });
    await expect(call(command, cwd, ["--last", "train"])).rejects.toMatchObject({
      code: "E_NO_EARLIER",
      message: expect.stringContaining('"evidence"'),
    });
  });

  test("refuses a bundle that is not whole with what verify says", async () => {
    const cwd = changedPair();
    appendFileSync(join(cwd, "b", layout.stdout), "x");
    const { result, text } = await call(command, cwd, ["a", "b"]);
    expect(result).toMatchObject({ exitCode: 1, document: { schema: "kprov.verification/v1", bundle: "b" } });
    expect(text).toContain("MEMBER_CHANGED");
    expect(text.endsWith("\nnothing was compared")).toBe(true);
    expect(text).not.toContain("--root");
    expect((await call(command, cwd, ["a", "nowhere"])).result.exitCode).toBe(3);
  });

  test.each([
    ["no path", []],
    ["one path", ["a"]],
    ["three paths", ["a", "b", "a"]],
    ["an empty path", ["a", ""]],
    ["paths beside --last", ["a", "b", "--last", "train"]],
    ["--out without --last", ["a", "b", "--out", "."]],
    ["--trust without --last", ["a", "b", "--trust", "t.json"]],
    ["--config without --last", ["a", "b", "--config", "c.json"]],
    ["--no-code-config without --last", ["a", "b", "--no-code-config"]],
    ["three roots", ["a", "b", "--root", ".", "--root", ".", "--root", "."]],
    ["a root that is not there", ["a", "b", "--root", "nowhere"]],
    ["--json and --markdown", ["a", "b", "--json", "--markdown"]],
  ])("refuses %s", async (_, argv) => {
    await expect(call(command, pair(), argv)).rejects.toMatchObject({ code: "E_USAGE", exit: 2 });
  });

  test("no name or line of a bundle reaches the terminal as it is", async () => {
    const evil = "\u001b]0;x\u0007\u202e\n0 changes";
    const name = "n\u001b[2Jn.txt";
    const cwd = pair({ outputs: { [name]: `${evil}\n` } }, { outputs: { [name]: `${evil}!\n` } });
    for (const flags of [[], ["--markdown"]]) {
      const { text } = await call(command, cwd, ["a", "b", ...flags]);
      expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
    }
  });

  test("compares receipts of a check", async () => {
    const report = (verdict: string) =>
      JSON.stringify({
        schema: "kprov.report/v1",
        check: "check-runtime",
        verdict,
        findings: [],
        config: null,
        tool: {},
      });
    const cwd = temporary({ "a.json": report("proved"), "b.json": report("violated") });
    const { text } = await call(command, cwd, ["a.json", "b.json"]);
    expect(text).toContain("~ check-runtime  proved -> violated");
  });

  test("shows its usage", async () => {
    expect(await formatHelp(command as Command, examples)).toMatchInlineSnapshot(`
      "Say what changed between two bundles, traces or receipts (kprovengine diff)

      USAGE kprovengine diff [OPTIONS] [PATHS]

      ARGUMENTS

        PATHS=<PATH>    First the older, then the newer: two bundles (directories,
                        tars made by export, or run ids that the catalog knows), two
                        trace.jsonl, or two receipts of one check (--attest or --json)

      OPTIONS

           --last=<STEP>    Compare the newest run of this step with the last approved
                            one before it, or, when none is, the last that succeeded
             --out=<DIR>    With --last: the directory of runs; default: run.out
          --trust=<FILE>    With --last: believe the reviews of whom this trust file
                            names, instead of your own
            --root=<DIR>    Look for outputs that were not collected in this
                            directory; given twice, for the first and for the second
                            (may be repeated)
              --volatile    Show what differs between equal runs, too: times, host,
                            run ids, logs; it doesn't count
                 --whole    Hash every member first; bundles of up to 1,000 members
                            and 256 MiB always are
              --markdown    Print Markdown, for a pull request
          --fail-on-diff    Exit 1 when anything differs
         --config=<FILE>    Use this configuration instead of searching for
                            kprov.config.*
        --no-code-config    Refuse a configuration that is code; accept JSON only
                  --json    Print exactly one JSON document on stdout
             --cwd=<DIR>    Work in this directory instead of the current one
             -q, --quiet    No talk on stderr, and no text when all is proved
           -v, --verbose    Show details of what passed as well
                 --debug    Show stack traces and what is being done
              -h, --help    Show this help
           -V, --version    Show the version

      EXAMPLES

        kprovengine diff runs/2026-02-15T20-13-00Z-1f3a9c42 runs/2026-02-16T09-00-00Z-77ab01de
        kprovengine diff --last train --fail-on-diff
        kprovengine diff --markdown approved.tar candidate.tar > comment.md
        kprovengine diff --json before/check-runtime.json after/check-runtime.json
      "
    `);
  });
});

describe("diff as a process", () => {
  test("--quiet prints what differs once, and nothing else", async () => {
    const cwd = changedPair();
    const loud = await program(cwd, ["diff", "a", "b"]);
    expect(await program(cwd, ["diff", "-q", "a", "b"])).toMatchObject({ status: 0, stdout: loud.stdout, stderr: "" });
    expect(await program(cwd, ["diff", "-q", "a", "a"])).toMatchObject({ status: 0, stdout: "", stderr: "" });
  });

  test("prints one document on stdout, and its exit code", async () => {
    const cwd = changedPair();
    const ended = await program(cwd, ["diff", "a", "b", "--json", "--fail-on-diff"]);
    expect(ended).toMatchObject({ status: 1, stderr: "" });
    expect((JSON.parse(ended.stdout) as Difference).sections.at(-1)?.changes).toMatchObject([{ name: "x.json" }]);
    writeFileSync(join(cwd, "x"), "x");
    expect(await program(cwd, ["diff", "a", "x"])).toMatchObject({ status: 3, stdout: "" });
  });
});
