import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, onTestFinished, test, vi } from "vitest";
import type { Command } from "../../../lib/command.ts";
import { loadConfig } from "../../../lib/config/index.ts";
import { parseEnvelopes, parseStatement, parseTestResult, preAuthEncoding } from "../../../lib/evidence/index.ts";
import { openAttest } from "../../../lib/guard/index.ts";
import { isSignedBy, parsePublicKey } from "../../../lib/sign/index.ts";
import checkArtifacts from "../../../scripts/check-artifacts.ts";
import checkIdentity from "../../../scripts/check-identity.ts";
import checkRuntime from "../../../scripts/check-runtime.ts";
import keys from "../../../scripts/keys.ts";
import preflight from "../../../scripts/preflight.ts";
import { call } from "../../support/call.ts";
import { endOf, program, startProgram } from "../../support/command.ts";
import { type RepoFiles, repo, type TestRepo } from "../../support/repo.ts";
import { until } from "../../support/run.ts";
import { temporary } from "../../support/temporary.ts";

afterEach(() => void vi.unstubAllEnvs());

const elf = Buffer.from("\x7fELF\x02\x01\x01\0", "latin1");
const project = (files: RepoFiles = {}, config: object = {}): TestRepo => {
  const made = repo({ "kprov.config.json": JSON.stringify(config), ...files });
  onTestFinished(made.dispose);
  return made;
};
const sh = (script: string): string[] => ["sh", "-c", script];
const place = (dir: string): string => join(dir, ".kprov/attestations");
const bytesOf = (dir: string, check = "preflight"): Buffer =>
  readFileSync(join(place(dir), `${check}.test-result.json`));
const resultOf = (dir: string, check?: string) => parseTestResult(bytesOf(dir, check), "x");
const run = (command: unknown, dir: string, ...argv: string[]) => call(command as Command, dir, argv);

