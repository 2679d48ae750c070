import { describe, expect, it } from "vitest";
import { builderId, formatEnvelope } from "../../../../lib/evidence/index.ts";
import type { Role, TrustedKey, TrustFile } from "../../../../lib/verify/index.ts";
import { failed, writeBundle } from "../../../support/bundle.ts";
import {
  digestOf,
  envelopeOf,
  makeKey,
  payloadsOf,
  put,
  signRun,
  type TestKey,
  trustFile,
  trusting,
} from "../../../support/sign.ts";
import { temporary } from "../../../support/temporary.ts";
import { claimsOf, codesOf, judgeUnder, loadTrust } from "../../../support/verify.ts";

const [ann, bo, cy] = [makeKey(), makeKey("ecdsa-p256"), makeKey()];
const two: TrustFile["require"] = { runners: 2 };
const signedBy = (...keys: TestKey[]): string =>
  signRun(writeBundle(temporary()), keys, ["intoto.jsonl", "sigstore.json"]);

describe("a threshold of two owners", () => {
  it("is met by two owners", async () => {
    const file = trustFile([trusting(ann, "Ann"), trusting(bo, "Bo")], two);
    expect((await judgeUnder(signedBy(ann, bo), file)).findings).toEqual([]);
  });

  it.each<[string, TrustFile, TestKey[]]>([
    ["one owner in two forms", trustFile([trusting(ann, "Ann"), trusting(bo, "Bo")], two), [ann]],
    ["one owner with two keys", trustFile([trusting(ann, "Ann"), trusting(bo, "Ann")], two), [ann, bo]],
    ["an owner and a stranger", trustFile([trusting(ann, "Ann"), trusting(cy, "Cy")], two), [ann, bo]],
    [
      "an owner and one without the role",
      trustFile([trusting(ann, "Ann"), trusting(bo, "Bo", ["reviewer"])], two),
      [ann, bo],
    ],
  ])("is not met by %s", async (_, file, keys) => {
    const verdict = await judgeUnder(signedBy(...keys), file);
    expect(verdict.verdict).toBe("undecided");
    expect(codesOf(verdict)).toContain("THRESHOLD_NOT_MET");
    expect(claimsOf(verdict)).toMatchObject({ "provenance signed": "unverified", "bundle signed": "unverified" });
  });

  it("is not met by one signature several times, in one envelope and in several", async () => {
    const dir = writeBundle(temporary());
    for (const [what, payload] of Object.entries(payloadsOf(dir))) {
      put(dir, `attestations/${what}.1.intoto.jsonl`, formatEnvelope(envelopeOf(payload, [ann, ann, ann])));
      put(dir, `attestations/${what}.2.intoto.jsonl`, formatEnvelope(envelopeOf(payload, [ann])).repeat(3));
    }
    expect(codesOf(await judgeUnder(dir, trustFile([trusting(ann, "Ann"), trusting(bo, "Bo")], two)))).toEqual([
      "THRESHOLD_NOT_MET",
    ]);
  });

  it("is not met by one owner for each of the two statements", async () => {
    const dir = writeBundle(temporary());
    const { provenance, bundle } = payloadsOf(dir);
    put(dir, "attestations/provenance.1.intoto.jsonl", formatEnvelope(envelopeOf(provenance, [ann])));
    put(dir, "attestations/bundle.1.intoto.jsonl", formatEnvelope(envelopeOf(bundle, [bo])));
    const keys = [trusting(ann, "Ann"), trusting(bo, "Bo")];
    expect((await judgeUnder(dir, trustFile(keys, two))).verdict).toBe("undecided");
    expect((await judgeUnder(dir, trustFile(keys))).verdict).toBe("proved");
  });

  it.each<[string, (key: TestKey) => TrustedKey]>([
    ["PEM and ssh", (key) => trusting(key, "Bo", ["runner"], { publicKey: key.publicKey.pem })],
    ["a comment", (key) => trusting(key, "Bo", ["runner"], { publicKey: `${key.publicKey.ssh} bo@host` })],
    ["another name", (key) => trusting(key, "Bo")],
  ])("can't be met by a trust file with one key twice: %s", async (_, again) => {
    for (const key of [ann, bo])
      await expect(loadTrust(trustFile([trusting(key, "Ann"), again(key)], two))).rejects.toMatchObject({
        code: "E_TRUST",
      });
  });

  it("can't be met by one owner spelled twice", async () => {
    await expect(loadTrust(trustFile([trusting(ann, "Ann"), trusting(bo, "ANN")], two))).rejects.toMatchObject({
      code: "E_TRUST",
    });
  });
});

