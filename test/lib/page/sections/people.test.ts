import { describe, expect, test } from "vitest";
import type { TestResult } from "../../../../lib/evidence/index.ts";
import type { RunDetails } from "../../../../lib/page/run-view.ts";
import { formatChecks, formatReviews, formatSignatures } from "../../../../lib/page/sections/people.ts";
import type { BundleVerdict } from "../../../../lib/verify/index.ts";
import { commit } from "../../../support/bundle.ts";
import { place, viewOf, words } from "../../../support/page.ts";

describe("people", () => {
  test("a preflight says what it found when it was handed over, and where it is when not", async () => {
    const { details } = await viewOf();
    expect(words(formatChecks(details, place))).toContain("The run refers to no preflight.");
    const { provenance } = details;
    const { buildDefinition } = provenance.predicate;
    const sha256 = "ab".repeat(32);
    const preflight = { name: ".kprov/preflight.json", digest: { sha256 }, annotations: { kprov_role: "preflight" } };
    const referring: RunDetails = {
      ...details,
      provenance: {
        ...provenance,
        predicate: {
          ...provenance.predicate,
          buildDefinition: { ...buildDefinition, resolvedDependencies: [preflight] },
        },
      },
    };
    expect(words(formatChecks(referring, place))).toMatch(/preflight\.json .*was not handed over: --statement FILE/);
    const result: TestResult = {
      ...{ check: "preflight", verdict: "partial", passed: ["check-identity"], failed: [], skipped: ["make test"] },
      ...{
        findings: [],
        state: { commit, tree: "0".repeat(40), isCommit: false, untracked: null },
        config: null,
        version: "0.1.0",
      },
    };
    const said = words(formatChecks({ ...referring, statements: new Map([[sha256, result]]) }, place));
    expect(said).toMatch(/Verdict \? partial .*with changes .*make test \? left out check-identity ✓ passed/);
  });

  test("the same signature in two forms is one line", async () => {
    const { verdict } = await viewOf();
    const signature: BundleVerdict["signatures"][number] = {
      path: "a.intoto.jsonl",
      over: "bundle",
      predicateType: "p",
      payloadDigest: "0",
      status: "trusted",
      owner: "Ann",
      roles: ["runner"],
      fingerprint: "SHA256:x",
      identity: null,
      keyid: "k",
      why: "",
    };
    const signatures = [signature, { ...signature, path: "a.sigstore.json" }];
    expect(words(formatSignatures({ ...verdict, signatures }, place))).toMatch(
      /Ann runner ✓ trusted bundle in 2 forms SHA256:x$/,
    );
    expect(words(formatSignatures(verdict, place))).toContain("Who signed it was not asked.");
    expect(words(formatSignatures({ ...verdict, origin: "unproved" }, place))).toContain("Nobody signed this run.");
  });

  test("a signature that does not hold, or that nobody knows, is never marked as good", async () => {
    const { verdict } = await viewOf();
    for (const status of ["invalid", "untrusted", "unjudged", "expired", "revoked"] as const) {
      const signature = {
        path: "p",
        over: "bundle",
        predicateType: "p",
        payloadDigest: "0",
        status,
        owner: null,
        roles: [],
        fingerprint: null,
        identity: null,
        keyid: "",
        why: "so",
      } as const;
      expect(words(formatSignatures({ ...verdict, signatures: [signature] }, place))).not.toContain("✓");
    }
  });

  test("reviews that nobody asked for are said to be unjudged", () => {
    expect(words(formatReviews(null, place))).toContain("Reviews were not judged");
  });
});