describe("--attest", () => {
  test.each([
    ["check-artifacts", checkArtifacts, {}],
    ["check-identity", checkIdentity, { identity: { forbidden: ["old-name"] } }],
    ["check-runtime", checkRuntime, { runtime: { node: ">=18" } }],
  ])("%s leaves a statement bound to commit, tree, configuration and version", async (check, command, config) => {
    const made = project({ "package.json": '{"engines":{"node":">=18"}}', ".nvmrc": "20\n" }, config);
    const { result, text } = await run(command, made.dir, "--attest");
    const statement = resultOf(made.dir, check);
    expect(statement).toMatchObject({
      check,
      verdict: (result.document as { verdict: string }).verdict,
      state: { commit: made.git("rev-parse", "HEAD"), tree: made.git("rev-parse", "HEAD^{tree}"), isCommit: true },
      config: { path: "kprov.config.json", sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
      version: expect.stringMatching(/^\d/),
    });
    expect((await parseStatement(bytesOf(made.dir, check), "x")).predicateType).toMatch(/test-result/);
    expect(text).toMatch(new RegExp(`\n.kprov/attestations/${check}.test-result.json: .*, commit [0-9a-f]{12}$`));
  });

  test("leaves nothing without it", async () => {
    const { dir } = project();
    await run(preflight, dir);
    await run(checkArtifacts, dir);
    expect(existsSync(join(dir, ".kprov"))).toBe(false);
  });

  test("preflight names its checks and commands; the same state gives the same bytes, and stays clean", async () => {
    const made = project({}, { preflight: { commands: { lint: ["true"], test: ["true"] } } });
    const first = await run(preflight, made.dir, "--attest");
    const bytes = bytesOf(made.dir);
    await run(preflight, made.dir, "--attest");
    expect(bytesOf(made.dir).equals(bytes)).toBe(true);
    expect(first.result.exitCode).toBe(0);
    expect(resultOf(made.dir)).toMatchObject({
      ...{ verdict: "proved", passed: ["check-artifacts", "lint", "test"], failed: [], skipped: [], findings: [] },
    });
    expect(made.git("status", "--porcelain", "--untracked-files=all")).toBe("");
    expect((await run(checkArtifacts, made.dir)).result.exitCode).toBe(0);
  });

  test("a violation is written, says so, and keeps its exit code", async () => {
    const made = project({ "a.o": elf, "b.o": elf }, { preflight: { commands: { lint: ["false"], test: ["true"] } } });
    await run(preflight, made.dir, "--attest");
    const { result } = await run(preflight, made.dir, "--attest");
    expect(result.exitCode).toBe(1);
    expect(resultOf(made.dir)).toMatchObject({
      ...{ verdict: "violated", passed: ["test"], failed: ["check-artifacts", "lint"] },
      findings: expect.arrayContaining([
        { test: "check-artifacts", code: "COMPILED_FILE", level: "violation", count: 2 },
        { test: "lint", code: "COMMAND_FAILED", level: "violation", count: 1 },
      ]),
    });
    expect(JSON.parse(bytesOf(made.dir).toString("utf8")).predicate.result).toBe("FAILED");
  });

  test("a doubt is never PASSED", async () => {
    const made = project({}, { preflight: { commands: { lint: ["no-such-program-here"] } } });
    const { result } = await run(preflight, made.dir, "--attest");
    expect(result.exitCode).toBe(3);
    expect(resultOf(made.dir)).toMatchObject({ verdict: "undecided", failed: ["lint"] });
    expect(JSON.parse(bytesOf(made.dir).toString("utf8")).predicate.result).toBe("FAILED");
  });

  test("a part is WARNED, with what was left out", async () => {
    const made = project({}, { preflight: { commands: { lint: ["true"] } } });
    expect((await run(preflight, made.dir, "--attest", "--skip", "lint")).result.exitCode).toBe(0);
    expect(resultOf(made.dir)).toMatchObject({ verdict: "partial", skipped: ["lint"], passed: ["check-artifacts"] });
    expect(JSON.parse(bytesOf(made.dir).toString("utf8")).predicate.result).toBe("WARNED");
  });

  test("the commit is no subject of a statement about other files", async () => {
    const made = project({ "a.txt": "a" });
    made.write({ "a.txt": "changed" });
    await run(preflight, made.dir, "--attest");
    const { subject } = JSON.parse(bytesOf(made.dir).toString("utf8"));
    expect(subject.map(({ name }: { name: string }) => name)).toEqual(["tree"]);
  });

  test("a commit made while it runs: nothing was judged, exit 3", async () => {
    const made = project(
      {},
      { preflight: { commands: { sly: sh("git -c user.name=a -c user.email=a@b commit -q --allow-empty -m x") } } },
    );
    const { result } = await run(preflight, made.dir, "--attest");
    expect(result.exitCode).toBe(3);
    expect(resultOf(made.dir)).toMatchObject({ verdict: "undecided", passed: [] });
  });

  test("files that change between a proved report and its statement end in exit 3", async () => {
    const made = project({ "a.txt": "a" });
    const loaded = await loadConfig({ cwd: made.dir, allowCode: false, cacheDir: null });
    const attest = await openAttest({ attest: true }, { cwd: made.dir, loaded, version: "0.1.0", talk: undefined });
    const { result } = await run(checkArtifacts, made.dir);
    expect(result.exitCode).toBe(0);
    made.write({ "a.txt": "changed behind its back" });
    expect((await attest(result)).exitCode).toBe(3);
    expect(resultOf(made.dir, "check-artifacts")).toMatchObject({ verdict: "undecided", failed: ["check-artifacts"] });
  });

  test("an older statement of a run that found nothing is replaced by one that did", async () => {
    const made = project({}, { preflight: { commands: { flaky: sh('test ! -e "$HOME/broken"') } } });
    const home = temporary();
    vi.stubEnv("HOME", home);
    await run(preflight, made.dir, "--attest");
    expect(resultOf(made.dir).verdict).toBe("proved");
    writeFileSync(join(home, "broken"), "");
    await run(preflight, made.dir, "--attest");
    expect(resultOf(made.dir).verdict).toBe("violated");
  });

  test("goes to the configuration's directory in a monorepo, whatever the working directory", async () => {
    const made = repo({ "api/kprov.config.json": "{}", "api/src/a.txt": "a" });
    onTestFinished(made.dispose);
    await run(checkArtifacts, join(made.dir, "api/src"), "--attest");
    expect([existsSync(place(join(made.dir, "api"))), existsSync(place(made.dir))]).toEqual([true, false]);
  });

  test("goes to the repository's top without a configuration", async () => {
    const made = repo({ "src/a.txt": "a" });
    onTestFinished(made.dispose);
    await run(checkArtifacts, join(made.dir, "src"), "--attest");
    expect(resultOf(made.dir, "check-artifacts").config).toBeNull();
  });

  test.skipIf(process.getuid?.() === 0)("a directory that can't be written is exit 3 when all is proved", async () => {
    const { dir } = project();
    mkdirSync(place(dir), { recursive: true });
    chmodSync(place(dir), 0o500);
    await expect(run(preflight, dir, "--attest")).rejects.toMatchObject({ code: "E_IO", exit: 3 });
  });

  test("a statement that can't be written never hides a violation, nor lets a proof pass", async () => {
    const clean = project();
    writeFileSync(join(clean.dir, ".kprov"), "in the way");
    await expect(run(preflight, clean.dir, "--attest")).rejects.toMatchObject({ code: "E_IO", exit: 3 });
    const broken = project({ "a.o": elf });
    writeFileSync(join(broken.dir, ".kprov"), "in the way");
    const { result, stderr } = await run(preflight, broken.dir, "--attest");
    expect(result.exitCode).toBe(1);
    expect(stderr).toContain("Cannot write");
  });

  test("killed half-way, it leaves the older statement and no half one", async () => {
    const made = project(
      {},
      { preflight: { commands: { slow: sh("test -e ../fast-$PPID || { touch .git/ready; sleep 30; }") } } },
    );
    const old = Buffer.from("an older statement\n");
    mkdirSync(place(made.dir), { recursive: true });
    writeFileSync(join(place(made.dir), ".gitignore"), "*\n");
    writeFileSync(join(place(made.dir), "preflight.test-result.json"), old);
    const child = startProgram(made.dir, ["preflight", "--attest"]);
    const ended = endOf(child);
    await until(() => existsSync(join(made.dir, ".git/ready")), "the command runs");
    child.kill("SIGKILL");
    await ended;
    expect(bytesOf(made.dir).equals(old)).toBe(true);
    expect(readdirSync(place(made.dir)).sort()).toEqual([".gitignore", "preflight.test-result.json"]);
  });

  test("as a process: exactly one document under --json", async () => {
    const { dir } = project();
    const { status, stdout, stderr } = await program(dir, ["preflight", "--attest", "--json"]);
    expect([status, JSON.parse(stdout).schema, stderr]).toEqual([0, "kprov.preflight/v1", ""]);
    expect(resultOf(dir).verdict).toBe("proved");
  });

  test.each([
    ["--key without --attest", ["--key", "ci"]],
    ["--passphrase-fd without --attest", ["--passphrase-fd", "3"]],
    ["a self-test", ["--self-test", "--attest"]],
  ])("refuses %s", async (_, argv) => {
    const { dir } = project();
    await expect(run(checkArtifacts, dir, ...argv)).rejects.toMatchObject({ code: "E_USAGE" });
  });
});

describe("--attest --key", () => {
  const withKey = async (): Promise<string> => {
    const [config, elsewhere] = [temporary(), temporary()];
    vi.stubEnv("KPROV_CONFIG_DIR", config);
    await run(keys, elsewhere, "new", "ci", "--plain");
    return readFileSync(join(config, "keys/ci.pub"), "utf8");
  };

  test("signs the same bytes beside the statement, and the newest replaces the older", async () => {
    const key = parsePublicKey(await withKey(), "ci");
    const made = project({ "a.txt": "a" });
    await run(preflight, made.dir, "--attest", "--key", "ci");
    made.commit({ "a.txt": "b" });
    await run(preflight, made.dir, "--attest", "--key", "ci");
    const names = readdirSync(place(made.dir)).filter((name) => name.endsWith(".intoto.jsonl"));
    expect(names).toEqual([expect.stringMatching(/^preflight\.[0-9a-f]{16}\.intoto\.jsonl$/)]);
    const [envelope, ...others] = parseEnvelopes(readFileSync(join(place(made.dir), names[0] ?? "")), "x");
    expect(others).toEqual([]);
    expect(envelope?.payload.equals(bytesOf(made.dir))).toBe(true);
    const { payloadType = "", payload = Buffer.alloc(0), signatures = [] } = envelope ?? {};
    expect(signatures.map(({ keyid }) => keyid)).toEqual([key.fingerprint]);
    expect(isSignedBy(key, preAuthEncoding(payloadType, payload), signatures[0]?.sig ?? Buffer.alloc(0))).toBe(true);
  });

  test("a key that is not there stops it before anything runs", async () => {
    await withKey();
    const made = project({}, { preflight: { commands: { touch: ["touch", "ran"] } } });
    await expect(run(preflight, made.dir, "--attest", "--key", "nobody")).rejects.toMatchObject({ code: "E_KEY" });
    expect(existsSync(join(made.dir, "ran"))).toBe(false);
  });
});
