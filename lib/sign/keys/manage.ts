/**
 * What is done with keys: made, taken in, given out.
 *
 * @module
 */
import { basename, resolve } from "node:path";
import type { Clock } from "../../clock.ts";
import { formatTime } from "../../clock.ts";
import type { SignerOptions } from "../options.ts";
import { type Passphrases, passphrases } from "../passphrase.ts";
import type { Algorithm } from "../public-key.ts";
import { readPrivateFile } from "./custody.ts";
import { parsePrivateKey } from "./private-key.ts";
import { assertNotPublic, assertPublishable } from "./published.ts";
import { assertNameFree, checkedName, generateKey, keysDirectory, openKey, type StoredKey, saveKey } from "./store.ts";

export interface KeyOptions extends SignerOptions {
  clock: Clock;
  /** Keep the private half without a passphrase. */
  plain: boolean;
  /** The public half is going to be published in the checkout around `cwd`: refuse before anything is made when it can't be. */
  publish?: boolean;
}

/** Make a key. Throws `E_KEY` when the name is taken, `E_PASSPHRASE` when there is nowhere to get one from. */
export const createKey = async (name: string, algorithm: Algorithm, options: KeyOptions): Promise<StoredKey> => {
  const dir = keysDirectory(options);
  assertFree(dir, checkedName(name), options);
  const passphrase = options.plain ? null : await passphrasesOf(options).choose(`the key "${name}"`);
  return saveKey(dir, { name, object: generateKey(algorithm), passphrase, created: now(options) });
};

/**
 * Take in a private key that another program has written: PKCS#8 in PEM, also encrypted, or OpenSSH's format without a
 * passphrase. It stays where it is, too. Named after its file unless `name` is given.
 */
export const importKey = async (file: string, name: string | undefined, options: KeyOptions): Promise<StoredKey> => {
  const dir = keysDirectory(options);
  const chosen = checkedName(name ?? basename(file).replace(/\.(?:pem|key|p8|pk8)$/, ""));
  assertFree(dir, chosen, options);
  const path = resolve(options.cwd, file);
  assertNotPublic(path, file);
  const secrets = passphrasesOf(options);
  const text = readPrivateFile(path, { followLink: true }).toString("latin1");
  const object = await parsePrivateKey(text, file, secrets.unlock);
  const passphrase = options.plain ? null : await secrets.choose(`the key "${chosen}"`);
  return saveKey(dir, { name: chosen, object, passphrase, created: now(options) });
};

/** The private half as PKCS#8 in PEM, in plain. */
export const exportPrivate = async (key: StoredKey, options: SignerOptions): Promise<string> => {
  const object = await openKey(key, passphrasesOf(options).unlock);
  return object.export({ format: "pem", type: "pkcs8" }).toString();
};

// --- internal ---

const passphrasesOf = (options: SignerOptions): Passphrases => options.passphrases ?? passphrases(options);

const assertFree = (dir: string, name: string, { cwd, publish }: KeyOptions): void => {
  assertNameFree(dir, name);
  if (publish === true) assertPublishable(cwd, name);
};

const now = ({ clock }: KeyOptions): string => formatTime(clock.now());
