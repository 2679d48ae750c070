/**
 * `--base` of the commands: who judges, what is reported, what is never honoured.
 *
 * @module
 */
import { readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { baseOfRequest } from "../../lib/guard/base/index.ts";
import type { PreflightReport } from "../../lib/guard/index.ts";
import type { Report } from "../../lib/report.ts";
import checkArtifacts from "../../scripts/check-artifacts.ts";
import checkGovernance from "../../scripts/check-governance.ts";
import checkIdentity from "../../scripts/check-identity.ts";
import preflight from "../../scripts/preflight.ts";
import { call } from "../support/call.ts";
import { program } from "../support/command.ts";
import {
  baseConfig,
  configFile,
  configure,
  editRecord,
  governed,
  recordFile,
  said,
  scopeFile,
  update,
} from "../support/governance.ts";
import { repo, runGit, type TestRepo } from "../support/repo.ts";
import { temporary } from "../support/temporary.ts";

/** Tests say themselves which pull request they are in. */
beforeEach(() => {
  for (let found = baseOfRequest(process.env); found !== null; found = baseOfRequest(process.env))
    vi.stubEnv(found.from, "");
});
afterEach(() => void vi.unstubAllEnvs());

const fingerprintOf = (report: Report, path: string): string =>
  report.findings.find((finding) => finding.path === path)?.fingerprint ?? "";

const candidate = (fixture: TestRepo): void => void fixture.git("checkout", "--quiet", "-b", "candidate");

const artifacts = async (fixture: TestRepo, ...argv: string[]) => {
  const called = await call(checkArtifacts, fixture.dir, argv);
  return { ...called, report: called.result.document as Report };
};

describe("--base", () => {
  test("an exception that the candidate makes for itself is reported, not honoured", async () => {
    using fixture = await governed();
    candidate(fixture);
    configure(fixture, { artifacts: { deny: [], allow: [{ glob: "*.log", reason: "mine" }] } });
    fixture.commit({ "runs/a.json": "{}", "b.log": "x" });
    expect((await artifacts(fixture)).result.exitCode).toBe(0);
    const { result, report, text } = await artifacts(fixture, "--base", "main");
    expect(result.exitCode).toBe(1);
    expect(said(report)).toEqual(["ARTIFACT_TRACKED a.log", "ARTIFACT_TRACKED b.log", "ARTIFACT_TRACKED runs/a.json"]);
    expect(report.config?.path).toBe(configFile);
    expect(report.base).toMatchObject({
      ref: "main",
      from: "--base",
      judge: "base",
      commit: fixture.git("rev-parse", "main"),
    });
    expect(report.base?.changes.map(({ kind, key }) => `${kind} ${key}`)).toEqual([
      "loosened artifacts.allow",
      "loosened artifacts.deny",
      "tightened artifacts.allow",
    ]);
    expect(text).toContain('not honoured: loosened: artifacts.deny no longer has "runs/**"');
    expect(JSON.stringify(report)).not.toContain(tmpdir());
  });

  test("the candidate may give up an exception with what it was for", async () => {
    using fixture = await governed();
    candidate(fixture);
    fixture.git("rm", "--quiet", "a.log");
    configure(fixture, { artifacts: { deny: ["runs/**"] } });
    fixture.commit();
    const { report } = await artifacts(fixture, "--base", "main");
    expect(report.verdict).toBe("proved");
    expect(report.exemptions).toEqual([]);
    expect(report.base?.changes).toEqual([
      {
        ...{ kind: "tightened", key: "artifacts.allow", honoured: true },
        message: 'artifacts.allow no longer has the exception "a.log"',
      },
    ]);
  });

  test("the base's list of tokens judges, from the base's own file", async () => {
    using fixture = await governed();
    candidate(fixture);
    fixture.commit({ "tokens.txt": "OtherName\n", "words.md": "OldName\n" });
    const { result } = await call(checkIdentity, fixture.dir, ["--base", "main"]);
    expect(said(result.document as Report)).toContain("FORBIDDEN_TOKEN words.md");
    fixture.git("rm", "--quiet", "tokens.txt");
    configure(fixture, { identity: {} });
    fixture.commit();
    const gone = (await call(checkIdentity, fixture.dir, ["--base", "main"])).result.document as Report;
    expect(said(gone)).toContain("FORBIDDEN_TOKEN words.md");
    expect(gone.base?.changes.map(({ message }) => message).join()).toContain(
      "identity.forbidden no longer has the token",
    );
  });

  test("a waiver of the candidate's own is reported, not honoured; the base's is, until the candidate gives it up", async () => {
    using fixture = repo({ [configFile]: JSON.stringify({ project: "p" }), "x.log": "x" });
    const fingerprint = fingerprintOf((await artifacts(fixture)).report, "x.log");
    const waiver = { fingerprint, check: "check-artifacts", code: "ARTIFACT_TRACKED", reason: "r", owner: "o" };
    const until = new Date(Date.now() + 10 * 86_400_000).toISOString().slice(0, 10);
    const list = (...waivers: object[]) => JSON.stringify({ schema: "kprov.waivers/v1", waivers });
    candidate(fixture);
    fixture.commit({ ".kprov/waivers.json": list({ ...waiver, until }) });
    expect((await artifacts(fixture)).result.exitCode).toBe(0);
    const refused = await artifacts(fixture, "--base", "main");
    expect(said(refused.report)).toEqual(["ARTIFACT_TRACKED x.log"]);
    expect(refused.report.base?.changes).toEqual([
      { kind: "loosened", key: "waivers", message: expect.stringContaining(`is new, until ${until}`) },
    ]);
    // Merged, it is the base's, and counts.
    fixture.git("branch", "--force", "main");
    const waived = await artifacts(fixture, "--base", "main");
    expect(waived.result.exitCode).toBe(0);
    expect(waived.report.waived).toHaveLength(1);
    // Gone together with its finding: nothing is left over.
    fixture.git("rm", "--quiet", "x.log", ".kprov/waivers.json");
    fixture.commit();
    const cleaned = await artifacts(fixture, "--base", "main");
    expect(cleaned.report).toMatchObject({ verdict: "proved", findings: [] });
    // Gone without it: it counts again.
    fixture.commit({ "x.log": "x" });
    expect(said((await artifacts(fixture, "--base", "main")).report)).toEqual(["ARTIFACT_TRACKED x.log"]);
  });

  test("one waiver exchanged for another is no ratchet that stands still: the new one does not count", async () => {
    using fixture = repo({ [configFile]: JSON.stringify({ project: "p" }), "x.log": "x", "y.log": "y" });
    const { report } = await artifacts(fixture);
    const until = new Date(Date.now() + 10 * 86_400_000).toISOString().slice(0, 10);
    const waiver = (path: string) => ({
      ...{ fingerprint: fingerprintOf(report, path), check: "check-artifacts", code: "ARTIFACT_TRACKED" },
      ...{ reason: "r", owner: "o", until },
    });
    const list = (path: string) => JSON.stringify({ schema: "kprov.waivers/v1", waivers: [waiver(path)] });
    fixture.git("rm", "--quiet", "y.log");
    fixture.commit({ ".kprov/waivers.json": list("x.log") });
    candidate(fixture);
    fixture.git("rm", "--quiet", "x.log");
    fixture.commit({ "y.log": "y", ".kprov/waivers.json": list("y.log") });
    expect((await artifacts(fixture)).result.exitCode).toBe(0);
    expect(said((await artifacts(fixture, "--base", "main")).report)).toEqual(["ARTIFACT_TRACKED y.log"]);
  });

  test("a malformed list of the candidate's is a violation, although it is not honoured", async () => {
    using fixture = await governed();
    candidate(fixture);
    fixture.commit({ ".kprov/waivers.json": "{" });
    const { report } = await artifacts(fixture, "--base", "main");
    expect(report.findings.map(({ path }) => path)).toEqual([".kprov/waivers.json"]);
    expect(report.verdict).not.toBe("proved");
  });

  test("check-governance compares with the base, and judges the candidate's own record", async () => {
    using fixture = await governed();
    candidate(fixture);
    configure(fixture, { artifacts: {} });
    const asked = () => call(checkGovernance, fixture.dir, ["--base", "main"]);
    expect(said((await asked()).result.document as Report)).toContain(`GOVERNANCE_LOOSENED ${configFile}`);
    await update(fixture.dir);
    fixture.commit();
    expect((await asked()).result.exitCode).toBe(0);
    fixture.git("rm", "--quiet", recordFile);
    expect(said((await asked()).result.document as Report)).toEqual([`GOVERNANCE_UNRECORDED ${recordFile}`]);
  });

  test("a small step that hides behind a later commit is seen from the base", async () => {
    using fixture = await governed();
    candidate(fixture);
    configure(fixture, { artifacts: {} });
    await update(fixture.dir);
    editRecord(fixture.dir, (record) => {
      Object.assign(record, { version: "1.0.1" });
      const small = { version: "1.0.1", step: "patch", loosened: [], tightened: [] };
      Object.assign(record.changes.at(-1) ?? {}, small);
    });
    fixture.commit();
    fixture.write({ [scopeFile]: "# Other\n" });
    await update(fixture.dir);
    fixture.commit();
    expect((await call(checkGovernance, fixture.dir, [])).result.exitCode).toBe(0);
    const { result } = await call(checkGovernance, fixture.dir, ["--base", "main"]);
    expect(said(result.document as Report)).toContain(`GOVERNANCE_STEP ${recordFile}`);
  });

  test("the base's .gitignore judges, too: what it ignored is not let in by taking its line out", async () => {
    using fixture = repo({ [configFile]: "{}", ".gitignore": "secret/\n" });
    candidate(fixture);
    fixture.commit({ ".gitignore": "", "secret/k": "1" });
    expect((await artifacts(fixture)).result.exitCode).toBe(0);
    const { report } = await artifacts(fixture, "--base", "main");
    expect(report.findings).toMatchObject([
      {
        ...{ code: "ARTIFACT_IGNORED", level: "violation", path: "secret/k" },
        ...{ message: "Tracked although the base's .gitignore ignores it", fix: "git rm --cached -- secret/k" },
      },
    ]);
    for (const argv of [
      ["--base", "main"],
      ["--base", "main"],
      ["--base", "main", "--staged"],
    ]) {
      const { checks } = (await call(preflight, fixture.dir, argv)).result.document as PreflightReport;
      expect(checks.flatMap(said)).toEqual(["ARTIFACT_IGNORED secret/k"]);
    }
    expect((await call(preflight, fixture.dir, [])).result.exitCode).toBe(0);
  });

  test("a base without a configuration leaves it to the candidate what is ignored", async () => {
    using fixture = repo({ ".gitignore": ".kprov/\n" });
    candidate(fixture);
    fixture.commit({ [configFile]: "{}", ".gitignore": "", ".kprov/adopted.txt": "1" });
    expect((await artifacts(fixture, "--base", "main")).result.exitCode).toBe(0);
  });

  test("a candidate that switches check-governance off is judged by it all the same", async () => {
    using fixture = await governed();
    candidate(fixture);
    configure(fixture, { governance: undefined });
    fixture.commit();
    const { result } = await call(preflight, fixture.dir, ["--base", "main"]);
    const { checks, base, verdict } = result.document as PreflightReport;
    expect(checks.map(({ check }) => check)).toContain("check-governance");
    expect(verdict).toBe("violated");
    expect(base?.judge).toBe("base");
  });

  test("a candidate that takes the record away that alone keeps check-governance is judged by it, too", async () => {
    using fixture = await governed();
    configure(fixture, { governance: undefined });
    await update(fixture.dir);
    fixture.commit();
    candidate(fixture);
    fixture.git("rm", "--quiet", recordFile);
    fixture.commit();
    const { result } = await call(preflight, fixture.dir, ["--base", "main"]);
    const { checks, verdict } = result.document as PreflightReport;
    expect([verdict, checks.flatMap(said)]).toEqual(["violated", [`GOVERNANCE_UNRECORDED ${recordFile}`]]);
  });

  test("preflight runs the base's commands, whatever the candidate makes of them", async () => {
    const config = (word: string) =>
      JSON.stringify({ ...baseConfig, governance: undefined, preflight: { commands: { test: ["sh", "-c", word] } } });
    using fixture = repo({ [configFile]: config("exit 7"), "tokens.txt": "OldName\n", "a.log": "x" });
    candidate(fixture);
    fixture.commit({ [configFile]: config("exit 0") });
    const { result } = await call(preflight, fixture.dir, ["--base", "main"]);
    const { commands } = result.document as PreflightReport;
    expect(commands).toMatchObject([{ name: "test", argv: ["sh", "-c", "exit 7"], exitCode: 7 }]);
  });

  test("without a configuration in the base the candidate's judges, and the report says so", async () => {
    using fixture = repo({ a: "1" });
    candidate(fixture);
    fixture.commit({ [configFile]: JSON.stringify({ project: "p" }) });
    const { result, report, text } = await artifacts(fixture, "--base", "main");
    expect(result.exitCode).toBe(0);
    expect(report.base).toMatchObject({ judge: "candidate", changes: [] });
    expect(text).toContain("has no configuration: the candidate's own judged");
  });

  test("with --staged, what is staged is the candidate", async () => {
    using fixture = await governed();
    fixture.write({ "runs/a.json": "{}" });
    configure(fixture, { artifacts: {} });
    fixture.git("add", "--force", configFile, "runs/a.json");
    const { report } = await artifacts(fixture, "--staged", "--base", "HEAD");
    expect(said(report)).toContain("ARTIFACT_TRACKED runs/a.json");
    expect(report).toMatchObject({ staged: true, base: { ref: "HEAD" } });
  });

  test("nothing is left in the temporary directory", async () => {
    using fixture = await governed();
    const own = temporary();
    vi.stubEnv("TMPDIR", own);
    onTestFinished(() => void vi.unstubAllEnvs());
    await artifacts(fixture, "--base", "main");
    await artifacts(fixture, "--base", "nowhere").catch(() => undefined);
    expect(readdirSync(own)).toEqual([]);
  });

  test("--self-test and --base exclude each other; a REF that is a flag is E_USAGE", async () => {
    using fixture = await governed();
    await expect(artifacts(fixture, "--self-test", "--base", "main")).rejects.toMatchObject({ code: "E_USAGE" });
    await expect(artifacts(fixture, "--base", "--upload-pack=x")).rejects.toMatchObject({ code: "E_USAGE" });
  });
});

describe("in a pull request", () => {
  /** What a CI has: a clone with the candidate checked out, detached. */
  const checkedOut = async (...depth: string[]): Promise<string> => {
    using fixture = await governed();
    candidate(fixture);
    configure(fixture, { artifacts: { deny: [], allow: baseConfig.artifacts.allow } });
    fixture.commit({ "runs/a.json": "{}" });
    const dir = join(temporary(), "clone");
    runGit(fixture.dir, ["clone", "--quiet", ...depth, `file://${fixture.dir}`, dir]);
    runGit(dir, ["checkout", "--quiet", "--detach"]);
    return dir;
  };

  test("its target judges by itself; --no-base-branch lets the candidate's own judge", async () => {
    const dir = await checkedOut();
    vi.stubEnv("GITHUB_BASE_REF", "main");
    const judged = await call(checkArtifacts, dir, []);
    expect(said(judged.result.document as Report)).toEqual(["ARTIFACT_TRACKED runs/a.json"]);
    expect(judged.result.document).toMatchObject({ base: { ref: "main", from: "GITHUB_BASE_REF" } });
    const own = await call(checkArtifacts, dir, ["--no-base-branch"]);
    expect(own.result.exitCode).toBe(0);
    expect(own.result.document).not.toHaveProperty("base");
  });

  test.each([
    ["check-artifacts", checkArtifacts],
    ["preflight", preflight],
  ])("on GitLab it is in a merge request's pipeline, and in a branch's %s says that it is not", async (_, command) => {
    const dir = await checkedOut();
    vi.stubEnv("CI_OPEN_MERGE_REQUESTS", "acme/x!12");
    vi.stubEnv("CI_PIPELINE_SOURCE", "push");
    const own = await call(command, dir, ["--no-base-branch"]);
    const alone = await call(command, dir, []);
    expect(alone.result.document).not.toHaveProperty("base");
    expect(alone.stderr).toMatch(/its own rules judge here/);
    expect(own.stderr).not.toMatch(/its own rules judge here/);
    vi.stubEnv("CI_PIPELINE_SOURCE", "merge_request_event");
    vi.stubEnv("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "main");
    const judged = await call(command, dir, []);
    expect(judged.result.document).toMatchObject({ base: { ref: "main", judge: "base" } });
    expect([judged.result.exitCode, judged.stderr]).toEqual([1, expect.not.stringContaining("its own rules")]);
  });

  test("of a fork, as the merge that a CI checks out: the base judges, and no secret is needed", async () => {
    using upstream = await governed();
    const fork = join(temporary(), "fork");
    runGit(upstream.dir, ["clone", "--quiet", upstream.dir, fork]);
    writeFileSync(join(fork, configFile), JSON.stringify({ ...baseConfig, artifacts: {} }));
    writeFileSync(join(fork, "b.log"), "x");
    runGit(fork, ["add", "--all", "--force"]);
    await update(fork);
    runGit(fork, ["add", "--all"]);
    runGit(fork, ["commit", "--quiet", "--message", "theirs"]);
    // The base has gone on meanwhile, in another place.
    upstream.commit({ other: "1" });
    upstream.git("fetch", "--quiet", fork, "main:refs/pull/1/head");
    upstream.git("checkout", "--quiet", "--detach");
    upstream.git("merge", "--quiet", "--no-ff", "--message", "merge", "refs/pull/1/head");
    upstream.git("update-ref", "refs/pull/1/merge", "HEAD");
    const dir = join(temporary(), "ci");
    runGit(upstream.dir, ["clone", "--quiet", "--no-checkout", `file://${upstream.dir}`, dir]);
    runGit(dir, ["fetch", "--quiet", "origin", "+refs/pull/1/merge:refs/remotes/pull/1/merge"]);
    runGit(dir, ["checkout", "--quiet", "--detach", "refs/remotes/pull/1/merge"]);
    vi.stubEnv("GITHUB_BASE_REF", "main");
    const { document } = (await call(preflight, dir, [])).result as { document: PreflightReport };
    expect(document.checks.flatMap(said)).toEqual(["ARTIFACT_TRACKED a.log", "ARTIFACT_TRACKED b.log"]);
    expect(document.base?.changes[0]).toMatchObject({ kind: "loosened", key: "artifacts.deny" });
    // What loosened is recorded, so that nothing but the base stands in its way.
    expect((await call(preflight, dir, ["--no-base-branch"])).result.document).toMatchObject({
      checks: expect.arrayContaining([expect.objectContaining({ check: "check-governance", verdict: "proved" })]),
    });
  });

  test("as a process, where the target was not fetched: exit 3, and the command that mends it does", async () => {
    const dir = await checkedOut("--depth", "1", "--branch", "candidate");
    const env = { GITHUB_BASE_REF: "main" };
    const refused = await program(dir, ["check-artifacts"], { env });
    expect(refused).toMatchObject({ status: 3, stdout: "" });
    const fetch = "git fetch --no-tags --unshallow origin +refs/heads/main:refs/remotes/origin/main";
    expect(refused.stderr).toBe(
      `error E_BASE: Cannot find the base "main" (GITHUB_BASE_REF) in this clone\n  ${fetch}\n`,
    );
  });
});
