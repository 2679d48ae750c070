import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseEnvelopes, preAuthEncoding } from "../../../../lib/evidence/index.ts";
import { isSignedBy } from "../../../../lib/sign/index.ts";
import { filesOf } from "../../../support/bundle.ts";
import { exportInto, hostileRun, key } from "../../../support/exchange.ts";
import { driverContract } from "./driver.contract.ts";

describe("dsse", () => {
  driverContract("dsse");

  it("hands on every envelope with the signatures that it has", async () => {
    const top = await hostileRun();
    const { files, report } = await exportInto(top, { format: "dsse" });
    const envelopes = parseEnvelopes(Buffer.from(files[""] ?? ""), "export");
    expect(envelopes).toHaveLength(2);
    for (const { payload, payloadType, signatures } of envelopes)
      expect(
        isSignedBy(key.publicKey, preAuthEncoding(payloadType, payload), signatures[0]?.sig ?? Buffer.alloc(0)),
      ).toBe(true);
    const provenance = readFileSync(join(top, "runs/one/provenance.json"));
    expect(envelopes.filter(({ payload }) => payload.equals(provenance))).toHaveLength(1);
    expect(report.notes).toEqual([
      "Statements: pkg:npm/kprovengine#predicate/bundle/v1, https://slsa.dev/provenance/v1",
    ]);
  });

  it.each<[string, RegExp, string]>([
    ["no signature", /./, "sign it first"],
    ["a Sigstore bundle alone", /intoto\.jsonl$/, "--format sigstore"],
    ["no signature over the provenance", /provenance\..*jsonl$/, "--format sigstore"],
  ])("refuses a bundle with %s", async (_, removed, hint) => {
    const top = await hostileRun();
    const below = join(top, "runs/one/attestations");
    for (const name of filesOf(below)) if (removed.test(name)) rmSync(join(below, name));
    await expect(exportInto(top, { format: "dsse" })).rejects.toMatchObject({
      code: "E_EXPORT",
      hint: expect.stringContaining(hint),
    });
  });
});
