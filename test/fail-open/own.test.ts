/** Silent passes that were ours once. */
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { openVerdicts } from "../../lib/guard/forbidden/verdicts.ts";
import { takeSnapshot } from "../../lib/guard/surface/snapshot.ts";
import { version } from "../../lib/version.ts";
import command from "../../scripts/check-identity.ts";
import { init } from "../lib/adopt/support.ts";
import { call } from "../support/call.ts";
import { program } from "../support/command.ts";
import { repo } from "../support/repo.ts";
import { temporary } from "../support/temporary.ts";
import { settle } from "./machine.ts";
import { checkIdentity, checkRuntime, forbidding, project, runPreflight } from "./support.ts";

test("an object that was replaced when the work tree was checked out (forbidden tokens)", async () => {
  const fixture = project(forbidding, { a: "acme-corp", clean: "fine-word" });
  fixture.git("replace", fixture.git("rev-parse", ":a"), fixture.git("rev-parse", ":clean"));
  rmSync(join(fixture.dir, "a"));
  fixture.git("checkout", "--", "a");
  settle(fixture);
  expect(await checkIdentity(fixture.dir)).toEqual({ exit: 1, codes: ["FORBIDDEN_TOKEN a"] });
});

test("a cache of clean verdicts inside the checkout, which a branch may bring along", async () => {
  const fixture = project(forbidding, { a: "acme-corp" });
  const cacheDir = join(fixture.dir, ".cache");
  const blob = fixture.git("rev-parse", ":a");
  // What a pull request would commit: the verdict that its own blob is clean.
  const options = { cacheDir, tokens: ["acme-corp"], declaredIn: [], version };
  openVerdicts({ ...options, snapshot: takeSnapshot(fixture.dir) }).keep([blob], undefined);
  settle(fixture);
  vi.stubEnv("KPROV_CACHE_DIR", cacheDir);
  const { result } = await call(command, fixture.dir, []);
  vi.unstubAllEnvs();
  expect(result.exitCode).toBe(1);
});

test("a cache that CI restored, which a pull request's own tests may have written", async () => {
  const fixture = project(forbidding, { a: "acme-corp" });
  const cacheDir = temporary();
  const options = { cacheDir, tokens: ["acme-corp"], declaredIn: [], version };
  openVerdicts({ ...options, snapshot: takeSnapshot(fixture.dir) }).keep([fixture.git("rev-parse", ":a")], undefined);
  settle(fixture);
  vi.stubEnv("KPROV_CACHE_DIR", cacheDir);
  const exit = async () => (await call(command, fixture.dir, [])).result.exitCode;
  // Whoever can write there decides here.
  expect(await exit()).toBe(0);
  vi.stubEnv("CI", "true");
  expect(await exit()).toBe(1);
  vi.unstubAllEnvs();
});

test("preflight --only with a gate that is not configured, beside one that is", async () => {
  const fixture = project({ preflight: { commands: { lint: ["true"] } } });
  expect((await runPreflight(fixture.dir, "--only", "check-identity", "--only", "lint")).exit).not.toBe(0);
});

describe("settings that are judged nowhere", () => {
  test.each([
    ["docker.labels without docker.files", { name: "etl", docker: { labels: { title: "x" } } }],
    ["display.allow without display.name", { name: "etl", display: { allow: ["nope/**"] } }],
    ["display.allow for the technical name", { name: "etl", display: { name: "etl", allow: ["nope/**"] } }],
  ])("%s", async (_, identity) => {
    expect((await checkIdentity(project({ identity }, { Dockerfile: "FROM a\n" }).dir)).exit).not.toBe(0);
  });
});

test("a declaration of a runtime that is a link", async () => {
  const files = { ".nvmrc": { link: "conf/nv" }, "conf/nv": "4\n", "package.json": '{"engines":{"node":">=18"}}' };
  expect((await checkRuntime(project({ runtime: { node: ">=18" } }, files).dir)).exit).not.toBe(0);
});

describe("tokens that can't be meant", () => {
  test.each([
    ["a comment behind it", "acme-corp # our old name\n"],
    ["a zero-width space", "acme-corp\u200b\n"],
    ["a form feed between two", "globex\facme-corp\n"],
    ["a line separator between two", "globex\u2028acme-corp\n"],
  ])("a line of the file with %s", async (_, text) => {
    const own = { identity: { forbidden: { file: "tokens.txt" } } };
    expect((await checkIdentity(project(own, { a: "acme-corp", "tokens.txt": text }).dir)).exit).not.toBe(0);
  });

  test("white space around one of the list", async () => {
    const own = { identity: { forbidden: ["acme-corp "] } };
    expect((await checkIdentity(project(own, { a: "acme-corp" }).dir)).exit).not.toBe(0);
  });
});

