/**
 * Several people at once: each with a home, a key and a trust file of their own.
 *
 * @module
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { openSigner, type Signer, signBundle } from "../../lib/sign/index.ts";
import { generateKey, keysDirectory, saveKey } from "../../lib/sign/keys/store.ts";
import type { Role, Trusted, TrustedKey, TrustFile } from "../../lib/verify/index.ts";
import { verifyBundle } from "../../lib/verify/index.ts";
import { temporary } from "./temporary.ts";

export interface Person {
  owner: string;
  /** In which their key is the only one. */
  env: NodeJS.ProcessEnv;
  signer: Signer;
}

/** Somebody with a new key, called after them. */
export const person = async (owner: string): Promise<Person> => {
  const env = { KPROV_CONFIG_DIR: join(temporary(), "kprovengine") };
  await saveKey(keysDirectory({ cwd: "/", env }), {
    name: owner,
    object: generateKey("ed25519"),
    passphrase: null,
    created: "2026-01-01T00:00:00.000Z",
  });
  const signer = await openSigner(owner, { cwd: "/", env, terminal: null });
  if (signer.kind !== "key") throw new Error("expected a key");
  return { owner, env, signer };
};

/** An entry of a trust file. */
export const trusting = (
  { owner, signer }: Person,
  roles: readonly Role[],
  more: Partial<Trusted> = {},
): TrustedKey => ({
  owner,
  roles,
  fingerprint: signer.publicKey.fingerprint,
  publicKey: signer.publicKey.ssh,
  ...more,
});

/** Write a trust file and return its path. */
export const writeTrust = (keys: readonly TrustedKey[], require: TrustFile["require"] = {}): string => {
  const path = join(temporary(), "trust.json");
  writeFileSync(path, JSON.stringify({ schema: "kprov.trust/v1", keys, require } satisfies TrustFile));
  return path;
};

/** Sign a bundle as whoever ran it. */
export const signRun = async (bundle: string, { signer }: Person): Promise<void> => {
  const { bundleDigest } = await verifyBundle(bundle, { integrityOnly: true });
  await signBundle(bundle, { shown: bundle, bundleDigest: bundleDigest ?? "", signers: [signer] });
};
