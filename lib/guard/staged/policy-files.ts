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
 * Whether a configuration that a search from `root` would meet, a list of tokens, the list of waivers or the code of a rule is tracked and lies
 * here with other bytes than the snapshot's index has; one that can't be read as a file does. Throws as `git` does.
 */
export const isPolicyOther = async ({ path, root, config }: PolicyOptions, snapshot: Snapshot): Promise<boolean> => {
  const lists = forbiddenFiles(config.identity.forbidden).map((file) => resolve(root, file));
  const sources = Object.keys(config.ruleSources).map((file) => resolve(root, file));
  const files = [...(path === null ? [] : [path]), ...lists, ...sources, resolve(root, waiversPath)];
  const tracked = await snapshot.tracked();
  const { indexOf, at } = tracked;
  const isOther = (file: string) => {
    const held = placesOf(snapshot.root, file).flatMap((place) => {
      const index = indexOf(place);
      return index === undefined ? [] : [at(index)];
    });
    const versions = held.flatMap(({ blobs }) => blobs);
    // A link that leads out of what is tracked is no file to a commit.
    if (versions.length === 0) return held.length > 0;
    return versions.some((blob) => bytesOfBlob(file, blob, maxBytes) === undefined);
  };
  const met = configsAbove(tracked, { root: snapshot.root, cwd: root }).map((place) => join(snapshot.root, place));
  return [...files, ...met].some(isOther);
};

// --- internal ---

/** Of what the checks accept as a configuration or a list. */
const maxBytes = 4 * 2 ** 20;
