import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { builderId, formatEnvelope, formatSigstoreBundle, layout } from "../../../lib/evidence/index.ts";
import { type Expectations, type TrustFile, verifyBundle } from "../../../lib/verify/index.ts";
import { type BundleOptions, commit, editDocument, failed, reseal, writeBundle } from "../../support/bundle.ts";
import { envelopeOf, makeKey, payloadsOf, put, signRun, testResult, trustFile, trusting } from "../../support/sign.ts";
import { temporary } from "../../support/temporary.ts";
import { claimsOf, codesOf, judgeUnder } from "../../support/verify.ts";

const withAttestations = (): string => {
  const dir = writeBundle(temporary());
  mkdirSync(join(dir, layout.attestations));
  return dir;
};

const judge = async (dir: string, integrityOnly: boolean) => {
  const { verdict, integrity, findings } = await verifyBundle(dir, { integrityOnly });
  return { verdict, integrity, shape: findings.map(({ code, level, path }) => `${level} ${code} ${path}`) };
};

describe("judgeOrigin", () => {
  it("reports ATTESTATION_UNJUDGED for each envelope when origin is asked", async () => {
    const dir = withAttestations();
    const { provenance, bundle } = payloadsOf(dir);
    const key = makeKey();
    put(dir, "attestations/b.intoto.jsonl", formatEnvelope(envelopeOf(provenance, [key])));
    put(dir, "attestations/a.sigstore.json", formatSigstoreBundle(envelopeOf(bundle, [key]), "x"));
    expect(await judge(dir, false)).toEqual({
      verdict: "undecided",
      integrity: "proved",
      shape: [
        "undecided ORIGIN_UNPROVED undefined",
        "undecided ATTESTATION_UNJUDGED attestations/a.sigstore.json",
        "undecided ATTESTATION_UNJUDGED attestations/b.intoto.jsonl",
      ],
    });
  });

  it("judges no signature when integrity alone is asked, but what has no place is found", async () => {
    const dir = withAttestations();
    put(dir, "attestations/a.intoto.jsonl", formatEnvelope(envelopeOf(payloadsOf(dir).bundle, [makeKey()])));
    expect(await judge(dir, true)).toEqual({ verdict: "proved", integrity: "proved", shape: [] });
    put(dir, "attestations/b.intoto.jsonl", "{}");
    expect(await judge(dir, true)).toMatchObject({
      verdict: "violated",
      shape: ["violation ATTESTATION_MALFORMED attestations/b.intoto.jsonl"],
    });
  });

  it.each<[string, string, (dir: string) => void]>([
    [
      "a link among envelopes",
      "attestations/a",
      (dir) => symlinkSync("../provenance.json", join(dir, "attestations/a")),
    ],
    ["a directory among envelopes", "attestations/d", (dir) => void mkdirSync(join(dir, "attestations/d"))],
  ])("reports MEMBER_SPECIAL for %s, asked or not", async (_, path, plant) => {
    const dir = withAttestations();
    plant(dir);
    expect(await judge(dir, true)).toMatchObject({ verdict: "violated", shape: [`violation MEMBER_SPECIAL ${path}`] });
    expect((await judge(dir, false)).shape).toContain(`violation MEMBER_SPECIAL ${path}`);
  });

  it("reports MEMBER_SPECIAL for attestations that are a link to a directory", async () => {
    const dir = writeBundle(temporary());
    symlinkSync(temporary({ "a.intoto.jsonl": "{}" }), join(dir, "attestations"));
    expect((await judge(dir, true)).shape).toEqual(["violation MEMBER_SPECIAL attestations"]);
  });
});

