/**
 * Which run read what another one made, by content.
 *
 * @module
 */
import type { RunFacts } from "../catalog/index.ts";
import type { SiteDigests, SiteLink } from "./site-data.ts";

export interface Links {
  /** Runs are added the oldest first; `at` is the run's place among all. */
  add: (facts: Pick<RunFacts, "files">, at: number) => void;
  /** For every place what its run read of others. */
  links: (count: number) => SiteLink[][];
  /** Uses of contents that begin with a digit. */
  digests: (digit: string) => SiteDigests;
}

/** What `most` says bounds links and uses per run; the rest is in the bundle. */
export const createLinks = (most: { links: number; uses: number }): Links => {
  const makers = new Map<string, number>();
  const links = new Map<number, SiteLink[]>();
  const uses = new Map<string, Use[]>();
  const link = (files: RunFacts["files"], at: number): void => {
    const own: SiteLink[] = [];
    for (const { role, path, digest } of files) {
      if (role !== "input" || digest === null || own.length >= most.links) continue;
      // Of several that made the same bytes, the last one before: more can't be told, and would be a line to each.
      const maker = makers.get(digest);
      if (maker !== undefined) own.push([maker, path, digest]);
    }
    if (own.length > 0) links.set(at, own);
    for (const { role, digest } of files)
      if (role === "output" && digest !== null && digest !== emptyDigest) makers.set(digest, at);
  };
  return {
    add: ({ files }, at) => {
      link(files, at);
      for (const { role, path, digest } of files.slice(0, most.uses)) {
        if (digest === null) continue;
        const known = uses.get(digest);
        if (known === undefined) uses.set(digest, [[at, role, path]]);
        else known.push([at, role, path]);
      }
    },
    links: (count) => Array.from({ length: count }, (_, at) => links.get(at) ?? []),
    digests: (digit) =>
      [...uses]
        .filter(([digest]) => digest.startsWith(digit))
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([digest, own]) => [digest, own.toReversed()] as const),
  };
};

// --- internal ---

type Use = SiteDigests[number][1][number];

/** Empty files are all equal, which says nothing about where they come from. */
const emptyDigest = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
