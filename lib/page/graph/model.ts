/**
 * Runs and their files as one graph: what a run made and a later one read joins the two, by digest.
 *
 * @module
 */

/** A file as provenance names it. */
export interface GraphFile {
  name: string;
  sha256: string;
}

export interface GraphRun {
  label: string;
  /** How it went, in a word or two. */
  note: string;
  tone: "good" | "bad" | "open";
  inputs: readonly GraphFile[];
  outputs: readonly GraphFile[];
  /** Where more of it is told; nothing where the page has no such place. */
  href?: string;
}

export interface FileNode {
  kind: "files";
  /** One file, or several folded into one node. */
  files: readonly GraphFile[];
  count: number;
  /** Indices of runs. Every one that made it comes before every one that reads it: the graph has no circle. */
  makers: readonly number[];
  readers: readonly number[];
}

/** How many files stand alone among those that the same runs made and read. The rest is one node with a count. */
export interface GraphLimits {
  alone: number;
}

/**
 * Files as nodes, in the order in which they appear; `runs` in the order of time.
 *
 * A file read by a run and made again by a later one is two nodes: the second one is another file that happens to be equal.
 */
export const joinFiles = (runs: readonly GraphRun[], limits: GraphLimits): FileNode[] => {
  const groups = new Map<string, Generation[]>();
  for (const generation of generationsOf(runs)) {
    const key = `${generation.makers.join(",")}>${generation.readers.join(",")}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [generation]);
    else group.push(generation);
  }
  return [...groups.values()].flatMap((group) => foldGroup(group, limits));
};

// --- internal ---

interface Generation {
  file: GraphFile;
  makers: number[];
  readers: number[];
}

const generationsOf = (runs: readonly GraphRun[]): Generation[] => {
  const all: Generation[] = [];
  const newest = new Map<string, Generation>();
  const find = (file: GraphFile, mayJoin: (known: Generation) => boolean): Generation => {
    const key = keyOf(file);
    const known = newest.get(key);
    if (known !== undefined && mayJoin(known)) return known;
    const generation: Generation = { file, makers: [], readers: [] };
    newest.set(key, generation);
    all.push(generation);
    return generation;
  };
  for (const [index, { inputs, outputs }] of runs.entries()) {
    for (const file of inputs) add(find(file, () => true).readers, index);
    for (const file of outputs) add(find(file, ({ readers }) => readers.length === 0).makers, index);
  }
  return all;
};

const add = (indices: number[], index: number): void => {
  if (indices.at(-1) !== index) indices.push(index);
};

/** Empty files are all equal, and only those of one name are one file. */
const keyOf = ({ name, sha256 }: GraphFile): string =>
  sha256 === emptyDigest ? `${sha256} ${name.slice(name.lastIndexOf("/") + 1)}` : sha256;

const emptyDigest = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

const foldGroup = (group: readonly Generation[], { alone }: GraphLimits): FileNode[] => {
  // A node that stands for a single file would hide its name for nothing.
  const shown = group.length <= alone + 1 ? group : group.slice(0, alone);
  const rest = group.slice(shown.length);
  const node = (members: readonly Generation[]): FileNode => ({
    kind: "files",
    files: members.map(({ file }) => file),
    count: members.length,
    makers: members[0]?.makers ?? [],
    readers: members[0]?.readers ?? [],
  });
  return [...shown.map((generation) => node([generation])), ...(rest.length > 0 ? [node(rest)] : [])];
};
