/**
 * What `keys` does with the trust file: a candidate pinned, a key revoked.
 *
 * @module
 */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { formatTime } from "../../clock.ts";
import type { Result } from "../../command.ts";
import { exits, KprovError } from "../../errors.ts";
import {
  assertWholeFingerprint,
  type KeyOptions,
  keysDirectory,
  listKeys,
  type PublicKey,
  publishedDirectory,
  readCandidates,
  readPublicFile,
} from "../../sign/index.ts";
import { shellQuote } from "../../text.ts";
import { changeTrustFile } from "../trust/change.ts";
import { type Pin, pinKey, revokeKey, type TrustChange } from "../trust/pin.ts";
import type { FlagName } from "../trust/schema.ts";
import type { TrustFile } from "../trust/types.ts";
import { ownTrustPath } from "./list.ts";
import { formatTrustChange } from "./text.ts";

type TrustOptions = KeyOptions & { trust: string | undefined };

/**
 * `keys trust`: pin a key by its whole fingerprint, looked for in the checkout and in one's own store; or the key in a file.
 *
 * A file is believed only when the person says that its fingerprint was compared: whoever could exchange the file could
 * make themselves trusted. Throws `E_KEY`, `E_TRUST`, `E_USAGE`.
 */
export const trustKey = async (
  subject: string,
  options: TrustOptions & Omit<Pin, "key"> & { isCompared: boolean },
): Promise<Result> => {
  await assertValues([
    ["owner", options.owner],
    ["valid-until", options.validUntil],
    ...options.builders.map((id): ["builder", string] => ["builder", id]),
  ]);
  const key = subject.startsWith("SHA256:") ? findByFingerprint(subject, options) : readCompared(subject, options);
  return change(options, (file) => pinKey(file, { ...options, key }));
};

/** `keys revoke`: by fingerprint, or by the file of the public key. */
export const revoke = async (
  subject: string,
  options: TrustOptions & { reason: string; vouchesFor: readonly string[] },
): Promise<Result> => {
  await assertValues([
    ["reason", options.reason],
    ...options.vouchesFor.map((digest): ["vouches-for", string] => ["vouches-for", digest]),
  ]);
  const isFingerprint = subject.startsWith("SHA256:");
  if (isFingerprint) assertWholeFingerprint(subject);
  const fingerprint = isFingerprint ? subject : readNamed(subject, options).fingerprint;
  const at = formatTime(options.clock.now());
  return change(options, (file) => revokeKey(file, { ...options, fingerprint, at }));
};

// --- internal ---

const change = async (options: TrustOptions, make: (file: TrustFile) => TrustChange): Promise<Result> => {
  const path = ownTrustPath(options, options.trust);
  const { file: _whole, ...done } = await changeTrustFile(path, make, {
    cwd: options.cwd,
    isOwn: options.trust === undefined,
  });
  return {
    exitCode: exits.proved,
    document: { schema: "kprov.trust-change/v1", trustFile: path, ...done },
    text: () => formatTrustChange(done, path),
  };
};

/** A mistake of the command line is not one of the file. Throws `E_USAGE`. */
const assertValues = async (given: readonly [flag: FlagName, value: string | undefined][]): Promise<void> => {
  const { flagSchemas } = await import("../trust/schema.ts");
  for (const [flag, value] of given) {
    const issue = value === undefined ? undefined : flagSchemas[flag].safeParse(value).error?.issues[0];
    if (issue !== undefined)
      throw new KprovError("E_USAGE", `"--${flag}" takes ${issue.message}, found ${JSON.stringify(value)}`);
  }
};

const findByFingerprint = (fingerprint: string, options: TrustOptions): PublicKey => {
  assertWholeFingerprint(fingerprint);
  const offered = readCandidates(options.cwd).flatMap((candidate) => ("key" in candidate ? [candidate.key] : []));
  const own = listKeys(keysDirectory(options)).flatMap((key) => ("document" in key ? [key.document.key] : []));
  const found = [...offered, ...own].find((key) => key.fingerprint === fingerprint);
  if (found !== undefined) return found;
  throw new KprovError(
    "E_KEY",
    `No key with the fingerprint ${fingerprint} is in ${publishedDirectory} of this checkout, or among your own`,
    { hint: "give the file of the public key instead of the fingerprint" },
  );
};

const readNamed = (file: string, { cwd }: TrustOptions): PublicKey => {
  if (existsSync(resolve(cwd, file))) return readPublicFile(resolve(cwd, file), file);
  const isPart = /^[A-Za-z0-9+/]{6,}$/.test(file);
  throw new KprovError(
    "E_KEY",
    `"${file}" is neither a whole fingerprint (SHA256:…) nor a file with a public key${isPart ? ": a part of one is not enough" : ""}`,
    { exit: exits.usage, hint: "kprovengine keys list shows fingerprints" },
  );
};

const readCompared = (file: string, options: TrustOptions & { isCompared: boolean }): PublicKey => {
  const key = readNamed(file, options);
  if (options.isCompared) return key;
  throw new KprovError("E_KEY", `"${file}" holds ${key.fingerprint}: compare that with what its owner says`, {
    exit: exits.usage,
    hint: `then give it --yes: kprovengine keys trust ${shellQuote(file)} --yes --role ROLE --owner NAME`,
  });
};
