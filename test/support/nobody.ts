/**
 * Whoever runs the tests has no keys and no trust file.
 *
 * @module
 */
import { join } from "node:path";
import { afterEach, beforeEach, vi } from "vitest";
import { type Algorithm, generateKey, keysDirectory, type StoredKey, saveKey } from "../../lib/sign/index.ts";
import { temporary } from "./temporary.ts";

/** In every test of the file: a directory for keys and trust in which nothing is. */
export const asNobody = (): void => {
  beforeEach(() => void vi.stubEnv("KPROV_CONFIG_DIR", join(temporary(), "kprovengine")));
  afterEach(() => void vi.unstubAllEnvs());
};

/** Put a key into that directory. */
export const makeKey = (name = "default", algorithm: Algorithm = "ed25519"): Promise<StoredKey> =>
  saveKey(keysDirectory({ cwd: "/" }), {
    name,
    object: generateKey(algorithm),
    passphrase: null,
    created: "2026-01-01T00:00:00.000Z",
  });
