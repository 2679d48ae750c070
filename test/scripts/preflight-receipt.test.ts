import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, onTestFinished, test, vi } from "vitest";
import type { Command } from "../../lib/command.ts";
import { formatTestResult, parseTestResult, type TestResult } from "../../lib/evidence/index.ts";
import type { PreflightReport } from "../../lib/guard/index.ts";
import checkArtifacts from "../../scripts/check-artifacts.ts";
import keys from "../../scripts/keys.ts";
import command from "../../scripts/preflight.ts";
import verify from "../../scripts/verify.ts";
import { call } from "../support/call.ts";
import { repo, type TestRepo } from "../support/repo.ts";
import { temporary } from "../support/temporary.ts";

afterEach(() => void vi.unstubAllEnvs());

const config = (more: object = {}) => JSON.stringify({ preflight: { commands: { test: ["true"] } }, ...more });

const project = (more: object = {}): TestRepo => {
  const files = { "a.txt": "1\n", ".gitignore": "*.tmp\n", ".nvmrc": `${process.versions.node.split(".", 1)[0]}\n` };
  const made = repo({ "kprov.config.json": config(more), ...files });
  onTestFinished(made.dispose);
  return made;
};

const preflight = async (cwd: string, ...argv: string[]) => {
  const { result, text } = await call(command as Command, cwd, argv);
  const report = result.document as PreflightReport;
  const check = report.checks.find(({ check: name }) => name === "expect-receipt");
  return { exitCode: result.exitCode, report, text, check, said: check?.findings.map(({ message }) => message) };
};

const written = async (dir: string, ...argv: string[]): Promise<string> => {
  const file = join(temporary(), "receipt.json");
  await preflight(dir, "--receipt", file, ...argv);
  return file;
};

const bare: TestResult = {
  ...{ check: "preflight", verdict: "proved", passed: ["test"], failed: [], skipped: [], findings: [] },
  state: { commit: null, tree: "2".repeat(40), isCommit: false, untracked: null },
  ...{ config: null, ruleset: "5".repeat(64), runtimes: {}, version: "0.1.0" },
};

