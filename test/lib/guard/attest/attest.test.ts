import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import type { Talk } from "../../../../lib/command.ts";
import { loadConfig } from "../../../../lib/config/index.ts";
import { parseTestResult } from "../../../../lib/evidence/index.ts";
import { type AttestOptions, attestationRoot, openAttestation } from "../../../../lib/guard/attest/attest.ts";
import type { PreflightReport } from "../../../../lib/guard/index.ts";
import { takeSnapshot } from "../../../../lib/guard/surface/snapshot.ts";
import { createReport, type Finding, type Report } from "../../../../lib/report.ts";
import type { KeylessSigner } from "../../../../lib/sign/index.ts";
import { type RepoFiles, repo, type TestRepo } from "../../../support/repo.ts";
import { createSigner } from "../../../support/signer.ts";
import { temporary } from "../../../support/temporary.ts";

const project = (files: RepoFiles = { "kprov.config.json": "{}", "a.txt": "a" }): TestRepo => {
  const made = repo(files);
  onTestFinished(made.dispose);
  return made;
};

const finding = (code: Finding["code"], path: string, level: Finding["level"] = "violation"): Finding => ({
  ...{ code, level, path, message: path },
});

const reportOf = (check: string, findings: readonly Finding[]): Report =>
  createReport({
    ...{ check, findings, config: null, version: "0" },
    coverage: [{ unit: "files", considered: 1, examined: 1, skipped: {} }],
  });

const preflightOf = (some: Partial<PreflightReport>): PreflightReport => ({
  ...{ schema: "kprov.preflight/v1", verdict: "proved", checks: [], commands: [], skipped: [], notConfigured: {} },
  ...{
    tree: {} as PreflightReport["tree"],
    config: null,
    rulesetDigest: "r",
    tool: { name: "kprovengine", version: "0" },
  },
  ...some,
});

const open = async (dir: string, some: Partial<AttestOptions> = {}) => {
  const loaded = await loadConfig({ cwd: dir, allowCode: false, cacheDir: null });
  const warnings: string[] = [];
  const quiet = () => undefined;
  const talk: Talk = { note: quiet, debug: quiet, progress: quiet, warn: (line) => void warnings.push(line) };
  const asked = { cwd: dir, loaded, version: "9", signers: [], talk, env: {}, isPlaced: true, ...some };
  return { ...(await openAttestation(asked)), warnings };
};

const findings = [
  finding("COMPILED_FILE", "b"),
  finding("COMPILED_FILE", "a"),
  finding("RULE_FAILED", "c", "undecided"),
  finding("ARTIFACT_TRACKED", "d"),
];
const counted = [
  { test: "check-artifacts", code: "ARTIFACT_TRACKED", level: "violation", count: 1 },
  { test: "check-artifacts", code: "COMPILED_FILE", level: "violation", count: 2 },
  { test: "check-artifacts", code: "RULE_FAILED", level: "undecided", count: 1 },
];

describe("what a statement says", () => {
  test("of a check: whether it passed, and its findings by number", async () => {
    const { resultOf } = await open(project().dir);
    const proved = await resultOf(reportOf("check-artifacts", []));
    expect(proved).toMatchObject({
      ...{ check: "check-artifacts", verdict: "proved", passed: ["check-artifacts"], failed: [], skipped: [] },
      ...{ findings: [], version: "9", config: { path: "kprov.config.json" }, state: { isCommit: true } },
    });
    for (const key of ["ruleset", "runtimes", "history", "base"]) expect(proved).not.toHaveProperty(key);
    expect(await resultOf(reportOf("check-artifacts", findings))).toMatchObject({
      ...{ verdict: "violated", passed: [], failed: ["check-artifacts"], findings: counted },
    });
  });

  test("of a preflight: each check and command, and by which rules", async () => {
    const { resultOf } = await open(project().dir, { history: "a..b" });
    const result = await resultOf(
      preflightOf({
        ...{ verdict: "violated", skipped: ["check-runtime"] },
        checks: [reportOf("check-artifacts", findings), reportOf("check-rules", [])],
        commands: [
          { name: "lint", verdict: "proved", findings: [] },
          { name: "test", verdict: "undecided", findings: [finding("COMMAND_FAILED", "x", "undecided")] },
        ] as unknown as PreflightReport["commands"],
        base: { commit: "c" } as NonNullable<PreflightReport["base"]>,
      }),
    );
    expect(result).toMatchObject({
      ...{ check: "preflight", verdict: "violated", skipped: ["check-runtime"], ruleset: "r", runtimes: {} },
      ...{ passed: ["check-rules", "lint"], failed: ["check-artifacts", "test"], history: "a..b", base: "c" },
      findings: [...counted, { test: "test", code: "COMMAND_FAILED", level: "undecided", count: 1 }],
    });
  });

  test.each<[string, (made: TestRepo) => void]>([
    ["a tracked file", (made) => made.write({ "a.txt": "other" })],
    ["the commit, although its files are the same", (made) => made.commit()],
  ])("nothing has passed where %s changed meanwhile; a violation stays one", async (_, change) => {
    const made = project();
    const { resultOf, warnings } = await open(made.dir);
    change(made);
    const commands = [{ name: "lint", verdict: "violated", findings: [] }] as unknown as PreflightReport["commands"];
    const checks = [reportOf("check-artifacts", [])];
    for (const [given, verdict] of [
      ["proved", "undecided"],
      ["partial", "undecided"],
      ["undecided", "undecided"],
      ["violated", "violated"],
    ] as const)
      expect(await resultOf(preflightOf({ verdict: given, checks, commands }))).toMatchObject({
        ...{ verdict, passed: [], failed: ["check-artifacts", "lint"] },
      });
    expect(new Set(warnings)).toEqual(
      new Set(["tracked files changed while they were judged: the statement proves nothing"]),
    );
  });

  test("a new file that git does not track is in the state, and no change of what was judged", async () => {
    const made = project();
    const { resultOf, warnings } = await open(made.dir);
    made.write({ "new.txt": "" });
    const { verdict, state } = await resultOf(reportOf("check-artifacts", []));
    expect([verdict, warnings, state.untracked]).toEqual(["proved", [], expect.stringMatching(/^[0-9a-f]{64}$/)]);
  });

  test("with a snapshot of what is staged, it is about that, whatever lies there", async () => {
    const made = project();
    made.write({ "a.txt": "staged" });
    made.git("add", "a.txt");
    const tree = made.git("write-tree");
    const { resultOf } = await open(made.dir, { snapshot: takeSnapshot(made.dir) });
    made.write({ "a.txt": "other", "new.txt": "" });
    expect(await resultOf(preflightOf({ checks: [reportOf("check-artifacts", [])] }))).toMatchObject({
      ...{ verdict: "proved", state: { tree, untracked: null, isCommit: false } },
    });
  });
});

