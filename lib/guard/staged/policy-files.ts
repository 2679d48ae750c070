/**
 * The files that the checks go by.
 *
 * @module
 */
import { join, resolve } from "node:path";
import type { ResolvedConfig } from "../../config/index.ts";
import { forbiddenFiles } from "../identity/forbidden-list.ts";
import { placesOf } from "../surface/places.ts";
import type { Snapshot } from "../surface/snapshot.ts";
import { bytesOfBlob } from "../surface/witness.ts";
import { waiversPath } from "../waivers/waiver.ts";
import { configsAbove } from "./configs-above.ts";

export interface PolicyOptions {
  /** The configuration's file, absolute; null without one. */
  path: string | null;
  /** The configuration's directory. */
  root: string;
  config: ResolvedConfig;
}

/**
 * Paths from the top of what is tracked and lies here with other bytes than the snapshot's index has: a configuration that a search from
 * `root` would meet, a list of tokens, the list of waivers, the code of a rule. What can't be read as a file has others. Throws as
 * `git` does.
 */
export const listOtherPolicy = async ({ path, root, config }: PolicyOptions, snapshot: Snapshot): Promise<string[]> => {
  const lists = forbiddenFiles(config.identity.forbidden).map((file) => resolve(root, file));
  const sources = Object.keys(config.ruleSources).map((file) => resolve(root, file));
  const files = [...(path === null ? [] : [path]), ...lists, ...sources, resolve(root, waiversPath)];
  const tracked = await snapshot.tracked();
  const { indexOf, at } = tracked;
  const othersOf = (file: string): string[] => {
    const held = placesOf(snapshot.root, file).flatMap((place) => {
      const index = indexOf(place);
      return index === undefined ? [] : [at(index)];
    });
    const versions = held.flatMap(({ blobs }) => blobs);
    // A link that leads out of what is tracked is no file to a commit.
    const isOther = versions.length === 0 || versions.some((blob) => bytesOfBlob(file, blob, maxBytes) === undefined);
    return isOther ? held.map(({ path }) => path) : [];
  };
  const met = configsAbove(tracked, { root: snapshot.root, cwd: root }).map((place) => join(snapshot.root, place));
  return [...new Set([...files, ...met].flatMap(othersOf))];
};

// --- internal ---

/** Of what the checks accept as a configuration or a list. */
const maxBytes = 4 * 2 ** 20;
