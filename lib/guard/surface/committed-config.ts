/**
 * The configuration as it stands in the tree that is judged.
 *
 * @module
 */
import { sha256 } from "../../digest.ts";
import { git } from "../../git.ts";
import type { ConfigDigest } from "../../report.ts";
import { readWholeBlob } from "./objects.ts";
import { placesOf } from "./places.ts";
import type { Snapshot } from "./snapshot.ts";
import { bytesOfBlob } from "./witness.ts";

/**
 * Its digest, where it is tracked of the bytes that git has, whatever line ends a checkout gives them (`core.autocrlf`): so that two
 * checkouts of one tree say the same. Of a changed one, and one that is not tracked, of those that lie here. Throws as `git` does.
 */
export const committedConfig = async (
  { digest, path }: { digest: ConfigDigest | null; path: string | null },
  snapshot: Snapshot,
): Promise<ConfigDigest | null> => {
  if (digest === null || path === null) return digest;
  const { indexOf, at } = await snapshot.tracked();
  for (const place of placesOf(snapshot.root, path)) {
    const index = indexOf(place);
    const [blob = "", ...others] = index === undefined ? [] : at(index).blobs;
    if (others.length > 0 || bytesOfBlob(path, blob, maxBytes) !== undefined) continue;
    const made = await git(["hash-object", "--path", place, "--", path], { cwd: snapshot.root });
    if (made.toString("latin1").trim() !== blob) continue;
    const { path: name, effective } = digest;
    return { path: name, sha256: sha256(readWholeBlob(blob, snapshot.cwd)), effective };
  }
  return digest;
};

// --- internal ---

/** Of what is accepted as a configuration. */
const maxBytes = 4 * 2 ** 20;
