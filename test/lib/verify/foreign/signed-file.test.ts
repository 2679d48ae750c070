import { createPublicKey } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { bundleFromJSON } from "@sigstore/bundle";
import { toSignedEntity, Verifier } from "@sigstore/verify";
import { describe, expect, it } from "vitest";
import { sha256 } from "../../../../lib/digest.ts";
import { builderId, formatEnvelope, formatSigstoreBundle } from "../../../../lib/evidence/index.ts";
import { type SignedFileOptions, type TrustFile, verifySignedFile } from "../../../../lib/verify/index.ts";
import { failed, writeBundle } from "../../../support/bundle.ts";
import {
  envelopeOf,
  makeKey,
  payloadsOf,
  statementOf,
  type TestKey,
  testResult,
  trustFile,
  trusting,
} from "../../../support/sign.ts";
import { temporary } from "../../../support/temporary.ts";
import { loadTrust } from "../../../support/verify.ts";

const [ann, bo] = [makeKey(), makeKey("ecdsa-p256")];
const artifact = "model\n";
const digest = { sha256: sha256(artifact) };
const both = trustFile([trusting(ann, "Ann", ["runner", "release"]), trusting(bo, "Bo", ["reviewer"])]);

const judge = async (text: string | Uint8Array, file: TrustFile | null = both, more: SignedFileOptions = {}) => {
  const cwd = temporary({ "s.intoto.jsonl": text, "model.bin": artifact, "other.bin": "other" });
  const trust = file === null ? null : await loadTrust(file);
  return verifySignedFile("s.intoto.jsonl", { cwd, trust, artifacts: ["model.bin"], ...more });
};
const codes = ({ findings }: Awaited<ReturnType<typeof judge>>): string[] => [
  ...new Set(findings.map(({ code }) => code)),
];
const by = (payload: Buffer, ...keys: TestKey[]): string => formatEnvelope(envelopeOf(payload, keys));
const provenance = (id: string, more: object = {}): Buffer =>
  statementOf("https://slsa.dev/provenance/v1", [{ name: "m", digest }], {
    buildDefinition: { buildType: "https://example.com/build/v1", externalParameters: { source: "git" } },
    runDetails: { builder: { id }, ...more },
  });

