/**
 * Waivers in a run: read by whose policy judges, applied to what the checks found.
 *
 * @module
 */
import { lstatSync } from "node:fs";
import { join } from "node:path";
import type { LoadedConfig } from "../../config/index.ts";
import type { Report } from "../../report.ts";
import { noWaivers, type Waivers, waiversPath } from "./waiver.ts";

export interface SettleOptions {
  /** Anywhere in the work tree that is judged. */
  cwd: string;
  /** The configuration that judges. */
  loaded: Pick<LoadedConfig, "config" | "root">;
  /** Where its lists are read. */
  policyRoot: string;
  /** Under a base: whose own list has to be in order, and may give up what the base's waives. */
  candidate?: Pick<SettleOptions, "loaded" | "policyRoot">;
  /** Checks that could have run. Default: all that there are. */
  gates?: readonly string[];
  /** Now, in milliseconds since the epoch. */
  now: () => number;
}

/** `reports` as they are with the waivers of `.kprov/waivers.json`. Nothing is loaded where there is no list. Throws as `git` does. */
export const settleWaivers = async (reports: readonly Report[], options: SettleOptions): Promise<Report[]> => {
  const { candidate } = options;
  const lists = candidate === undefined ? [options] : [options, candidate];
  if (!lists.some(({ policyRoot }) => isThere(join(policyRoot, waiversPath)))) return [...reports];
  const [{ loadWaivers }, { applyWaivers }] = await Promise.all([import("./load.ts"), import("./apply.ts")]);
  const { cwd, now } = options;
  const [first = noWaivers, own] = await Promise.all(
    lists.map(({ loaded: { root, config }, policyRoot }) =>
      loadWaivers({ cwd, root, policyRoot, now: now(), maxDays: config.waivers.maxDays }),
    ),
  );
  const waivers = own === undefined ? first : inBoth(first, own);
  const gates = options.gates ?? (await import("../gates/index.ts")).gates.map(({ name }) => name);
  return applyWaivers(reports, waivers, { gates });
};

// --- internal ---

/**
 * What the base waives and the candidate still does. What is wrong with the base's list is mended by the candidate's, so that
 * only the faults of the latter count.
 */
const inBoth = (base: Waivers, own: Waivers): Waivers => {
  const kept = new Set(own.entries.map(({ fingerprint }) => fingerprint));
  return { ...own, entries: base.entries.filter(({ fingerprint }) => kept.has(fingerprint)) };
};

/** What can't be looked at is there: somebody else says what is wrong with it. */
const isThere = (file: string): boolean => {
  try {
    return lstatSync(file, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return true;
  }
};
