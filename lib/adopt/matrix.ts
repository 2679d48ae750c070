/**
 * Versions that CI tests: the floor as it is declared, and every later release line in range.
 *
 * @module
 */
import { satisfies as satisfiesPep440 } from "@renovatebot/pep440";
import semver from "semver";
import type { Ecosystem, Project } from "./facts.ts";

/** One job's versions, by ecosystem. */
export type Row = Partial<Record<Ecosystem, string>>;

/**
 * Rows that cover every version of every ecosystem once: as many as the longest list has, the shorter ones staying at
 * their last. The product of all lists would say no more about any one of them.
 *
 * An ecosystem without a declared range is tested on its newest known line only.
 */
export const matrixOf = (projects: readonly Project[]): Row[] => {
  const lists = new Map<Ecosystem, string[]>();
  for (const { ecosystem, runtime } of projects) {
    // One that says nothing takes what the others say.
    if (runtime === undefined && projects.some((one) => one.ecosystem === ecosystem && one.runtime !== undefined))
      continue;
    const versions = versionsOf(ecosystem, runtime);
    const known = lists.get(ecosystem);
    // Several projects: what all of them take, else what the first of them takes.
    const common = known?.filter((version) => versions.includes(version)) ?? versions;
    lists.set(ecosystem, common.length > 0 ? common : (known ?? versions));
  }
  const length = Math.max(0, ...[...lists.values()].map((versions) => versions.length));
  return Array.from({ length }, (_, index) =>
    Object.fromEntries(
      [...lists].map(([ecosystem, versions]) => [ecosystem, versions[Math.min(index, versions.length - 1)]]),
    ),
  );
};

/** Release lines of `ecosystem` in `range`, the floor first as precisely as it is declared. */
export const versionsOf = (ecosystem: Ecosystem, range: string | undefined): string[] => {
  const newest = lines[ecosystem].at(-1) ?? "stable";
  if (range === undefined) return [newest];
  const floor = floorOf(range);
  if (ecosystem === "python") return pythonVersions(range, floor) ?? [floor ?? newest];
  if (ecosystem === "node")
    return semver.validRange(range) === null ? [newest] : (nodeVersions(range, floor) ?? [floor ?? newest]);
  const isOpen = !range.includes("<");
  return [...(floor === undefined ? [] : [floor]), ...(isOpen ? ["stable"] : [])];
};

// --- internal ---

/**
 * Release lines that are supported on 2026-11-21, by the tables of the Python and Node projects as of 2026-08-22:
 * Python 3.10 ended on 2026-10-31, Node 20 on 2026-04-30. A line that was only announced then is left out, because a
 * CI that asks for what is not there fails.
 */
const lines: Record<Ecosystem, readonly string[]> = {
  python: ["3.11", "3.12", "3.13", "3.14"],
  node: ["22", "24", "26"],
  go: ["stable"],
  rust: ["stable"],
};

/** The version behind `>=`, or a bare one. */
const floorOf = (range: string): string | undefined => /(?:>=|\^|~|==|^)\s*v?(\d+(?:\.\d+){0,2})/.exec(range)?.[1];

/** Undefined when the range takes none of the lines. What is promised is tested, past the end of its life, too. */
const pythonVersions = (range: string, floor: string | undefined): string[] | undefined => {
  const takes = (line: string) => satisfiesPep440(`${line}.99`, range) || satisfiesPep440(`${line}.0`, range);
  const matching = lines.python.filter(takes);
  if (matching.length === 0) return undefined;
  const promised = floor?.split(".").slice(0, 2).join(".") ?? "";
  return promised.includes(".") && takes(promised) && !matching.includes(promised) ? [promised, ...matching] : matching;
};

const nodeVersions = (range: string, floor: string | undefined): string[] | undefined => {
  const matching = lines.node.filter((line) => semver.intersects(range, `${line}.x`));
  const [first, ...more] = matching;
  if (first === undefined || floor === undefined) return first === undefined ? undefined : matching;
  const older = Number.parseInt(floor, 10) - Number.parseInt(first, 10);
  return older < 0 ? [floor, ...matching] : older === 0 ? [floor, ...more] : matching;
};
