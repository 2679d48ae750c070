import { createPublicKey } from "node:crypto";
import { describe, expect, it } from "vitest";
import { functionaryKey } from "../../../../lib/exchange/in-toto/key.ts";
import { describePublicKey, type Signer } from "../../../../lib/sign/index.ts";
import { makeKey } from "../../../support/sign.ts";

const signerOf = (publicKey: Signer["publicKey"]): Signer => ({
  kind: "key",
  publicKey,
  label: "test",
  sign: async () => Buffer.alloc(64),
});

describe("functionaryKey", () => {
  it("has the ids that securesystemslib 1.6 and 0.26 compute for the same key", () => {
    const hex = "7491d48bb870e4680fda85d8c53a6cd432de0bcbff8eec7af2e424d8254ed66b";
    const x = Buffer.from(hex, "hex").toString("base64url");
    const object = createPublicKey({ format: "jwk", key: { kty: "OKP", crv: "Ed25519", x } });
    const { key } = functionaryKey(signerOf(describePublicKey(object, "test")));
    expect(key.keyid).toBe("15f983adf8a0336f26b98c1fd17bdd833d73567a1bfc04044200831a7444d112");
    expect(key.olderKeyid).toBe("887ffb100991e134a7f22398ab3eb2b27f6aa398918813a36d09fed554541414");
    expect(JSON.parse(key.json)).toMatchObject({
      keyval: { public: hex },
      keyid_hash_algorithms: ["sha256", "sha512"],
    });
    expect(key.pem).toMatch(/^-----BEGIN PUBLIC KEY-----/);
  });

  it("refuses another algorithm, and who has no key, by name", () => {
    const ecdsa = signerOf(makeKey("ecdsa-p256").publicKey);
    expect(() => functionaryKey(ecdsa)).toThrow(
      expect.objectContaining({ code: "E_EXPORT", message: expect.stringContaining("ecdsa-p256") }),
    );
    expect(() => functionaryKey({ kind: "keyless", label: "keyless", signEnvelope: async () => ({}) })).toThrow(
      expect.objectContaining({ code: "E_EXPORT", message: expect.stringContaining("keyless") }),
    );
  });
});
