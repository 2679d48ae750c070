/**
 * The files that the checks go by.
 *
 * @module
 */
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import type { ResolvedConfig } from "../../config/index.ts";
import { git } from "../../git.ts";
import { forbiddenFiles } from "../identity/forbidden-list.ts";
import { keptWhileSame } from "../surface/kept.ts";
import { placesOf } from "../surface/places.ts";
import type { Snapshot } from "../surface/snapshot.ts";
import { bytesOfBlob } from "../surface/witness.ts";
import { waiversPath } from "../waivers/waiver.ts";
import { configsAbove, isFound } from "./configs-above.ts";
import { modulesOf } from "./imports.ts";

export interface PolicyOptions {
  /** Where the configuration was searched. */
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
 * what git neither tracks nor ignores, once it tracks the configuration. Throws as `git` does.
 */
export const listOtherPolicy = async (options: PolicyOptions, snapshot: Snapshot): Promise<string[]> => {
  const { path, root, config } = options;
  const lists = forbiddenFiles(config.identity.forbidden).map((file) => resolve(root, file));
  const own = path === null ? [] : [path];
  const sources = Object.keys(config.ruleSources).map((file) => resolve(root, file));
  const modules = path === null ? [] : await modulesOf(path);
  const files = [...own, ...lists, ...sources, ...(modules ?? []), resolve(root, waiversPath)];
  const places = new Map(files.map((file) => [file, placesOf(snapshot.root, file)]));
  const indexed = await readIndexed([...places.values()].flat(), options, snapshot);
  const isTracked = (place: string) => Object.hasOwn(indexed.blobs, place);
  const trackedOf = (file: string) => (places.get(file) ?? []).filter(isTracked);
  const isOther = (file: string): boolean => {
    const versions = trackedOf(file).flatMap((place) => indexed.blobs[place] ?? []);
    // A link that leads out of what is tracked is no file to a commit.
    return versions.length === 0 || versions.some((blob) => bytesOfBlob(file, blob, maxBytes) === undefined);
  };
  const met = indexed.met.map((place) => join(snapshot.root, place));
  for (const file of met) places.set(file, placesOf(snapshot.root, file));
  // Where nobody can say what it imports, nobody can say that it is the same.
  const others = [...(modules === undefined ? own : []), ...[...files, ...met].filter(isOther)].flatMap(trackedOf);
  if ([...own, ...met].every((file) => trackedOf(file).length === 0)) return [...new Set(others)];
  const untracked = [...places.values()].flat().filter((place) => !isTracked(place));
  return [...new Set([...others, ...(await listUntracked(untracked, snapshot))])];
};

// --- internal ---

/** Of what the checks accept as a configuration or a list. */
const maxBytes = 4 * 2 ** 20;

/** What an index has of the files that the checks go by. */
interface Indexed {
  /** Place → its versions, none for what is no file. What is not tracked is not there. */
  blobs: Record<string, readonly string[]>;
  /** Configurations that a search would meet. */
  met: string[];
}

/** Without a listing of a large index where nothing has changed. */
const readIndexed = (
  places: readonly string[],
  { cwd, path, cacheDir }: PolicyOptions,
  snapshot: Snapshot,
): Promise<Indexed> => {
  const isMet = isFound(path, cwd);
  const keep = {
    ...{ cacheDir, kind: "policy", ruleset: JSON.stringify(["1", isMet, cwd, places]) },
    isKeepable: (value: unknown): value is Indexed => {
      const { blobs, met } = (value ?? {}) as Partial<Indexed>;
      return typeof blobs === "object" && blobs !== null && Array.isArray(met);
    },
  };
  return keptWhileSame(snapshot, keep, async () => {
    const tracked = await snapshot.tracked();
    const met = isMet ? configsAbove(tracked, { root: snapshot.root, cwd }) : [];
    const all = [...places, ...met.flatMap((place) => placesOf(snapshot.root, join(snapshot.root, place)))];
    const entries = all.flatMap((place) => {
      const index = tracked.indexOf(place);
      return index === undefined ? [] : [[place, tracked.at(index).blobs] as const];
    });
    return { blobs: Object.fromEntries(entries), met };
  });
};

/** What git does not track of `places`, and does not ignore: what is ignored is made, or brought, where it is needed. */
const listUntracked = async (places: readonly string[], { cwd, root }: Snapshot): Promise<string[]> => {
  const asked = places.filter((place) => existsSync(join(root, place))).map((place) => `:(top,literal)${place}`);
  // To git, none means all.
  if (asked.length === 0) return [];
  const listed = await git(["ls-files", "--others", "--exclude-standard", "--full-name", "-z", "--", ...asked], {
    cwd,
  });
  return listed.toString("utf8").split("\0").slice(0, -1);
};
