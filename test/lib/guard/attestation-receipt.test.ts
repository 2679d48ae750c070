import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import type { Command, Result } from "../../../lib/command.ts";
import { loadConfig } from "../../../lib/config/index.ts";
import { parseTestResult } from "../../../lib/evidence/index.ts";
import { refuseAttest } from "../../../lib/guard/attestation.ts";
import { openAttest, type PreflightReport } from "../../../lib/guard/index.ts";
import checkArtifacts from "../../../scripts/check-artifacts.ts";
import preflight from "../../../scripts/preflight.ts";
import { call } from "../../support/call.ts";
import { type RepoFiles, repo, type TestRepo } from "../../support/repo.ts";
import { temporary } from "../../support/temporary.ts";

const config = {
  preflight: { commands: { touch: ["touch", ".git/ran"] } },
  identity: { forbidden: ["old-name"] },
};
const project = (files: RepoFiles = {}): TestRepo => {
  const made = repo({ "kprov.config.json": JSON.stringify(config), "a.txt": "a", ...files });
  onTestFinished(made.dispose);
  return made;
};
const run = (dir: string, ...argv: string[]) => call(preflight as Command, dir, argv);
const view = { colour: false, width: 80, verbose: false };

/** What opens a statement about `dir`, outside of a command. */
const openIn = async (dir: string, args: object, talk?: Parameters<typeof openAttest>[1]["talk"]) => {
  const loaded = await loadConfig({ cwd: dir, allowCode: false, cacheDir: null });
  return openAttest(args, { cwd: dir, loaded, version: "0.1.0", talk });
};

describe("openAttest", () => {
  test("hands a result back as it is, and looks at nothing, when nothing is asked for", async () => {
    const result: Result = { exitCode: 0, document: {}, text: () => "page" };
    const attest = await openIn(temporary(), {});
    expect(await attest(result)).toBe(result);
  });

  test("puts its lines below the page, with nothing in between", async () => {
    const { dir } = project();
    const { result } = await call(checkArtifacts as Command, dir, []);
    const attest = await openIn(dir, { attest: true });
    const attested = await attest({ ...result, text: () => "\n  page\n\n" });
    expect(await attested.text(view)).toMatch(/^\n {2}page\n\.kprov\/attestations\/[^\n]+$/);
  });

  test("makes a proof none when files changed meanwhile, and leaves a violation one", async () => {
    const made = project();
    const { result } = await call(checkArtifacts as Command, made.dir, []);
    const attest = await openIn(made.dir, { attest: true });
    made.write({ "a.txt": "changed" });
    const [proved, violated] = [await attest(result), await attest({ ...result, exitCode: 1 })];
    expect([proved.exitCode, violated.exitCode]).toEqual([3, 1]);
  });

  test.each<[object, string]>([
    [{ key: ["ci"] }, "--key"],
    [{ "passphrase-fd": "3" }, "--passphrase-fd"],
    [{ key: ["ci"], "passphrase-fd": "3" }, "--key"],
    [{ key: ["ci"], "expect-receipt": "receipt.json" }, "--key"],
  ])("refuses %j: there is nothing to sign", async (args, flag) => {
    await expect(openIn(project().dir, args)).rejects.toMatchObject({
      code: "E_USAGE",
      message: `"${flag}" signs a statement`,
    });
  });
});

test.each([[{ attest: true }], [{ key: ["ci"] }]])("refuseAttest refuses %j", (args) => {
  expect(() => refuseAttest(args)).toThrow(expect.objectContaining({ code: "E_USAGE" }));
  expect(() => refuseAttest({})).not.toThrow();
});

