import { expect, it } from "vitest";
import { formatEnvelope } from "../../../../lib/evidence/index.ts";
import { verifyBundle } from "../../../../lib/verify/index.ts";
import { writeBundle } from "../../../support/bundle.ts";
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
} from "../../../support/sign.ts";
import { temporary } from "../../../support/temporary.ts";
import { claimsOf, codesOf, judgeUnder } from "../../../support/verify.ts";

const ann = makeKey();
const type = "https://in-toto.io/attestation/test-result/v0.1";
const signed = (): string => signRun(writeBundle(temporary()), [ann]);
const handOver = (dir: string, payload: (digest: { sha256: string }) => Buffer, key = ann) => {
  const cwd = temporary();
  put(cwd, "t.jsonl", formatEnvelope(envelopeOf(payload({ sha256: digestOf(dir) }), [key])));
  return { cwd, attestations: ["t.jsonl"] };
};

it.each<[string, (digest: { sha256: string }) => Buffer]>([
  ["FAILED", (digest) => testResult(digest, "FAILED")],
  ["WARNED", (digest) => testResult(digest, "WARNED")],
  [
    "PASSED with failed tests",
    (digest) => statementOf(type, [{ digest }], { result: "PASSED", configuration: [], failedTests: ["lint"] }),
  ],
])("a trusted test result that says %s is a no, though nobody required it", async (_, payload) => {
  const dir = signed();
  const verdict = await judgeUnder(dir, trustFile([trusting(ann, "Ann")]), handOver(dir, payload));
  expect(verdict.verdict).toBe("violated");
  expect(codesOf(verdict)).toEqual(["RESULT_NEGATIVE"]);
  expect(claimsOf(verdict)).toMatchObject({ integrity: "proved", [`statement ${type}`]: "failed" });
});

it("neither a trusted yes nor a stranger's no changes anything", async () => {
  const dir = signed();
  const trust = trustFile([trusting(ann, "Ann")]);
  expect((await judgeUnder(dir, trust, handOver(dir, testResult))).verdict).toBe("proved");
  const stranger = handOver(dir, (digest) => testResult(digest, "FAILED"), makeKey());
  expect((await judgeUnder(dir, trust, stranger)).verdict).toBe("proved");
});

it("what has no place with the bundle leaves its integrity proved, and has a claim of its own", async () => {
  const dir = signed();
  const about = handOver(dir, () => testResult({ sha256: "0".repeat(64) }));
  const verdict = await judgeUnder(dir, trustFile([trusting(ann, "Ann")]), about);
  expect(verdict).toMatchObject({ verdict: "violated", integrity: "proved", origin: "violated" });
  expect(claimsOf(verdict)).toMatchObject({ integrity: "proved", attestation: "failed" });
  const untrusted = await verifyBundle(dir, { integrityOnly: false, trust: null, ...about });
  expect(untrusted).toMatchObject({ verdict: "violated", integrity: "proved" });
});

it("a misplaced member counts against integrity, named beside the bundle or not", async () => {
  const dir = signed();
  const path = "attestations/x.jsonl";
  put(dir, path, formatEnvelope(envelopeOf(testResult({ sha256: "0".repeat(64) }), [ann])));
  const verdict = await judgeUnder(dir, trustFile([trusting(ann, "Ann")]), { cwd: dir, attestations: [path] });
  expect(verdict.integrity).toBe("violated");
});
