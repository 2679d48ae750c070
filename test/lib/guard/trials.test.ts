import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Attempt, formatSelfTest, runTrials, type SelfTestFrame } from "../../../lib/guard/trials.ts";
import { createReport, type Finding, type Report } from "../../../lib/report.ts";
import { runGit } from "../../support/repo.ts";

const fault = (path: string): Finding => ({ code: "COMPILED_FILE", level: "violation", path, message: "x" });

const report = (...findings: Finding[]): Report =>
  createReport({
    ...{ check: "check-x", findings, config: null, version: "1" },
    coverage: [{ unit: "files", considered: 1, examined: 1, skipped: {} }],
  });

const attempt = (path: string, more: Partial<Attempt> = {}): Attempt => ({
  ...{ code: "COMPILED_FILE", path, files: { [path]: "x" } },
  isCaught: (finding) => finding.path === path,
  ...more,
});

const frame = { check: "check-x", version: "1", clean: { "README.md": "# Clean\n" } };

/** Trials of a check that finds what is tracked and called like one of `found`. */
const run = (attempts: readonly Attempt[], found: readonly string[], more: Partial<SelfTestFrame<Attempt>> = {}) =>
  runTrials({
    ...{ ...frame, attempts },
    judge: async (cwd) => {
      const tracked = runGit(cwd, ["ls-files", "-z"]).split("\0");
      return report(...tracked.filter((path) => found.includes(path)).map(fault));
    },
    ...more,
  });

describe("runTrials", () => {
  it("passes when everything planted is caught and what is clean is proved", async () => {
    const result = await run([attempt("b"), attempt("a", { glob: "a*" })], ["a", "b"]);
    expect(result).toStrictEqual({
      ...{ schema: "kprov.self-test/v1", check: "check-x", passed: true },
      trials: [
        { code: "COMPILED_FILE", path: "a", caught: true, glob: "a*" },
        { code: "COMPILED_FILE", path: "b", caught: true },
      ],
      ...{ clean: "proved", tool: { name: "kprovengine", version: "1" } },
    });
    expect(formatSelfTest(result)).toBe("check-x --self-test: passed (2 of 2 planted violations caught)");
  });

  it("fails when one of many is missed", async () => {
    const none = attempt("", { files: {}, isCaught: () => false });
    const result = await run([attempt("a"), attempt("b", { glob: "b*" }), none], ["a"]);
    expect(result).toMatchObject({ passed: false, clean: "proved" });
    expect(formatSelfTest(result)).toBe(
      [
        "missed COMPILED_FILE: no file",
        'missed COMPILED_FILE: b (for "b*")',
        "check-x --self-test: failed (1 of 3 planted violations caught)",
      ].join("\n"),
    );
  });

  it("fails when what is clean is not proved", async () => {
    const result = await run([attempt("a")], ["a", "README.md"]);
    expect(result).toMatchObject({ passed: false, clean: "violated", trials: [{ caught: true }] });
    expect(formatSelfTest(result)).toBe(
      [
        "a clean repository is violated, expected proved",
        "check-x --self-test: failed (1 of 1 planted violations caught)",
      ].join("\n"),
    );
  });

  it("has proved nothing when nothing was tried", async () => {
    expect(await run([], [])).toMatchObject({ passed: false, clean: "proved", trials: [] });
  });

  it("sorts by code, then by path", async () => {
    const attempts = [attempt("a", { code: "RULE_FAILED" }), attempt("c"), attempt("b"), attempt("d")];
    const { trials } = await run(attempts, []);
    expect(trials.map(({ code, path }) => `${code} ${path}`)).toEqual([
      ...["COMPILED_FILE b", "COMPILED_FILE c", "COMPILED_FILE d", "RULE_FAILED a"],
    ]);
  });

  it("plants texts, bytes, links and sizes, also in directories and what is ignored, and adds all of them", async () => {
    const files = {
      "a/b/text": "x\r\n",
      "a/bytes": new Uint8Array([0, 255]),
      link: { link: "a/nowhere" },
      long: { content: "ab", size: 5 },
      short: { content: new Uint8Array([1, 2]), size: 1 },
      ".gitignore": "*\n",
    };
    let seen: unknown;
    const judge = async (cwd: string, tried: Attempt | undefined) => {
      if (tried === undefined) return report();
      const read = (path: string) => readFileSync(join(cwd, path), "latin1");
      seen = {
        tracked: runGit(cwd, ["ls-files"]).split("\n"),
        contents: ["a/b/text", "a/bytes", "long", "short"].map(read),
        staged: runGit(cwd, ["cat-file", "-s", ":a/b/text"]),
        link: lstatSync(join(cwd, "link")).isSymbolicLink() && readlinkSync(join(cwd, "link")),
      };
      return report();
    };
    await run([attempt("a", { files })], [], { judge });
    expect(seen).toEqual({
      tracked: Object.keys(files).sort(),
      contents: ["x\r\n", "\0\xff", "ab\0\0\0", "\x01"],
      staged: "3",
      link: "a/nowhere",
    });
  });

  it("leaves nothing behind, also when the check fails or its directory is gone already", async () => {
    const dirs: string[] = [];
    const boom = async (cwd: string) => {
      dirs.push(cwd);
      expect(readdirSync(cwd)).toEqual([".git", "a"]);
      throw new Error("boom");
    };
    await expect(run([attempt("a")], [], { judge: boom })).rejects.toThrow("boom");
    const tidy = async (cwd: string) => {
      dirs.push(cwd);
      rmSync(cwd, { recursive: true });
      return report();
    };
    await run([], [], { judge: tidy });
    expect(dirs.map((dir) => existsSync(dir))).toEqual([false, false]);
  });
});
