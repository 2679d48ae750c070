/**
 * Files that a job of GitLab begins with: its caches, and the artifacts of other jobs.
 *
 * docs.gitlab.com "CI/CD YAML syntax reference": `cache:paths`, `artifacts:paths`.
 *
 * @module
 */
import type { GitlabConfig } from "../../ci/index.ts";
import type { Keys, Located } from "../../sources/tree.ts";
import { broughtWhy, isBringing } from "../brought.ts";
import { type Fault, shortened, spotOf } from "../fault.ts";
import { giversOf } from "./dotenv.ts";
import { takesDefault } from "./settings.ts";
import { filled } from "./shell.ts";
import { isMap, textOf } from "./text.ts";

/** Where one of them may be a tracked file, or say what runs. */
export const broughtFaults = (config: GitlabConfig, job: string, paths: readonly string[]): Fault[] => {
  const artifacts = known.get(config) ?? config.jobs.flatMap((name) => bringing(config, name, "artifacts", paths));
  known.set(config, artifacts);
  const isGiver = giversOf(config, job);
  const handed = artifacts.filter(({ by }) => isGiver(by));
  return [...bringing(config, job, "cache", paths), ...handed].map(({ found }) => ({
    ...{ kind: "unread", level: "undecided", at: spotOf(found), written: shortened(found.value), why: broughtWhy },
  }));
};

// --- internal ---

type Key = "artifacts" | "cache";

interface Bringing {
  by: string;
  found: Located<string>;
}

/** Artifacts of all jobs. */
const known = new WeakMap<GitlabConfig, readonly Bringing[]>();

const bringing = (config: GitlabConfig, job: string, key: Key, paths: readonly string[]): Bringing[] =>
  pathsAt(config, job, key)
    .filter((found) => isBringing(filled(config, job, found.value), paths))
    .map((found) => ({ by: job, found }));

const pathsAt = (config: GitlabConfig, job: string, key: Key): Located<string>[] => {
  const isOwn = config.find(job, [key]) !== undefined || !takesDefault(config, job, key);
  const own = isOwn ? job : "default";
  const find = (keys: Keys) => config.find(own, keys) ?? (isOwn ? undefined : config.top(keys));
  const said = [find([key])].filter((found) => found !== undefined);
  // Caches may be several.
  const maps = said.flatMap((found) => [found.value].flat().map((value: unknown) => ({ ...found, value })));
  return maps.flatMap(({ value, ...found }) => {
    const paths = isMap(value) ? (value["paths"] ?? []) : [];
    return [paths].flat().map((path: unknown) => ({ ...found, value: textOf(path) }));
  });
};
