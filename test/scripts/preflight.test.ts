import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import type { Command } from "../../lib/command.ts";
import type { PreflightReport } from "../../lib/guard/index.ts";
import command, { examples } from "../../scripts/preflight.ts";
import { call } from "../support/call.ts";
import { program } from "../support/command.ts";
import { type RepoFiles, repo, type TestRepo } from "../support/repo.ts";

const elf = Buffer.from("\x7fELF\x02\x01\x01\0", "latin1");

/** A repository whose preflight has these commands. */
const project = (commands: Record<string, string[]>, files: RepoFiles = {}): TestRepo => {
  const fixture = repo({ "kprov.config.json": JSON.stringify({ preflight: { commands } }), ...files });
  onTestFinished(fixture.dispose);
  return fixture;
};

const preflight = async (cwd: string, ...argv: string[]) => {
  const { result, text, stderr } = await call(command as Command, cwd, argv);
  return { exitCode: result.exitCode, report: result.document as PreflightReport, text, stderr };
};

const sh = (script: string): string[] => ["sh", "-c", script];

describe("preflight", () => {
  it("proves checks and commands, in order, and is silent about them", async () => {
    const { dir } = project({ lint: sh("echo lint >> order"), test: sh("echo test >> order") });
    const { exitCode, report, text, stderr } = await preflight(dir);
    expect([exitCode, report.verdict, text, stderr]).toEqual([
      0,
      "proved",
      "not configured: identity, runtime, parity, governance, rules\n\npreflight: proved (3 of 3 gates proved)",
      "",
    ]);
    expect(report.checks.map(({ check, verdict }) => [check, verdict])).toEqual([["check-artifacts", "proved"]]);
    expect(report.commands.map(({ name, exitCode: code }) => [name, code])).toEqual([
      ["lint", 0],
      ["test", 0],
    ]);
    expect(report.config?.path).toBe("kprov.config.json");
  });

  it("runs everything even when the first gate fails, and shows how each is mended", async () => {
    const { dir } = project({ lint: sh("echo bad line 3 >&2; exit 4"), test: ["true"] }, { "a.o": elf });
    const { exitCode, report, text, stderr } = await preflight(dir);
    expect([exitCode, report.verdict]).toEqual([1, "violated"]);
    expect(report.commands.map(({ verdict }) => verdict)).toEqual(["violated", "proved"]);
    expect(report.commands[0]?.findings[0]).toMatchObject({ code: "COMMAND_FAILED", actual: "exit 4" });
    expect(text).toContain("COMPILED_FILE");
    expect(text).toContain("lint: violated (exit 4)\n    sh -c 'echo bad line 3 >&2; exit 4'");
    expect(text).toContain("preflight: violated (1 of 3 gates proved)");
    expect(stderr).toBe("── lint\nbad line 3\n");
  });

  it("keeps only the end of what a failed command printed", async () => {
    const { dir } = project({ noisy: sh("yes | head -c 3000000; echo END; exit 1") });
    const { stderr } = await preflight(dir);
    expect(stderr.length).toBeLessThan(9000);
    expect(stderr).toMatch(/^── noisy\ny/);
    expect(stderr.endsWith("END\n")).toBe(true);
  });

  it.each([
    ["is missing", ["no-such-program-here"], "is not installed"],
    ["is not executable", ["./kprov.config.json"], "is not an executable file"],
    ["is ended by a signal", sh("kill -9 $$"), "was ended by SIGKILL"],
  ])("could not decide when a command %s: exit 3", async (_, argv, message) => {
    const { dir } = project({ test: argv });
    const { exitCode, report } = await preflight(dir);
    expect([exitCode, report.verdict]).toEqual([3, "undecided"]);
    expect(report.commands[0]?.findings).toMatchObject([
      { code: "COMMAND_NOT_RUN", message: expect.stringContaining(message) },
    ]);
  });

  it("doesn't wait for a daemon that a command leaves behind with its output", async () => {
    const { dir } = project({ start: sh("echo started; sleep 30 & echo $! > pid") });
    const begun = Date.now();
    const { exitCode } = await preflight(dir);
    process.kill(Number(readFileSync(join(dir, "pid"), "utf8")));
    expect([exitCode, Date.now() - begun < 15_000]).toEqual([0, true]);
  });

  it("finds a forbidden token in the configuration when another file declares it", async () => {
    const config = { identity: { forbidden: { file: "tokens.txt" } }, project: "old-name-etl" };
    const fixture = repo({ "kprov.config.json": JSON.stringify(config), "tokens.txt": "old-name\n" });
    onTestFinished(fixture.dispose);
    const { report } = await preflight(fixture.dir, "--only", "check-identity");
    expect(report.checks[0]?.findings).toMatchObject([{ code: "FORBIDDEN_TOKEN", path: "kprov.config.json" }]);
    fixture.commit({
      "kprov.config.json": JSON.stringify({ identity: { forbidden: ["old-name"] } }),
      "tokens.txt": "",
    });
    expect((await preflight(fixture.dir, "--only", "check-identity")).exitCode).toBe(0);
  });

  it("runs commands where the configuration stands, without a shell and without our standard input", async () => {
    const { dir } = project({ where: sh('pwd > place; cat > input; printf "%s" "$0" > zero') });
    mkdirSync(join(dir, "sub"));
    expect((await preflight(join(dir, "sub"))).exitCode).toBe(0);
    expect(readdirSync(dir)).toEqual(expect.arrayContaining(["place", "input", "zero"]));
  });

  it.each([
    [
      ["--only", "lint"],
      ["check-artifacts", "test"],
    ],
    [["--skip", "lint"], ["lint"]],
    [
      ["--skip", "lint", "--skip", "check-artifacts"],
      ["check-artifacts", "lint"],
    ],
  ])("is partial with %j, names what was left out, and exits 0", async (argv, skipped) => {
    const { dir } = project({ lint: ["true"], test: ["true"] });
    const { exitCode, report, text } = await preflight(dir, ...argv);
    expect([exitCode, report.verdict, report.skipped]).toEqual([0, "partial", skipped]);
    expect(text).toContain(`skipped: ${skipped.join(", ")}`);
  });

  it("exits 2 for a configuration that a check can't use, whatever else is wrong, and runs the others", async () => {
    const config = { runtime: { python: "three or so" }, preflight: { commands: { lint: ["false"] } } };
    const fixture = repo({ "kprov.config.json": JSON.stringify(config), "a.o": elf });
    onTestFinished(fixture.dispose);
    const { exitCode, report, text } = await preflight(fixture.dir);
    expect([exitCode, report.verdict]).toEqual([2, "violated"]);
    expect(report.checks.map(({ check, verdict }) => [check, verdict])).toEqual([
      ["check-artifacts", "violated"],
      ["check-runtime", "undecided"],
    ]);
    expect(report.checks[1]?.findings[0]).toMatchObject({
      code: "CONFIG_UNUSABLE",
      level: "undecided",
      message: expect.stringContaining("runtime.python"),
    });
    expect(report.commands).toMatchObject([{ name: "lint", verdict: "violated" }]);
    expect(text).toContain("CONFIG_UNUSABLE");
    const { status } = await program(fixture.dir, ["preflight"]);
    expect(status).toBe(2);
    expect((await preflight(fixture.dir, "--skip", "check-runtime")).exitCode).toBe(1);
  });

  it("is violated, not partial, when something that ran failed", async () => {
    const { dir } = project({ lint: ["false"], test: ["true"] });
    expect((await preflight(dir, "--only", "lint")).report.verdict).toBe("violated");
  });

  it("could not decide when everything is left out", async () => {
    const { dir } = project({});
    const { exitCode, report } = await preflight(dir, "--skip", "check-artifacts");
    expect([exitCode, report.verdict]).toEqual([3, "undecided"]);
  });

  it.each(["--only", "--skip"])("refuses a name that nothing has behind %s: E_USAGE", async (flag) => {
    const { dir } = project({ lint: ["true"] });
    await expect(preflight(dir, flag, "lnt")).rejects.toMatchObject({ code: "E_USAGE", hint: 'did you mean "lint"?' });
  });

  it("names the tree that it judged without writing into the repository", async () => {
    const fixture = project({});
    const objects = fixture.git("count-objects");
    fixture.write({ staged: "new\n" });
    fixture.git("add", "staged");
    const before = fixture.git("count-objects");
    const { report } = await preflight(fixture.dir);
    expect(fixture.git("count-objects")).toBe(before);
    expect(before).not.toBe(objects);
    expect(report.tree).toEqual({
      tree: fixture.git("write-tree"),
      commit: fixture.git("rev-parse", "HEAD"),
      dirty: false,
    });
    writeFileSync(join(fixture.dir, "untracked"), "");
    expect((await preflight(fixture.dir)).report.tree.dirty).toBe(true);
  });

  it("has no tree during a merge conflict, and no commit before the first", async () => {
    const fixture = project({}, { a: "base\n" });
    fixture.git("checkout", "--quiet", "-b", "other");
    fixture.commit({ a: "theirs\n" });
    fixture.git("checkout", "--quiet", "main");
    fixture.commit({ a: "ours\n" });
    expect(() => fixture.git("merge", "--quiet", "other")).toThrow();
    expect((await preflight(fixture.dir)).report.tree).toMatchObject({ tree: null, dirty: true });
    using empty = repo();
    expect((await preflight(empty.dir)).report.tree).toMatchObject({ commit: null, dirty: false });
  });

  it("changes the ruleset's digest with the configuration, not with the place", async () => {
    const [one, two] = [project({}), project({})];
    const other = project({ lint: ["true"] });
    const digests = await Promise.all(
      [one, two, other].map(async ({ dir }) => (await preflight(dir)).report.rulesetDigest),
    );
    expect(digests[0]).toMatch(/^[0-9a-f]{64}$/);
    expect([digests[1] === digests[0], digests[2] === digests[0]]).toEqual([true, false]);
  });

  it("gives the same bytes for the same tree", async () => {
    const { dir } = project({ lint: ["false"] }, { "a.o": elf });
    const [first, second] = [await preflight(dir), await preflight(dir)];
    expect(JSON.stringify(second.report)).toBe(JSON.stringify(first.report));
    expect(JSON.stringify(first.report)).not.toContain(dir);
  });

  it("outside a repository throws E_NO_REPOSITORY before any command has run", async () => {
    const fixture = project({ test: sh("touch ran") });
    rmSync(join(fixture.dir, ".git"), { recursive: true });
    await expect(preflight(fixture.dir)).rejects.toMatchObject({ code: "E_NO_REPOSITORY" });
    expect(readdirSync(fixture.dir)).toEqual(["kprov.config.json"]);
  });

  it("refuses to be started by one of its own commands, as a process", async () => {
    const argv = [process.execPath, ...(await import("../support/command.ts")).programArgv("preflight")];
    const { dir } = project({ again: argv });
    const { status, stderr } = await program(dir, ["preflight"]);
    expect(status).toBe(1);
    expect(stderr).toContain("preflight was started by one of its own commands");
  });

  it("has examples that parse", () => {
    expect(examples.every((example) => example.startsWith("kprovengine preflight"))).toBe(true);
  });

  it.each([[], ["--assume-unchanged"], ["--skip-worktree"]])(
    "says dirty when what the checks go by is not what the index has %s",
    async (...bit) => {
      const tokens = { identity: { forbidden: { file: "tokens.txt" } } };
      const fixture = repo({ "kprov.config.json": JSON.stringify(tokens), "tokens.txt": "acme-corp\n", a: "x" });
      onTestFinished(fixture.dispose);
      expect((await preflight(fixture.dir)).report.tree.dirty).toBe(false);
      for (const [path, text] of [
        ["tokens.txt", "globex\n"],
        ["kprov.config.json", '{"identity":{"forbidden":["globex"]}}'],
      ] as const) {
        if (bit[0] !== undefined) fixture.git("update-index", bit[0], path);
        const before = readFileSync(join(fixture.dir, path));
        fixture.write({ [path]: text });
        expect((await preflight(fixture.dir)).report.tree.dirty, path).toBe(true);
        fixture.write({ [path]: before });
        expect((await preflight(fixture.dir)).report.tree.dirty, path).toBe(false);
      }
    },
  );

  it("names the tree while a commit has locked the index, and leaves the lock alone", async () => {
    const fixture = project({});
    const lock = join(fixture.dir, ".git/index.lock");
    writeFileSync(lock, "theirs");
    const { report } = await preflight(fixture.dir);
    expect(report.tree.tree).toBe(fixture.git("rev-parse", "HEAD^{tree}"));
    expect(readFileSync(lock, "utf8")).toBe("theirs");
  });

  it("does not run the file system monitor that the repository's configuration names", async () => {
    const fixture = project({});
    const marker = join(fixture.dir, ".git/ran");
    fixture.write({ ".git/monitor": { mode: 0o755, content: `#!/bin/sh\ntouch ${marker}\nprintf 't\\0'\n` } });
    fixture.git("config", "core.fsmonitor", join(fixture.dir, ".git/monitor"));
    await preflight(fixture.dir);
    expect(existsSync(marker)).toBe(false);
  });

  it.each<[string, (path: string) => void]>([
    ["deleted", (path) => rmSync(path)],
    ["a FIFO", (path) => [rmSync(path), execFileSync("mkfifo", [path])]],
    ["a directory", (path) => [rmSync(path), mkdirSync(path)]],
  ])("exits 2, and says dirty, when the tracked list of tokens is %s here", async (_, spoil) => {
    const tokens = { identity: { forbidden: { file: "tokens.txt" } } };
    const fixture = repo({ "kprov.config.json": JSON.stringify(tokens), "tokens.txt": "acme-corp\n" });
    onTestFinished(fixture.dispose);
    spoil(join(fixture.dir, "tokens.txt"));
    const { exitCode, report } = await preflight(fixture.dir);
    expect([exitCode, report.tree.dirty, report.checks[0]?.findings[0]?.code]).toEqual([2, true, "CONFIG_UNUSABLE"]);
  });
});
