/**
 * What a judgement of the whole repository came to, kept while nothing that it depends on changes.
 *
 * @module
 */
import { readCache, writeCache } from "../../cache.ts";
import { sha256 } from "../../digest.ts";
import type { Coverage, Exemption } from "../../report.ts";
import type { Snapshot } from "./snapshot.ts";

export interface KeepOptions<Result> {
  /** Usually `cacheRoot()`; null keeps nothing. */
  cacheDir: string | null;
  /** Which judgement: a directory of the cache. */
  kind: string;
  /** Everything that decides beside the index, as one text: rules, configuration, the version of this program. */
  ruleset: string;
  /** Whether a value read from the cache is one; what `judge` gave and this refuses is not kept. */
  isKeepable: (value: unknown) => value is Result;
}

/**
 * What `judge` says, or what it said before: about the same index and a work tree in which git sees no difference to it,
 * with every entry compared. `judge` must depend on nothing else than that and the ruleset.
 */
export const keptWhileSame = async <Result>(
  snapshot: Snapshot,
  { cacheDir, kind, ruleset, isKeepable }: KeepOptions<Result>,
  judge: () => Promise<Result>,
): Promise<Result> => {
  const digest = cacheDir === null || (await snapshot.changes()).length > 0 ? undefined : snapshot.digest();
  if (digest === undefined) return judge();
  const state = sha256(JSON.stringify([ruleset, digest, snapshot.isStaged]));
  // Each of the two has its own, so that they don't take turns.
  const entry = {
    dir: cacheDir,
    kind,
    key: sha256(`${snapshot.gitDir}${snapshot.isStaged ? " staged" : ""}`).slice(0, 32),
  };
  const known = parseKept(readCache(entry)?.toString("utf8"));
  if (known?.state === state && isKeepable(known.result)) return known.result;
  const result = await judge();
  const { entries } = await snapshot.listing();
  if (isKeepable(result) && entries.every(({ isPlain }) => isPlain) && snapshot.isCurrent())
    writeCache(entry, JSON.stringify({ state, result }));
  return result;
};

/** Whether `value`, read from a cache, is a list of coverage receipts. */
export const areReceipts = (value: unknown): value is Coverage[] =>
  Array.isArray(value) &&
  value.every((one: Partial<Coverage> | null) => {
    if (typeof one?.skipped !== "object" || one.skipped === null) return false;
    const counts = [one.considered, one.examined, ...Object.values(one.skipped)];
    return typeof one.unit === "string" && counts.every(Number.isSafeInteger);
  });

/** Whether `value`, read from a cache, is a list of exemptions. */
export const areExemptions = (value: unknown): value is Exemption[] =>
  Array.isArray(value) &&
  value.every((one: Partial<Exemption> | null) => {
    const { glob, reason, exempted } = one ?? {};
    if (typeof glob !== "string" || typeof reason !== "string" || !Array.isArray(exempted)) return false;
    return exempted.every((each) => typeof each?.path === "string" && typeof each.code === "string");
  });

// --- internal ---

/** Whatever lies there, of which the state tells whether it is ours. */
const parseKept = (text: string | undefined): { state?: unknown; result?: unknown } | null => {
  try {
    return JSON.parse(text ?? "null") as { state?: unknown; result?: unknown } | null;
  } catch {
    return null;
  }
};
