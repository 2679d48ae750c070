/**
 * The governance version: three numbers of its own, apart from the version of the software.
 *
 * @module
 */
import type { Step } from "./change.ts";

/** Major, minor, patch. */
export type Version = readonly [number, number, number];

export const firstVersion = "1.0.0";

/** Undefined for anything else than three numbers without leading zeros, at most six digits each. */
export const parseVersion = (text: string): Version | undefined => {
  const match = /^(0|[1-9]\d{0,5})\.(0|[1-9]\d{0,5})\.(0|[1-9]\d{0,5})$/.exec(text);
  return match === null ? undefined : [Number(match[1]), Number(match[2]), Number(match[3])];
};

/** The same for a record's: one that is none is later than no other. */
export const versionOf = (text: string): Version => parseVersion(text) ?? [0, 0, 0];

export const compareVersions = (a: Version, b: Version): number => a[0] - b[0] || a[1] - b[1] || a[2] - b[2];

/** The version one `step` after `version`. */
export const nextVersion = ([major, minor, patch]: Version, step: Step | "first"): string => {
  if (step === "major") return `${major + 1}.0.0`;
  return step === "minor" ? `${major}.${minor + 1}.0` : `${major}.${minor}.${patch + 1}`;
};

/** The step that was taken from one to the other; undefined when that is none. */
export const stepBetween = (from: Version, to: Version): Step | undefined => {
  if (compareVersions(from, to) >= 0) return undefined;
  if (to[0] > from[0]) return "major";
  return to[1] > from[1] ? "minor" : "patch";
};

/** Whether a step of size `taken` covers one that has to be at least `needed`. */
export const isEnough = (taken: Step | "first" | undefined, needed: Step): boolean =>
  sizes.indexOf(taken) >= sizes.indexOf(needed);

// --- internal ---

const sizes: readonly (Step | "first" | undefined)[] = [undefined, "patch", "minor", "major"];
