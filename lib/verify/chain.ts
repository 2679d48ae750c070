/**
 * The chain of bundles in one directory: each names the one before it.
 *
 * Removing the newest bundle can't be seen: nothing names it. Only an expected head, kept elsewhere, shows it.
 *
 * @module
 */
import { compareBytes, type Finding } from "../report.ts";
import { violation } from "./finding.ts";
import type { Link } from "./verdict.ts";

export interface ChainEntry {
  /** Name of the bundle's directory. */
  name: string;
  /** Null when the summary can't be used; then the directory's name stands for it. */
  runId: string | null;
  /** Null when the manifest can't be read. */
  bundleDigest: string | null;
  /** The bundle before; null for the first, undefined when the summary can't be used. */
  previous: Link | null | undefined;
}

/** Gaps, forks, second starts, replaced bundles, cycles, copies and renamed directories. */
export const judgeChain = (entries: readonly ChainEntry[]): Finding[] => {
  const sorted = [...entries].sort((a, b) => compareBytes(a.name, b.name));
  const byId = groupBy(sorted, (entry) => entry.runId ?? entry.name);
  return [
    ...sorted.flatMap(judgeName),
    ...[...byId].flatMap(([id, group]) => judgeCopies(id, group)),
    ...sorted.flatMap((entry) => judgePrevious(entry, byId)),
    ...judgeForks(sorted),
    ...judgeStarts(sorted),
    ...judgeCycles(sorted, byId),
  ];
};

// --- internal ---

const groupBy = (entries: readonly ChainEntry[], keyOf: (entry: ChainEntry) => string): Map<string, ChainEntry[]> => {
  const groups = new Map<string, ChainEntry[]>();
  for (const entry of entries) {
    const group = groups.get(keyOf(entry));
    if (group === undefined) groups.set(keyOf(entry), [entry]);
    else group.push(entry);
  }
  return groups;
};

const judgeName = ({ name, runId }: ChainEntry): Finding[] =>
  runId === null || runId === name
    ? []
    : [
        violation("BUNDLE_RENAMED", name, "The directory is not called by the run id of its bundle", {
          expected: runId,
          actual: name,
        }),
      ];

const judgeCopies = (id: string, group: readonly ChainEntry[]): Finding[] =>
  group
    .slice(1)
    .map(({ name }) => violation("CHAIN_DUPLICATE", name, `"${group[0]?.name}" has the run id "${id}" too`));

const judgePrevious = ({ name, previous }: ChainEntry, byId: ReadonlyMap<string, ChainEntry[]>): Finding[] => {
  if (previous === null || previous === undefined) return [];
  const found = byId.get(previous.runId);
  if (found === undefined) {
    const message = `The bundle before it, "${previous.runId}", is gone`;
    return [
      violation("CHAIN_GAP", name, message, { expected: `sha256:${previous.bundleDigest}`, actual: "no such bundle" }),
    ];
  }
  // An unreadable manifest is a finding of its own.
  if (found.some(({ bundleDigest }) => bundleDigest === previous.bundleDigest || bundleDigest === null)) return [];
  const details = { expected: `sha256:${previous.bundleDigest}`, actual: `sha256:${found[0]?.bundleDigest}` };
  return [violation("CHAIN_MISMATCH", name, `The bundle before it, "${previous.runId}", is another one now`, details)];
};

const judgeForks = (entries: readonly ChainEntry[]): Finding[] => {
  const following = entries.filter(({ previous }) => previous !== null && previous !== undefined);
  return [...groupBy(following, ({ previous }) => previous?.runId ?? "")].flatMap(([id, group]) =>
    group
      .slice(1)
      .map(({ name }) => violation("CHAIN_FORK", name, `It follows "${id}", and so does "${group[0]?.name}"`)),
  );
};

const judgeStarts = (entries: readonly ChainEntry[]): Finding[] => {
  const starts = entries.filter(({ previous }) => previous === null);
  return starts
    .slice(1)
    .map(({ name }) => violation("CHAIN_START", name, `It is the first of a chain, and so is "${starts[0]?.name}"`));
};

/** Follows every chain back once; a cycle is reported at the entry where it closes. */
const judgeCycles = (entries: readonly ChainEntry[], byId: ReadonlyMap<string, ChainEntry[]>): Finding[] => {
  const settled = new Set<ChainEntry>();
  const findings: Finding[] = [];
  for (const start of entries) {
    const path = new Set<ChainEntry>();
    let at: ChainEntry | undefined = start;
    while (at !== undefined && !settled.has(at) && !path.has(at)) {
      path.add(at);
      at = at.previous ? byId.get(at.previous.runId)?.[0] : undefined;
    }
    if (at !== undefined && path.has(at)) {
      findings.push(violation("CHAIN_CYCLE", at.name, `Following the bundles before it leads back to "${at.name}"`));
    }
    for (const entry of path) settled.add(entry);
  }
  return findings;
};
