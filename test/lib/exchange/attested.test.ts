import { describe, expect, it } from "vitest";
import { inTotoPayloadType, type SignedPiece } from "../../../lib/evidence/index.ts";
import { isAbout, typesOf } from "../../../lib/exchange/attested.ts";
import type { Material } from "../../../lib/exchange/material.ts";
import { statementOf } from "../../support/sign.ts";

const bundleDigest = "b".repeat(64);
const statement = Buffer.from("the provenance, whatever its bytes are");
const material = { statement, bundleDigest } as Material;
const about = (digest: Record<string, string>): Buffer => statementOf("https://example.org/x/v1", [{ digest }]);
const piece = (payload: Buffer, payloadType: string = inTotoPayloadType): SignedPiece => ({
  form: "envelope",
  envelope: { payloadType, payload, signatures: [] },
});
const message: SignedPiece = {
  ...{ form: "message", sig: Buffer.alloc(1), digest: Buffer.from(bundleDigest, "hex") },
  ...{ material: { kind: "certificate" }, document: {} },
};

describe("isAbout", () => {
  it.each<[string, boolean, SignedPiece]>([
    ["the provenance itself", true, piece(statement)],
    ["a statement about the bundle", true, piece(about({ sha256: bundleDigest }))],
    ["a statement about another bundle", false, piece(about({ sha256: "c".repeat(64) }))],
    ["the digest under another algorithm", false, piece(about({ sha512: bundleDigest }))],
    ["the provenance as another type of payload", false, piece(statement, "text/plain")],
    ["bytes that are no statement", false, piece(Buffer.from("{}"))],
    ["a signature over a file", false, message],
  ])("%s: %s", (_, expected, found) => expect(isAbout(material, found)).toBe(expected));
});

it("typesOf names each type once", () => {
  expect(typesOf([about({ sha256: "a" }), about({ sha256: "b" })])).toEqual(["https://example.org/x/v1"]);
});