describe("preflight --receipt", () => {
  it("writes a canonical statement about tree, rules, program and runtimes, the same every time", async () => {
    const { dir, git } = project({ runtime: { node: ">=20" } });
    const [once, again] = [await written(dir), await written(dir)];
    const bytes = readFileSync(once);
    expect(readFileSync(again)).toEqual(bytes);
    expect(parseTestResult(bytes, "x")).toMatchObject({
      check: "preflight",
      state: { tree: git("rev-parse", "HEAD^{tree}"), untracked: null },
      ruleset: expect.stringMatching(/^[0-9a-f]{64}$/),
      runtimes: { node: expect.stringMatching(/^\d+\.\d+\.\d+$/) },
    });
    expect(bytes.toString("utf8")).not.toContain(dir);
  });

  it("is the statement that --attest leaves", async () => {
    const { dir } = project();
    const file = await written(dir, "--attest");
    expect(readFileSync(join(dir, ".kprov/attestations/preflight.test-result.json"))).toEqual(readFileSync(file));
  });

  it("of what is staged is that of a clean checkout of the same tree", async () => {
    const { dir, git, write } = project();
    write({ "a.txt": "2\n" });
    git("add", "a.txt");
    write({ "a.txt": "3\n", "new.txt": "x" });
    const file = await written(dir, "--staged");
    git("commit", "--quiet", "--message", "next");
    git("checkout", "--quiet", "a.txt");
    git("clean", "--quiet", "--force");
    expect((await preflight(dir, "--expect-receipt", file)).exitCode).toBe(0);
  });

  it("of a checkout with other line ends is that of the commit", async () => {
    const { dir, commit, git } = project();
    commit({ "kprov.config.json": `${config()}\n` });
    const file = await written(dir);
    git("config", "core.autocrlf", "true");
    rmSync(join(dir, "kprov.config.json"));
    git("checkout", "--", "kprov.config.json");
    expect(readFileSync(join(dir, "kprov.config.json"), "utf8")).toBe(`${config()}\r\n`);
    expect((await preflight(dir, "--expect-receipt", file)).said).toEqual([]);
    expect(readFileSync(await written(dir))).toEqual(readFileSync(file));
  });

  it("is written about a violation, too, and in the place of an older one", async () => {
    const { dir, commit } = project();
    const place = temporary();
    const file = join(place, "receipt.json");
    await preflight(dir, "--receipt", file);
    commit({ ".env": "A=1" });
    expect((await preflight(dir, "--receipt", file)).exitCode).toBe(1);
    expect(parseTestResult(readFileSync(file), "x").verdict).toBe("violated");
    expect(readdirSync(place)).toEqual(["receipt.json"]);
  });

  it("in the work tree is no change of it", async () => {
    const { dir } = project();
    await preflight(dir, "--receipt", "receipt.json");
    const bytes = readFileSync(join(dir, "receipt.json"));
    await preflight(dir, "--receipt", "receipt.json");
    expect(readFileSync(join(dir, "receipt.json"))).toEqual(bytes);
    expect((await preflight(dir, "--expect-receipt", "receipt.json")).exitCode).toBe(0);
  });

  test.each<[string, (dir: string) => void]>([
    ["another file", (dir) => writeFileSync(join(dir, "x"), "mine")],
    ["an empty file", (dir) => writeFileSync(join(dir, "x"), "")],
    ["a directory", (dir) => mkdirSync(join(dir, "x"))],
    ["a link", (dir) => symlinkSync("receipt.json", join(dir, "x"))],
  ])("never takes the place of %s", async (_, put) => {
    const { dir } = project();
    await preflight(dir, "--receipt", "receipt.json");
    put(dir);
    await expect(preflight(dir, "--receipt", "x")).rejects.toMatchObject({ code: "E_USAGE" });
  });

  test.each<[string, string, string]>([
    ["git's own directory", ".git/r.json", "git's own directory"],
    ["git's own directory over a link", "out.tmp/r.json", "git's own directory"],
    ["stdout", "-", "stdout"],
    ["a tracked file", "a.txt", "git tracks it"],
    ["a directory", ".", "a directory"],
  ])("never goes to %s, and nothing runs", async (_, place, why) => {
    const { dir } = project({ preflight: { commands: { test: ["touch", "ran.tmp"] } } });
    symlinkSync(".git", join(dir, "out.tmp"));
    await expect(preflight(dir, "--receipt", place)).rejects.toMatchObject({
      code: "E_USAGE",
      message: expect.stringContaining(why),
    });
    expect([".git/r.json", "-", "ran.tmp"].filter((name) => existsSync(join(dir, name)))).toEqual([]);
  });

  it("has the directories made that it needs", async () => {
    const { dir } = project();
    expect((await preflight(dir, "--receipt", "new.tmp/deeper/r.json")).exitCode).toBe(0);
    expect(readdirSync(join(dir, "new.tmp/deeper"))).toEqual(["r.json"]);
  });

  it("whose place can't be made names it as it was given", async () => {
    const { dir } = project();
    await expect(preflight(dir, "--receipt", "a.txt/x/r.json")).rejects.toMatchObject({
      code: "E_IO",
      message: expect.stringMatching(/^Cannot write the receipt "a\.txt\/x\/r\.json": E[A-Z]+$/),
    });
  });

  it("that can't be written in the end is no success, and a violation stays one", async () => {
    const { dir, commit } = project({ preflight: { commands: { test: ["rm", "-r", "out.tmp"] } } });
    await expect(preflight(dir, "--receipt", "out.tmp/r.json")).rejects.toMatchObject({
      code: "E_IO",
      message: 'Cannot write the receipt "out.tmp/r.json": ENOENT',
    });
    commit({ ".env": "A=1" });
    expect((await preflight(dir, "--receipt", "out.tmp/r.json")).exitCode).toBe(1);
  });
});

