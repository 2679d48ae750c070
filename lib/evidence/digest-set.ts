/**
 * Digest sets: which algorithms are known, how long their values are, and when two sets speak of the same thing.
 *
 * Source: in-toto attestation specification v1, DigestSet.
 *
 * @module
 */

/** Algorithm → the form of its value. Any other name is allowed, means nothing here and matches nothing. */
export const digestPatterns: Readonly<Record<string, RegExp>> = Object.fromEntries(
  Object.entries({
    ...{ sha1: 20, sha224: 28, sha256: 32, sha384: 48, sha512: 64, sha512_224: 28, sha512_256: 32 },
    ...{ sha3_224: 28, sha3_256: 32, sha3_384: 48, sha3_512: 64 },
    ...{ md5: 16, ripemd160: 20, sm3: 32, gost: 32 },
    // The specification's heading has the first name, its example the second.
    ...{ dirHash: 32, dirHash1: 32 },
  } satisfies Record<string, number>)
    .map(([name, bytes]): [string, RegExp] => [name, new RegExp(`^[0-9a-f]{${bytes * 2}}$`)])
    // Of any length.
    .concat(["shake128", "shake256", "blake2b", "blake2s"].map((name) => [name, /^(?:[0-9a-f]{2})+$/]))
    // SHA-1 or SHA-256, as the repository has it.
    .concat(["gitCommit", "gitTree", "gitBlob", "gitTag"].map((name) => [name, /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/])),
);

export type DigestSet = Readonly<Record<string, string>>;

/**
 * Whether both sets have the same value under an acceptable algorithm.
 *
 * Acceptable are those that nobody can find a second content for today, and git's own names for its objects. Everything else
 * is ignored, as the specification asks: sets that agree in nothing but an unknown algorithm, MD5 or SHA-1 do not match.
 */
export const doDigestsMatch = (a: DigestSet, b: DigestSet): boolean =>
  acceptable.some((name) => Object.hasOwn(a, name) && Object.hasOwn(b, name) && a[name] === b[name]);

// --- internal ---

const acceptable: readonly string[] = [
  ...["sha256", "sha384", "sha512", "sha512_256", "sha3_256", "sha3_384", "sha3_512"],
  ...["gitCommit", "gitTree", "gitBlob", "gitTag", "dirHash", "dirHash1"],
];
