/**
 * `--staged`: judging what a commit would hold, and nothing that only lies in the work tree.
 *
 * Nothing is stashed, and nothing in the work tree or the repository is written.
 *
 * @module
 */
import { extname, join } from "node:path";
import type { LoadedConfig, LoadOptions } from "../../config/index.ts";
import { KprovError } from "../../errors.ts";
import { withScratch } from "../../undo.ts";
import { listIndex } from "../surface/listing.ts";
import { type Snapshot, takeSnapshot } from "../surface/snapshot.ts";
import { isFound } from "./configs-above.ts";
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
  return withPolicyOf(snapshot, loading, async (staged) => {
    const result = await work(staged);
    await assertSame(snapshot);
    return result;
  });
};

/** Do `work` about the index that `snapshot` is of. Throws as {@link loadStagedPolicy} does. */
export const withPolicyOf = <T>(
  snapshot: Snapshot,
  loading: LoadOptions,
  work: (staged: Staged) => Promise<T>,
): Promise<T> =>
  withScratch("kprov-staged-", async (dir) => work({ snapshot, ...(await loadStagedPolicy(snapshot, loading, dir)) }));

/** How a configuration is loaded that was found here: with code only where code was allowed to run. */
export const loadingOf = ({ digest, root }: Pick<LoadedConfig, "digest" | "root">, cwd: string): LoadOptions => {
  if (digest === null) return { cwd, allowCode: false };
  const path = join(root, digest.path);
  const loading = { cwd, allowCode: extname(path) !== ".json" };
  return isFound(path, cwd) ? loading : { ...loading, file: path };
};

// --- internal ---

/** git writes another file when it only refreshes what it knows about the work tree. */
const assertSame = async ({ cwd, index, isCurrent, listing }: Snapshot): Promise<void> => {
  if (isCurrent() || (await listIndex(cwd, index)).bytes.equals((await listing()).bytes)) return;
  throw new KprovError("E_STAGED", "Cannot judge what is staged: something else was staged meanwhile", {
    hint: "run it again",
  });
};
