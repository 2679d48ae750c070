/**
 * As much of a lineage as a picture can hold.
 *
 * @module
 */
import type { Lineage, LineageLink, LineageRun } from "./model.ts";

export interface Excerpt {
  runs: LineageRun[];
  /** Between these runs only. */
  links: LineageLink[];
  isCut: boolean;
}

/** The runs nearest to the start, and as many of their links. */
export const nearest = (lineage: Lineage, most: { runs: number; links: number }): Excerpt => {
  const runs = lineage.runs.slice(0, most.runs);
  const names = new Set(runs.map(({ bundleDigest }) => bundleDigest));
  const between = lineage.links.filter(({ from, to }) => names.has(from) && names.has(to));
  const links = between.slice(0, most.links);
  return { runs, links, isCut: runs.length < lineage.runs.length || links.length < between.length };
};
