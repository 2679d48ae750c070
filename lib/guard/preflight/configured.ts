/**
 * Which checks are asked for: by a key of the configuration, or by a record that git tracks.
 *
 * @module
 */
import { resolve } from "node:path";
import type { ResolvedConfig } from "../../config/index.ts";
import type { Gate } from "../gate.ts";
import { placesOf } from "../surface/places.ts";
import type { Snapshot } from "../surface/snapshot.ts";

export interface AskedOptions {
  config: ResolvedConfig;
  /** The configuration's directory. */
  root: string;
  snapshot: Snapshot;
  /** Whose record counts, too: the candidate may have taken it away together with its key. */
  base?: { commit: string };
}

/**
 * Check → the key that would turn it on, for each of `gates` that nothing asks for. Taking the key away is a change that the
 * check itself has to see, so that a tracked record goes on asking for it.
 */
export const notConfiguredOf = async (
  gates: readonly Gate[],
  { config, root, snapshot, base }: AskedOptions,
): Promise<Record<string, string>> => {
  const found: Record<string, string> = {};
  for (const { name, missing, record } of gates) {
    const key = missing(config);
    if (key === null) continue;
    const isKept = record !== undefined && (await isTracked(resolve(root, record), snapshot, base));
    if (!isKept) found[name] = key;
  }
  return found;
};

// --- internal ---

const isTracked = async (file: string, snapshot: Snapshot, base: AskedOptions["base"]): Promise<boolean> => {
  try {
    const places = placesOf(snapshot.root, file);
    const { indexOf } = await snapshot.tracked();
    if (places.some((place) => indexOf(place) !== undefined)) return true;
    if (base === undefined) return false;
    const { listTree } = await import("../base/tree.ts");
    return (await listTree(base.commit, places, snapshot.cwd)).length > 0;
  } catch {
    return true; // The check says what is wrong; nobody else would.
  }
};
