/**
 * Sets of versions, and exact answers about two of them.
 *
 * Every operator of every ecosystem (`>=`, `<`, `~=`, `^`, `~`, `!=`, wildcards) changes its answer over the final
 * releases only at a number that it names, or at the next patch, minor or major after it. So two sets are constant
 * between neighbouring change points of both, and asking at each of them, and at 0.0.0, leaves nothing out:
 * the answers about final releases are exact, not sampled. A pre-release counts only where it is named itself.
 *
 * @module
 */
import { compareVersions, hasMinorLines, lineOf, type Tool } from "./version.ts";

export interface VersionSet {
  /** As it was written. */
  text: string;
  /** Whether a version of the form `3.12.4` or `3.14.0-rc.1` lies in it. */
  has(version: string): boolean;
  /** Where its answer may change; see the module's words. */
  points: readonly string[];
}

/** Where `text` may change its answer. `named` are versions that count although they are pre-releases. */
export const changePoints = (text: string, named: readonly string[] = []): string[] => {
  const points = new Set<string>(named);
  for (const [, major = "0", minor = "0", patch = "0"] of text.matchAll(/(\d+)(?:\.(\d+))?(?:\.(\d+))?/g)) {
    const [a, b, c] = [Number(major), Number(minor), Number(patch)];
    const near = [
      [a, 0, 0],
      [a, b, 0],
      [a, b, c],
      [a, b, c + 1],
      [a, b + 1, 0],
      [a + 1, 0, 0],
    ];
    for (const numbers of near) points.add(numbers.join("."));
  }
  return [...points];
};

/** A version that lies in all of `sets`, the lowest; undefined when there is none. */
export const lowestIn = (...sets: readonly VersionSet[]): string | undefined =>
  pointsOf(sets).find((version) => sets.every((set) => set.has(version)));

/** The lowest version that `set` has; undefined where it has no lower bound, which promises nothing. */
export const minimumOf = (set: VersionSet): string | undefined => {
  const lowest = lowestIn(set);
  return lowest === "0.0.0" ? undefined : lowest;
};

/** Whether some version lies in both. */
export const intersects = (a: VersionSet, b: VersionSet): boolean => lowestIn(a, b) !== undefined;

/** The lowest version that `a` allows and `b` refuses; undefined when `b` allows all of `a`. */
export const lowestBeyond = (a: VersionSet, b: VersionSet): string | undefined =>
  pointsOf([a, b]).find((version) => a.has(version) && !b.has(version));

/** The lines of releases in which `set` has a version, as far as its own change points tell. */
export const linesOf = (tool: Tool, set: VersionSet): Set<string> =>
  new Set(
    pointsOf([set])
      .filter((version) => set.has(version))
      .map((version) => lineOf(tool, version)),
  );

/**
 * Where the version ends up that a tool picks from `pin`, which is the newest there is:
 * `inside` the range, `outside` of it, or `unsure` when that depends on what has been released.
 */
export const placeOf = (tool: Tool, pin: VersionSet, range: VersionSet): "inside" | "outside" | "unsure" => {
  const newest = pointsOf([pin, range]).findLast((version) => pin.has(version));
  if (newest === undefined) return "outside";
  if (range.has(newest)) return "inside";
  // Within one line the newest is meant whatever its number; over several nobody knows which line it is.
  return linesOf(tool, pin).size > 1 && intersects(pin, range) ? "unsure" : "outside";
};

/** The highest line that `set` allows; undefined when it is open upwards or ends where only a registry knows. */
export const highestLine = (tool: Tool, set: VersionSet): string | undefined => {
  const points = pointsOf([set]);
  const end = points[points.findLastIndex((version) => set.has(version)) + 1];
  if (end === undefined) return undefined;
  const [major = 0, minor = 0, patch = 0] = end.split(/[-.]/).map(Number);
  if (patch > 0) return lineOf(tool, end);
  if (minor > 0) return lineOf(tool, `${major}.${minor - 1}.0`);
  // Below Node 25 comes Node 24; below Python 4 comes a 3.x that nobody here knows.
  return !hasMinorLines(tool) && major > 0 ? `${major - 1}` : undefined;
};

// --- internal ---

const pointsOf = (sets: readonly VersionSet[]): string[] =>
  [...new Set(["0.0.0", ...sets.flatMap(({ points }) => points)])].sort(compareVersions);
