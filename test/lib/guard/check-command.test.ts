import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { configOptions } from "../../../lib/cli.ts";
import { loadConfig } from "../../../lib/config/index.ts";
import { parseTestResult } from "../../../lib/evidence/index.ts";
import { runCheckCommand } from "../../../lib/guard/check-command.ts";
import type { Gate, GateContext } from "../../../lib/guard/gate.ts";
import { artifactsGate } from "../../../lib/guard/gates/artifacts.ts";
import { rulesGate } from "../../../lib/guard/gates/rules.ts";
import type { Report } from "../../../lib/report.ts";
import { keepSecrets } from "../../../lib/secrecy.ts";
import { version } from "../../../lib/version.ts";
import { denyFile, salt } from "../../support/deny.ts";
import { type RepoFiles, repo, type TestRepo } from "../../support/repo.ts";
import { temporary } from "../../support/temporary.ts";
import { wheel } from "../../support/zip.ts";
import { recording, tested, violation } from "./recording-gate.ts";

const configFile = "kprov.config.json";
const waiversFile = ".kprov/waivers.json";
const view = { colour: false, width: 80, verbose: false };
const packageName = "claims_etl-1.0.0-py3-none-any.whl";

let cacheDir: string;
beforeEach(() => {
  cacheDir = temporary();
  vi.stubEnv("KPROV_CACHE_DIR", cacheDir);
  onTestFinished(() => void vi.unstubAllEnvs());
});

const project = (files: RepoFiles = {}): TestRepo => {
  const made = repo({ [configFile]: "{}", "a.txt": "a", ...files });
  onTestFinished(made.dispose);
  return made;
};

/** In force for a while from now. */
const waivers = (more: object = {}): string => {
  const until = new Date(Date.now() + 10 * 86_400_000).toISOString().slice(0, 10);
  const { fingerprint, code } = violation;
  const waiver = { fingerprint, check: "check-artifacts", code, reason: "r", owner: "o", until, ...more };
  return JSON.stringify({ schema: "kprov.waivers/v1", waivers: [waiver] });
};

const run = async (gate: Gate, dir: string, args: object = {}, talk?: Parameters<typeof runCheckCommand>[2]) => {
  const result = await runCheckCommand(gate, { cwd: dir, ...args } as never, talk);
  return { ...result, report: result.document as Report };
};

