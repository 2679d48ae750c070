/**
 * A private key under a passphrase: scrypt (RFC 7914) makes the key, AES-256-GCM locks.
 *
 * @module
 */
import { KprovError } from "../../errors.ts";
import { crypto } from "../../lazy-crypto.ts";

/** As it stands in a key file, bytes as base64. */
export interface Sealed {
  kdf: { name: "scrypt"; N: number; r: number; p: number; salt: string };
  cipher: { name: "aes-256-gcm"; nonce: string };
  /** The locked bytes and the tag of 16 bytes behind them. */
  ciphertext: string;
}

/** 128 MiB and about 0.3 s. Stored with each key, so that a later version may ask for more. */
const cost = { N: 2 ** 17, r: 8, p: 1 } as const;

/**
 * What a file may ask of whoever reads it: scrypt needs 128·N·r bytes and a time in proportion to N·r·p, so both have a bound.
 * Cheaper than the first is no lock.
 */
const bounds = { minN: 2 ** 14, maxMemory: 512 * 2 ** 20, maxWork: 2 ** 23, saltBytes: [16, 64] } as const;

/** Lock `secret`. Whoever opens it must know `context`, too: a file whose other parts were exchanged does not open. */
export const seal = async (secret: Buffer, passphrase: string, context: string): Promise<Sealed> => {
  const { randomBytes, createCipheriv } = crypto();
  const [salt, nonce] = [randomBytes(32), randomBytes(12)];
  const key = await deriveKey(passphrase, { ...cost, salt });
  const cipher = createCipheriv("aes-256-gcm", key, nonce);
  cipher.setAAD(Buffer.from(context));
  const bytes = Buffer.concat([cipher.update(secret), cipher.final(), cipher.getAuthTag()]);
  key.fill(0);
  return {
    kdf: { name: "scrypt", ...cost, salt: salt.toString("base64") },
    cipher: { name: "aes-256-gcm", nonce: nonce.toString("base64") },
    ciphertext: bytes.toString("base64"),
  };
};

/** The inverse of {@link seal}. Throws `E_PASSPHRASE`: a wrong passphrase and a damaged file can't be told apart. */
export const unseal = async (sealed: Sealed, passphrase: string, context: string): Promise<Buffer> => {
  const { N, r, p, salt } = sealed.kdf;
  const bytes = Buffer.from(sealed.ciphertext, "base64");
  const key = await deriveKey(passphrase, { N, r, p, salt: Buffer.from(salt, "base64") });
  const nonce = Buffer.from(sealed.cipher.nonce, "base64");
  const decipher = crypto().createDecipheriv("aes-256-gcm", key, nonce, { authTagLength: 16 });
  decipher.setAAD(Buffer.from(context));
  decipher.setAuthTag(bytes.subarray(-16));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(0, -16)), decipher.final()]);
  } catch {
    throw new KprovError("E_PASSPHRASE", "The passphrase is wrong");
  } finally {
    key.fill(0);
  }
};

/** What is wrong with the parameters of a file that nobody vouches for; undefined when nothing is. */
export const problemOfSealed = ({ kdf, cipher, ciphertext }: Sealed): string | undefined => {
  const { N, r, p } = kdf;
  if (![N, r, p].every((number) => Number.isInteger(number) && number >= 1)) return "N, r and p are not whole numbers";
  if (N < bounds.minN || Math.log2(N) % 1 !== 0) return `N is ${N}: expected a power of two from ${bounds.minN}`;
  if (128 * N * r > bounds.maxMemory || N * r * p > bounds.maxWork)
    return `N ${N}, r ${r} and p ${p} ask for more memory or time than any key needs`;
  const [min, max] = bounds.saltBytes;
  const saltBytes = lengthOf(kdf.salt);
  if (saltBytes < min || saltBytes > max) return `the salt has ${saltBytes} bytes: expected ${min} to ${max}`;
  if (lengthOf(cipher.nonce) !== 12) return "the nonce has not 12 bytes";
  return lengthOf(ciphertext) > 16 ? undefined : "the ciphertext is too short";
};

// --- internal ---

const lengthOf = (base64: string): number => Buffer.from(base64, "base64").length;

const deriveKey = (passphrase: string, { N, r, p, salt }: { N: number; r: number; p: number; salt: Buffer }) =>
  new Promise<Buffer>((resolve, reject) => {
    const maxmem = 128 * N * r + 128 * r * p + 2 ** 20;
    crypto().scrypt(Buffer.from(passphrase, "utf8"), salt, 32, { N, r, p, maxmem }, (cause, key) => {
      if (cause === null) resolve(key);
      else reject(new KprovError("E_KEY", "Cannot derive a key from the passphrase: not enough memory", { cause }));
    });
  });
