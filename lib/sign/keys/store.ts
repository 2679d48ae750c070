/**
 * The keys of one person: files in a directory of their own, never in a repository.
 *
 * @module
 */
import type { KeyObject } from "node:crypto";
import { lstatSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { errnoOf, exits, KprovError, messageOf } from "../../errors.ts";
import { crypto } from "../../lazy-crypto.ts";
import { shellQuote } from "../../text.ts";
import { requireUserDir } from "../../user-dir.ts";
import { type Algorithm, describePublicKey, type PublicKey } from "../public-key.ts";
import { assertPrivateDirectory, readPrivateFile, writePrivateFile } from "./custody.ts";
import {
  contextOf,
  formatKeyDocument,
  type KeyDocument,
  keySchema,
  type ParsedKey,
  parseKeyDocument,
} from "./document.ts";
import { importPkcs8, type Unlock } from "./private-key.ts";
import { seal, unseal } from "./seal.ts";

/** A key of the store; its private half stays in the file. */
export interface StoredKey {
  name: string;
  /** Absolute. */
  path: string;
  document: ParsedKey;
  isEncrypted: boolean;
}

/** A file that has a key's name and can't be used as one. */
export interface BrokenKey {
  name: string;
  path: string;
  problem: KprovError;
}

/** Where keys lie. Throws `E_KEY` without a home, and inside the work tree of `cwd`. It need not exist. */
export const keysDirectory = (options: { cwd: string; env?: NodeJS.ProcessEnv }): string =>
  join(requireUserDir(options), "keys");

/** All keys, sorted by name; none when there is no directory. Throws `E_KEY` for a directory that others can read or write. */
export const listKeys = (dir: string): (StoredKey | BrokenKey)[] => {
  assertPrivateDirectory(dir);
  return namesIn(dir).map((name) => {
    try {
      return readKey(dir, name);
    } catch (error) {
      if (!(error instanceof KprovError)) throw error;
      return { name, path: pathOf(dir, name), problem: error };
    }
  });
};

/** The key called `wanted`, or with this whole fingerprint. Throws `E_KEY` when there is none, or it can't be used. */
export const findKey = (dir: string, wanted: string): StoredKey => {
  assertPrivateDirectory(dir);
  if (!wanted.startsWith("SHA256:")) return readKey(dir, checkedName(wanted));
  assertWholeFingerprint(wanted);
  const found = listKeys(dir).find((key) => "document" in key && key.document.fingerprint === wanted);
  if (found === undefined || !("document" in found))
    throw new KprovError("E_KEY", `There is no key with the fingerprint ${wanted} in "${dir}"`, {
      hint: "kprovengine keys list shows the keys there are",
    });
  return found;
};

/** The key that is meant when none is named: the only one, or the one called `default`. Throws `E_KEY` for none and several. */
export const findDefaultKey = (dir: string): StoredKey => {
  assertPrivateDirectory(dir);
  const names = namesIn(dir);
  if (names.length === 0)
    throw new KprovError("E_KEY", `There is no key yet in "${dir}"`, { hint: "kprovengine keys new makes one" });
  const name = names.length === 1 ? names[0] : names.find((candidate) => candidate === "default");
  if (name === undefined)
    throw new KprovError("E_KEY", `There are several keys, and none is called "default": ${names.join(", ")}`, {
      hint: "name the one that is meant",
    });
  return readKey(dir, name);
};

/** The private half. Throws `E_PASSPHRASE`, and `E_KEY` when it is not the other half of the public one. */
export const openKey = async ({ name, path, document }: StoredKey, unlock: Unlock): Promise<KeyObject> => {
  const secret = document.private;
  const der =
    "plain" in secret
      ? Buffer.from(secret.plain, "base64")
      : await unlock(`the key "${name}"`, (passphrase) => unseal(secret.sealed, passphrase, contextOf(document)));
  const object = importPkcs8(der, path);
  der.fill(0);
  if (describePublicKey(crypto().createPublicKey(object), path).fingerprint !== document.fingerprint)
    throw new KprovError("E_KEY", `The private key in "${path}" is not the other half of its public key`);
  return object;
};

/** A new private key. */
export const generateKey = (algorithm: Algorithm): KeyObject => {
  const { generateKeyPairSync } = crypto();
  return algorithm === "ed25519"
    ? generateKeyPairSync("ed25519").privateKey
    : generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
};

/**
 * Put a private key into the store; without a passphrase it is kept in plain.
 *
 * Throws `E_KEY` when the name is taken, or the key is there already under another.
 */
export const saveKey = async (
  dir: string,
  options: { name: string; object: KeyObject; passphrase: string | null; created: string },
): Promise<StoredKey> => {
  const { object, passphrase, created } = options;
  const name = checkedName(options.name);
  const key = describePublicKey(crypto().createPublicKey(object), name);
  assertFree(dir, name, key);
  const half = { algorithm: key.algorithm, fingerprint: key.fingerprint, publicKey: key.ssh, created };
  const der = object.export({ format: "der", type: "pkcs8" });
  const secret =
    passphrase === null
      ? { plain: der.toString("base64") }
      : { sealed: await seal(der, passphrase, contextOf({ publicKey: key.ssh })) };
  const document: KeyDocument = { schema: keySchema, ...half, private: secret };
  der.fill(0);
  const path = pathOf(dir, name);
  await writePrivateFile(path, formatKeyDocument(document));
  await writePrivateFile(join(dir, `${name}.pub`), publicLine(key, name), 0o644);
  return { name, path, document: { ...document, key }, isEncrypted: passphrase !== null };
};

/** Whether `name` can be a key's; throws `E_USAGE` with what is wrong. */
export const checkedName = (name: string): string => {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(name))
    throw new KprovError("E_USAGE", `Cannot use "${name}" as a key's name: expected letters, digits, ".", "_" and "-"`);
  if (reserved.has(name))
    throw new KprovError("E_USAGE", `Cannot use "${name}" as a key's name: it means another kind of signer`);
  return name;
};