describe("preflight --receipt and --expect-receipt", () => {
  const none = (): void => undefined;
  test.each<[string, (dir: string) => void, string, string]>([
    ["by the same words", none, "r.tmp", "r.tmp"],
    ["by another spelling", none, "./new/../r.tmp", "r.tmp"],
    ["by its whole path", none, "DIR/r.tmp", "r.tmp"],
    [
      "over a link above the one that is written",
      (dir) => symlinkSync(".", join(dir, "link.tmp")),
      "link.tmp/r.tmp",
      "r.tmp",
    ],
    ["over a link that is compared with", (dir) => symlinkSync("r.tmp", join(dir, "l.tmp")), "r.tmp", "l.tmp"],
    ["by another name of the same file", (dir) => linkSync(join(dir, "r.tmp"), join(dir, "h.tmp")), "h.tmp", "r.tmp"],
  ])("refuse one file for both, %s, and nothing runs", async (_, put, named, expected) => {
    const { dir } = project({ preflight: { commands: { test: ["touch", "ran.tmp"] } } });
    await preflight(dir, "--receipt", "r.tmp", "--skip", "test");
    const bytes = readFileSync(join(dir, "r.tmp"));
    put(dir);
    const receipt = named.replace("DIR", dir);
    await expect(preflight(dir, "--receipt", receipt, "--expect-receipt", expected)).rejects.toMatchObject({
      code: "E_USAGE",
      message: `Can't write the receipt to "${receipt}": "--expect-receipt" is about that file`,
    });
    expect(existsSync(join(dir, "ran.tmp"))).toBe(false);
    expect(readFileSync(join(dir, "r.tmp"))).toEqual(bytes);
  });

  it("refuse one file for both that is not there yet", async () => {
    const { dir } = project();
    await expect(preflight(dir, "--receipt", "r.tmp", "--expect-receipt", "./r.tmp")).rejects.toMatchObject({
      code: "E_USAGE",
    });
  });

  it("may be two files", async () => {
    const { dir } = project();
    await preflight(dir, "--receipt", "r.tmp");
    expect((await preflight(dir, "--receipt", "s.tmp", "--expect-receipt", "r.tmp")).exitCode).toBe(0);
  });

  const attested = ".kprov/attestations/preflight.test-result.json";
  it("refuses to compare with what --attest replaces, over a link, too", async () => {
    const { dir } = project();
    await preflight(dir, "--attest");
    symlinkSync(attested, join(dir, "l.tmp"));
    const bytes = readFileSync(join(dir, attested));
    for (const file of [attested, "l.tmp"])
      await expect(preflight(dir, "--attest", "--expect-receipt", file)).rejects.toMatchObject({
        code: "E_USAGE",
        message: `Cannot compare with the receipt "${file}": "--attest" replaces it`,
      });
    expect(readFileSync(join(dir, attested))).toEqual(bytes);
    expect((await preflight(dir, "--expect-receipt", attested)).exitCode).toBe(0);
    for (const copy of ["copy.tmp", ".kprov/attestations/copy.tmp"]) {
      writeFileSync(join(dir, copy), bytes);
      expect((await preflight(dir, "--attest", "--expect-receipt", copy)).exitCode).toBe(0);
    }
  });

  test.each(["--receipt", "--expect-receipt"])("refuse a report where the file of %s is", async (flag) => {
    const { dir } = project();
    await preflight(dir, "--receipt", "r.tmp");
    const bytes = readFileSync(join(dir, "r.tmp"));
    for (const name of ["r.tmp", "./r.tmp", join(dir, "r.tmp")])
      await expect(preflight(dir, flag, "r.tmp", "--report", `json=${name}`)).rejects.toMatchObject({
        code: "E_USAGE",
        message: expect.stringContaining(`"${flag}" is about that file`),
      });
    expect(readFileSync(join(dir, "r.tmp"))).toEqual(bytes);
  });
});

