import { rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { sha256 } from "../../../lib/digest.ts";
import { formatEnvelope, formatReview, layout } from "../../../lib/evidence/index.ts";
import { factsOf } from "../../../lib/indexing/index.ts";
import { judgeBundle, type LoadedTrust, type TrustFile } from "../../../lib/verify/index.ts";
import { commit, editDocument, failed, inputOf, reseal, writeBundle } from "../../support/bundle.ts";
import {
  digestOf,
  envelopeOf,
  makeKey,
  put,
  signRun,
  statementOf,
  testResult,
  trustFile,
  trusting,
} from "../../support/sign.ts";
import { temporary } from "../../support/temporary.ts";
import { loadTrust } from "../../support/verify.ts";

const factsUnder = async (dir: string, trust: LoadedTrust | null = null) =>
  factsOf("name", await judgeBundle(dir, { integrityOnly: false, trust }), trust);

const runUnder = async (dir: string, file?: TrustFile) => {
  const facts = await factsUnder(dir, file === undefined ? null : await loadTrust(file));
  if ("refused" in facts) throw new Error(JSON.stringify(facts.refused));
  return facts.run;
};

describe("factsOf", () => {
  it("takes what the documents of a bundle say", async () => {
    const dir = writeBundle(temporary(), {
      inputs: [
        inputOf("data/in.csv", "1"),
        { uri: "file:///srv/x.json", digest: { sha256: sha256("x") }, annotations: { kprov_role: "input" } },
      ],
      references: [`https://data.example/y.parquet@sha256:${sha256("y")}`],
      previous: { runId: "before", bundleDigest: "b".repeat(64) },
    });
    const run = await runUnder(dir);
    expect(run).toMatchObject({
      bundleDigest: digestOf(dir),
      runId: "2026-02-15T20-13-00Z-0000000a",
      project: "claims-etl",
      step: "train",
      startedAt: Date.parse("2026-02-15T20:13:00.000Z"),
      finishedAt: Date.parse("2026-02-15T20:13:01.600Z"),
      durationMs: 1500,
      outcome: "succeeded",
      exitCode: 0,
      signal: null,
      isIncomplete: false,
      argv: ["python3", "train.py"],
      trustMode: "workstation",
      builder: "pkg:npm/kprovengine#builder/workstation/v1",
      recorder: "kprovengine 0.1.0",
      commit,
      branch: "main",
      isDirty: false,
      configDigest: null,
      previousBundle: "b".repeat(64),
      rerunOf: null,
      origin: "unproved",
      review: "pending",
      tags: [{ key: "k", value: "v" }],
      checks: [],
      findings: [],
      signatures: [],
      reviews: [],
    });
    expect(run.files).toEqual([
      { role: "input", path: "data/in.csv", size: null, digest: sha256("1"), mediaType: "text/csv" },
      { role: "input", path: "file:///srv/x.json", size: null, digest: sha256("x"), mediaType: "application/json" },
      {
        role: "input",
        path: "https://data.example/y.parquet",
        size: null,
        digest: sha256("y"),
        mediaType: "application/vnd.apache.parquet",
      },
      { role: "output", path: "a.csv", size: 4, digest: sha256("1,2\n"), mediaType: "text/csv" },
      { role: "output", path: "deep/b.csv", size: 4, digest: sha256("3,4\n"), mediaType: "text/csv" },
    ]);
    expect(run.members.map(({ path, isStable }) => [path, isStable])).toContainEqual(["logs/stdout.log", false]);
    expect(run.members).toHaveLength(9);
    expect(run.toolchain).toMatchObject({
      os: "linux",
      architecture: "x64",
      tools: [{ name: "python3", role: "command", version: "3.11.2", digest: sha256("python") }],
      distributions: [],
    });
  });

  it("says of a failed run why it failed, also without a trust file", async () => {
    const outcome = { ...failed, exitCode: 0, findings: [{ code: "OUTPUT_MISSING", subject: "model.bin" }] };
    const run = await runUnder(writeBundle(temporary(), { outcome }));
    expect(run).toMatchObject({
      outcome: "failed",
      findings: [{ code: "OUTPUT_MISSING", level: "violation", path: "model.bin", message: "The run failed for it" }],
    });
  });

  it("lists each distribution once for each interpreter", async () => {
    const dir = writeBundle(temporary());
    const python = (role: string, version: string) => ({
      ...{ implementation: "CPython", version, role },
      distributions: [{ name: "numpy", version: "2.1.0" }],
    });
    editDocument(dir, layout.toolchain, (document) => {
      document.python = [
        python("interpreter", "3.12.1"),
        python("environment", "3.12.1"),
        python("environment", "3.11.2"),
      ];
    });
    reseal(dir);
    const { toolchain } = await runUnder(dir);
    expect(toolchain.distributions).toEqual([
      { interpreter: "CPython 3.12.1", name: "numpy", version: "2.1.0" },
      { interpreter: "CPython 3.11.2", name: "numpy", version: "2.1.0" },
    ]);
  });

  it("believes a bundle that says rightly that it is not whole, and says so", async () => {
    expect(await runUnder(writeBundle(temporary(), { incomplete: true }))).toMatchObject({ isIncomplete: true });
  });

  it("refuses a tampered bundle with the reason, and keeps nothing of what it claims but its names", async () => {
    const dir = writeBundle(temporary());
    put(dir, "outputs/a.csv", "changed");
    const facts = await factsUnder(dir);
    expect(facts).toMatchObject({
      refused: {
        name: "name",
        verdict: "violated",
        bundleDigest: digestOf(dir),
        runId: "2026-02-15T20-13-00Z-0000000a",
        project: "claims-etl",
        step: "train",
      },
    });
    expect("refused" in facts && facts.refused.findings[0]).toMatchObject({
      code: "MEMBER_CHANGED",
      level: "violation",
      path: "outputs/a.csv",
      message: expect.stringContaining("expected sha256:"),
    });
  });

  it("refuses what can't be judged as undecided: no bundle, and a format of later days", async () => {
    const parent = temporary({ "empty/x": "" });
    expect(await factsUnder(join(parent, "empty"))).toMatchObject({
      refused: { verdict: "undecided", bundleDigest: null, runId: null, findings: [{ code: "NOT_A_BUNDLE" }] },
    });
    const dir = writeBundle(parent);
    editDocument(dir, layout.manifest, (document) => {
      document.schema = "kprov.manifest/v2";
    });
    const facts = await factsUnder(dir);
    expect("refused" in facts && facts.refused.findings.map(({ code }) => code)).toContain("DOCUMENT_VERSION");
  });

  it("bounds what is said of a bundle that is wrong in many places", async () => {
    const dir = writeBundle(temporary());
    for (let n = 0; n < 150; n += 1) put(dir, `extra/${n}`, "");
    const facts = await factsUnder(dir);
    const { findings } = "refused" in facts ? facts.refused : { findings: [] };
    expect(findings).toHaveLength(101);
    expect(findings.at(-1)).toMatchObject({ path: null, message: "and 50 more findings" });
  });

  it("refuses a bundle without a document that facts are taken from", async () => {
    const dir = writeBundle(temporary());
    rmSync(join(dir, layout.provenance));
    expect(await factsUnder(dir)).toMatchObject({ refused: { verdict: "violated" } });
  });
});

describe("factsOf under a trust file", () => {
  const [ann, bob] = [makeKey(), makeKey()];
  const file = trustFile([trusting(ann, "Ann"), trusting(bob, "Bob", ["reviewer"])]);

  const review = (dir: string, key: typeof bob, decision: "approve" | "reject"): void => {
    const payload = formatReview({
      ...{ bundleDigest: digestOf(dir), decision, note: `${decision}d`, at: "2026-02-16T09:00:00.000Z" },
      ...{ runId: "2026-02-15T20-13-00Z-0000000a", step: "train", previous: [] },
    });
    put(
      dir,
      `attestations/review.${sha256(payload).slice(0, 16)}.intoto.jsonl`,
      formatEnvelope(envelopeOf(payload, [key])),
    );
  };

  it("says who signed, and proves the origin", async () => {
    const dir = signRun(writeBundle(temporary()), [ann]);
    const run = await runUnder(dir, file);
    expect(run.origin).toBe("proved");
    expect(run.signatures).toMatchObject([
      { over: "bundle", status: "trusted", owner: "Ann", fingerprint: ann.publicKey.fingerprint },
      { over: "provenance", status: "trusted", owner: "Ann" },
    ]);
    expect((await runUnder(dir)).signatures.map(({ status, owner }) => [status, owner])).toEqual([
      ["unjudged", null],
      ["unjudged", null],
    ]);
  });

  it("proves the origin of a failed run, and of an old one: how and when are other questions", async () => {
    const dir = signRun(writeBundle(temporary(), { outcome: failed }), [ann]);
    const strict = trustFile([trusting(ann, "Ann")], { maxAge: "1d" });
    expect(await runUnder(dir, strict)).toMatchObject({ origin: "proved", outcome: "failed" });
  });

  it("does not prove the origin of what nobody trusted signed, and says why", async () => {
    const run = await runUnder(signRun(writeBundle(temporary()), [makeKey()]), file);
    expect(run.origin).toBe("undecided");
    expect(run.findings.map(({ code }) => code)).toContain("THRESHOLD_NOT_MET");
  });

  it("counts a reviewer's approval, lists a stranger's, and hears a reject", async () => {
    const dir = signRun(writeBundle(temporary()), [ann]);
    review(dir, bob, "approve");
    expect(await runUnder(dir, file)).toMatchObject({
      review: "approved",
      reviews: [
        {
          ...{ decision: "approve", reviewer: "Bob", isCounted: true, comment: "approved" },
          at: Date.parse("2026-02-16T09:00:00.000Z"),
        },
      ],
    });
    const other = signRun(writeBundle(temporary()), [ann]);
    review(other, makeKey(), "approve");
    expect(await runUnder(other, file)).toMatchObject({
      review: "pending",
      reviews: [{ reviewer: null, isCounted: false }],
    });
    review(other, bob, "reject");
    expect(await runUnder(other, file)).toMatchObject({ review: "rejected" });
  });

  it("takes checks from statements that say yes or no, and who may say so", async () => {
    const dir = writeBundle(temporary());
    const subject = { sha256: digestOf(dir) };
    const check = (verdict: string, name: string) =>
      statementOf("https://in-toto.io/attestation/test-result/v0.1", [{ digest: subject }], {
        ...{ result: verdict === "proved" ? "PASSED" : "FAILED", configuration: [] },
        ...{ kprov_check: name, kprov_verdict: verdict },
      });
    put(dir, "attestations/a.intoto.jsonl", formatEnvelope(envelopeOf(check("proved", "preflight"), [ann])));
    put(dir, "attestations/b.intoto.jsonl", formatEnvelope(envelopeOf(check("undecided", "check-rules"), [makeKey()])));
    put(dir, "attestations/c.intoto.jsonl", formatEnvelope(envelopeOf(testResult(subject, "FAILED"), [ann])));
    expect((await runUnder(dir, file)).checks).toEqual([
      { name: "check-rules", verdict: "undecided", isTrusted: false },
      { name: "https://in-toto.io/attestation/test-result/v0.1", verdict: "violated", isTrusted: true },
      { name: "preflight", verdict: "proved", isTrusted: true },
    ]);
  });
});
