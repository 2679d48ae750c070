/**
 * What indexing goes by, as plain data: another thread is given the same and makes the same of it.
 *
 * @module
 */
import { type Circumstances, unsettled } from "../catalog/index.ts";
import { sha256 } from "../digest.ts";
import { KprovError } from "../errors.ts";
import { canonicalJson } from "../json.ts";
import { compareBytes } from "../report.ts";
import type { LoadedTrust } from "../verify/index.ts";

export interface Setup {
  /** Whom to believe; null for nobody. */
  trust: { path: string; sha256: string; trustedRoot: string | null } | null;
  cwd: string;
  /** Milliseconds since the epoch: one moment for all bundles. */
  now: number;
  /** Globs of member paths. */
  searchable: readonly string[];
  /** Further secrets, as the configuration names them. */
  secrets: readonly string[];
  secretFiles: { root: string; patterns: readonly string[] };
}

/** What every bundle has to be judged again for when it is another. */
export const circumstancesOf = (trust: LoadedTrust | null, setup: Setup): Circumstances => ({
  trust: trust === null ? null : trustDigest(trust, setup.now),
  searchable: sha256(canonicalJson([...new Set(setup.searchable)].sort(compareBytes))),
});

export const sameCircumstances = (one: Circumstances, other: Circumstances): boolean =>
  one.trust === other.trust && one.searchable === other.searchable;

/**
 * What a catalog is said to be made under while it is brought from other rules to these: no other circumstances are equal to
 * it, so that the next update takes in all sources again when this one is ended half-way. Whose trust file it was stays known.
 */
export const towards = ({ trust }: Circumstances): Circumstances => ({ trust, searchable: unsettled });

/** Reviews and signatures don't silently stop to count: throws `E_USAGE` when only `before` was made under a trust file. */
export const assertTrustKept = (
  before: Circumstances | null,
  { trust, mayForgetTrust }: { trust: LoadedTrust | null; mayForgetTrust: boolean },
): void => {
  if (mayForgetTrust || before === null || before.trust === null || trust !== null) return;
  throw new KprovError("E_USAGE", "The catalog was made under a trust file, and none is named now", {
    hint: "name it: --trust FILE; --integrity says that nobody is to be believed any more",
  });
};

/** Eight hexadecimal digits that stand for them in a stamp. */
export const markOf = (circumstances: Circumstances): string =>
  sha256(canonicalJson({ ...circumstances, version: factsVersion })).slice(0, 8);

/** `trust` as plain data. */
export const setupTrust = (trust: LoadedTrust | null): Setup["trust"] =>
  trust === null ? null : { path: trust.path, sha256: trust.sha256, trustedRoot: trust.trustedRoot ?? null };

/** The same trust file, read again. Throws `E_TRUST`, also when it is another one by now. */
export const readSetupTrust = async ({ trust, cwd }: Setup): Promise<LoadedTrust | null> => {
  if (trust === null) return null;
  const { readTrustFile } = await import("../verify/index.ts");
  const read = await readTrustFile(trust.path, cwd);
  if (read.sha256 !== trust.sha256)
    throw new KprovError("E_TRUST", `The trust file "${trust.path}" was changed while it was used`);
  return trust.trustedRoot === null ? read : { ...read, trustedRoot: trust.trustedRoot };
};

// --- internal ---

/** Raised when other facts are taken from the same bundle, so that an update takes them anew. */
const factsVersion = 1;

/** Over its bytes and over which of its keys count by now: one that expires is another trust file. */
const trustDigest = ({ file, sha256: bytes, trustedRoot }: LoadedTrust, now: number): string => {
  const ends = [...(file.keys ?? []), ...(file.identities ?? [])].flatMap(({ validFrom, validUntil }) => [
    ...(validFrom === undefined ? [] : [Date.parse(validFrom) <= now]),
    ...(validUntil === undefined ? [] : [Date.parse(validUntil) < now]),
  ]);
  return sha256(canonicalJson({ bytes, ends, trustedRoot: trustedRoot ?? null }));
};
