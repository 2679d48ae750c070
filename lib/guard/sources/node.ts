/**
 * What every parser of this directory makes: values with places, and the tree over them.
 *
 * @module
 */
import { maxDepth, type Place, SourceError } from "./fault.ts";
import type { Keys, Located, Tree } from "./tree.ts";

/** A value in a file: a map has `entries`, a list has `items`, anything else has `value`. */
export interface SourceNode extends Place {
  /** A string, number, boolean or null. */
  value?: unknown;
  entries?: Map<string, Entry>;
  /** Places in a map that say which others are merged into it. */
  merges?: readonly Place[];
  /** Beside `value` in formats whose lists are lines of a string (INI). */
  items?: SourceNode[];
}

/** A name of a map, and what it stands for. */
export interface Entry {
  name: Place;
  node: SourceNode;
}

/** The view of `root` that rules have. */
export const createTree = (path: string, root: SourceNode): Tree => {
  const locate = <T>(value: T, { line, column }: Place): Located<T> => ({ value, path, line, column });
  const get: Tree["get"] = (keys) => {
    const node = findNode(root, keys);
    return node && locate(plainOf(node), node);
  };
  const tree: Tree = {
    path,
    get,
    text: (keys) => {
      const node = findNode(root, keys);
      return typeof node?.value === "string" ? locate(node.value, node) : undefined;
    },
    names: (keys) => [...(findNode(root, keys)?.entries ?? [])].map(([name, entry]) => locate(name, entry.name)),
    items: (keys) => (findNode(root, keys)?.items ?? []).map((node) => locate(plainOf(node), node)),
  };
  roots.set(tree, root);
  return tree;
};

/** Where the file says that maps are merged into others, which not all readers of YAML do; each place once. */
export const mergesIn = (tree: Tree): Located<string>[] => {
  const found = new Map<string, Place>();
  const visit = ({ entries, items, merges }: SourceNode): void => {
    for (const place of merges ?? []) found.set(`${place.line}:${place.column}`, place);
    for (const { node } of entries?.values() ?? []) visit(node);
    for (const node of items ?? []) visit(node);
  };
  const root = roots.get(tree);
  if (root !== undefined) visit(root);
  return [...found.values()].map(({ line, column }) => ({ value: "<<", path: tree.path, line, column }));
};

/** Add a name to a map. Throws `E_SOURCE` when it is there already: readers differ in which one they take. */
export const addEntry = (path: string, entries: Map<string, Entry>, name: string, entry: Entry): void => {
  if (entries.has(name)) throw new SourceError(path, entry.name, `duplicate key "${name}"`);
  entries.set(name, entry);
};

/** Throws `E_SOURCE` below {@link maxDepth}. The top of a document has depth 0. */
export const assertDepth = (path: string, place: Place, depth: number): void => {
  if (depth > maxDepth) throw new SourceError(path, place, `nesting deeper than ${maxDepth}`);
};

// --- internal ---

const roots = new WeakMap<Tree, SourceNode>();

const findNode = (root: SourceNode, keys: Keys): SourceNode | undefined => {
  let node: SourceNode | undefined = root;
  for (const key of keys) {
    node = typeof key === "number" ? node?.items?.[key] : node?.entries?.get(key)?.node;
  }
  return node;
};

const plainOf = ({ value, entries, items }: SourceNode): unknown => {
  if (entries !== undefined) {
    // Without a prototype "__proto__" is a name like any other.
    const map: Record<string, unknown> = Object.create(null);
    for (const [name, { node }] of entries) map[name] = plainOf(node);
    return map;
  }
  return items === undefined || value !== undefined ? value : items.map(plainOf);
};
