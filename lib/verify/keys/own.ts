/**
 * What `keys` does with one's own keys.
 *
 * @module
 */
import type { Result } from "../../command.ts";
import { exits } from "../../errors.ts";
import {
  type Algorithm,
  createKey,
  exportPrivate,
  findKey,
  importKey,
  type KeyOptions,
  keysDirectory,
  publicLine,
  publishKey,
  type StoredKey,
} from "../../sign/index.ts";
import { visible } from "../../text.ts";
import { describeKey, describeKeys } from "./list.ts";
import { formatKeyList, formatOwnKey } from "./text.ts";

/** `keys new`. */
export const newKey = async (
  name: string,
  options: KeyOptions & { algorithm: Algorithm; publish: boolean },
): Promise<Result> => madeResult("made", await createKey(name, options.algorithm, options), options);

/** `keys import`. */
export const takeKey = async (
  file: string,
  name: string | undefined,
  options: KeyOptions & { publish: boolean },
): Promise<Result> => madeResult("imported", await importKey(file, name, options), options);

/** `keys list`. A key that can't be used is no reason to end with 0. */
export const listAll = async (options: KeyOptions & { trust: string | undefined }): Promise<Result> => {
  const list = await describeKeys({ ...options, now: options.clock.now() });
  return {
    exitCode: list.problems.length === 0 ? exits.proved : exits.undecided,
    document: list,
    text: () => formatKeyList(list),
  };
};

/** `keys show`. */
export const showKey = async (
  wanted: string,
  options: KeyOptions & { trust: string | undefined; fingerprintOnly: boolean },
): Promise<Result> => {
  const stored = findKey(keysDirectory(options), wanted);
  const key = await describeKey(stored, { ...options, now: options.clock.now() });
  const { ssh } = stored.document.key;
  return {
    exitCode: exits.proved,
    document: { schema: "kprov.public-key/v1", ...key, publicKey: ssh },
    text: () => (options.fingerprintOnly ? key.fingerprint : [...formatOwnKey(key), `  ${ssh}`].join("\n")),
  };
};

/** `keys export`: the public half, or the private one when that was said. */
export const giveKey = async (
  wanted: string,
  options: KeyOptions & { format: "ssh" | "pem"; isPrivate: boolean },
): Promise<Result> => {
  const stored = findKey(keysDirectory(options), wanted);
  const { name, document } = stored;
  const format = options.isPrivate ? "pkcs8" : options.format;
  const publicText = format === "pem" ? document.key.pem : publicLine(document.key, name);
  const text = options.isPrivate ? await exportPrivate(stored, options) : publicText;
  return {
    exitCode: exits.proved,
    document: { schema: "kprov.key-export/v1", name, fingerprint: document.fingerprint, format, text },
    text: () => text,
  };
};

// --- internal ---

const madeResult = async (
  did: "made" | "imported",
  stored: StoredKey,
  options: KeyOptions & { publish: boolean },
): Promise<Result> => {
  const { name, path, document, isEncrypted } = stored;
  const published = options.publish ? await publishKey(options.cwd, name, publicLine(document.key, name)) : null;
  const { fingerprint, algorithm } = document;
  const lines = [
    `${did}  ${name}  ${fingerprint}`,
    `  ${algorithm}, ${isEncrypted ? "encrypted" : "plain: whoever can read the file can sign"}`,
    `  ${visible(path)}`,
    ...(published === null ? [] : [`  ${published}: git add it; it is a candidate until somebody trusts it`]),
    "",
    `next  kprovengine keys trust ${fingerprint} --role ROLE --owner NAME`,
    "  ROLE is runner, reviewer or release",
  ];
  return {
    exitCode: exits.proved,
    document: {
      ...{
        schema: "kprov.key-made/v1",
        did,
        name,
        algorithm,
        fingerprint,
        publicKey: document.publicKey,
        path,
        published,
      },
      private: isEncrypted ? "encrypted" : "plain",
    },
    text: () => lines.join("\n"),
  };
};
