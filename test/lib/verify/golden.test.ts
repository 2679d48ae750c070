import { cpSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import type { BundleVerdict } from "../../../lib/verify/index.ts";
import verify from "../../../scripts/verify.ts";
import { call } from "../../support/call.ts";
import { asNobody } from "../../support/nobody.ts";
import { temporary } from "../../support/temporary.ts";

/**
 * A run signed by two people (Ed25519 and P-256), rejected and then approved by a third, packed and summarised, as format v1 was
 * first written. Never made anew: every later version must come to the same verdict.
 */
const golden = fileURLToPath(new URL("../../fixtures/golden/v1-signed", import.meta.url));
const id = "2026-02-15T20-13-00Z-0000000a";
const bundleDigest = "d9a551f38e117c5575af5a14d35e35339dbf39f06191b778b38044d45f518748";

asNobody();

const judge = async (...argv: string[]) => {
  const { result } = await call(verify, golden, [...argv, "--trust", "trust.json"]);
  return { exitCode: result.exitCode, verdict: result.document as BundleVerdict };
};

describe("golden signatures of format v1", () => {
  test.each([id, "bundle.tar"])("%s is proved, by two runners and a reviewer", async (name) => {
    const { exitCode, verdict } = await judge(name, "--require-review");
    expect(verdict.findings).toEqual([]);
    expect(exitCode).toBe(0);
    expect(verdict).toMatchObject({ origin: "proved", bundleDigest });
    expect(verdict.claims.map(({ claim, detail }) => [claim, detail])).toEqual(
      expect.arrayContaining([
        ["provenance signed", "by ana, ben"],
        ["bundle signed", "by ana, ben"],
        ["review", "approved by cleo"],
      ]),
    );
    expect(verdict.signatures.filter(({ status }) => status === "trusted")).toHaveLength(10);
  });

  test("the summary is proved for the bundle that it is about, and for no other", async () => {
    const asked = [
      ...["--expect-verifier", "pkg:npm/kprovengine#verifier/v1", "--expect-resource", `kprov:run/${id}`],
      ...["--expect-level", "SLSA_BUILD_LEVEL_1"],
    ];
    expect((await judge("summary.intoto.jsonl", "--digest", `sha256:${bundleDigest}`, ...asked)).exitCode).toBe(0);
    expect((await judge("summary.intoto.jsonl", "--digest", `sha256:${"0".repeat(64)}`, ...asked)).exitCode).toBe(1);
  });

  test("the envelopes are nothing to another bundle, however much it looks like this one", async () => {
    const dir = temporary();
    cpSync(fileURLToPath(new URL("../v1/2026-02-15T20-14-00Z-0000000b", `file://${golden}/`)), join(dir, "b"), {
      recursive: true,
    });
    cpSync(join(golden, id, "attestations"), join(dir, "b/attestations"), { recursive: true });
    const { result } = await call(verify, dir, ["b", "--trust", join(golden, "trust.json")]);
    expect(result.exitCode).toBe(1);
    expect((result.document as BundleVerdict).findings.map(({ code }) => code)).toContain("ATTESTATION_FOREIGN");
  });
});
