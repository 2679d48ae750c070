/**
 * Files that a job of GitLab begins with: its caches, and the artifacts of other jobs.
 *
 * docs.gitlab.com "CI/CD YAML syntax reference": `cache:paths`, `artifacts:paths`.
 *
 * @module
 */
import type { GitlabConfig } from "../../ci/index.ts";
import type { Keys, Located } from "../../sources/tree.ts";
import { broughtFix, broughtWhy, isBringing } from "../brought.ts";
import { type Fault, shortened, spotOf } from "../fault.ts";
import { giversOf } from "./dotenv.ts";
import { takesDefault } from "./settings.ts";
import { filled } from "./shell.ts";
import { hasInput, isMap, isText, referredBy, textOf } from "./text.ts";

/** Where one of them may be a tracked file, or say what runs. */
export const broughtFaults = (config: GitlabConfig, job: string, paths: readonly string[]): Fault[] => {
  const artifacts = known.get(config) ?? config.jobs.flatMap((name) => bringing(config, name, "artifacts", paths));
  known.set(config, artifacts);
  const isGiver = giversOf(config, job);
  const handed = artifacts.filter(({ by }) => isGiver(by));
  return [...bringing(config, job, "cache", paths), ...handed].map(({ found }) => ({
    ...{ kind: "unread", level: "undecided", at: spotOf(found), written: shortened(found.value) },
    ...{ why: broughtWhy, fix: broughtFix },
  }));
};

// --- internal ---

type Key = "artifacts" | "cache";

interface Path extends Located<string> {
  /** It may be any: that of a reference, or of all that git does not track. */
  isOpen?: boolean;
}

interface Bringing {
  by: string;
  found: Path;
}

/** Artifacts of all jobs. */
const known = new WeakMap<GitlabConfig, readonly Bringing[]>();

const bringing = (config: GitlabConfig, job: string, key: Key, paths: readonly string[]): Bringing[] =>
  pathsAt(config, job, key)
    .filter((found) => found.isOpen === true || isBringing(filled(config, job, found.value), paths))
    .map((found) => ({ by: job, found }));

const pathsAt = (config: GitlabConfig, job: string, key: Key): Path[] => {
  const isOwn = config.find(job, [key]) !== undefined || !takesDefault(config, job, key);
  const own = isOwn ? job : "default";
  const find = (keys: Keys) => config.find(own, keys) ?? (isOwn ? undefined : config.top(keys));
  const found = find([key]);
  if (found === undefined) return [];
  // Caches may be several.
  const maps = [found.value ?? []].flat();
  if (!maps.every(isMap)) return [{ ...found, value: `${key}: ${textOf(found.value)}`, isOpen: true }];
  return maps.flatMap(({ paths, untracked }): Path[] => {
    const all: readonly unknown[] = [paths ?? []].flat();
    const referred = referredBy(config, all);
    // No paths are a map: a directory may be called like a job with a dot.
    const isReference = !all.every(isText) || (referred !== undefined && !isMap(referred.value));
    const isOpen = isReference || hasInput(all);
    return [
      ...(isOpen ? [{ ...found, value: `paths: ${textOf(paths)}`, isOpen: true }] : []),
      ...((untracked ?? false) === false ? [] : [{ ...found, value: `untracked: ${textOf(untracked)}`, isOpen: true }]),
      ...all.map((path) => ({ ...found, value: textOf(path) })),
    ];
  });
};