describe("verifySignedFile", () => {
  it.each<[string, Buffer]>([
    ["a test result", testResult(digest)],
    ["a statement of an unknown type", statementOf("https://example.com/sbom/v1", [{ digest }])],
    ["provenance by a builder that the signer may vouch for", provenance(builderId("workstation"))],
  ])("proves %s about the artifact", async (_, payload) => {
    const result = await judge(by(payload, ann));
    expect(result.findings).toEqual([]);
    expect(result).toMatchObject({ schema: "kprov.signed-file-verification/v1", verdict: "proved" });
  });

  it.each<[string, string, string, Buffer, SignedFileOptions]>([
    ["violated", "SUBJECT_MISMATCH", "another artifact", testResult(digest), { artifacts: ["other.bin"] }],
    [
      "violated",
      "SUBJECT_MISMATCH",
      "the artifact and another",
      testResult(digest),
      { artifacts: ["model.bin", "other.bin"] },
    ],
    ["violated", "SUBJECT_MISMATCH", "another digest", testResult(digest), { digests: [`sha256:${"0".repeat(64)}`] }],
    ["violated", "SUBJECT_MISMATCH", "the right name with another digest", testResult({ sha256: "0".repeat(64) }), {}],
    ["undecided", "SUBJECT_NOT_ASKED", "nothing", testResult(digest), { artifacts: [] }],
    ["violated", "RESULT_NEGATIVE", "a result that says FAILED", testResult(digest, "FAILED"), {}],
    [
      "violated",
      "STATEMENT_MISSING",
      "another type",
      testResult(digest),
      { expect: { statements: ["https://example.com/x"] } },
    ],
    [
      "violated",
      "BUILDER_NOT_TRUSTED",
      "a builder that the signer may not vouch for",
      provenance("https://github.com/actions/runner"),
      {},
    ],
    [
      "violated",
      "BUILDER_NOT_TRUSTED",
      "a builder that was not asked for",
      provenance(builderId("workstation")),
      { expect: { builders: ["x"] } },
    ],
    ["violated", "SUMMARY_UNEXPECTED", "a summary, and it is none", testResult(digest), { summary: { verifier: "x" } }],
    [
      "violated",
      "SUMMARY_UNEXPECTED",
      "a summary of an unknown version",
      statementOf("https://slsa.dev/verification_summary/v2", [{ digest }], { verificationResult: "PASSED" }),
      { summary: { verifier: "x" } },
    ],
  ])("is %s by %s when asked for %s", async (verdict, code, _, payload, more) => {
    const result = await judge(by(payload, ann), both, more);
    expect(result.verdict).toBe(verdict);
    expect(codes(result)).toContain(code);
  });

  it.each<[string, string, TrustFile | null, string]>([
    ["undecided", "nobody to believe", null, by(testResult(digest), ann)],
    ["undecided", "a stranger", both, by(testResult(digest), makeKey())],
    ["undecided", "a reviewer, where a runner must sign", both, by(testResult(digest), bo)],
    [
      "undecided",
      "one of two runners",
      trustFile([trusting(ann, "Ann"), trusting(bo, "Bo")], { runners: 2 }),
      by(testResult(digest), ann),
    ],
    [
      "proved",
      "both runners, in two envelopes",
      trustFile([trusting(ann, "Ann"), trusting(bo, "Bo")], { runners: 2 }),
      by(testResult(digest), ann) + by(testResult(digest), bo),
    ],
    [
      "undecided",
      "an expired key",
      trustFile([trusting(ann, "Ann", ["runner"], { validUntil: "2020-01-01T00:00:00Z" })]),
      by(testResult(digest), ann),
    ],
    ["violated", "a forger in a trusted name", both, by(testResult(digest), ann).replace(/"sig":"..../, '"sig":"AAAA')],
  ])("is %s with %s", async (verdict, _, file, text) => {
    expect((await judge(text, file)).verdict).toBe(verdict);
  });

  it("does not let a runner summarise a verification, nor a release key vouch for a run", async () => {
    const vsa = statementOf("https://slsa.dev/verification_summary/v1", [{ digest }], {
      verifier: { id: "https://example.com/v" },
      timeVerified: "2026-01-01T00:00:00Z",
      resourceUri: "https://example.com/r",
      policy: { uri: "https://example.com/p", digest },
      verificationResult: "PASSED",
      verifiedLevels: ["SLSA_BUILD_LEVEL_1"],
    });
    const asked = {
      summary: { verifier: "https://example.com/v", resource: "https://example.com/r", levels: ["SLSA_BUILD_LEVEL_1"] },
    };
    const only = (role: "runner" | "release") => trustFile([trusting(ann, "Ann", [role])]);
    expect((await judge(by(vsa, ann), only("release"), asked)).findings).toEqual([]);
    expect((await judge(by(vsa, ann), only("runner"), asked)).verdict).toBe("undecided");
    expect((await judge(by(testResult(digest), ann), only("release"))).verdict).toBe("undecided");
    const failedOne = Buffer.from(vsa.toString("utf8").replace("PASSED", "FAILED"));
    expect(codes(await judge(by(failedOne, ann), only("release"), asked))).toContain("RESULT_NEGATIVE");
  });

  it("judges every statement in the file, and one bad one is enough", async () => {
    const good = by(testResult(digest), ann);
    expect((await judge(good + by(provenance(builderId("workstation")), ann))).statements).toHaveLength(2);
    expect((await judge(good + by(testResult(digest, "FAILED"), ann))).verdict).toBe("violated");
    expect((await judge(good + by(statementOf("https://example.com/x", [{ digest }]), makeKey()))).verdict).toBe(
      "undecided",
    );
  });

  it("does not take a failed run's provenance, or its bundle statement, for a good one", async () => {
    const dir = writeBundle(temporary(), { outcome: failed, outputs: { "model.bin": artifact } });
    const { provenance: own, bundle } = payloadsOf(dir);
    expect(codes(await judge(by(own, ann)))).toEqual(["OUTCOME_UNEXPECTED"]);
    expect((await judge(by(own, ann), both, { expect: { outcome: "failed" } })).verdict).toBe("proved");
    expect(codes(await judge(by(bundle, ann), both))).toContain("OUTCOME_UNEXPECTED");
  });

  it("says no to a payload of another type, and to one that is no statement", async () => {
    expect((await judge(formatEnvelope(envelopeOf(testResult(digest), [ann], "application/json")))).verdict).toBe(
      "violated",
    );
    expect((await judge(by(Buffer.from("{}"), ann))).verdict).toBe("violated");
    expect(
      (await judge(by(Buffer.from(testResult(digest).toString().replace("Statement/v1", "Statement/v0.1")), ann)))
        .verdict,
    ).toBe("violated");
  });

  it.each(["", "x", "{}", '{"mediaType":"x"}', "\n\n"])("throws E_ENVELOPE for %j", async (text) => {
    await expect(judge(text)).rejects.toMatchObject({ code: "E_ENVELOPE", exit: 3 });
  });

  it.each(["md5:00", `sha1:${"0".repeat(40)}`, "sha256:00", `sha256:${"A".repeat(64)}`, "nothing", "sha256:"])(
    "refuses the digest %j",
    async (text) => {
      await expect(judge(by(testResult(digest), ann), both, { digests: [text] })).rejects.toMatchObject({
        code: "E_USAGE",
      });
    },
  );

  it("throws E_IO for an artifact or a file that is gone", async () => {
    await expect(judge(by(testResult(digest), ann), both, { artifacts: ["gone"] })).rejects.toMatchObject({
      code: "E_IO",
    });
    await expect(verifySignedFile(join(temporary(), "gone"), {})).rejects.toMatchObject({ code: "E_IO" });
  });
});

describe("Sigstore bundles by a key", () => {
  it.each(["ed25519", "ecdsa-p256"] as const)(
    "of %s are judged here, accepted by Sigstore's own library, and refused by both when changed",
    async (algorithm) => {
      const key = makeKey(algorithm);
      const text = formatSigstoreBundle(envelopeOf(testResult(digest), [key]), key.publicKey.fingerprint);
      const file = trustFile([trusting(key, "Kim")]);
      const verifier = new Verifier(
        {
          certificateAuthorities: [],
          timestampAuthorities: [],
          tlogs: [],
          ctlogs: [],
          publicKey: () => ({ publicKey: createPublicKey(key.publicKey.pem) as never, validFor: () => true }),
        },
        { tlogThreshold: 0, ctlogThreshold: 0, timestampThreshold: 0 },
      );
      const stock = (changed: string) => verifier.verify(toSignedEntity(bundleFromJSON(JSON.parse(changed))));
      expect((await judge(text, file)).verdict).toBe("proved");
      expect(() => stock(text)).not.toThrow();
      const document = JSON.parse(text) as { dsseEnvelope: { payload: string } };
      document.dsseEnvelope.payload = testResult(digest, "WARNED").toString("base64");
      expect((await judge(JSON.stringify(document), file)).verdict).toBe("violated");
      expect(() => stock(JSON.stringify(document))).toThrow();
    },
  );

  it("over a bare file need that file", async () => {
    const bundle = (bytes: string): string =>
      JSON.stringify({
        mediaType: "application/vnd.dev.sigstore.bundle.v0.3+json",
        verificationMaterial: { publicKey: { hint: ann.publicKey.fingerprint } },
        messageSignature: {
          messageDigest: { algorithm: "SHA2_256", digest: Buffer.from(sha256(bytes), "hex").toString("base64") },
          signature: ann.sign(Buffer.from(bytes)).toString("base64"),
        },
      });
    expect((await judge(bundle(artifact))).verdict).toBe("proved");
    expect((await judge(bundle("other"))).verdict).toBe("violated");
    expect((await judge(bundle(artifact), both, { artifacts: [] })).verdict).toBe("undecided");
    // The digest in it is a hint: right, while the signature is over something else.
    const lying = JSON.parse(bundle("other")) as { messageSignature: { messageDigest: { digest: string } } };
    lying.messageSignature.messageDigest.digest = Buffer.from(digest.sha256, "hex").toString("base64");
    expect((await judge(JSON.stringify(lying))).verdict).toBe("violated");
  });
});

describe("10,000 subjects", () => {
  it("are verified within a second of the processor's time", async () => {
    const subjects = Array.from({ length: 10_000 }, (_, index) => ({
      name: `data/part-${index}.csv`,
      digest: { sha256: sha256(`${index}`) },
    }));
    const text = by(statementOf("https://example.com/x/v1", [...subjects, { name: "m", digest }]), ann);
    const cwd = temporary({ "model.bin": artifact });
    writeFileSync(join(cwd, "s.jsonl"), text);
    const trust = await loadTrust(both);
    const before = process.cpuUsage();
    const result = await verifySignedFile("s.jsonl", { cwd, trust, artifacts: ["model.bin"] });
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1000).toBeLessThan(1000);
    expect(result).toMatchObject({ verdict: "proved", statements: [{ subjects: 10_001 }] });
  });
});
