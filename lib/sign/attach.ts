/**
 * Appending to a bundle: a new file under `attestations/`, whole or not at all, never in the place of another.
 *
 * @module
 */
import { linkSync, lstatSync, mkdirSync, unlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { randomHex } from "../clock.ts";
import { errnoOf, KprovError, messageOf } from "../errors.ts";
import { readSmallFile, syncAll, writeNewFile } from "../files.ts";

/** What was in the way: the bytes of the file that has the name already. */
export interface Occupied {
  existing: Buffer;
}

/**
 * Write `path` of the bundle `dir`. Returns undefined, or what the file that is already there holds: it stays as it is.
 *
 * The file grows beside the bundle, under a hidden name that `kprovengine clean` knows, so that nothing half-written is ever
 * a member. Throws `E_IO`.
 */
export const attach = async (dir: string, path: string, content: string): Promise<Occupied | undefined> => {
  const target = join(dir, path);
  const staged = join(dirname(dir), `.kprov-attestation.${randomHex(6)}`);
  try {
    makeOwnDirectory(dirname(target));
    writeNewFile(staged, content);
    try {
      await syncAll([staged]);
      linkSync(staged, target); // Unlike a rename it never replaces.
    } finally {
      unlinkSync(staged);
    }
    await syncAll([dirname(target), dir]);
    return undefined;
  } catch (cause) {
    if (errnoOf(cause) === "EEXIST") return { existing: readSmallFile(target, maxAttestation) };
    throw new KprovError("E_IO", `Cannot write "${path}" into the bundle "${dir}": ${messageOf(cause)}`, { cause });
  }
};

// --- internal ---

/** A link would lead what we write out of the bundle. */
const makeOwnDirectory = (path: string): void => {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (stats === undefined)
    mkdirSync(path, { recursive: true }); // Recursive: whoever signs at the same time may be first.
  else if (!stats.isDirectory()) throw new Error("expected a directory, found something else in its place");
};

/** An envelope of a provenance of a million subjects fits. */
const maxAttestation = 512 * 2 ** 20;
