/**
 * Private keys as other programs write them: PKCS#8 in PEM, also encrypted, and OpenSSH's own format.
 *
 * Errors here have no cause and quote nothing: what they would quote is the key.
 *
 * @module
 */
import type { KeyObject } from "node:crypto";
import { KprovError } from "../../errors.ts";
import { crypto } from "../../lazy-crypto.ts";
import { describePublicKey } from "../public-key.ts";
import { isOpenssh, parseOpenssh } from "./openssh.ts";

/** How to open what is locked; see `Passphrases.unlock`. */
export type Unlock = <Opened>(what: string, open: (passphrase: string) => Promise<Opened>) => Promise<Opened>;

/**
 * The private key in `text`. `unlock` is called for an encrypted one only.
 *
 * Throws `E_KEY`: another algorithm or format, anything malformed; `E_PASSPHRASE`: it does not open.
 */
export const parsePrivateKey = async (text: string, name: string, unlock: Unlock): Promise<KeyObject> => {
  if (isOpenssh(text)) return parseOpenssh(text, name);
  const [, kind] = /^\s*-----BEGIN ([A-Z0-9 ]+)-----/.exec(text) ?? [];
  if (kind === "PUBLIC KEY") throw new KprovError("E_KEY", `"${name}" holds a public key: expected a private one`);
  if (kind !== "PRIVATE KEY" && kind !== "ENCRYPTED PRIVATE KEY")
    throw new KprovError(
      "E_KEY",
      `Cannot read the private key "${name}": expected PKCS#8 in PEM, or OpenSSH's format`,
      {
        hint: "openssl pkcs8 -topk8 -in OLD -out NEW writes PKCS#8",
      },
    );
  const object =
    kind === "PRIVATE KEY" ? importPlain(text, name) : await unlock(`"${name}"`, openEncrypted(text, name));
  describePublicKey(crypto().createPublicKey(object), name);
  return object;
};

/** PKCS#8 in DER, as a key file holds it. Throws `E_KEY`. */
export const importPkcs8 = (der: Buffer, name: string): KeyObject => {
  try {
    return crypto().createPrivateKey({ key: der, format: "der", type: "pkcs8" });
  } catch {
    throw new KprovError("E_KEY", `The private key in "${name}" is damaged`);
  }
};

// --- internal ---

const importPlain = (text: string, name: string): KeyObject => {
  try {
    return crypto().createPrivateKey({ key: text, format: "pem" });
  } catch {
    throw new KprovError("E_KEY", `Cannot read the private key "${name}": it is damaged, or of an unknown algorithm`);
  }
};

const openEncrypted = (text: string, name: string) => {
  const iterations = iterationsOf(Buffer.from(text.replace(/-----[A-Z ]+-----|\s+/g, ""), "base64"));
  if (iterations > maxIterations)
    throw new KprovError("E_KEY", `Cannot read the private key "${name}": it asks for ${iterations} rounds of PBKDF2`);
  return async (passphrase: string): Promise<KeyObject> => {
    try {
      return crypto().createPrivateKey({ key: text, format: "pem", passphrase });
    } catch {
      throw new KprovError("E_PASSPHRASE", `The passphrase of "${name}" is wrong, or the file is damaged`);
    }
  };
};

/** A few seconds. The rounds are counted without a way to stop them. */
const maxIterations = 10_000_000;

/** 1.2.840.113549.1.5.12 in DER. */
const pbkdf2 = Buffer.from("06092a864886f70d01050c", "hex");

/** Of PBKDF2 (RFC 8018 appendix A.2): the integer behind the salt; 0 when it is not used, or stands elsewhere. */
const iterationsOf = (der: Buffer): number => {
  const found = der.indexOf(pbkdf2);
  if (found === -1) return 0;
  const salt = found + pbkdf2.length + 2;
  const count = salt + 2 + (der[salt + 1] ?? 0);
  if (der[salt] !== 0x04 || der[count] !== 0x02) return Number.POSITIVE_INFINITY;
  const digits = der.subarray(count + 2, count + 2 + (der[count + 1] ?? 0));
  return digits.reduce((number, digit) => number * 256 + digit, 0);
};
