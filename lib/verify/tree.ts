/**
 * What lies in a bundle's directory. Links are never followed, nothing is opened.
 *
 * @module
 */
import { lstatSync, readdirSync, type Stats } from "node:fs";
import { join } from "node:path";
import { type FileIdentity, identityOf } from "../digest.ts";
import { errnoOf } from "../errors.ts";

export interface TreeFile {
  size: number;
  identity: FileIdentity;
}

export interface Tree {
  /** Plain files by their path in the directory. */
  files: Map<string, TreeFile>;
  /** Directories with the number of entries in each. */
  directories: Map<string, number>;
  /** Links, FIFOs, sockets and devices, each with what it is. */
  specials: Map<string, string>;
  /** What could not be looked at, with the reason. */
  unreadable: Map<string, string>;
  /** Names that are not UTF-8, escaped: no member can have one. */
  undecodable: string[];
  /** There is more than was asked for. */
  isCut: boolean;
}

export interface ReadTreeOptions {
  /** The directory's names, when somebody has just listed it. */
  listed?: readonly string[] | undefined;
  /** Entries after which it is enough. */
  most?: number;
}

/** Walk `dir`, which must be a directory itself. Never throws. */
export const readTree = (dir: string, { listed, most = Number.POSITIVE_INFINITY }: ReadTreeOptions = {}): Tree => {
  const tree: Tree = {
    files: new Map(),
    directories: new Map(),
    specials: new Map(),
    unreadable: new Map(),
    undecodable: [],
    isCut: false,
  };
  const open = [""];
  let left = most;
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    const names = readNames(dir, path, tree, path === "" ? listed : undefined);
    if (path !== "") tree.directories.set(path, names.length);
    left -= names.length;
    if (left < 0) return { ...tree, isCut: true };
    for (const name of names) {
      const below = path === "" ? name : `${path}/${name}`;
      if (enter(`${dir}/${below}`, below, tree)) open.push(below);
    }
  }
  return tree;
};

/** What `stats` are of, for people. */
export const describeKind = (stats: Stats): string => {
  if (stats.isSymbolicLink()) return "a symbolic link";
  if (stats.isDirectory()) return "a directory";
  if (stats.isFIFO()) return "a FIFO";
  if (stats.isSocket()) return "a socket";
  return stats.isFile() ? "a plain file" : "a device";
};

// --- internal ---

const readNames = (dir: string, path: string, tree: Tree, listed?: readonly string[]): readonly string[] => {
  try {
    const names = listed ?? readdirSync(join(dir, path));
    // A name that can't be decoded would read as a replacement character and not be found under it.
    return names.some((name) => name.includes("\ufffd")) ? decodable(dir, path, tree) : names;
  } catch (error) {
    tree.unreadable.set(path === "" ? "." : path, errnoOf(error) ?? "EIO");
    return [];
  }
};

const decodable = (dir: string, path: string, tree: Tree): string[] =>
  readdirSync(join(dir, path), { encoding: "buffer" }).flatMap((bytes) => {
    const name = bytes.toString("utf8");
    if (bytes.equals(Buffer.from(name))) return [name];
    const shown = bytes
      .toString("latin1")
      .replace(/[^\x20-\x7e]/g, (byte) => `\\x${byte.charCodeAt(0).toString(16).padStart(2, "0")}`);
    tree.undecodable.push(path === "" ? shown : `${path}/${shown}`);
    return [];
  });

/** Put one entry where it belongs; true for a directory that is to be walked. */
const enter = (absolute: string, path: string, tree: Tree): boolean => {
  let stats: Stats;
  try {
    stats = lstatSync(absolute);
  } catch (error) {
    tree.unreadable.set(path, errnoOf(error) ?? "EIO");
    return false;
  }
  if (stats.isFile()) tree.files.set(path, { size: stats.size, identity: identityOf(stats) });
  else if (!stats.isDirectory()) tree.specials.set(path, describeKind(stats));
  return stats.isDirectory();
};