describe("make that ignores errors, or does nothing", () => {
  test.each([
    ["-i", [], ["-i"], {}],
    ["-t", [], ["-t"], {}],
    ["-t, by way of another target", ["ci: preflight"], ["-t", "ci"], {}],
    ["another shell by the command line", [], ["SHELL=/bin/true"], {}],
    ["other flags of the shell by the command line", [], [".SHELLFLAGS=-c true"], {}],
    ["MAKEFLAGS=i in the environment", [], [], { MAKEFLAGS: "i" }],
    ["MAKEFLAGS += -i", ["MAKEFLAGS += -i"], [], {}],
    [".IGNORE", [".IGNORE:"], [], {}],
  ])("%s", async (_, lines, argv, env) => {
    using fixture = repo({ a: "x" });
    await init(fixture.dir, "--yes");
    mkdirSync(join(fixture.dir, "path"));
    const tool = join(fixture.dir, "path/npx");
    writeFileSync(tool, "#!/bin/sh\nexit 1\n");
    chmodSync(tool, 0o755);
    fixture.write({ Makefile: ["include kprov.mk", ...lines, ""].join("\n") });
    const PATH = [join(fixture.dir, "path"), process.env["PATH"]].join(delimiter);
    expect(spawnSync("make", ["preflight", ...argv], { cwd: fixture.dir, env: { PATH, ...env } }).status).not.toBe(0);
  });
});

test.each(["core.trustctime=false", "core.checkStat=minimal"])(
  "%s, and an edit that keeps size and time",
  async (setting) => {
    const fixture = project(forbidding, { a: "acme-corp" });
    const file = join(fixture.dir, "a");
    utimesSync(file, 1000, 1000);
    fixture.git("update-index", "--refresh");
    fixture.git("config", ...(setting.split("=") as [string, string]));
    // git compares whole seconds.
    await new Promise((resolve) => setTimeout(resolve, 1100));
    writeFileSync(file, "fine-word");
    utimesSync(file, 1000, 1000);
    expect((await checkIdentity(fixture.dir)).exit).toBe(1);
  },
);

test("a command of the project that is called like a check", async () => {
  const fixture = project({ preflight: { commands: { "check-identity": ["true"] } } });
  expect((await runPreflight(fixture.dir, "--only", "check-identity")).exit).not.toBe(0);
});

test("the program without the name of a command, as in `kprovengine $GATE`", async () => {
  expect((await program(project({}).dir, [])).status).not.toBe(0);
});

test("a command of the project that rewrites what the checks have judged", async () => {
  const argv = ["sed", "-i", "s/fine/evil/", "a"];
  const fixture = project({ preflight: { commands: { format: argv } } }, { a: "fine\n" });
  expect(await runPreflight(fixture.dir)).toEqual({ exit: 3, codes: ["COMMAND_CHANGED_TREE"] });
});

test("a gate whose configuration was deleted", async () => {
  using fixture = repo({ a: "x" });
  await init(fixture.dir, "--yes");
  rmSync(join(fixture.dir, "kprov.config.ts"));
  fixture.git("add", "--all");
  const config = /--config (\S+)/.exec(readFileSync(join(fixture.dir, "kprov.mk"), "utf8"))?.[1] ?? "";
  expect((await runPreflight(fixture.dir, "--config", config)).exit).toBe(2);
});

describe("a command of the project that hides what it changes", () => {
  test.each(["--assume-unchanged", "--skip-worktree"])("by %s", async (bit) => {
    const argv = ["sh", "-c", `git update-index ${bit} a; echo evil > a`];
    const fixture = project({ preflight: { commands: { format: argv } } }, { a: "fine\n" });
    expect(await runPreflight(fixture.dir)).toEqual({ exit: 3, codes: ["COMMAND_CHANGED_TREE"] });
  });
});

test("python -m with a module that is not installed", async () => {
  const fixture = project({ preflight: { commands: { lint: ["python3", "-m", "no_such_module_here"] } } });
  expect(await runPreflight(fixture.dir)).toEqual({ exit: 3, codes: ["COMMAND_NOT_RUN"] });
});