describe("keys that vouch for nothing now", () => {
  const now = Date.parse("2026-03-01T12:00:00Z");
  const at = (more: Partial<TrustedKey>) =>
    judgeUnder(signedBy(ann), trustFile([trusting(ann, "Ann", ["runner"], more)]), { now });

  it.each<[string, Partial<TrustedKey>]>([
    ["KEY_EXPIRED", { validUntil: "2026-03-01T11:59:59Z" }],
    ["KEY_EXPIRED", { validFrom: "2026-03-01T12:00:01Z" }],
    ["KEY_EXPIRED", { validUntil: "2026-03-01T12:59:59+01:00" }],
    ["KEY_REVOKED", { revoked: { at: "2030-01-01T00:00:00Z", reason: "lost" } }],
    ["KEY_REVOKED", { revoked: { at: "2020-01-01T00:00:00Z", reason: "lost" }, validUntil: "2040-01-01T00:00:00Z" }],
  ])("%s: %j", async (code, more) => {
    const verdict = await at(more);
    expect(verdict.verdict).toBe("undecided");
    expect(codesOf(verdict)).toEqual([code, "THRESHOLD_NOT_MET"].sort());
  });

  it("count up to the last second of their time", async () => {
    expect((await at({ validFrom: "2026-03-01T12:00:00Z", validUntil: "2026-03-01T12:00:00Z" })).verdict).toBe(
      "proved",
    );
  });

  const revoked = { revoked: { at: "2020-01-01T00:00:00Z", reason: "lost" } };
  it("vouch for a bundle that is listed by its digest, and for no other", async () => {
    const dir = signedBy(ann);
    const listed = trustFile([trusting(ann, "Ann", ["runner"], { ...revoked, vouchesFor: [digestOf(dir)] })]);
    expect((await judgeUnder(dir, listed)).verdict).toBe("proved");
    const other = signRun(writeBundle(temporary(), { outputs: { "a.csv": "other" } }), [ann]);
    expect((await judgeUnder(other, listed)).verdict).toBe("undecided");
  });

  it("do not vouch for a provenance that was put into a listed bundle later", async () => {
    const dir = signedBy(ann);
    const listed = trustFile([trusting(ann, "Ann", ["runner"], { ...revoked, vouchesFor: [digestOf(dir)] })]);
    const { provenance } = payloadsOf(dir);
    const forged = Buffer.from(provenance.toString("utf8").replace('"train"', '"trick"'));
    put(dir, "provenance.json", forged);
    put(dir, "attestations/provenance.y.intoto.jsonl", formatEnvelope(envelopeOf(forged, [ann])));
    const verdict = await judgeUnder(dir, listed);
    expect(verdict.verdict).toBe("violated");
    expect(claimsOf(verdict)["provenance signed"]).toBe("unverified");
  });
});

describe("roles and builders", () => {
  it.each<[readonly Role[]]>([[["reviewer"]], [["release"]], [["reviewer", "release"]]])(
    "%j may not vouch for runs",
    async (roles) => {
      const verdict = await judgeUnder(signedBy(ann), trustFile([trusting(ann, "Ann", roles)]));
      expect(verdict.verdict).toBe("undecided");
      expect(codesOf(verdict)).toEqual(["ROLE_MISSING", "THRESHOLD_NOT_MET"]);
    },
  );

  it("a role of another key of the same owner lends a key nothing", async () => {
    const file = trustFile([trusting(ann, "Ann", ["reviewer"]), trusting(bo, "Ann", ["runner"])]);
    expect((await judgeUnder(signedBy(ann), file)).verdict).toBe("undecided");
  });

  it("a key that may vouch for other builders only proves none of this one", async () => {
    const hosted = { builders: [builderId("github-actions")] };
    const verdict = await judgeUnder(signedBy(ann), trustFile([trusting(ann, "Ann", ["runner"], hosted)]));
    expect(codesOf(verdict)).toEqual(["BUILDER_NOT_TRUSTED"]);
    expect(claimsOf(verdict)).toMatchObject({ "provenance signed": "proved", builder: "failed" });
  });

  it("a bundle sealed by a key that may not vouch for its builder proves nothing, though its provenance is", async () => {
    const dir = writeBundle(temporary());
    const { provenance, bundle } = payloadsOf(dir);
    put(dir, "attestations/provenance.1.intoto.jsonl", formatEnvelope(envelopeOf(provenance, [ann])));
    put(dir, "attestations/bundle.1.intoto.jsonl", formatEnvelope(envelopeOf(bundle, [bo])));
    const other = { builders: [builderId("github-actions")] };
    const file = trustFile([trusting(ann, "Ann"), trusting(bo, "Bo", ["runner"], other)]);
    expect(codesOf(await judgeUnder(dir, file))).toEqual(["BUILDER_NOT_TRUSTED"]);
  });

  it("a failed run fails unless that is what was asked", async () => {
    const dir = signRun(writeBundle(temporary(), { outcome: failed }), [ann]);
    const file = trustFile([trusting(ann, "Ann")]);
    expect(codesOf(await judgeUnder(dir, file))).toEqual(["OUTCOME_UNEXPECTED"]);
    expect((await judgeUnder(dir, file, { expect: { outcome: "failed" } })).verdict).toBe("proved");
    expect((await judgeUnder(dir, file, { expect: { outcome: "timed-out" } })).verdict).toBe("violated");
    // What the trust file says is added to, never taken away.
    const strict = trustFile([trusting(ann, "Ann")], { outcome: "succeeded" });
    expect((await judgeUnder(dir, strict, { expect: { outcome: "failed" } })).verdict).toBe("violated");
    expect((await judgeUnder(signedBy(ann), file, { expect: { outcome: "failed" } })).verdict).toBe("violated");
  });
});
