/**
 * What a catalog knows already, before it is written.
 *
 * @module
 */
import { existsSync } from "node:fs";
import { type CatalogReader, type Circumstances, madeUnder, openCatalog, sourcesOf } from "../catalog/index.ts";
import { KprovError } from "../errors.ts";
import { directorySource } from "./directory-source.ts";
import { hintOf, type LeftAlone } from "./listed.ts";
import type { IndexSource } from "./source.ts";

export interface Known {
  /** Absolute, sorted by bytes. */
  sources: readonly string[];
  circumstances: Circumstances | null;
  /** There is one, and it does not say: whoever opens it to write says what is wrong. */
  isUnreadable: boolean;
}

/** Nothing of one that is not there. */
export const readKnown = async (catalog: string): Promise<Known> => {
  if (!existsSync(catalog)) return { sources: [], circumstances: null, isUnreadable: false };
  try {
    return await withReader(catalog, (reader) => ({
      ...{ sources: sourcesOf(reader), circumstances: madeUnder(reader), isUnreadable: false },
    }));
  } catch (error) {
    if (!(error instanceof KprovError)) throw error;
    return { sources: [], circumstances: null, isUnreadable: true };
  }
};

/** A project that was moved away, or a volume that is not mounted, doesn't keep the others from being indexed. */
export const knownSources = (
  known: readonly string[],
  now: () => number,
): { sources: IndexSource[]; leftAlone: LeftAlone[] } => {
  const sources: IndexSource[] = [];
  const leftAlone: LeftAlone[] = [];
  for (const path of known) {
    try {
      const source = directorySource(path, null, now);
      source.list();
      sources.push(source);
    } catch (error) {
      if (!(error instanceof KprovError)) throw error;
      leftAlone.push({ source: path, reason: `${error.message}; ${hintOf.missing}` });
    }
  }
  return { sources, leftAlone };
};

export const withReader = async <T>(file: string, use: (reader: CatalogReader) => T | Promise<T>): Promise<T> => {
  const reader = await openCatalog(file);
  try {
    return await use(reader);
  } finally {
    reader.close();
  }
};
