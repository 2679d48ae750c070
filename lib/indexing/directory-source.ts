/**
 * A directory of bundles as an index source.
 *
 * @module
 */
import { type Dirent, readdirSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { errnoOf, KprovError } from "../errors.ts";
import { noteStamps } from "../note/index.ts";
import { compareBytes } from "../report.ts";
import { isBundle, readTree } from "../verify/index.ts";
import type { IndexSource } from "./source.ts";
import { type Shape, shapeIn, shapeOf, stampOf } from "./stamp.ts";

/**
 * The directories of bundles that `paths` name, each once, sorted by bytes. A bundle may be named itself: then only it was asked
 * for. Throws `E_IO` for what isn't there or can't be read, `E_USAGE` for an empty path or one that is no directory.
 */
export const directorySources = (
  paths: readonly string[],
  { cwd, now }: { cwd: string; now: () => number },
): IndexSource[] => {
  const asked = new Map<string, Set<string> | null>();
  for (const path of paths) {
    const { source, name } = placeOf(path, cwd);
    const known = asked.get(source);
    if (name === null) asked.set(source, null);
    else if (known === undefined) asked.set(source, new Set([name]));
    else known?.add(name);
  }
  return [...asked]
    .sort(([a], [b]) => compareBytes(a, b))
    .map(([path, names]) => directorySource(path, names === null ? null : [...names].sort(compareBytes), now));
};

/** The directory at an absolute path without links; only `names` of it, or all. */
export const directorySource = (path: string, names: readonly string[] | null, now: () => number): IndexSource => {
  const shapes = new Map<string, Shape>();
  return {
    path,
    directory: path,
    isWhole: names === null,
    list: () => (names === null ? listBundles(path) : [...names]),
    look: (name, known) => {
      const dir = `${path}/${name}`;
      const before = known === null ? undefined : shapes.get(shapeIn(known));
      const still = before === undefined ? null : stampOf(dir, before, now());
      if (still !== null && known?.startsWith(still)) return { stamp: still };
      const tree = readTree(dir, { most: mostEntries });
      const shape = shapeOf(tree);
      if (shape === null) return { tree, stamp: null };
      if (shapes.size >= mostShapes) shapes.clear();
      shapes.set(shape.id, shape);
      return { tree, stamp: stampOf(dir, shape, now(), tree) };
    },
    noteStamps: () => noteStamps(path),
    open: (name) => ({ dir: join(path, name), close: () => undefined }),
  };
};

// --- internal ---

/** What lies there may be anything: no bundle is that large. */
const mostEntries = 200_000;

/** Kept for the bundles to come: as many steps as one history is likely to mix. */
const mostShapes = 64;

const placeOf = (path: string, cwd: string): { source: string; name: string | null } => {
  if (path === "") throw new KprovError("E_USAGE", 'Cannot index "": expected a directory of bundles, found nothing');
  const absolute = resolve(cwd, path);
  try {
    const real = realpathSync(absolute);
    if (!statSync(real).isDirectory())
      throw new KprovError("E_USAGE", `Cannot index "${path}": expected a directory of bundles`, {
        hint: "a bundle in a tar is unpacked first: tar -xf FILE",
      });
    return isBundle(readdirSync(real)) ? { source: dirname(real), name: basename(real) } : { source: real, name: null };
  } catch (cause) {
    if (cause instanceof KprovError) throw cause;
    throw unreadable(path, cause);
  }
};

/** Visible directories, and links that lead out of here: what they hide is said. */
const listBundles = (path: string): string[] => {
  let entries: Dirent[];
  try {
    entries = readdirSync(path, { withFileTypes: true });
  } catch (cause) {
    throw unreadable(path, cause);
  }
  const names: string[] = [];
  for (const entry of entries) {
    if (entry.name.startsWith(".")) continue;
    if (entry.isDirectory() || (entry.isSymbolicLink() && leadsOut(path, entry.name))) names.push(entry.name);
  }
  return names.sort(compareBytes);
};

/** A link such as `latest` to a bundle that is listed anyway adds nothing; neither does one to a file. */
const leadsOut = (path: string, name: string): boolean => {
  try {
    const target = realpathSync(join(path, name));
    return statSync(target).isDirectory() && dirname(target) !== path;
  } catch {
    return true;
  }
};

const unreadable = (path: string, cause: unknown): KprovError => {
  const code = errnoOf(cause);
  const why = code === "ENOENT" ? "it does not exist" : (code ?? String(cause));
  return new KprovError("E_IO", `Cannot read the directory of bundles "${path}": ${why}`, { cause });
};
