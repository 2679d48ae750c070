/**
 * What a catalog says, whatever the order in which it came to say it.
 *
 * @module
 */
import { factsDigest, logicalDigestOf, refusedDigest } from "../../digest.ts";
import type { CatalogReader } from "../../port.ts";
import { factsOfRun, refusedOf } from "./facts.ts";

/** The logical digest, from what was stored with each run. Reads the digests alone. */
export const logicalDigest = (reader: CatalogReader): string =>
  reader.snapshot(() => logicalDigestOf(storedDigests(reader)));

/**
 * Bundles, by digest or by name where there is none, whose rows are no longer what was stored: something else than this
 * program wrote into the file. Reads everything.
 */
export const alteredFacts = (reader: CatalogReader): string[] =>
  reader.snapshot(() => {
    const altered: string[] = [];
    for (const { id, digest, hex } of reader.iterate<{ id: number; digest: Uint8Array; hex: string }>(
      "SELECT id, facts_digest AS digest, lower(hex(bundle_digest)) AS hex FROM run ORDER BY bundle_digest",
    )) {
      const facts = factsOfRun(reader, id);
      if (facts === undefined || !factsDigest(facts).equals(digest)) altered.push(hex);
    }
    for (const row of reader.iterate("SELECT * FROM refused ORDER BY facts_digest")) {
      const { facts_digest } = row;
      if (!(facts_digest instanceof Uint8Array) || !refusedDigest(refusedOf(row)).equals(facts_digest))
        altered.push(String(row["name"]));
    }
    return altered;
  });

// --- internal ---

function* storedDigests(reader: CatalogReader): Generator<Uint8Array> {
  for (const { facts_digest } of reader.iterate<{ facts_digest: Uint8Array }>(
    "SELECT facts_digest FROM run UNION ALL SELECT facts_digest FROM refused ORDER BY facts_digest",
  ))
    yield facts_digest;
}
