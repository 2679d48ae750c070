/**
 * The keys that a person has to do with: their own, what the checkout offers, whom the trust file believes.
 *
 * @module
 */
import { existsSync } from "node:fs";
import { KprovError } from "../../errors.ts";
import { keysDirectory, listKeys, type PublicKey, readCandidates, type StoredKey } from "../../sign/index.ts";
import { requireUserDir } from "../../user-dir.ts";
import { readOwnTrustFile, readTrustFile, userTrustPath } from "../trust/file.ts";
import type { Role, TrustedKey } from "../trust/types.ts";

/** As whom the trust file believes a key. */
export interface KeyTrust {
  owner: string;
  roles: readonly Role[];
  state: "valid" | "not yet valid" | "expired" | "revoked";
}

export interface OwnKey {
  name: string;
  algorithm: PublicKey["algorithm"];
  fingerprint: string;
  private: "encrypted" | "plain";
  created: string;
  /** Path in the checkout; null when it is not published here. */
  published: string | null;
  trusted: KeyTrust | null;
}

/** The document of `keys list --json`, `kprov.keys/v1`. */
export interface KeyList {
  schema: "kprov.keys/v1";
  directory: string;
  keys: OwnKey[];
  /** Public keys of the checkout that are not one's own. */
  candidates: { path: string; fingerprint: string; trusted: KeyTrust | null }[];
  trustFile: string | null;
  /** Keys that are believed and are neither of both. */
  others: ({ fingerprint: string } & KeyTrust)[];
  /** Files that can't be used as what they are. */
  problems: { path: string; problem: string }[];
}

export interface KeyListOptions {
  cwd: string;
  env?: NodeJS.ProcessEnv;
  /** The trust file that was named; default: the user's own, if there is one. */
  trust?: string | undefined;
  /** Now, in milliseconds since the epoch. */
  now: number;
}

/** Look at all of them. What can't be used is listed, not thrown; throws `E_KEY` when there is no safe place for keys at all. */
export const describeKeys = async (options: KeyListOptions): Promise<KeyList> => {
  const directory = keysDirectory(options);
  const problems: KeyList["problems"] = [];
  const { path: trustFile, trusted } = await readTrusted(options, problems);
  const trustOf = (fingerprint: string): KeyTrust | null => trusted.get(fingerprint) ?? null;
  const published = new Map<string, string>();
  for (const candidate of readCandidates(options.cwd)) {
    if ("key" in candidate) published.set(candidate.key.fingerprint, candidate.path);
    else problems.push(candidate);
  }
  const keys: OwnKey[] = [];
  for (const key of listKeys(directory)) {
    if (!("document" in key)) problems.push({ path: key.path, problem: key.problem.message });
    else keys.push(ownKey(key, published, trustOf));
  }
  const own = new Set(keys.map(({ fingerprint }) => fingerprint));
  const candidates = [...published]
    .filter(([fingerprint]) => !own.has(fingerprint))
    .map(([fingerprint, path]) => ({ path, fingerprint, trusted: trustOf(fingerprint) }));
  const others = [...trusted]
    .filter(([fingerprint]) => !own.has(fingerprint) && !published.has(fingerprint))
    .map(([fingerprint, trust]) => ({ fingerprint, ...trust }));
  return { schema: "kprov.keys/v1", directory, keys, candidates, trustFile, others, problems };
};

/** One key of the store with what is known of it. */
export const describeKey = async (key: StoredKey, options: KeyListOptions): Promise<OwnKey> => {
  const { trusted } = await readTrusted(options, []);
  const published = new Map(
    readCandidates(options.cwd).flatMap((candidate): [string, string][] =>
      "key" in candidate ? [[candidate.key.fingerprint, candidate.path]] : [],
    ),
  );
  return ownKey(key, published, (fingerprint) => trusted.get(fingerprint) ?? null);
};

/** The trust file that is meant: `named`, else the user's own, which must not lie in the checkout. Throws `E_TRUST`. */
export const ownTrustPath = (options: { cwd: string; env?: NodeJS.ProcessEnv }, named: string | undefined): string => {
  if (named !== undefined) return named;
  requireUserDir(options, "E_TRUST");
  return userTrustPath(options.env) ?? "";
};

// --- internal ---

const ownKey = (
  { name, document, isEncrypted }: StoredKey,
  published: ReadonlyMap<string, string>,
  trustOf: (fingerprint: string) => KeyTrust | null,
): OwnKey => ({
  ...{ name, algorithm: document.algorithm, fingerprint: document.fingerprint, created: document.created },
  private: isEncrypted ? "encrypted" : "plain",
  published: published.get(document.fingerprint) ?? null,
  trusted: trustOf(document.fingerprint),
});

const readTrusted = async (
  options: KeyListOptions,
  problems: KeyList["problems"],
): Promise<{ path: string | null; trusted: Map<string, KeyTrust> }> => {
  const path = ownTrustPath(options, options.trust);
  if (options.trust === undefined && !existsSync(path)) return { path: null, trusted: new Map() };
  try {
    const read = options.trust === undefined ? readOwnTrustFile : readTrustFile;
    const { keys } = await read(path, options.cwd);
    return { path, trusted: new Map(keys.map((key) => [key.fingerprint, trustIn(key, options.now)])) };
  } catch (error) {
    if (!(error instanceof KprovError)) throw error;
    problems.push({ path, problem: error.message });
    return { path, trusted: new Map() };
  }
};

const trustIn = (key: TrustedKey, now: number): KeyTrust => ({
  owner: key.owner,
  roles: key.roles,
  state: stateOf(key, now),
});

const stateOf = ({ revoked, validFrom, validUntil }: TrustedKey, now: number): KeyTrust["state"] => {
  if (revoked !== undefined) return "revoked";
  if (validFrom !== undefined && now < Date.parse(validFrom)) return "not yet valid";
  return validUntil !== undefined && now > Date.parse(validUntil) ? "expired" : "valid";
};