/** A name that is taken fails before a passphrase is asked for. Throws `E_KEY`. */
export const assertNameFree = (dir: string, name: string): void => {
  assertPrivateDirectory(dir);
  const taken = namesIn(dir).find((other) => other.toLowerCase() === name.toLowerCase());
  if (taken !== undefined)
    throw new KprovError("E_KEY", `There is a key called "${taken}" already, and keys are never overwritten`, {
      hint: "kprovengine keys list shows the keys there are",
    });
  const published = join(dir, `${name}.pub`);
  if (lstatSync(published, { throwIfNoEntry: false }) !== undefined)
    throw new KprovError("E_KEY", `"${published}" is there already, of a key that is gone`, {
      hint: `move it away: mv ${shellQuote(published)} ${shellQuote(`${published}.old`)}`,
    });
};

/** A part of a fingerprint is found for another key sooner than people think. Throws `E_KEY`. */
export const assertWholeFingerprint = (text: string): void => {
  if (/^SHA256:[A-Za-z0-9+/]{43}$/.test(text)) return;
  throw new KprovError("E_KEY", `"${text}" is not a whole fingerprint: expected SHA256: and 43 characters`, {
    exit: exits.usage,
    hint: "kprovengine keys show NAME --fingerprint prints it",
  });
};

/** The public half as OpenSSH writes it, the name as comment. */
export const publicLine = (key: PublicKey, name: string): string => `${key.ssh} ${name}\n`;

// --- internal ---

const suffix = ".key.json";

const reserved: ReadonlySet<string> = new Set(["ssh", "ssh-agent", "exec", "keyless"]);

const pathOf = (dir: string, name: string): string => join(dir, name + suffix);

const readKey = (dir: string, name: string): StoredKey => {
  const path = pathOf(dir, name);
  if (!namesIn(dir).includes(name))
    throw new KprovError("E_KEY", `There is no key called "${name}" in "${dir}"`, {
      hint: "kprovengine keys list shows the keys there are",
    });
  const document = parseKeyDocument(readPrivateFile(path), path);
  return { name, path, document, isEncrypted: "sealed" in document.private };
};

const namesIn = (dir: string): string[] => {
  try {
    return readdirSync(dir)
      .filter((file) => file.endsWith(suffix) && !file.startsWith("."))
      .map((file) => file.slice(0, -suffix.length))
      .sort();
  } catch (cause) {
    if (errnoOf(cause) === "ENOENT") return [];
    throw new KprovError("E_IO", `Cannot read the directory "${dir}": ${messageOf(cause)}`, { cause });
  }
};

const assertFree = (dir: string, name: string, key: PublicKey): void => {
  assertNameFree(dir, name);
  const same = listKeys(dir).find((other) => "document" in other && other.document.fingerprint === key.fingerprint);
  if (same !== undefined)
    throw new KprovError("E_KEY", `The key ${key.fingerprint} is in the store already: it is called "${same.name}"`);
};
