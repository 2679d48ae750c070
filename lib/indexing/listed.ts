/**
 * What the sources of an update hold, asked of all of them before anything is written.
 *
 * @module
 */
import type { CatalogWriter } from "../catalog/index.ts";
import { KprovError } from "../errors.ts";
import { shellQuote } from "../text.ts";
import type { IndexSource } from "./source.ts";

/** A source whose bundles are gone all at once, so that what is known of them was left as it was. */
export interface LeftAlone {
  source: string;
  reason: string;
}

export interface Listed {
  source: IndexSource;
  names: readonly string[];
}

export interface ListOptions {
  /** Somebody named it for this update: then he knows what it holds. */
  isNamed: (source: IndexSource) => boolean;
  /** Everything has to be judged again: then none may be left as it was. */
  isOther: boolean;
}

/**
 * A directory that nobody named and that has lost all of its bundles may be a volume that is not mounted: that is said, and its
 * runs stay. Throws `E_IO` for one that can't be read, and `E_NOTHING` for one that never held a bundle.
 */
export const listSources = (
  writer: Pick<CatalogWriter, "sources" | "locations">,
  sources: readonly IndexSource[],
  { isNamed, isOther }: ListOptions,
): { listed: Listed[]; leftAlone: LeftAlone[] } => {
  const known = new Set(writer.sources());
  const listed: Listed[] = [];
  const leftAlone: LeftAlone[] = [];
  for (const source of sources) {
    const names = source.list();
    const isEmpty = names.length === 0;
    if (isEmpty && !known.has(source.path))
      throw nothingIn(source.path, "name a bundle, or a directory that holds bundles");
    const isVanished = isEmpty && !isNamed(source) && writer.locations(source.path).size > 0;
    if (isVanished && isOther) throw nothingIn(source.path, `${vanished}; ${hintOf.empty(source.path)}`);
    if (isVanished) leftAlone.push({ source: source.path, reason: `${vanished}; ${hintOf.empty(source.path)}` });
    else listed.push({ source, names });
  }
  return { listed, leftAlone };
};

/** What to do about a source that is empty, and about one that can't be read. */
export const hintOf = {
  empty: (path: string): string => `kprovengine index ${shellQuote(path)} forgets its runs`,
  missing: "kprovengine index --rebuild DIR… makes the catalog anew from the directories that are there",
} as const;

// --- internal ---

const vanished = "all of its bundles are gone";

const nothingIn = (path: string, hint: string): KprovError =>
  new KprovError("E_NOTHING", `There is no bundle in "${path}"`, { hint });