describe("what is asked of a signed bundle", () => {
  const ann = makeKey();
  const finished = Date.parse("2026-02-15T20:13:01.600Z");
  const hour = 3_600_000;
  const signed = (options: BundleOptions = {}): string => signRun(writeBundle(temporary(), options), [ann]);
  const under = (require: TrustFile["require"] = {}): TrustFile => trustFile([trusting(ann, "Ann")], require);

  it("is every claim, each proved by somebody", async () => {
    const verdict = await judgeUnder(signed(), under());
    expect(verdict.claims).toEqual([
      { claim: "integrity", verdict: "proved", detail: "whole, unchanged, in agreement with itself" },
      { claim: "provenance signed", verdict: "proved", detail: "by Ann" },
      { claim: "bundle signed", verdict: "proved", detail: "by Ann" },
      { claim: "builder", verdict: "proved", detail: "pkg:npm/kprovengine#builder/workstation/v1" },
      { claim: "outcome", verdict: "proved", detail: "succeeded" },
    ]);
    expect(verdict).toMatchObject({ verdict: "proved", origin: "proved", trust: { sha256: expect.any(String) } });
  });

  it.each<[string, string, string[], TrustFile["require"], Expectations]>([
    ["proved", "the step", [], {}, { steps: ["train"] }],
    ["proved", "one of several steps", [], { steps: ["other", "train"] }, {}],
    ["violated", "another step", ["STEP_UNEXPECTED"], {}, { steps: ["deploy"] }],
    [
      "violated",
      "one that the trust file does not have, though it is asked for",
      ["STEP_UNEXPECTED"],
      { steps: ["x"] },
      { steps: ["train"] },
    ],
    ["proved", "the builder", [], {}, { builders: [builderId("workstation")] }],
    ["violated", "another builder", ["BUILDER_NOT_TRUSTED"], { builders: [builderId("github-actions")] }, {}],
    ["proved", "the commit", [], { commits: [commit] }, { commits: [commit, "f".repeat(40)] }],
    ["violated", "another commit", ["COMMIT_UNEXPECTED"], {}, { commits: ["f".repeat(40)] }],
    ["proved", "its age", [], {}, { maxAge: "2h" }],
    ["violated", "a lower age", ["RUN_STALE"], {}, { maxAge: "59m" }],
    ["violated", "the lower one of two ages", ["RUN_STALE"], { maxAge: "30m" }, { maxAge: "30d" }],
    [
      "violated",
      "everything at once",
      ["COMMIT_UNEXPECTED", "OUTCOME_UNEXPECTED", "RUN_STALE", "STATEMENT_MISSING", "STEP_UNEXPECTED"],
      { statements: ["t"] },
      { steps: ["x"], commits: ["f".repeat(40)], maxAge: "1s", outcome: "failed" },
    ],
    ["undecided", "a review, and there is none", ["REVIEW_MISSING"], {}, { review: true }],
    ["undecided", "reviews by the trust file", ["REVIEW_MISSING"], { reviews: 2 }, {}],
  ])("is %s for %s", async (expected, _, codes, require, expect_) => {
    const verdict = await judgeUnder(signed(), under(require), { expect: expect_, now: finished + hour });
    expect(codesOf(verdict)).toEqual(codes);
    expect(verdict.verdict).toBe(expected);
  });

  it("does not take a run from the future, but allows for clocks", async () => {
    const early = await judgeUnder(signed(), under({ maxAge: "30d" }), { now: finished - hour });
    expect(codesOf(early)).toEqual(["RUN_STALE"]);
    const near = await judgeUnder(signed(), under({ maxAge: "30d" }), { now: finished - 60_000 });
    expect(near.verdict).toBe("proved");
  });

  it("does not take a checkout with changes, or none, for the commit", async () => {
    const changed = writeBundle(temporary());
    editDocument(changed, layout.provenance, (document) => {
      document.predicate.buildDefinition.internalParameters.git.before.dirty = true;
    });
    editDocument(changed, layout.summary, (document) => {
      document.git.before.changed = [{ path: "a.py", status: ".M" }];
    });
    reseal(changed);
    signRun(changed, [ann]);
    const verdict = await judgeUnder(changed, under({ commits: [commit] }));
    expect(codesOf(verdict)).toEqual(["COMMIT_UNEXPECTED"]);
    expect(claimsOf(verdict)["source commit"]).toBe("failed");
    expect((await judgeUnder(changed, under())).verdict).toBe("proved");
  });

  it("leaves what an unsigned bundle says unverified, and a contradiction failed", async () => {
    const verdict = await judgeUnder(writeBundle(temporary(), { outcome: failed }), under({ steps: ["train"] }));
    expect(claimsOf(verdict)).toEqual({
      integrity: "proved",
      "provenance signed": "unverified",
      "bundle signed": "unverified",
      builder: "unverified",
      outcome: "failed",
      step: "unverified",
    });
    expect(verdict.verdict).toBe("violated");
  });

  it("has a sentence for each claim on what would change it", async () => {
    const verdict = await judgeUnder(writeBundle(temporary(), { outcome: failed }), under());
    for (const claim of verdict.claims.filter((one) => one.verdict !== "proved"))
      expect(claim.change, claim.claim).toBeTruthy();
  });

  it.each<[Expectations]>([[{ commits: ["abc1234"] }], [{ maxAge: "soon" }], [{ maxAge: "0d" }], [{ head: "x" }]])(
    "refuses %j with E_USAGE",
    async (expect_) => {
      await expect(judgeUnder(signed(), under(), { expect: expect_ })).rejects.toMatchObject({ code: "E_USAGE" });
    },
  );

  it("throws E_IO for an envelope that is gone and E_ENVELOPE for one that is none", async () => {
    const cwd = temporary({ "x.json": "{}" });
    await expect(judgeUnder(signed(), under(), { cwd, attestations: ["gone"] })).rejects.toMatchObject({
      code: "E_IO",
    });
    await expect(judgeUnder(signed(), under(), { cwd, attestations: ["x.json"] })).rejects.toMatchObject({
      code: "E_ENVELOPE",
    });
    writeFileSync(join(cwd, "x.json"), formatEnvelope(envelopeOf(testResult({ sha256: "0".repeat(64) }), [ann])));
    expect((await judgeUnder(signed(), under(), { cwd, attestations: ["x.json"] })).verdict).toBe("violated");
  });

  it.each<[string, string[], string, string]>([
    ["proved", [], "preflight", "PASSED"],
    ["undecided", ["STATEMENT_MISSING"], "check-artifacts", "PASSED"],
    ["undecided", ["STATEMENT_MISSING"], "", "PASSED"],
    ["violated", ["RESULT_NEGATIVE"], "preflight", "FAILED"],
    // Nobody asked for it, and it says no.
    ["violated", ["RESULT_NEGATIVE", "STATEMENT_MISSING"], "check-artifacts", "FAILED"],
  ])("is %s %j when preflight is required and what %j made says %s", async (expected, codes, check, result) => {
    const cwd = temporary();
    const statement = testResult({ gitCommit: commit }, result, check === "" ? undefined : check);
    writeFileSync(join(cwd, "x.json"), formatEnvelope(envelopeOf(statement, [ann])));
    const verdict = await judgeUnder(signed(), under({ statements: ["preflight"] }), { cwd, attestations: ["x.json"] });
    expect(codesOf(verdict)).toEqual(codes);
    expect(verdict.verdict).toBe(expected);
  });
});
