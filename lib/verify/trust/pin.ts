/**
 * Changing whom one believes: a key pinned, extended, revoked. Pure; nothing is ever taken out.
 *
 * @module
 */
import { KprovError } from "../../errors.ts";
import { builderId } from "../../evidence/index.ts";
import type { PublicKey } from "../../sign/index.ts";
import type { Role, TrustedKey, TrustFile } from "./types.ts";

export interface Pin {
  key: PublicKey;
  owner: string;
  roles: readonly Role[];
  /** Empty: the two self-asserted ones. */
  builders: readonly string[];
  validUntil: string | undefined;
}

/** What was done to the file, and the entry as it stands there now. */
export interface TrustChange {
  state: "pinned" | "extended" | "unchanged" | "revoked";
  entry: TrustedKey;
  file: TrustFile;
}

/**
 * `file` with the key pinned. An entry that exists is extended: it gains roles and builders, and gets the new end.
 *
 * Throws `E_TRUST` when the key is revoked, or another owner's.
 */
export const pinKey = (file: TrustFile, pin: Pin): TrustChange => {
  const { key, owner, validUntil } = pin;
  const known = file.keys?.find(({ fingerprint }) => fingerprint === key.fingerprint);
  if (known?.revoked !== undefined)
    throw new KprovError("E_TRUST", `The key ${key.fingerprint} is revoked: ${known.revoked.reason}`, {
      hint: "a revoked key never comes back: make a new one with kprovengine keys new",
    });
  if (known !== undefined && known.owner !== owner)
    throw new KprovError("E_TRUST", `The key ${key.fingerprint} is that of "${known.owner}", not of "${owner}"`, {
      hint: "thresholds count owners, so a key has one; correct the trust file if the name was wrong",
    });
  const roles = allRoles.filter((role) => pin.roles.includes(role) || known?.roles.includes(role) === true);
  const builders = buildersOf(known, pin.builders);
  if (pin.builders.length > 0 && !roles.includes("runner"))
    throw new KprovError("E_USAGE", '"--builder" is for the role runner: only a runner vouches for builders');
  const entry: TrustedKey = {
    ...(known ?? { fingerprint: key.fingerprint, publicKey: key.ssh, owner }),
    roles,
    ...(builders !== undefined && { builders }),
    ...(validUntil !== undefined && { validUntil }),
  };
  if (known === undefined) return { state: "pinned", entry, file: { ...file, keys: [...(file.keys ?? []), entry] } };
  const state = JSON.stringify(entry) === JSON.stringify(known) ? "unchanged" : "extended";
  return { state, entry, file: replaced(file, entry) };
};

/**
 * `file` with the key revoked; what it vouches for all the same is added to. Revoked again it keeps its first time and reason.
 *
 * Throws `E_TRUST` when the file does not know the key.
 */
export const revokeKey = (
  file: TrustFile,
  {
    fingerprint,
    reason,
    at,
    vouchesFor,
  }: { fingerprint: string; reason: string; at: string; vouchesFor: readonly string[] },
): TrustChange => {
  const known = file.keys?.find((entry) => entry.fingerprint === fingerprint);
  if (known === undefined)
    throw new KprovError("E_TRUST", `The trust file has no key ${fingerprint}: there is nothing to revoke`, {
      hint: "kprovengine keys list shows whom it trusts",
    });
  const digests = [...new Set([...(known.vouchesFor ?? []), ...vouchesFor])].sort();
  const entry: TrustedKey = {
    ...known,
    revoked: known.revoked ?? { at, reason },
    ...(digests.length > 0 && { vouchesFor: digests }),
  };
  const isSame = JSON.stringify(entry) === JSON.stringify(known);
  return { state: isSame ? "unchanged" : "revoked", entry, file: replaced(file, entry) };
};

/** Every role, in the order in which they are written. */
export const allRoles: readonly Role[] = ["runner", "reviewer", "release"];

// --- internal ---

/** Naming one takes nothing away: an entry without builders vouches for the self-asserted two. */
const buildersOf = (known: TrustedKey | undefined, more: readonly string[]): readonly string[] | undefined => {
  if (more.length === 0) return known?.builders;
  const before = known === undefined || !known.roles.includes("runner") ? [] : (known.builders ?? selfAsserted);
  return [...new Set([...before, ...more])];
};

const selfAsserted = [builderId("workstation"), builderId("self-hosted-ci")];

const replaced = (file: TrustFile, entry: TrustedKey): TrustFile => ({
  ...file,
  keys: (file.keys ?? []).map((other) => (other.fingerprint === entry.fingerprint ? entry : other)),
});
