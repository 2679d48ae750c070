import { expect, test } from "vitest";
import { formatBundleStatement } from "../../../lib/evidence/index.ts";

/** Golden for ever: a verifier of any later version must make these very bytes again. */
test("formatBundleStatement writes the bytes of format v1", () => {
  const facts = {
    bundleDigest: "b".repeat(64),
    stableDigest: "a".repeat(64),
    runId: "2026-02-15T20-13-00Z-0000000a",
    step: "train",
    outcome: "failed" as const,
  };
  expect(formatBundleStatement(facts).toString()).toBe(
    `{"_type":"https://in-toto.io/Statement/v1","predicate":{"outcome":"failed","runId":"2026-02-15T20-13-00Z-0000000a","stableDigest":"${"a".repeat(64)}","step":"train"},"predicateType":"pkg:npm/kprovengine#predicate/bundle/v1","subject":[{"digest":{"sha256":"${"b".repeat(64)}"},"name":"manifest.json"}]}\n`,
  );
});
