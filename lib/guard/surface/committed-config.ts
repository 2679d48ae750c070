/**
 * The configuration as it stands in the tree that is judged.
 *
 * @module
 */
import { sha256 } from "../../digest.ts";
import { readSmallFile } from "../../files.ts";
import type { ConfigDigest } from "../../report.ts";
import { placesOf } from "./places.ts";
import type { Snapshot } from "./snapshot.ts";
import { isNamed } from "./witness.ts";

/**
 * Its digest, where it is tracked of the bytes that git has, whatever line ends a checkout gives them (`core.autocrlf`): so that two
 * checkouts of one tree say the same. Of a changed one, and one that is not tracked, of those that lie here. No filter but that of
 * line ends is believed: what another one takes away was evaluated here. Throws as `git` does.
 */
export const committedConfig = async (
  { digest, path }: { digest: ConfigDigest | null; path: string | null },
  snapshot: Snapshot,
): Promise<ConfigDigest | null> => {
  if (digest === null || path === null) return digest;
  const bytes = bytesAt(path);
  if (bytes === undefined) return digest;
  const { indexOf, at } = await snapshot.tracked();
  const isCommitted = placesOf(snapshot.root, path).some((place) => {
    const index = indexOf(place);
    const [blob, another] = index === undefined ? [] : at(index).blobs;
    return blob !== undefined && another === undefined && isNamed(blob, bytes);
  });
  if (!isCommitted) return digest;
  const { path: name, effective } = digest;
  return { path: name, sha256: sha256(bytes), effective };
};

// --- internal ---

/** Of what is accepted as a configuration. */
const maxBytes = 4 * 2 ** 20;

/** With git's line ends; undefined where none lies here: in a sparse checkout what is staged was evaluated. */
const bytesAt = (path: string): Buffer | undefined => {
  try {
    return Buffer.from(readSmallFile(path, maxBytes).toString("latin1").replaceAll("\r\n", "\n"), "latin1");
  } catch {
    return undefined;
  }
};
