/**
 * Walking GitLab CI: the pipeline of a repository and its child pipelines, each merged from its files.
 *
 * Not followed: files of other projects, and what is fetched or made when it runs. They are said to be unseen.
 *
 * @module
 */
import { parseSource } from "../sources/index.ts";
import type { Keys, Located, Tree } from "../sources/tree.ts";
import type { Beside } from "./beside.ts";
import type { Part, Walk } from "./follow.ts";
import { createConfig, type GitlabConfig } from "./gitlab-config.ts";
import { includedBy, type Layer, layersOf, withoutHeader } from "./gitlab-include.ts";

/** The file that GitLab reads when nothing else is set. */
export const gitlabMain = /^\.gitlab-ci\.ya?ml$/;

/** One pipeline. */
export interface Pipeline {
  config: GitlabConfig;
  /** Its files, the strongest first. */
  layers: readonly Tree[];
  /** Those of them that are there by rules alone. */
  optional: readonly Layer[];
  /** No file of it is missing. */
  isWhole: boolean;
  /** The job that starts it, outermost last; none for the main one. */
  triggers: readonly PipelineTrigger[];
}

/** A job that starts a child pipeline. */
export interface PipelineTrigger extends Pick<Pipeline, "config" | "optional"> {
  job: string;
}

/** Visit the pipeline at `path`, then its children. Throws `E_SOURCE` for a malformed file. */
export const visitGitlab = async (
  path: string,
  text: string,
  beside: Beside,
  visit: (pipeline: Pipeline) => void,
): Promise<Tree> => {
  const tree = await parseSource(path, withoutHeader(text));
  const walk: Walk = { beside, source: "include", left: mostParts, prepare: withoutHeader };
  await visitPipeline(walk, { tree, chain: [path] }, visit, []);
  return tree;
};

/** A value that is a text. */
export const textAt = (found: Located<unknown> | undefined): Located<string> | undefined =>
  typeof found?.value === "string" ? { ...found, value: found.value } : undefined;

// --- internal ---

/** Files that one pipeline may bring in: GitLab's own limit is 150. */
const mostParts = 1000;

const visitPipeline = async (
  walk: Walk,
  main: Part,
  visit: (pipeline: Pipeline) => void,
  triggers: readonly PipelineTrigger[],
): Promise<void> => {
  let isWhole = true;
  const unseen: Walk["beside"]["unseen"] = (part) => {
    isWhole = false;
    walk.beside.unseen(part);
  };
  const found = await layersOf({ ...walk, beside: { ...walk.beside, unseen } }, main);
  const layers = found.map((layer) => layer.tree);
  const optional = found.filter(({ conditions }) => conditions.length > 0);
  const config = createConfig(layers, walk.beside, isWhole);
  visit({ config, layers, optional, isWhole, triggers });
  for (const job of config.jobs) {
    const start = startOf(config, layers, job);
    if (start === undefined) continue;
    // A child pipeline has its own configuration.
    for (const part of await includedBy(walk, { ...main, tree: start.tree }, start.keys)) {
      await visitPipeline(walk, part, visit, [{ config, optional, job }, ...triggers]);
    }
  }
};

/** Where it is written which child pipeline `job` starts: in the job itself, or in what it extends. */
const startOf = (
  config: GitlabConfig,
  layers: readonly Tree[],
  job: string,
): { tree: Tree; keys: Keys } | undefined => {
  const include = ["trigger", "include"];
  if (config.find(job, include) === undefined) return undefined;
  const [first] = config.lineage(job).flatMap((name) => {
    const keys = [name, ...include];
    return layers.filter((tree) => tree.get(keys) !== undefined).map((tree) => ({ tree, keys }));
  });
  return first;
};
