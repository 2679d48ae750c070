/**
 * A lineage as trees of lines for a terminal, each run spelled out once.
 *
 * @module
 */
import type { View } from "../../command.ts";
import { compareBytes } from "../../report.ts";
import { visible } from "../../text.ts";
import type { Lineage, LineageLink, LineageRun } from "./model.ts";
import { notesOf } from "./notes.ts";

/**
 * What was asked for, a tree upstream, a tree downstream, and what is not known. Long trees are cut, and say so, unless
 * `view.verbose`.
 */
export const formatLineage = (lineage: Lineage, view: View): string => {
  const state = stateOf(lineage, view);
  const { start, direction } = lineage;
  const sides = (["upstream", "downstream"] as const).filter((side) => direction === "both" || direction === side);
  const trees = sides.flatMap((side) => ["", ...formatSide(state, side)]);
  const notes = notesOf(lineage);
  return [headOf(state, start), ...trees, ...(notes.length > 0 ? ["", ...notes] : [])].join("\n");
};

// --- internal ---

interface State {
  lineage: Lineage;
  runs: ReadonlyMap<string, LineageRun>;
  before: ReadonlyMap<string, LineageLink[]>;
  after: ReadonlyMap<string, LineageLink[]>;
  view: View;
  maxLines: number;
}

type Side = "upstream" | "downstream";

/** Lines of one tree. */
const screenful = 100;
/** Levels of one tree: deeper ones would have no room. */
const maxLevels = 30;
/** Paths beside a run. */
const mostPaths = 2;

const stateOf = (lineage: Lineage, view: View): State => ({
  lineage,
  runs: new Map(lineage.runs.map((run) => [run.bundleDigest, run])),
  before: groupBy(lineage.links, ({ to }) => to),
  after: groupBy(lineage.links, ({ from }) => from),
  view,
  maxLines: view.verbose ? Number.POSITIVE_INFINITY : screenful,
});

const groupBy = (links: readonly LineageLink[], keyOf: (link: LineageLink) => string): Map<string, LineageLink[]> => {
  const groups = new Map<string, LineageLink[]>();
  for (const link of links) {
    const group = groups.get(keyOf(link));
    if (group === undefined) groups.set(keyOf(link), [link]);
    else group.push(link);
  }
  return groups;
};

const headOf = ({ runs, view }: State, start: Lineage["start"]): string => {
  if (start.kind === "content")
    return start.name === null ? `sha256:${start.digest}` : `${visible(start.name)}  sha256:${start.digest}`;
  const run = runs.get(start.bundleDigest);
  return run === undefined ? start.bundleDigest : describe(run, view);
};

const formatSide = (state: State, side: Side): string[] => {
  const { lineage } = state;
  const { start } = lineage;
  const tops = start.kind === "run" ? next(state, start.bundleDigest, side) : topsOf(state, start, side);
  const count = reached(state, tops, side);
  const own = start.kind === "run" && side === "upstream" ? unmadeLines(state.runs.get(start.bundleDigest)) : [];
  const words = side === "upstream" ? "it depends on" : "depend on it";
  if (tops.length === 0 && own.length === 0) return [`${side}: no run`];
  const lines: string[] = [];
  const seen = new Set(start.kind === "run" ? [start.bundleDigest] : []);
  draw(state, { branches: tops, below: own, side, indent: "", level: 1 }, { lines, seen });
  const rest = count - [...seen].length + (start.kind === "run" ? 1 : 0);
  const more = rest > 0 ? [`… and ${plural(rest, "more run")}: --verbose or --json shows all`] : [];
  return [
    `${side}: ${plural(count, "run")} ${side === "upstream" ? words : count === 1 ? "depends on it" : words}`,
    ...lines,
    ...more,
  ];
};

/** How many runs the whole tree names: in a cycle a run stands on both sides, though it has one distance. */
const reached = (state: State, tops: readonly Branch[], side: Side): number => {
  const { start } = state.lineage;
  const own = start.kind === "run" ? start.bundleDigest : "";
  const found = new Set(tops.map(({ run }) => run.bundleDigest));
  // A set goes on with what is added while it is walked.
  for (const digest of found) for (const { run } of next(state, digest, side)) found.add(run.bundleDigest);
  found.delete(own);
  return found.size;
};

interface Branch {
  run: LineageRun;
  files: string;
  isLater: boolean;
}