describe("preflight --expect-receipt", () => {
  it("adds a check that is proved when all is the same", async () => {
    const { dir } = project({ runtime: { node: ">=20" } });
    const { exitCode, check } = await preflight(dir, "--expect-receipt", await written(dir));
    expect([exitCode, check?.verdict, check?.findings]).toEqual([0, "proved", []]);
    expect(check?.coverage[0]?.considered).toBeGreaterThan(8);
  });

  it("does not mind another commit of the same tree", async () => {
    const { dir, git } = project();
    const file = await written(dir);
    git("commit", "--quiet", "--amend", "--message", "other words");
    expect((await preflight(dir, "--expect-receipt", file)).exitCode).toBe(0);
  });

  test.each<[string, (made: TestRepo) => void, string]>([
    ["another tree", ({ commit }) => commit({ "a.txt": "2\n" }), "The tree is"],
    ["a change that is not committed", ({ write }) => write({ "a.txt": "2\n" }), "The tree is"],
    ["a file more", ({ write }) => write({ "b.txt": "2\n" }), "The list of files that git does not track is"],
    [
      "other rules",
      ({ write }) => write({ "kprov.config.json": config({ artifacts: { maxFileSize: "9 MB" } }) }),
      "The ruleset is",
    ],
    [
      "other words of the same configuration",
      ({ write }) => write({ "kprov.config.json": `${config()} ` }),
      "The configuration is",
    ],
    [
      "another command",
      ({ write }) => write({ "kprov.config.json": config({ preflight: { commands: { lint: ["true"] } } }) }),
      'The result of "test" is',
    ],
  ])("is violated by %s, and names it", async (_, change, wanted) => {
    const made = project();
    const file = await written(made.dir);
    change(made);
    const { exitCode, report, said } = await preflight(made.dir, "--expect-receipt", file);
    expect([exitCode, report.verdict]).toEqual([1, "violated"]);
    expect(said).toContainEqual(expect.stringContaining(wanted));
  });

  it("compares the range of --history and the base that judged", async () => {
    const { dir, git, commit } = project({ identity: { forbidden: ["globex"] } });
    commit({ "b.txt": "1\n" });
    const asked = ["--history", "HEAD~1..HEAD", "--base", "HEAD~1"];
    const file = await written(dir, ...asked);
    expect(parseTestResult(readFileSync(file), "x")).toMatchObject({
      history: "HEAD~1..HEAD",
      base: git("rev-parse", "HEAD~1"),
    });
    expect((await preflight(dir, "--expect-receipt", file, ...asked)).exitCode).toBe(0);
    const { exitCode, said } = await preflight(dir, "--expect-receipt", file);
    expect([exitCode, said]).toEqual([
      1,
      ["The base that judges is not what the receipt says", "The range of --history is not what the receipt says"],
    ]);
  });

  const forged: [string, (result: ReturnType<typeof parseTestResult>) => object, string][] = [
    ["version of the program", () => ({ version: "0.0.1" }), "The version of kprovengine is"],
    ["runtime", () => ({ runtimes: { node: "18.0.0" } }), "The version of node is"],
    ["runtime that is gone", () => ({ runtimes: { node: null, go: "1.22.0" } }), "The version of go is"],
    ["verdict", () => ({ verdict: "partial" as const }), "The verdict is"],
    ["range of history", () => ({ history: "main..HEAD" }), "The range of --history is"],
    ["base", () => ({ base: "1".repeat(40) }), "The base that judges is"],
    [
      "skipped command",
      ({ passed }) => ({ passed: passed.filter((name) => name !== "test"), skipped: ["test"] }),
      'The result of "test" is',
    ],
    [
      "failed check",
      () => ({ passed: ["test"], failed: ["check-artifacts"], verdict: "violated" as const }),
      'The result of "check-artifacts" is',
    ],
    ["digest of the rules", () => ({ ruleset: "0".repeat(64) }), "The ruleset is"],
    [
      "effective configuration",
      ({ config: old }) => ({ config: old && { ...old, effective: "0".repeat(64) } }),
      "The evaluated configuration is",
    ],
  ];
  test.each(forged)("is violated by a receipt with another %s", async (_, change, wanted) => {
    const { dir } = project({ runtime: { node: ">=20" } });
    const file = await written(dir);
    const result = parseTestResult(readFileSync(file), "x");
    writeFileSync(file, formatTestResult({ ...result, ...change(result) }));
    const { exitCode, said } = await preflight(dir, "--expect-receipt", file);
    expect([exitCode, said]).toEqual([1, expect.arrayContaining([expect.stringContaining(wanted)])]);
  });

  test.each<[string, (file: string) => void]>([
    ["missing", () => undefined],
    ["a directory", (file) => mkdirSync(file)],
    ["empty", (file) => writeFileSync(file, "")],
    ["no JSON", (file) => writeFileSync(file, "{")],
    [
      "a receipt whose findings are none",
      (file) => writeFileSync(file, formatTestResult({ ...bare, findings: ["zz"] as never })),
    ],
    ["another document", (file) => writeFileSync(file, '{"schema":"kprov.preflight/v1"}')],
    ["huge", (file) => writeFileSync(file, " ".repeat(2 ** 22 + 1))],
    [
      "an envelope without a statement",
      (file) => writeFileSync(file, '{"payloadType":"text/plain","payload":"eA==","signatures":[{"sig":"eA=="}]}'),
    ],
  ])("can't be decided with a receipt that is %s, and runs nothing", async (_, make) => {
    const { dir } = project({ preflight: { commands: { test: ["touch", "ran.tmp"] } } });
    const file = join(temporary(), "receipt.json");
    make(file);
    await expect(preflight(dir, "--expect-receipt", file)).rejects.toMatchObject({
      code: "E_PREFLIGHT_RECEIPT",
      exit: 3,
    });
    expect(existsSync(join(dir, "ran.tmp"))).toBe(false);
  });

  it("can't be decided with the statement of a check, or of a version that did not say by which rules", async () => {
    const { dir } = project();
    await call(checkArtifacts as Command, dir, ["--attest"]);
    const place = join(dir, ".kprov/attestations/check-artifacts.test-result.json");
    await expect(preflight(dir, "--expect-receipt", place)).rejects.toMatchObject({ code: "E_PREFLIGHT_RECEIPT" });
    const file = await written(dir);
    const { ruleset: _, ...older } = parseTestResult(readFileSync(file), "x");
    writeFileSync(file, formatTestResult(older));
    await expect(preflight(dir, "--expect-receipt", file)).rejects.toMatchObject({ code: "E_PREFLIGHT_RECEIPT" });
  });

  it("keeps a violation of the tree, and is part of what is attested", async () => {
    const { dir, commit } = project();
    const file = await written(dir);
    commit({ ".env": "A=1" });
    const { exitCode, report } = await preflight(dir, "--expect-receipt", file, "--attest");
    expect([exitCode, report.verdict]).toEqual([1, "violated"]);
    const left = parseTestResult(readFileSync(join(dir, ".kprov/attestations/preflight.test-result.json")), "x");
    expect(left.failed).toEqual(["check-artifacts", "expect-receipt"]);
  });

  it("can be held against a preflight that was held against another itself", async () => {
    const { dir } = project();
    const file = await written(dir);
    const second = await written(dir, "--expect-receipt", file);
    expect((await preflight(dir, "--expect-receipt", second)).exitCode).toBe(0);
  });
});