describe("where it is written", () => {
  test("a line for each file says what it is about: a commit, or a tree that is none's", async () => {
    const made = project();
    const { write } = await open(made.dir);
    const commit = made.git("rev-parse", "HEAD").slice(0, 12);
    const name = ".kprov/attestations/check-artifacts.test-result.json";
    const { text, files, result } = await write(reportOf("check-artifacts", []));
    expect([text, files]).toEqual([`${name}: proved, commit ${commit}`, [name]]);
    expect(parseTestResult(readFileSync(join(made.dir, name)), "x")).toEqual(result);
    made.write({ "a.txt": "other" });
    const other = await open(made.dir);
    const doubt = reportOf("check-artifacts", [finding("RULE_FAILED", "c", "undecided")]);
    expect((await other.write(doubt)).text).toMatch(new RegExp(`^${name}: could not decide, tree [0-9a-f]{12}$`));
  });

  test("a name that was given is shown so that it can't forge a line; only what was asked for is written", async () => {
    const made = project();
    const file = join(temporary(), "r.json");
    const { write } = await open(made.dir, { isPlaced: false, receipt: { file, name: "r\n.json" } });
    const { text, files } = await write(reportOf("check-artifacts", []));
    expect(files).toEqual(["r\n.json"]);
    expect(text).toMatch(/^r\\u\{a\}\.json: proved, commit/);
    expect(made.git("status", "--porcelain", "--ignored")).toBe("");
    expect(parseTestResult(readFileSync(file), "x").verdict).toBe("proved");
  });

  test("a signer without a key leaves its bundle under a name of its own", async () => {
    const signed: string[] = [];
    const signer: KeylessSigner = {
      ...{ kind: "keyless", label: "me" },
      signEnvelope: async (payload, type) => {
        signed.push(`${type} ${payload}`);
        return { bundle: 1 };
      },
    };
    const made = project();
    const { write } = await open(made.dir, { signers: [signer] });
    const { files } = await write(reportOf("check-artifacts", []));
    expect(files).toEqual(
      ["test-result.json", "keyless.sigstore.json"].map((end) => `.kprov/attestations/check-artifacts.${end}`),
    );
    const [statement, bundle] = files.map((file) => readFileSync(join(made.dir, file), "utf8"));
    expect([signed, bundle]).toEqual([[`application/vnd.in-toto+json ${statement}`], '{"bundle":1}\n']);
  });

  test("one with a key leaves an envelope under the beginning of its key's digest", async () => {
    const made = project();
    const signer = createSigner("ed25519");
    const { write } = await open(made.dir, { signers: [signer] });
    const [, file = ""] = (await write(reportOf("check-artifacts", []))).files;
    expect(file).toMatch(/^\.kprov\/attestations\/check-artifacts\.[0-9a-f]{16}\.intoto\.jsonl$/);
    const { signatures } = JSON.parse(readFileSync(join(made.dir, file), "utf8"));
    expect(signatures).toMatchObject([{ keyid: signer.publicKey.fingerprint }]);
  });

  test("the root is the configuration's directory within the repository, else its top", () => {
    const { dir } = project();
    mkdirSync(join(dir, "sub"));
    const elsewhere = temporary();
    const rootOf = (root: string, path: string | null = join(root, "kprov.config.json")) =>
      attestationRoot({ path, root }, join(dir, "sub"));
    expect(rootOf(dir)).toBe(dir);
    expect(rootOf(join(dir, "sub"))).toBe(join(dir, "sub"));
    expect(rootOf(elsewhere)).toBe(dir);
    expect(rootOf(join(dir, "sub"), null)).toBe(dir);
    expect(rootOf(elsewhere, null)).toBe(dir);
    mkdirSync(`${dir}-beside`);
    expect(rootOf(`${dir}-beside`)).toBe(dir);
  });
});
