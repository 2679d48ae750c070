/**
 * One pipeline of GitLab, its files merged: what a job says itself, and what it takes from others.
 *
 * @module
 */
import type { Keys, Located, Tree } from "../sources/tree.ts";
import type { Beside, Unseen } from "./beside.ts";
import { textOf } from "./text.ts";

export interface GitlabConfig {
  /** No file of the pipeline is missing. */
  isWhole: boolean;
  /** Jobs that may run: not those whose names begin with a dot. */
  jobs: readonly string[];
  /** A job, then all that it extends, the strongest first. */
  lineage: (job: string) => readonly string[];
  /** The value at `keys` of a job, or of those that it extends; references are followed. */
  find: (job: string, keys: Keys) => Located<unknown> | undefined;
  /** The elements of a list there. */
  items: (job: string, keys: Keys) => Located<unknown>[];
  /** The value at `keys` from the top; references to variables are followed. */
  top: (keys: Keys) => Located<unknown> | undefined;
  /** Names in the maps at `keys` from the top, of all files. */
  names: (keys: Keys) => string[];
}

/** docs.gitlab.com "CI/CD YAML syntax reference": `include`, `extends`, `!reference`. `layers`: the strongest first. */
export const createConfig = (
  layers: readonly Tree[],
  beside: Pick<Beside, "unseen">,
  isWhole: boolean,
): GitlabConfig => {
  const merge = mergeOf(layers);
  const chains = new Map<string, string[]>();
  const chainOf = (job: string): string[] => {
    const known = chains.get(job) ?? lineage(merge, job, { beside, isWhole });
    chains.set(job, known);
    return known;
  };
  const find = (job: string, keys: Keys, depth = 0): Located<unknown> | undefined => {
    for (const name of chainOf(job)) {
      for (let length = 1; length <= keys.length; length += 1) {
        const place = [name, ...keys.slice(0, length)];
        const target = depth < deepest ? referenceAt(merge, place) : undefined;
        if (target === undefined) continue;
        const [first = "", ...rest] = target;
        return find(first, [...rest, ...keys.slice(length)], depth + 1);
      }
      if (isSaid(merge, [name, ...keys])) return merge.get([name, ...keys]);
    }
    return undefined;
  };
  return {
    isWhole,
    jobs: merge.names([]).filter((name) => !name.startsWith(".") && !keywords.has(name)),
    lineage: chainOf,
    find,
    items: (job, keys) => {
      const [strongest = []] = chainOf(job)
        .filter((name) => isSaid(merge, [name, ...keys]))
        .map((name) => merge.items([name, ...keys]));
      return strongest;
    },
    top: (keys) => {
      const [key, ...inner] = keys;
      const [first, ...rest] = (key === "variables" ? textsAt(merge, [key]) : undefined) ?? [];
      return first === undefined ? merge.get(keys) : find(first, [...rest, ...inner]);
    },
    names: merge.names,
  };
};

// --- internal ---

/** References in each other that GitLab follows. */
const deepest = 10;

/** Names at the top that are no jobs. */
const keywords = new Set([
  ...["default", "include", "stages", "variables", "workflow", "spec", "image", "services", "cache"],
  ...["before_script", "after_script"],
]);

interface Merge {
  get: (keys: Keys) => Located<unknown> | undefined;
  items: (keys: Keys) => Located<unknown>[];
  names: (keys: Keys) => string[];
}

/** Maps are merged; of everything else the strongest counts. */
const mergeOf = (layers: readonly Tree[]): Merge => {
  // A large job takes long to read, and is asked for once for each of its variables.
  const leaves = new Map<string, boolean>();
  const isLeafAt = (layer: Tree, index: number, keys: Keys): boolean => {
    const id = JSON.stringify([index, keys]);
    const known = leaves.get(id) ?? isLeaf(layer.get(keys));
    leaves.set(id, known);
    return known;
  };
  return {
    get: (keys) => {
      for (const [index, layer] of layers.entries()) {
        const found = layer.get(keys);
        if (found !== undefined) return found;
        // Something there that is no map hides the weaker ones.
        if (keys.some((_, length) => length > 0 && isLeafAt(layer, index, keys.slice(0, length)))) return undefined;
      }
      return undefined;
    },
    items: (keys) => layers.find((layer) => layer.get(keys) !== undefined)?.items(keys) ?? [],
    names: (keys) => [...new Set(layers.flatMap((layer) => layer.names(keys).map(({ value }) => value)))],
  };
};

const isLeaf = (found: Located<unknown> | undefined): boolean =>
  found !== undefined && (typeof found.value !== "object" || found.value === null || Array.isArray(found.value));

/** Whether a job says it itself, or has something in its place that is no map: what it extends does not count then. */
const isSaid = (merge: Merge, place: Keys): boolean =>
  merge.get(place) !== undefined || place.some((_, at) => at > 1 && isLeaf(merge.get(place.slice(0, at))));

/** `!reference [job, key]`, where a list of texts can mean nothing else. */
const referenceAt = (merge: Merge, place: Keys): string[] | undefined => {
  const [, key, ...rest] = place;
  // It is a list of texts itself.
  if (key === "image" && rest[0] === "entrypoint") return undefined;
  if (key !== "image" && (key !== "variables" || rest.length > 1)) return undefined;
  return textsAt(merge, place);
};

const textsAt = (merge: Merge, place: Keys): string[] | undefined => {
  const target = merge.items(place).map(({ value }) => value);
  if (!target.every((value) => typeof value === "string")) return undefined;
  return target.length > 1 || target[0]?.startsWith(".") ? target : undefined;
};

interface Lineage {
  beside: Pick<Beside, "unseen">;
  /** No file of the pipeline is missing. */
  isWhole: boolean;
}

/** The job, then all that it extends, the strongest first. */
const lineage = (merge: Merge, job: string, { beside, isWhole }: Lineage): string[] => {
  const chain: string[] = [];
  const visit = (name: string, above: readonly string[]): void => {
    chain.push(name);
    for (const parent of parentsOf(merge, name)) {
      const refusal = [...above, name].includes(parent.value) ? circle : refusalOf(merge, parent.value, isWhole);
      if (refusal !== undefined) beside.unseen({ located: parent, source: "extends", ...refusal });
      else if (!chain.includes(parent.value)) visit(parent.value, [...above, name]);
    }
  };
  visit(job, []);
  return chain;
};

type Refusal = Pick<Unseen, "why" | "isBroken">;

const circle: Refusal = { why: "it extends itself", isBroken: true };

const refusalOf = (merge: Merge, parent: string, isWhole: boolean): Refusal | undefined => {
  if (merge.get([parent]) !== undefined) return undefined;
  return { why: isWhole ? "no job has that name" : "it is defined elsewhere", isBroken: isWhole };
};

/** The jobs that `name` extends, the strongest first. */
const parentsOf = (merge: Merge, name: string): Located<string>[] => {
  const keys = [name, "extends"];
  const several = merge.items(keys);
  const one = merge.get(keys);
  const parents = several.length > 0 ? several : one === undefined ? [] : [one];
  return parents.map((parent) => ({ ...parent, value: textOf(parent.value) })).toReversed();
};