describe("a check as a command", () => {
  test("asks its gate about the working directory, by the configuration found there", async () => {
    const { dir } = project();
    const { gate, contextOf } = recording();
    const { exitCode, report } = await run(gate, dir, { history: "HEAD~1..HEAD", "salt-file": "/salt" });
    const { config, digest } = await loadConfig(configOptions({ cwd: dir }));
    expect(contextOf()).toMatchObject({
      ...{ cwd: dir, root: dir, policyRoot: dir, path: join(dir, configFile), config, digest, version, cacheDir },
      deny: { history: "HEAD~1..HEAD", saltFile: "/salt" },
    });
    expect([exitCode, report.verdict]).toEqual([0, "proved"]);
    expect(contextOf()).toMatchObject({ snapshot: { cwd: dir, isStaged: false } });
    expect(contextOf()).not.toHaveProperty("base");
    for (const key of ["staged", "base", "waived"]) expect(report).not.toHaveProperty(key);
  });

  test("works in this process's directory when nobody names one", async () => {
    const { dir } = project();
    vi.spyOn(process, "cwd").mockReturnValue(dir);
    onTestFinished(() => void vi.restoreAllMocks());
    const { gate, contextOf } = recording();
    const result = await runCheckCommand(gate, { report: ["json=out.json"] }, undefined);
    expect([result.exitCode, contextOf().cwd]).toEqual([0, dir]);
    expect(JSON.parse(readFileSync(join(dir, "out.json"), "utf8"))).toMatchObject({ verdict: "proved" });
  });

  test("tells a person how far the search has come, and nobody when nobody listens", async () => {
    const { dir } = project();
    const progress = vi.fn();
    const ignored = () => undefined;
    const { gate, contextOf } = recording();
    await run(gate, dir, {}, { note: ignored, warn: ignored, debug: ignored, progress });
    contextOf().onProgress?.(3_400_000);
    expect(progress).toHaveBeenCalledExactlyOnceWith("searching: 3 MB");
    const { gate: second, contextOf: secondContext } = recording();
    await run(second, dir);
    expect(() => secondContext().onProgress?.(1)).not.toThrow();
  });

  test("takes away what the committed list waives", async () => {
    const { dir } = project({ [waiversFile]: waivers() });
    const { exitCode, report } = await run(recording([violation]).gate, dir);
    expect([exitCode, report.verdict, report.waived?.length]).toEqual([0, "proved", 1]);
    expect((await run(recording([{ ...violation, fingerprint: "0".repeat(32) }]).gate, dir)).exitCode).toBe(1);
  });

  test.each<[string, object, RegExp]>([
    ["that has ended", { until: "2020-01-01" }, /ended on/],
    ["that waives nothing", { fingerprint: "0".repeat(32) }, /waives nothing/],
    ["that is in force", {}, /^$/],
  ])("shows no private token that is quoted from a waiver %s", async (_, more, message) => {
    const quoting = { reason: "for acme-corp", owner: "acme-corp", ...more };
    const { dir } = project({
      [waiversFile]: waivers(quoting),
      [configFile]: JSON.stringify({ identity: { forbidden: { private: "list.json" } } }),
      "list.json": denyFile(["acme-corp"]),
    });
    vi.stubEnv("KPROV_DENY_SALT", salt);
    onTestFinished(() => keepSecrets(() => (text) => text));
    const { report } = await run(recording([violation]).gate, dir);
    expect(report.findings.map((one) => one.message).join("")).toMatch(message);
    expect(JSON.stringify(report)).not.toContain("acme-corp");
    expect(JSON.stringify(report)).toContain("[private ");
  });

  test("--staged has the index judged alone, says so, and attests that very tree", async () => {
    const made = project();
    made.write({ "a.txt": "b" });
    made.git("add", "a.txt");
    made.write({ "a.txt": "c" });
    const { gate, contextOf } = recording();
    const { report } = await run(gate, made.dir, { staged: true, attest: true });
    expect([contextOf().snapshot?.isStaged, report.staged]).toEqual([true, true]);
    const statement = readFileSync(join(made.dir, ".kprov/attestations/check-artifacts.test-result.json"));
    expect(parseTestResult(statement, "x").state.tree).toBe(made.git("write-tree"));
  });

  test("--report goes below the directory that was named", async () => {
    const { dir } = project();
    await run(recording().gate, dir, { report: ["json=out.json"] });
    expect(JSON.parse(readFileSync(join(dir, "out.json"), "utf8"))).toMatchObject({ verdict: "proved" });
  });

  test("--report on stdout goes there", async () => {
    const { dir } = project();
    const write = vi.spyOn(process.stdout, "write").mockImplementation((...all) => {
      const done = all.find((one) => typeof one === "function") as (() => void) | undefined;
      done?.();
      return true;
    });
    onTestFinished(() => void vi.restoreAllMocks());
    const result = await run(recording().gate, dir, { report: ["json=-"] });
    const written = write.mock.calls.map(([chunk]) => String(chunk)).join("");
    expect(JSON.parse(written)).toMatchObject({ check: "check-artifacts", verdict: "proved" });
    expect(await result.text(view)).toBe("");
  });
});

describe("a check by a base", () => {
  test("hands the base to its gate, and says who judged", async () => {
    const made = project();
    made.git("checkout", "--quiet", "-b", "candidate");
    made.commit({ [configFile]: JSON.stringify({ artifacts: { maxFileSize: "9 MB" } }) });
    const { gate, contextOf } = recording();
    const { report } = await run(gate, made.dir, { base: "main" });
    const commit = made.git("rev-parse", "main");
    expect(contextOf().base).toMatchObject({ commit, name: "main", candidate: { policyRoot: made.dir } });
    expect(contextOf().config.artifacts.maxFileSize).not.toBe(9e6);
    expect(report.base).toMatchObject({ ref: "main", commit, judge: "base" });
  });

  test("does not honour a waiver that the candidate has given up", async () => {
    const made = project({ [waiversFile]: waivers() });
    const judged = () => run(recording([violation]).gate, made.dir, { base: "main" });
    made.git("checkout", "--quiet", "-b", "candidate");
    expect((await judged()).exitCode).toBe(0);
    made.git("rm", "--quiet", waiversFile);
    made.commit();
    expect((await judged()).exitCode).toBe(1);
  });
});

