/**
 * Upstream and downstream of a run or of a content, across projects, as one document.
 *
 * @module
 */
import { compareBytes } from "../../report.ts";
import { findCircles } from "./circles.ts";
import type { Link } from "./links.ts";
import {
  type Direction,
  defaultLimits,
  type Lineage,
  type LineageLimits,
  type LineageLink,
  type LineageRun,
  type LineageStart,
} from "./model.ts";
import type { LineageSource } from "./source.ts";
import { createWalk, type RunAt, type Walked } from "./walk.ts";

/** Where to begin: a run, or a content that runs may have made or read. */
export type Start = { run: number } | { digest: string; name: string | null };

export interface LineageOptions {
  direction: Direction;
  limits?: Partial<LineageLimits>;
}

/**
 * Walk from `start`. Two runs are joined by a content that one made and the other read: no name, place or project counts. Call
 * it within one snapshot. What is left out is in the document: `limits.cut`, `unfollowed`, `gaps`.
 */
export const traceLineage = (source: LineageSource, start: Start, options: LineageOptions): Lineage => {
  const { direction } = options;
  const limits: LineageLimits = { ...defaultLimits, ...options.limits };
  const walk = createWalk(source, limits);
  const ends = endsOf(source, start, limits);
  const isAhead = "run" in start ? 0 : 1;
  if (direction !== "downstream") walk.upstream(ends.upstream, 0 - isAhead);
  if (direction !== "upstream") walk.downstream(ends.downstream, isAhead);
  const { runs, links, cut, unfollowed } = walk.state;
  if (ends.isCut) cut.add("runs");
  const described = describeRuns(source, runs);
  const digestOf = (run: number): string => described.get(run)?.bundleDigest ?? "";
  const joined = links.all().filter(({ from, to }) => described.has(from) && described.has(to));
  const all = [...described.values()].sort(byDistance);
  return {
    schema: "kprov.lineage/v1",
    start: describeStart(start, { ends, direction, digestOf }),
    direction,
    runs: all,
    links: joined.map((link) => linkOf(link, digestOf)).sort(byEnds),
    cycles: findCircles(joined)
      .map((circle) => circle.map(digestOf).sort(compareBytes))
      .sort(byFirst),
    unfollowed: {
      count: unfollowed.size,
      first: [...unfollowed.values()].sort((a, b) => compareBytes(a.path, b.path)).slice(0, mostShown),
    },
    gaps: {
      unmadeInputs: all.reduce((sum, { unmade }) => sum + (unmade?.count ?? 0), 0),
      incompleteRuns: all.filter(({ isIncomplete }) => isIncomplete).map(({ bundleDigest }) => bundleDigest),
      refusedBundles: source.countRefused(),
    },
    limits: { ...limits, cut: [...cut].sort(compareBytes) },
  };
};

// --- internal ---

/** Files of a link and contents that were not followed: of more there is the number. */
const mostShown = 20;

interface Ends {
  upstream: RunAt[];
  downstream: RunAt[];
  isCut: boolean;
}

const endsOf = (source: LineageSource, start: Start, { runs: limit }: LineageLimits): Ends => {
  if ("run" in start) {
    const own = source.startOf(start.run);
    const ends = own === undefined ? [] : [own];
    return { upstream: ends, downstream: ends, isCut: false };
  }
  const made = source.runsWith([start.digest], "output", limit);
  const read = source.runsWith([start.digest], "input", limit);
  return { upstream: made.found, downstream: read.found, isCut: made.over.size + read.over.size > 0 };
};

const describeStart = (
  start: Start,
  { ends, direction, digestOf }: { ends: Ends; direction: Direction; digestOf: (run: number) => string },
): LineageStart => {
  if ("run" in start) return { kind: "run", bundleDigest: digestOf(start.run) };
  const named = (runs: readonly RunAt[]): string[] =>
    runs
      .map(({ run }) => digestOf(run))
      .filter((digest) => digest !== "")
      .sort(compareBytes);
  return {
    ...{ kind: "content", digest: start.digest, name: start.name },
    madeBy: direction === "downstream" ? [] : named(ends.upstream),
    readBy: direction === "upstream" ? [] : named(ends.downstream),
  };
};

const describeRuns = (source: LineageSource, walked: ReadonlyMap<number, Walked>): Map<number, LineageRun> => {
  const described = source.describe([...walked.keys()]);
  const runs = new Map<number, LineageRun>();
  for (const [run, { depth, unmade }] of walked) {
    const known = described.get(run);
    if (known !== undefined) runs.set(run, { ...known, depth, unmade });
  }
  return runs;
};

const linkOf = ({ from, to, isLater, files }: Link, digestOf: (run: number) => string): LineageLink => ({
  from: digestOf(from),
  to: digestOf(to),
  count: files.size,
  files: [...files.values()]
    .sort((a, b) => compareBytes(a.read, b.read) || compareBytes(a.digest, b.digest))
    .slice(0, mostShown),
  isLater,
});

const byDistance = (a: LineageRun, b: LineageRun): number =>
  Math.abs(a.depth) - Math.abs(b.depth) ||
  a.depth - b.depth ||
  compareBytes(a.startedAt, b.startedAt) ||
  compareBytes(a.bundleDigest, b.bundleDigest);

const byEnds = (a: LineageLink, b: LineageLink): number => compareBytes(a.from, b.from) || compareBytes(a.to, b.to);

const byFirst = (a: readonly string[], b: readonly string[]): number => compareBytes(a[0] ?? "", b[0] ?? "");
