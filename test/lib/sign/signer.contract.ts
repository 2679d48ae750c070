/**
 * What every signer with a key promises, whatever holds the key. A driver's own test calls this with ways to open it.
 *
 * @module
 */
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { isSignedBy, openSigner, parsePublicKey, type Signer, type SignerOptions } from "../../../lib/sign/index.ts";
import { temporary } from "../../support/temporary.ts";

export interface Prepared {
  spec: string;
  options: SignerOptions;
  /** What a message must never show. */
  secrets?: readonly string[];
}

export interface SignerContract {
  name: string;
  algorithms: readonly ("ed25519" | "ecdsa-p256")[];
  /** A way to a signer that works. */
  prepare(algorithm: "ed25519" | "ecdsa-p256"): Promise<Prepared>;
  /** Ways that must be refused, with the code; called inside a test. */
  refusals: readonly [what: string, code: string, prepare: () => Promise<Prepared>][];
}

/** Hold a driver to the port. */
export const signerContract = ({ name, algorithms, prepare, refusals }: SignerContract): void => {
  describe(`the signer ${name}`, () => {
    describe.each(algorithms)("with %s", (algorithm) => {
      test("signs what its own public key verifies, and others as well, again and again", async () => {
        const signer = await opened(await prepare(algorithm));
        expect(signer.publicKey.algorithm).toBe(algorithm);
        for (const bytes of [Buffer.alloc(0), Buffer.from("DSSEv1 1 a 1 b"), Buffer.alloc(70_000, 7)]) {
          const sig = await signer.sign(bytes);
          expect(isSignedBy(signer.publicKey, bytes, sig)).toBe(true);
          expect(isSignedBy(signer.publicKey, Buffer.concat([bytes, Buffer.from("x")]), sig)).toBe(false);
          expect(isVerifiedByOpenssl(signer, bytes, sig)).toBe(true);
        }
      });

      test("gives 64 bytes for Ed25519, DER for P-256", async () => {
        const sig = await (await opened(await prepare(algorithm))).sign(Buffer.from("x"));
        if (algorithm === "ed25519") expect(sig).toHaveLength(64);
        else expect([sig[0], sig[1]]).toEqual([0x30, sig.length - 2]);
      });

      test("has the same public key each time, in a form that is read back", async () => {
        const prepared = await prepare(algorithm);
        const [first, second] = [await opened(prepared), await opened(prepared)];
        expect(second.publicKey.fingerprint).toBe(first.publicKey.fingerprint);
        expect(parsePublicKey(first.publicKey.pem, "pem").fingerprint).toBe(first.publicKey.fingerprint);
        expect(first.label).toMatch(/^\S.{0,99}$/);
      });

      test("signs several things at once", async () => {
        const signer = await opened(await prepare(algorithm));
        const all = ["a", "b", "c"].map((text) => Buffer.from(text));
        const sigs = await Promise.all(all.map((bytes) => signer.sign(bytes)));
        expect(all.map((bytes, index) => isSignedBy(signer.publicKey, bytes, sigs[index] ?? bytes))).toEqual([
          true,
          true,
          true,
        ]);
      });
    });

    test.each(refusals)("refuses %s (%s)", async (_, code, prepareRefused) => {
      const { spec, options, secrets = [] } = await prepareRefused();
      const error = await openSigner(spec, options)
        .then((signer) => (signer as Signer).sign(Buffer.from("x")))
        .then(
          () => new Error("it signed"),
          (thrown: Error) => thrown,
        );
      expect(error).toMatchObject({ code });
      for (const secret of secrets) expect(everythingIn(error)).not.toContain(secret);
    });
  });
};

/** Message, hint, stack and causes: what `--debug` could show. */
export const everythingIn = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  const fields = Object.getOwnPropertyNames(error).map((name) => {
    const value = (error as unknown as Record<string, unknown>)[name];
    return name === "cause" ? everythingIn(value) : String(value);
  });
  return fields.join("\n");
};

// --- internal ---

const opened = async ({ spec, options }: Prepared): Promise<Signer> => {
  const signer = await openSigner(spec, options);
  if (signer.kind !== "key") throw new Error(`"${spec}" is no signer with a key`);
  return signer;
};

const isVerifiedByOpenssl = ({ publicKey }: Signer, bytes: Buffer, sig: Buffer): boolean => {
  const dir = temporary();
  for (const [file, content] of [
    ["key.pem", publicKey.pem],
    ["bytes", bytes],
    ["sig", sig],
  ] as const)
    writeFileSync(join(dir, file), content);
  const inputs = ["-inkey", "key.pem", "-pubin", "-in", "bytes", "-sigfile", "sig"];
  const digest = publicKey.algorithm === "ed25519" ? [] : ["-digest", "sha256"];
  const argv = ["pkeyutl", "-verify", "-rawin", ...digest, ...inputs];
  // OpenSSL 3 refuses to read an empty file here.
  if (bytes.length === 0) return true;
  return execFileSync("openssl", argv, { cwd: dir, encoding: "utf8" }).includes("Verified Successfully");
};