describe("--self-test of a check", () => {
  test.each([
    [true, 0],
    [false, 3],
  ])("passed: %s ends in exit %i, with a page", async (passed, exitCode) => {
    const { gate, asked } = recording([], { selfTest: async () => tested(passed) });
    const result = await run(gate, temporary(), { "self-test": true });
    expect(result).toMatchObject({ exitCode, document: tested(passed) });
    expect(await result.text(view)).toContain(`--self-test: ${passed ? "passed" : "failed"}`);
    expect(asked).toEqual([]);
  });

  test("is by the configuration that is there, when the gate asks for one", async () => {
    const { dir } = project({ [configFile]: JSON.stringify({ artifacts: { deny: ["runs/**"] } }) });
    const seen: unknown[] = [];
    const selfTest: Gate["selfTest"] = async ({ config }) => {
      seen.push((await config()).artifacts.deny);
      return tested(true);
    };
    await run(recording([], { selfTest }).gate, dir, { "self-test": true });
    expect(seen).toEqual([["runs/**"]]);
  });

  test.each<[object]>([
    [{ attest: true }],
    [{ key: ["ci"] }],
    [{ report: ["json=x"] }],
    [{ staged: true }],
    [{ base: "main" }],
    [{ history: "all" }],
    [{ "salt-file": "x" }],
    [{ package: ["x"] }],
  ])("refuses %j", async (args) => {
    const selfTest = vi.fn(async () => tested(true));
    const refused = run(recording([], { selfTest }).gate, project().dir, { ...args, "self-test": true });
    await expect(refused).rejects.toMatchObject({ code: "E_USAGE" });
    expect(selfTest).not.toHaveBeenCalled();
  });
});

describe("--package of a check", () => {
  const built = (dir: string): void => {
    mkdirSync(join(dir, "dist"));
    writeFileSync(join(dir, "dist", packageName), wheel({ "claims_etl/tool": "\x7fELF\x02\x01\x01\0" }));
  };

  test("judges what is released instead of what git tracks, and keeps no verdict", async () => {
    const { dir } = project();
    built(dir);
    const contexts: GateContext[] = [];
    const judgePackage: Gate["judgePackage"] = async (_, context) => {
      contexts.push(context);
      return { findings: [violation] };
    };
    const { gate, asked } = recording([], { judgePackage });
    const { exitCode, report } = await run(gate, dir, { package: ["dist/*"] });
    expect(report.findings.map(({ path }) => path)).toEqual([`dist/${packageName}/bin/tool`]);
    expect([exitCode, asked, contexts[0]?.cacheDir, contexts.length]).toEqual([1, [], null, 1]);
    for (const one of [contexts[0], report]) expect(one).not.toHaveProperty("base");
  });

  test("is by the base's configuration, too", async () => {
    const made = project();
    built(made.dir);
    const judgePackage = vi.fn<NonNullable<Gate["judgePackage"]>>(async () => ({ findings: [] }));
    const { report } = await run(recording([], { judgePackage }).gate, made.dir, { package: ["dist/*"], base: "main" });
    const commit = made.git("rev-parse", "main");
    expect(judgePackage.mock.calls[0]?.[1].base).toMatchObject({ commit, name: "main" });
    expect(report.base).toMatchObject({ ref: "main", commit });
  });

  test("is by the very rules of the check", async () => {
    const { dir } = project();
    built(dir);
    expect((await run(artifactsGate, dir, { package: ["dist/*"] })).report.findings).toMatchObject([
      { code: "COMPILED_FILE", path: `dist/${packageName}/claims_etl/tool` },
    ]);
  });

  test("is never proved by a check that knows no packages", async () => {
    const { dir } = project();
    built(dir);
    await expect(run(rulesGate, dir, { package: ["dist/*"] })).rejects.toThrow("can't judge packages");
  });
});