describe("preflight and its receipt", () => {
  const written = async (dir: string, ...argv: string[]): Promise<string> => {
    const file = join(temporary(), "receipt.json");
    await run(dir, "--receipt", file, ...argv);
    return file;
  };

  test("is proved by a receipt of the same tree, and of the page nothing else is said", async () => {
    const { dir } = project();
    const file = await written(dir);
    const { result, text } = await run(dir, "--expect-receipt", file);
    expect([result.exitCode, (result.document as PreflightReport).verdict]).toEqual([0, "proved"]);
    expect(text).toMatch(/\S$/);
    expect(existsSync(join(dir, ".kprov"))).toBe(false);
  });

  test("is violated where another tree was judged, although all is proved here", async () => {
    const { dir, commit } = project();
    const file = await written(dir);
    commit({ "a.txt": "b" });
    const { result, text } = await run(dir, "--expect-receipt", file);
    const { verdict, checks } = result.document as PreflightReport;
    expect([result.exitCode, verdict]).toEqual([1, "violated"]);
    expect(checks.flatMap(({ findings }) => findings)).toMatchObject([{ code: "RECEIPT_DIFFERS" }]);
    expect(text).toContain("RECEIPT_DIFFERS");
  });

  test("is written and held against another at once, and signs away no difference", async () => {
    const { dir, commit } = project();
    const file = await written(dir);
    commit({ "a.txt": "b" });
    const newer = join(temporary(), "newer.json");
    const { result } = await run(dir, "--expect-receipt", file, "--receipt", newer);
    expect(result.exitCode).toBe(1);
    expect(parseTestResult(readFileSync(newer), "x")).toMatchObject({
      ...{ verdict: "violated", failed: ["expect-receipt"], skipped: [] },
    });
  });

  test("in the work tree changes nothing of what is judged, written or read", async () => {
    const { dir } = project();
    await run(dir, "--receipt", "mine.json");
    const untracked = parseTestResult(readFileSync(join(dir, "mine.json")), "x").state.untracked;
    await run(dir, "--receipt", "yours.json", "--expect-receipt", "mine.json");
    expect([untracked, parseTestResult(readFileSync(join(dir, "yours.json")), "x").state.untracked]).toEqual([
      null,
      null,
    ]);
    writeFileSync(join(dir, "stray"), "x");
    await run(dir, "--receipt", "yours.json", "--expect-receipt", "mine.json");
    expect(parseTestResult(readFileSync(join(dir, "yours.json")), "x").state.untracked).not.toBeNull();
  });

  test("is never held against what it replaces itself", async () => {
    const { dir } = project();
    await run(dir, "--attest");
    const held = ["--expect-receipt", ".kprov/attestations/preflight.test-result.json"];
    const { result } = await run(dir, ...held, "--receipt", "mine.json");
    expect(result.exitCode).toBe(0);
    for (const argv of [
      [...held, "--attest"],
      [...held, "--attest", "--receipt", "yours.json"],
      ["--expect-receipt", "mine.json", "--receipt", "./mine.json"],
    ])
      await expect(run(dir, ...argv)).rejects.toMatchObject({ code: "E_USAGE" });
    expect((await run(dir, "--expect-receipt", "mine.json", "--attest")).result.exitCode).toBe(0);
  });

  test("says which history was searched, and none that was not", async () => {
    const { dir, commit } = project();
    commit({ "a.txt": "b" });
    const range = "HEAD~1..HEAD";
    const receipts = [await written(dir, "--history", range), await written(dir)];
    const [searched, plain] = receipts.map((file) => parseTestResult(readFileSync(file), "x"));
    expect(searched?.history).toBe(range);
    expect(plain).not.toHaveProperty("history");
  });

  test.each<[string, string[], string]>([
    ["a receipt that is not there", ["--expect-receipt", "none.json"], "E_PREFLIGHT_RECEIPT"],
    ["a receipt that is none", ["--expect-receipt", "a.txt"], "E_PREFLIGHT_RECEIPT"],
    ["a tracked file as its place", ["--receipt", "a.txt"], "E_USAGE"],
    ["a key that is not there", ["--receipt", "new.json", "--key", "nobody"], "E_KEY"],
  ])("refuses %s before anything runs", async (_, argv, code) => {
    vi.stubEnv("KPROV_CONFIG_DIR", temporary());
    onTestFinished(() => void vi.unstubAllEnvs());
    const { dir } = project();
    await expect(run(dir, ...argv)).rejects.toMatchObject({ code });
    expect([".git/ran", "new.json"].filter((name) => existsSync(join(dir, name)))).toEqual([]);
  });
});