describe("a signed receipt", () => {
  beforeEach(() => void vi.stubEnv("KPROV_CONFIG_DIR", join(temporary(), "config")));
  const newKey = async (dir: string, name: string): Promise<string> => {
    const { result } = await call(keys as Command, dir, ["new", name, "--plain"]);
    return (result.document as { fingerprint: string }).fingerprint;
  };
  const trust = (dir: string, fingerprint: string) =>
    call(keys as Command, dir, ["trust", fingerprint, "--owner", "Ann Lee", "--role", "runner"]);

  it("is a statement that verify proves, about the tree that was judged", async () => {
    const { dir, git } = project();
    const fingerprint = await newKey(dir, "laptop");
    const file = await written(dir, "--staged", "--key", "laptop");
    const ask = (...argv: string[]) => call(verify as Command, dir, [file, ...argv]);
    const tree = `gitTree:${git("rev-parse", "HEAD^{tree}")}`;
    expect((await ask("--digest", tree)).result.exitCode).toBe(3);
    await trust(dir, fingerprint);
    expect((await ask("--digest", tree)).result.exitCode).toBe(0);
    expect((await ask("--digest", `gitTree:${"1".repeat(40)}`)).result.exitCode).toBe(1);
    expect((await preflight(dir, "--expect-receipt", file)).exitCode).toBe(0);
  });

  it("of two signers has one envelope with both", async () => {
    const { dir } = project();
    for (const name of ["laptop", "other"]) await newKey(dir, name);
    const file = await written(dir, "--key", "laptop", "--key", "other");
    expect(JSON.parse(readFileSync(file, "utf8")).signatures).toHaveLength(2);
    expect((await preflight(dir, "--expect-receipt", file)).exitCode).toBe(0);
  });

  it("about a failure is refused by verify", async () => {
    const { dir, commit } = project();
    commit({ ".env": "A=1" });
    await trust(dir, await newKey(dir, "laptop"));
    const file = await written(dir, "--key", "laptop");
    const { result, text } = await call(verify as Command, dir, [file]);
    expect([result.exitCode, text]).toEqual([1, expect.stringContaining("RESULT_NEGATIVE")]);
  });

  it("is what verify asks for when nobody has signed", async () => {
    const { dir } = project();
    const file = await written(dir);
    await expect(call(verify as Command, dir, [file])).rejects.toMatchObject({
      code: "E_ENVELOPE",
      message: expect.stringContaining("a statement that nobody has signed"),
    });
  });

  it("has its signer refused without --receipt or --attest", async () => {
    const { dir } = project();
    await expect(preflight(dir, "--key", "laptop")).rejects.toMatchObject({ code: "E_USAGE" });
  });
});
