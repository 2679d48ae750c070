import { expect, it } from "vitest";
import { sha256 } from "../../../../lib/digest.ts";
import { builderId, formatEnvelope } from "../../../../lib/evidence/index.ts";
import {
  formatSignedFile,
  type SignedFileOptions,
  type TrustFile,
  verifySignedFile,
} from "../../../../lib/verify/index.ts";
import { writeBundle } from "../../../support/bundle.ts";
import {
  envelopeOf,
  makeKey,
  payloadsOf,
  statementOf,
  testResult,
  trustFile,
  trusting,
} from "../../../support/sign.ts";
import { temporary } from "../../../support/temporary.ts";
import { claimsOf, codesOf, loadTrust } from "../../../support/verify.ts";

const ann = makeKey();
const digest = { sha256: sha256("model\n") };
const required = (require?: TrustFile["require"]): TrustFile =>
  trustFile([trusting(ann, "Ann", ["runner", "release"])], require);
const judgeText = async (text: string, file: TrustFile, more: SignedFileOptions = {}) => {
  const cwd = temporary({ "s.jsonl": text, "model.bin": "model\n" });
  return verifySignedFile("s.jsonl", { cwd, trust: await loadTrust(file), artifacts: ["model.bin"], ...more });
};
const judge = (payload: Buffer, file: TrustFile, more: SignedFileOptions = {}) =>
  judgeText(formatEnvelope(envelopeOf(payload, [ann])), file, more);

const commits = ["f".repeat(40)];
const vsa = (more: object = {}): Buffer =>
  statementOf("https://slsa.dev/verification_summary/v1", [{ digest }], {
    verifier: { id: "https://example.com/v" },
    timeVerified: "2026-01-01T00:00:00Z",
    resourceUri: "https://example.com/r",
    policy: { uri: "https://example.com/p", digest },
    verificationResult: "PASSED",
    verifiedLevels: ["SLSA_BUILD_LEVEL_1"],
    ...more,
  });
const summary = {
  verifier: "https://example.com/v",
  resource: "https://example.com/r",
  levels: ["SLSA_BUILD_LEVEL_1"],
};
const foreign = statementOf("https://slsa.dev/provenance/v1", [{ digest }], {
  buildDefinition: { buildType: "https://example.com/build/v1", externalParameters: { source: "git" } },
  runDetails: { builder: { id: builderId("workstation") } },
});
const link = statementOf("https://in-toto.io/attestation/link/v0.3", [{ name: "m", digest }], {
  name: "train",
  command: [],
  materials: [],
  byproducts: {},
  environment: {},
});

it.each<[string, Buffer, SignedFileOptions, string[]]>([
  ["a test result", testResult(digest), {}, ["step", "builder", "source commit", "outcome"]],
  ["a verification summary", vsa(), { summary }, ["step", "builder", "source commit", "outcome"]],
  ["provenance by somebody else", foreign, {}, ["step", "source commit", "outcome"]],
  ["a link", link, {}, ["step", "builder", "source commit", "outcome"]],
])("%s that does not speak of what flags ask leaves it unverified", async (_, payload, more, silent) => {
  expect((await judge(payload, required(), more)).verdict).toBe("proved");
  const flags = { steps: ["train"], builders: [builderId("workstation")], commits, outcome: "succeeded" as const };
  const result = await judge(payload, required(), { ...more, expect: flags });
  expect(result.verdict).toBe("undecided");
  expect(codesOf(result)).toEqual(["STATEMENT_SILENT"]);
  const claims = claimsOf({ claims: result.statements[0]?.claims ?? [] });
  expect(Object.keys(claims).filter((claim) => claims[claim] === "unverified")).toEqual(silent);
});

it.each<[string, SignedFileOptions["expect"]]>([
  ["step", { steps: ["train"] }],
  ["builder", { builders: ["x"] }],
  ["source commit", { commits }],
  ["outcome", { outcome: "failed" }],
])("a flag about the %s alone is enough", async (claim, flags) => {
  const result = await judge(testResult(digest), required(), { expect: flags ?? {} });
  expect(claimsOf({ claims: result.statements[0]?.claims ?? [] })).toMatchObject({ [claim]: "unverified" });
  expect(result.verdict).toBe("undecided");
});

it("what the trust file requires of runs is asked of provenance and its like, not of test results", async () => {
  for (const require of [{ steps: ["train"] }, { commits }, { outcome: "succeeded" as const }]) {
    expect((await judge(foreign, required(require))).verdict).toBe("undecided");
    expect((await judge(link, required(require))).verdict).toBe("undecided");
    expect((await judge(testResult(digest), required(require))).verdict).toBe("proved");
  }
});

it("a bundle statement answers for its step", async () => {
  const { bundle } = payloadsOf(writeBundle(temporary()));
  const { subject } = JSON.parse(bundle.toString()) as { subject: { digest: { sha256: string } }[] };
  const about = { artifacts: [], digests: [`sha256:${subject[0]?.digest.sha256}`] };
  expect((await judge(bundle, required(), { ...about, expect: { steps: ["train"] } })).verdict).toBe("proved");
  expect((await judge(bundle, required(), { ...about, expect: { steps: ["other"] } })).verdict).toBe("violated");
  expect((await judge(bundle, required(), { ...about, expect: { commits } })).verdict).toBe("undecided");
});

it.each<[string, SignedFileOptions]>([
  ["a step", { expect: { steps: ["train"] } }],
  ["a type", { expect: { statements: ["https://example.com/x"] } }],
  ["a verifier", { summary: { verifier: "x" } }],
  ["a resource", { summary: { resource: "x" } }],
  ["a level", { summary: { levels: ["x"] } }],
])("a bare signature over a file leaves %s unverified", async (_, more) => {
  const text = JSON.stringify({
    mediaType: "application/vnd.dev.sigstore.bundle.v0.3+json",
    verificationMaterial: { publicKey: { hint: ann.publicKey.fingerprint } },
    messageSignature: {
      messageDigest: { algorithm: "SHA2_256", digest: Buffer.from(digest.sha256, "hex").toString("base64") },
      signature: ann.sign(Buffer.from("model\n")).toString("base64"),
    },
  });
  expect((await judgeText(text, required())).verdict).toBe("proved");
  expect((await judgeText(text, required(), more)).verdict).toBe("undecided");
});

it("a yes that the rest of the statement speaks against is a no", async () => {
  const result = statementOf("https://in-toto.io/attestation/test-result/v0.1", [{ digest }], {
    result: "PASSED",
    configuration: [],
    failedTests: ["lint"],
  });
  expect(codesOf(await judge(result, required()))).toEqual(["RESULT_NEGATIVE"]);
  const levels = [...summary.levels, "FAILED"];
  const passed = await judge(vsa({ verifiedLevels: levels }), required(), { summary });
  expect(passed.verdict).toBe("violated");
});

it("faults of a statement are one line, and no words about a bundle", async () => {
  const broken = statementOf("https://in-toto.io/attestation/test-result/v0.1", [{ digest }], {});
  const result = await judge(broken, required());
  expect(codesOf(result)).toEqual(["STATEMENT_MALFORMED"]);
  const text = formatSignedFile(result, { colour: false, width: 80, verbose: false });
  expect(text).not.toContain("u{a}");
  expect(text).not.toContain("attestations/");
});

it("a directory as artifact is refused in words", async () => {
  await expect(judge(testResult(digest), required(), { artifacts: ["."] })).rejects.toThrow(/no plain file/);
});
