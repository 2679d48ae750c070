/**
 * The file of a private key, `kprov.key/v1`: described in `key-v1.md` beside this file.
 *
 * Errors here have no cause and quote nothing: the text that they would quote holds the key.
 *
 * @module
 */
import { KprovError } from "../../errors.ts";
import { type JsonValue, parseJson } from "../../json.ts";
import { type Algorithm, type PublicKey, parsePublicKey } from "../public-key.ts";
import { problemOfSealed, type Sealed } from "./seal.ts";

export const keySchema = "kprov.key/v1";

/** `plain`: PKCS#8 in DER, as base64. `sealed`: the same, locked. */
export type Private = { plain: string } | { sealed: Sealed };

export interface KeyDocument {
  schema: typeof keySchema;
  algorithm: Algorithm;
  /** As `ssh-keygen -l` shows it. */
  fingerprint: string;
  /** One line of OpenSSH's format. */
  publicKey: string;
  /** RFC 3339. */
  created: string;
  private: Private;
}

export interface ParsedKey extends KeyDocument {
  key: PublicKey;
}

/** One JSON document of several lines, for people who look into it. */
export const formatKeyDocument = (document: KeyDocument): string => `${JSON.stringify(document, null, 2)}\n`;

/** What a locked key is locked together with: the public half can't be exchanged. */
export const contextOf = ({ publicKey }: { publicKey: string }): string => `${keySchema} ${publicKey}`;

/** Throws `E_KEY`: not this format, unknown members, a fingerprint of another key, parameters that no key needs. */
export const parseKeyDocument = (bytes: Buffer, name: string): ParsedKey => {
  const {
    schema,
    algorithm,
    fingerprint,
    publicKey,
    created,
    private: secret,
  } = recordOf(parse(bytes, name), name, top);
  if (schema !== keySchema) throw malformed(name, `"schema" is not "${keySchema}"`);
  const key = parsePublicKey(textOf(publicKey, "publicKey", name), name);
  if (algorithm !== key.algorithm) throw malformed(name, `"algorithm" is not that of the public key`);
  if (fingerprint !== key.fingerprint) throw malformed(name, `"fingerprint" is not that of the public key`);
  const time = textOf(created, "created", name);
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(time)) throw malformed(name, `"created" is not a time`);
  return {
    ...{ schema: keySchema, algorithm: key.algorithm, fingerprint: key.fingerprint, publicKey: key.ssh, created: time },
    private: parsePrivate(secret, name),
    key,
  };
};

// --- internal ---

const top = ["schema", "algorithm", "fingerprint", "publicKey", "created", "private"];

const parse = (bytes: Buffer, name: string): JsonValue => {
  try {
    return parseJson(bytes, { name, maxDepth: 8 });
  } catch {
    // What the parser says would quote the text around the fault.
    throw malformed(name, "it is not JSON, or ambiguous");
  }
};

const parsePrivate = (value: JsonValue | undefined, name: string): Private => {
  if (isRecord(value) && "plain" in value) {
    const { plain } = recordOf(value, name, ["plain"]);
    return { plain: base64Of(plain, "plain", name) };
  }
  const { sealed } = recordOf(value, name, ["sealed"]);
  const { kdf, cipher, ciphertext } = recordOf(sealed, name, ["kdf", "cipher", "ciphertext"]);
  const { name: kdfName, N, r, p, salt } = recordOf(kdf, name, ["name", "N", "r", "p", "salt"]);
  const { name: cipherName, nonce } = recordOf(cipher, name, ["name", "nonce"]);
  if (kdfName !== "scrypt" || cipherName !== "aes-256-gcm") throw malformed(name, "expected scrypt and aes-256-gcm");
  const parsed: Sealed = {
    kdf: { name: "scrypt", N: Number(N), r: Number(r), p: Number(p), salt: base64Of(salt, "salt", name) },
    cipher: { name: "aes-256-gcm", nonce: base64Of(nonce, "nonce", name) },
    ciphertext: base64Of(ciphertext, "ciphertext", name),
  };
  const problem = [N, r, p].every((number) => typeof number === "number")
    ? problemOfSealed(parsed)
    : "N, r and p are not numbers";
  if (problem !== undefined) throw malformed(name, problem);
  return { sealed: parsed };
};

type JsonRecord = { [key: string]: JsonValue };

const isRecord = (value: JsonValue | undefined): value is JsonRecord =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Exactly these members: an unknown one could mean something to whoever wrote it. */
const recordOf = (value: JsonValue | undefined, name: string, members: readonly string[]): JsonRecord => {
  if (!isRecord(value)) throw malformed(name, `expected an object with ${members.join(", ")}`);
  const keys = Object.keys(value);
  if (keys.length !== members.length || !members.every((member) => Object.hasOwn(value, member)))
    throw malformed(name, `expected exactly ${members.join(", ")}`);
  return value;
};

const textOf = (value: JsonValue | undefined, member: string, name: string): string => {
  if (typeof value !== "string") throw malformed(name, `"${member}" is not a text`);
  return value;
};

const base64Of = (value: JsonValue | undefined, member: string, name: string): string => {
  const text = textOf(value, member, name);
  if (Buffer.from(text, "base64").toString("base64") !== text || text === "")
    throw malformed(name, `"${member}" is not base64`);
  return text;
};

const malformed = (name: string, why: string): KprovError =>
  new KprovError("E_KEY", `"${name}" is not a key file: ${why}`, {
    hint: "restore it from a copy; what is lost can't be made again",
  });