const topsOf = ({ runs }: State, start: Lineage["start"] & { kind: "content" }, side: Side): Branch[] =>
  (side === "upstream" ? start.madeBy : start.readBy).flatMap((digest) => {
    const run = runs.get(digest);
    return run === undefined ? [] : [{ run, files: "", isLater: false }];
  });

const next = ({ runs, before, after }: State, digest: string, side: Side): Branch[] =>
  ((side === "upstream" ? before : after).get(digest) ?? [])
    .flatMap((link) => {
      const run = runs.get(side === "upstream" ? link.from : link.to);
      return run === undefined ? [] : [{ run, files: filesOf(link), isLater: link.isLater }];
    })
    .sort(
      (a, b) => compareBytes(a.run.startedAt, b.run.startedAt) || compareBytes(a.run.bundleDigest, b.run.bundleDigest),
    );

const filesOf = ({ files, count }: LineageLink): string => {
  const named = files.slice(0, mostPaths).map(({ made, read }) => {
    const [from, to] = [visible(made), visible(read)];
    // A reader beside the maker's directory calls it by a longer path.
    return to === from || to.endsWith(`/${from}`) ? to : `${from} → ${to}`;
  });
  return `${named.join(", ")}${count > named.length ? ` and ${count - named.length} more` : ""}`;
};

interface Level {
  branches: readonly Branch[];
  /** Lines after the branches. */
  below: readonly string[];
  side: Side;
  indent: string;
  level: number;
}

const draw = (state: State, at: Level, page: { lines: string[]; seen: Set<string> }): void => {
  const { branches, below, indent } = at;
  const last = branches.length + below.length - 1;
  const isFull = (): boolean => page.lines.length >= state.maxLines;
  for (const [index, branch] of branches.entries())
    if (!isFull()) drawBranch(state, { ...at, branch, isLast: index === last }, page);
  for (const [index, line] of below.entries())
    if (!isFull()) page.lines.push(`${indent}${index === below.length - 1 ? "└─" : "├─"} ${line}`);
};

const drawBranch = (
  state: State,
  { branch, isLast, side, indent, level }: Level & { branch: Branch; isLast: boolean },
  page: { lines: string[]; seen: Set<string> },
): void => {
  const { run, files, isLater } = branch;
  const isSeen = page.seen.has(run.bundleDigest);
  page.seen.add(run.bundleDigest);
  const following = next(state, run.bundleDigest, side);
  const marks = [...(isLater ? ["began later"] : []), ...(isSeen && following.length > 0 ? ["see above"] : [])];
  const by = files === "" ? "" : `  ${dim(state.view, files)}`;
  const mark = marks.length > 0 ? `  (${marks.join(", ")})` : "";
  page.lines.push(`${indent}${isLast ? "└─" : "├─"} ${describe(run, state.view)}${by}${mark}`);
  if (isSeen) return;
  const deeper = `${indent}${isLast ? "   " : "│  "}`;
  const below = side === "upstream" ? unmadeLines(run) : [];
  if (level < maxLevels) draw(state, { branches: following, below, side, indent: deeper, level: level + 1 }, page);
  else if (following.length > 0) page.lines.push(`${deeper}└─ … deeper ones: --json shows all`);
};

const unmadeLines = (run: LineageRun | undefined): string[] => {
  const unmade = run?.unmade;
  if (unmade === null || unmade === undefined || unmade.count === 0) return [];
  const { count, first } = unmade;
  const rest = count > first.length ? ` and ${count - first.length} more` : "";
  return [`${plural(count, "input")} that no run made: ${first.map(visible).join(", ")}${rest}`];
};

const describe = ({ step, runId, outcome, project, review, origin }: LineageRun, view: View): string => {
  const tone = outcome === "succeeded" ? 32 : 31;
  const words = [
    paint(view, 1, visible(step)),
    visible(runId),
    paint(view, tone, visible(outcome)),
    ...(project === null ? [] : [`[${visible(project)}]`]),
    ...(review === "rejected" ? [paint(view, 31, "rejected")] : []),
    ...(origin === "violated" ? [paint(view, 31, "origin violated")] : []),
  ];
  return words.join("  ");
};

const paint = ({ colour }: View, style: number, text: string): string =>
  colour ? `\u001b[${style}m${text}\u001b[0m` : text;
const dim = (view: View, text: string): string => paint(view, 2, text);
const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;
