/**
 * The files that the checks go by.
 *
 * @module
 */
import { relative, resolve, sep } from "node:path";
import type { ResolvedConfig } from "../../config/index.ts";
import { readSmallFile } from "../../files.ts";
import type { Snapshot } from "../surface/snapshot.ts";
import { isNamed } from "../surface/witness.ts";

export interface PolicyOptions {
  /** The configuration's file, absolute; null without one. */
  path: string | null;
  /** The configuration's directory. */
  root: string;
  config: ResolvedConfig;
}

/**
 * Whether the configuration, or the list of tokens, is tracked and lies here with other bytes than the index has; one
 * that can't be read as a file does. Throws as `git` does.
 */
export const isPolicyChanged = async ({ path, root, config }: PolicyOptions, snapshot: Snapshot): Promise<boolean> => {
  const { forbidden } = config.identity;
  const files = [...(path === null ? [] : [path]), ...("file" in forbidden ? [resolve(root, forbidden.file)] : [])];
  const { indexOf, at } = await snapshot.tracked();
  return files.some((file) => {
    const index = indexOf(relative(snapshot.root, file).split(sep).join("/"));
    const [blob] = index === undefined ? [] : at(index).blobs;
    return blob !== undefined && !hasBytesOf(blob, file);
  });
};

// --- internal ---

/** Of what the checks accept as a configuration or a list. */
const maxBytes = 2 ** 20;

const hasBytesOf = (blob: string, file: string): boolean => {
  try {
    return isNamed(blob, readSmallFile(file, maxBytes));
  } catch {
    return false;
  }
};
