/**
 * Does a catalog say what the bundles say? Everything is judged again, and nothing is written.
 *
 * @module
 */
import { alteredFacts, type CatalogReader, madeUnder, placesOf } from "../catalog/index.ts";
import { compareBytes } from "../report.ts";
import { createExamine, digestOf } from "./examine.ts";
import { createJudge } from "./judge.ts";
import { circumstancesOf, markOf, sameCircumstances } from "./setup.ts";
import type { IndexSource } from "./source.ts";
import { examineAll } from "./together.ts";
import type { UpdateOptions } from "./update.ts";

/** One way in which they differ. */
export interface Difference {
  /**
   * `missing`: not in the catalog; `gone`: only in the catalog; `changed`: it says something else of it; `altered`: somebody else
   * wrote into the catalog; `rules`: it was made under another trust file or other searchable texts.
   */
  kind: "missing" | "gone" | "changed" | "altered" | "rules";
  /** Directory of bundles; null for what is about the catalog as a whole. */
  source: string | null;
  /** Of the bundle in its source; of what was altered, its digest. */
  name: string | null;
}

/** Every difference, in the order of sources and names. Throws `E_IO` for a source that can't be read, and `E_CATALOG_*`. */
export const checkCatalog = async (
  reader: CatalogReader,
  sources: readonly IndexSource[],
  options: Omit<UpdateOptions, "sourceAt">,
): Promise<{ compared: number; differences: Difference[] }> => {
  const circumstances = circumstancesOf(options.trust, options.setup);
  const under = madeUnder(reader);
  const isOther = under === null || !sameCircumstances(under, circumstances);
  const differences: Difference[] = isOther ? [{ kind: "rules", source: null, name: null }] : [];
  const judge = await createJudge(options.setup, options.trust);
  let compared = 0;
  for (const source of sources) {
    const examine = createExamine(source, judge, markOf(circumstances));
    const found = await compareSource(reader, source, { ...options, mark: markOf(circumstances), examine });
    compared += found.compared;
    differences.push(...found.differences);
  }
  const altered = alteredFacts(reader).map((name): Difference => ({ kind: "altered", source: null, name }));
  return { compared, differences: [...differences, ...altered] };
};

// --- internal ---

const compareSource = async (
  reader: CatalogReader,
  source: IndexSource,
  options: Omit<Parameters<typeof examineAll>[1], "source" | "onExamined"> & Pick<UpdateOptions, "onProgress">,
): Promise<{ compared: number; differences: Difference[] }> => {
  const stored = placesOf(reader, source.path);
  const names = source.list();
  const differences: Difference[] = [];
  const say = (kind: Difference["kind"], name: string): void =>
    void differences.push({ kind, source: source.path, name });
  let done = 0;
  await examineAll(
    names.map((name) => ({ name, stamp: null })),
    {
      ...options,
      source,
      onExamined: ({ name }, examined) => {
        const digest = stored.get(name);
        if (digest === undefined) say("missing", name);
        else if (examined === null || digest !== digestOf(examined.facts)) say("changed", name);
        done += 1;
        options.onProgress?.(done, names.length);
      },
    },
  );
  if (source.isWhole) {
    const listed = new Set(names);
    for (const name of stored.keys()) if (!listed.has(name)) say("gone", name);
  }
  return {
    compared: names.length,
    differences: differences.sort((a, b) => compareBytes(a.name ?? "", b.name ?? "")),
  };
};
