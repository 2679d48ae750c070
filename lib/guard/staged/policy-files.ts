/**
 * The files that the checks go by.
 *
 * @module
 */
import { existsSync } from "node:fs";
import { join, posix, resolve } from "node:path";
import type { ResolvedConfig } from "../../config/index.ts";
import { forbiddenFiles } from "../identity/forbidden-list.ts";
import { keptWhileSame } from "../surface/kept.ts";
import { placesOf } from "../surface/places.ts";
import type { Snapshot } from "../surface/snapshot.ts";
import { bytesOfBlob } from "../surface/witness.ts";
import { waiversPath } from "../waivers/waiver.ts";
import { configsAbove, searchedFrom } from "./configs-above.ts";
import { modulesOf } from "./imports.ts";

export interface PolicyOptions {
  /** Where the search for a configuration begins. */
  cwd: string;
  /** The configuration's file, absolute; null without one. */
  path: string | null;
  /** The configuration's directory. */
  root: string;
  config: ResolvedConfig;
  /** Where it is kept what an index has of them; null keeps nothing. */
  cacheDir: string | null;
}

/**
 * Paths from the top of what lies here with other bytes than the snapshot's index has, whatever git says of it: a configuration that a
 * search would meet, what code in it imports, a list of tokens, the list of waivers. What can't be read as a file has others; so has
 * what git does not track, once it tracks a configuration. Throws as `git` does.
 */
export const listOtherPolicy = async (options: PolicyOptions, snapshot: Snapshot): Promise<string[]> => {
  const { path, root, config } = options;
  const lists = forbiddenFiles(config.identity.forbidden).map((file) => resolve(root, file));
  const own = path === null ? [] : [path];
  const sources = Object.keys(config.ruleSources).map((file) => resolve(root, file));
  const modules = await modulesOf(own);
  const files = [...own, ...lists, ...sources, ...(modules ?? []), resolve(root, waiversPath)];
  const places = new Map(files.map((file) => [file, placesOf(snapshot.root, file)]));
  const held = await holdings([...places.values()].flat(), options, snapshot);
  const isTracked = (place: string) => Object.hasOwn(held.blobs, place);
  const isConfigured = [...held.met, ...own.flatMap((file) => places.get(file) ?? [])].some(isTracked);
  // What lies in a submodule is another repository's.
  const isOwn = (place: string) => !above(place).some(isTracked);
  const othersOf = (file: string): string[] => {
    const known = places.get(file) ?? [];
    const tracked = known.filter(isTracked);
    if (tracked.length === 0) return isConfigured && existsSync(file) ? known.filter(isOwn).slice(0, 1) : [];
    const versions = tracked.flatMap((place) => held.blobs[place] ?? []);
    // A link that leads out of what is tracked is no file to a commit.
    const isOther = versions.length === 0 || versions.some((blob) => bytesOfBlob(file, blob, maxBytes) === undefined);
    // Nobody can say whether what it imports is the same.
    return isOther || (file === path && modules === undefined) ? tracked : [];
  };
  const met = held.met.map((place) => join(snapshot.root, place));
  for (const file of met) places.set(file, placesOf(snapshot.root, file));
  return [...new Set([...files, ...met].flatMap(othersOf))];
};

// --- internal ---

/** Of what the checks accept as a configuration or a list. */
const maxBytes = 4 * 2 ** 20;

interface Holdings {
  /** Place → its versions, none for what is no file. What is not tracked is not there. */
  blobs: Record<string, readonly string[]>;
  /** Configurations that a search would meet. */
  met: string[];
}

/** Without a listing of a large index where nothing has changed. */
const holdings = (
  places: readonly string[],
  { cwd, path, cacheDir }: PolicyOptions,
  snapshot: Snapshot,
): Promise<Holdings> => {
  const from = searchedFrom(path, cwd);
  const keep = {
    ...{ cacheDir, kind: "policy", ruleset: JSON.stringify(["1", from, places]) },
    isKeepable: (value: unknown): value is Holdings => {
      const { blobs, met } = (value ?? {}) as Partial<Holdings>;
      return typeof blobs === "object" && blobs !== null && Array.isArray(met);
    },
  };
  return keptWhileSame(snapshot, keep, async () => {
    const tracked = await snapshot.tracked();
    const met = configsAbove(tracked, { root: snapshot.root, cwd: from });
    const all = [...places, ...met.flatMap((place) => placesOf(snapshot.root, join(snapshot.root, place)))];
    const asked = new Set(all.flatMap((place) => [place, ...above(place)]));
    const entries = [...asked].flatMap((place) => {
      const index = tracked.indexOf(place);
      return index === undefined ? [] : [[place, tracked.at(index).blobs] as const];
    });
    return { blobs: Object.fromEntries(entries), met };
  });
};

/** The directories above `place`, from the top. */
const above = (place: string): string[] => {
  const dir = posix.dirname(place);
  return dir === "." ? [] : [dir, ...above(dir)];
};
