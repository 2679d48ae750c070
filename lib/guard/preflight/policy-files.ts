/**
 * The files that the checks go by.
 *
 * @module
 */
import { resolve } from "node:path";
import type { ResolvedConfig } from "../../config/index.ts";
import { forbiddenFiles } from "../identity/forbidden-list.ts";
import { placesOf } from "../surface/places.ts";
import type { Snapshot } from "../surface/snapshot.ts";
import { bytesOfBlob } from "../surface/witness.ts";
import { waiversPath } from "../waivers/waiver.ts";

export interface PolicyOptions {
  /** The configuration's file, absolute; null without one. */
  path: string | null;
  /** The configuration's directory. */
  root: string;
  config: ResolvedConfig;
}

/**
 * Whether the configuration, a list of tokens, the list of waivers or the code of a rule is tracked and lies here with other bytes than the index has; one
 * that can't be read as a file does. Throws as `git` does.
 */
export const isPolicyChanged = async ({ path, root, config }: PolicyOptions, snapshot: Snapshot): Promise<boolean> => {
  if (snapshot.isStaged) return false; // The checks went by what the index has.
  const lists = forbiddenFiles(config.identity.forbidden).map((file) => resolve(root, file));
  const sources = Object.keys(config.ruleSources).map((file) => resolve(root, file));
  const files = [...(path === null ? [] : [path]), ...lists, ...sources, resolve(root, waiversPath)];
  const { indexOf, at } = await snapshot.tracked();
  const blobsOf = (file: string): string[] =>
    placesOf(snapshot.root, file).flatMap((place) => {
      const index = indexOf(place);
      return index === undefined ? [] : at(index).blobs;
    });
  return files.some((file) => blobsOf(file).some((blob) => bytesOfBlob(file, blob, maxBytes) === undefined));
};

// --- internal ---

/** Of what the checks accept as a configuration or a list. */
const maxBytes = 4 * 2 ** 20;
