/**
 * Which checks are asked for: by a key of the configuration, or by a record that git tracks.
 *
 * @module
 */
import { relative, resolve, sep } from "node:path";
import type { ResolvedConfig } from "../../config/index.ts";
import type { Gate } from "../gate.ts";
import type { Snapshot } from "../surface/snapshot.ts";

export interface AskedOptions {
  config: ResolvedConfig;
  /** The configuration's directory. */
  root: string;
  snapshot: Snapshot;
}

/**
 * Check → the key that would turn it on, for each of `gates` that nothing asks for. Taking the key away is a change that the
 * check itself has to see, so that a tracked record goes on asking for it.
 */
export const notConfiguredOf = async (
  gates: readonly Gate[],
  { config, root, snapshot }: AskedOptions,
): Promise<Record<string, string>> => {
  const found: Record<string, string> = {};
  for (const { name, missing, record } of gates) {
    const key = missing(config);
    if (key === null) continue;
    const isKept = record !== undefined && (await isTracked(resolve(root, record), snapshot));
    if (!isKept) found[name] = key;
  }
  return found;
};

// --- internal ---

const isTracked = async (file: string, snapshot: Snapshot): Promise<boolean> => {
  try {
    const { indexOf } = await snapshot.tracked();
    return indexOf(relative(snapshot.root, file).split(sep).join("/")) !== undefined;
  } catch {
    return true; // The check says what is wrong; nobody else would.
  }
};
