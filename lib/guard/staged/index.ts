/**
 * `--staged`: judging what a commit would hold, and nothing that only lies in the work tree.
 *
 * Nothing is stashed, and nothing in the work tree or the repository is written.
 *
 * @module
 */
import type { LoadedConfig, LoadOptions } from "../../config/index.ts";
import { KprovError } from "../../errors.ts";
import { withScratch } from "../../undo.ts";
import { listIndex } from "../surface/listing.ts";
import { type Snapshot, takeSnapshot } from "../surface/snapshot.ts";
import { loadStagedPolicy } from "./policy.ts";

export interface Staged {
  /** Of the index alone. */
  snapshot: Snapshot;
  /** The index's configuration. */
  loaded: LoadedConfig;
  /** Where the lists are read that it names. Only until `work` ends. */
  policyRoot: string;
}

/**
 * Do `work` about what is staged around `options.cwd`; `env` says which index a hook means. Throws `E_STAGED`, what
 * `loadConfig` throws, and as `git` does.
 */
export const withStaged = async <T>(
  options: LoadOptions & { env: NodeJS.ProcessEnv },
  work: (staged: Staged) => Promise<T>,
): Promise<T> => {
  const { env, ...loading } = options;
  const snapshot = takeSnapshot(options.cwd, { staged: true, env });
  return withScratch("kprov-staged-", async (dir) => {
    const result = await work({ snapshot, ...(await loadStagedPolicy(snapshot, loading, dir)) });
    await assertSame(snapshot);
    return result;
  });
};

// --- internal ---

/** git writes another file when it only refreshes what it knows about the work tree. */
const assertSame = async ({ cwd, index, isCurrent, listing }: Snapshot): Promise<void> => {
  if (isCurrent() || (await listIndex(cwd, index)).bytes.equals((await listing()).bytes)) return;
  throw new KprovError("E_STAGED", "Cannot judge what is staged: something else was staged meanwhile", {
    hint: "run it again",
  });
};
