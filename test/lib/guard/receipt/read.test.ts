import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, test } from "vitest";
import {
  type Envelope,
  formatEnvelope,
  formatSigstoreBundle,
  formatTestResult,
  inTotoPayloadType,
  preAuthEncoding,
  type TestResult,
} from "../../../../lib/evidence/index.ts";
import { isReceipt, largestReceipt, readReceipt } from "../../../../lib/guard/receipt/read.ts";
import { makeKey } from "../../../support/sign.ts";
import { temporary } from "../../../support/temporary.ts";

const result: TestResult = {
  ...{ check: "preflight", verdict: "proved", passed: ["lint"], failed: [], skipped: [], findings: [] },
  state: { commit: null, tree: "2".repeat(40), isCommit: false, untracked: null },
  ...{ config: null, ruleset: "5".repeat(64), runtimes: { node: null }, version: "0.1.0" },
};
const { ruleset: _, ...withoutRules } = result;
const { runtimes: __, ...withoutRuntimes } = result;

const envelopeOf = (payload: Buffer, payloadType: string = inTotoPayloadType): Envelope => {
  const key = makeKey();
  const sig = key.sign(preAuthEncoding(payloadType, payload));
  return { payloadType, payload, signatures: [{ keyid: key.publicKey.fingerprint, sig }] };
};
const statement = formatTestResult(result);
const signed = formatEnvelope(envelopeOf(statement));
const bundle = formatSigstoreBundle(envelopeOf(statement), "x");

/** A signature over a file that lies elsewhere. */
const message = (): string => {
  const { dsseEnvelope: _envelope, ...rest } = JSON.parse(bundle);
  const messageDigest = { algorithm: "SHA2_256", digest: "eA==" };
  return JSON.stringify({ ...rest, messageSignature: { messageDigest, signature: "eA==" } });
};

const read = (content: string | Buffer) => readReceipt("r.json", temporary({ "r.json": content }));

describe("readReceipt", () => {
  it("reads a statement, and one that is signed", () => {
    for (const content of [statement, signed, bundle]) expect(read(content)).toEqual(result);
  });

  test.each<[string, string | Buffer, string]>([
    ["nothing", "", "not JSON: it ends too early"],
    ["no JSON", "{", "JSON"],
    ["a list", "[]", "is not a test result"],
    ["null", "null", "is not a test result"],
    ["a text", '"payloadType"', "is not a test result"],
    ["another document", '{"schema":"kprov.preflight/v1"}', "is not a test result"],
    ["other bytes of the same statement", ` ${statement}`, "is not a test result"],
    ["a check's statement", formatTestResult({ ...result, check: "check-artifacts" }), 'it is about "check-artifacts"'],
    ["one without rules", formatTestResult(withoutRules), "it does not say by which rules"],
    ["one without runtimes", formatTestResult(withoutRuntimes), "it does not say by which rules"],
    ["an envelope of another kind", formatEnvelope(envelopeOf(statement, "text/plain")), "it has no in-toto statement"],
    ["a signature over another file", message(), "it has no in-toto statement"],
    ["an envelope without a payload", '{"payloadType":"application/vnd.in-toto+json"}', "DSSE"],
    ["several envelopes", signed + signed, "after JSON"],
    ["more than a receipt is", " ".repeat(largestReceipt + 1), "is not a file of at most"],
  ])("refuses %s", (_name, content, why) => {
    expect(() => read(content)).toThrow(
      expect.objectContaining({
        code: "E_PREFLIGHT_RECEIPT",
        message: expect.stringMatching(/^Cannot compare with the receipt "r\.json": /),
        hint: "kprovengine preflight --receipt FILE writes one",
      }),
    );
    expect(() => read(content)).toThrow(why);
  });

  it("says that there is no file, and why another thing can't be read", () => {
    const dir = temporary();
    expect(() => readReceipt("r.json", dir)).toThrow('Cannot compare with the receipt "r.json": there is no such file');
    mkdirSync(join(dir, "r.json"));
    expect(() => readReceipt("r.json", dir)).toThrow("is not a file of at most");
    expect(() => readReceipt("r.json/x", temporary({ "r.json": "" }))).toThrow("ENOTDIR");
  });
});

test.each<[string, string | Buffer, boolean]>([
  ["a receipt", statement, true],
  ["a signed one", signed, true],
  ["another statement of this program", formatTestResult({ ...withoutRules, check: "check-artifacts" }), true],
  ["another file", "mine", false],
  ["an empty file", "", false],
  ["a larger file", `${statement}${" ".repeat(largestReceipt)}`, false],
])("isReceipt of %s", (_name, content, wanted) => {
  expect(isReceipt(join(temporary({ "r.json": content }), "r.json"))).toBe(wanted);
});
